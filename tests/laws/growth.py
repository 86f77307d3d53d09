"""What an input costs by its size: rows of data, and the steps of each, counted and never timed.

A step is a call, of Python or of C. What goes through a text (a search, ``replace``, ``split``) counts one more for
every 64 letters, and so does what git answers; sqlite counts one for every hundred of its own instructions.
"""

from __future__ import annotations

import io
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any
from unittest import mock

from haishin.check.document import read
from haishin.check.document.decoding import MAX_BYTES
from haishin.check.document.sample import PATH, SAMPLE, changed
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.reading import Tree
from haishin.consult.consultation import consult
from haishin.core.contract import ContractError, load_blobs
from haishin.core.model import Finding
from haishin.core.repository.git import Git, commit_files
from haishin.core.repository.proof import irregular
from haishin.residents.registry import csvfile
from haishin.residents.registry.subscriber import Choices
from haishin.send.ledger.records import line_of, record
from haishin.send.ledger.stops import stops
from haishin.send.sending.survey import MainSnapshot
from support.contract import blobs, shipped
from support.decision import alert, case, moment, pull
from support.folders import kept
from support.ledger import NOON, Host, World, git

LETTERS = 64  # that count as a step
KIB = 1024

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One input: ``make`` puts one of that size together and gives what is done with it; ``limit`` is the largest."""

    name: str
    limit: int
    make: Callable[[int], Work]


# --- counting --------------------------------------------------------------------------------------


class _Counted:
    """A pattern that tells how many letters it goes through."""

    def __init__(self, pattern: Any, told: Callable[[int], None]) -> None:
        self._pattern, self._told = pattern, told

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        return partial(self._go, method, name) if name in _SEARCHES else method

    def _go(self, method: Any, name: str, *given: Any, **named: Any) -> Any:
        found = method(*given, **named)
        text = next(part for part in given[name == "sub" :] if isinstance(part, str))
        begin, end = [*(part for part in given if isinstance(part, int)), 0, len(text)][:2]
        self._told((found.end() if name == "search" and found else min(end or len(text), len(text))) - begin)
        return found


_SEARCHES = ("search", "finditer", "sub", "split", "findall")
# Methods of a text that go through all of it.
_THROUGH = frozenset(("replace", "split", "splitlines", "translate", "lower", "upper", "casefold", "encode"))


def steps(work: Work) -> int:
    """How many steps the work takes."""
    count = 0

    def add(letters: int) -> None:
        nonlocal count
        count += 1 + max(letters, 0) // LETTERS

    def called(_frame: FrameType, event: str, what: Any) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if event == "c_call" and what.__name__ in _THROUGH and isinstance(what.__self__, str | bytes):
                count += len(what.__self__) // LETTERS

    with _watched(add):
        sys.setprofile(called)
        try:
            work()
        finally:
            sys.setprofile(None)
    return count


@contextmanager
def _watched(add: Callable[[int], None]) -> Iterator[None]:
    """Let patterns, git and sqlite tell what they do."""
    attempt, connect, make = Git.attempt, sqlite3.connect, re.compile

    def asked(self: Git, *arguments: str, **named: Any) -> Any:
        done = attempt(self, *arguments, **named)
        add(len(done.stdout) + len(named.get("data") or b""))
        return done

    def opened(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_progress_handler(lambda: add(0), 100)
        return connection

    def compiled(source: Any, flags: int = 0) -> Any:
        """A pattern that is made of what was read: each letter is tried with all of it."""
        pattern = make(source, flags)
        ours = sys._getframe(1).f_globals["__name__"].startswith("haishin.")
        return _Counted(pattern, lambda letters: add(letters * (1 + len(source) // LETTERS))) if ours else pattern

    modules = [module for name, module in sys.modules.items() if name.startswith("haishin.") and module is not None]
    patterns = [
        (module, name, value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) or type(value).__name__ == "_Lazy"
    ]
    git_asked, sqlite_opened = mock.patch.object(Git, "attempt", asked), mock.patch.object(sqlite3, "connect", opened)
    with git_asked, sqlite_opened, mock.patch.object(re, "compile", compiled):
        for module, name, value in patterns:
            setattr(module, name, _Counted(value, add))
        try:
            yield
        finally:
            for module, name, value in patterns:
                setattr(module, name, value)


# --- texts -----------------------------------------------------------------------------------------

# What is repeated in a text. Each once cost the square of its number, or is what some search looks for.
UNITS: tuple[str, ...] = (
    *("[", "*a_", "`", "![", "<", "&", "[a](", "- ", "> ", "[a]: b\n", "|", "\\", "<!--", "<a ", "https://", "`a``"),
    *("a.", "a.jp", "a", "_", "?", "×", "●", "■", "○", "①", "\xa0", "a\n\n", "&#12354;", "**a** "),
    *(
        "犯人",
        "11月25日（火）",
        "12時",
        "「",
        "『",
        " ",
        "\u3000",
        "外国人",
        "〜",
        "夕方、",
        "※",
        "0",
        "一",
        "ア",
        "中",
    ),
    *("男性", "係長", "と話した。", "SNSで話題", "身柄", "逮捕には", "逮捕は、まだ", "のため", "逮捕（", "「逮捕"),
    *(
        "教室",
        "講習",
        "体験",
        "090-1234-5678、",
        "027-001-0111、",
        "山田太郎さん、",
        "○○町",
        "＜＜場所＝駅前＞＞",
        "号室",
    ),
    *(
        "東小学校前で、3年生の児童は、",
        "同小の児童、",
        "文京小学校前、",
        "3年生の児童、",
        "女性の認知症、",
        "北病院に入院、",
    ),
    *("090-{n}-{n}、", "a{n}@b{n}.com ", "群馬{n}あ{n}-{n} ", "山田{n}太郎さん、", "＜＜場{n}＝駅＞＞"),
)
# Of these each one is found; told at an eighth of the limit, for each is told in five ways.
FOUND = ("090-1234-5678、", "090-{n}-{n}、", "a{n}@b{n}.com ", "山田{n}太郎さん、", "①", "○○町")


def text_of(unit: str, size: int) -> str:
    """The unit over and over, as many bytes as that; ``{n}``: another number each time."""
    count = size // len(unit.encode()) + 1
    whole = (
        "".join(unit.replace("{n}", str(1000 + number)) for number in range(count)) if "{n}" in unit else unit * count
    )
    return whole.encode()[:size].decode(errors="ignore")


def judged(data: bytes) -> tuple[Finding, ...]:
    """Read and judge a file as ``validate``, ``consult`` and the sender do."""
    return check(read(PATH, data, shipped()), shipped(), Tree())


def reported(data: bytes) -> None:
    """Tell what was found in every way in which it is told."""
    source, found = data.decode(), judged(data)
    for report in REPORTERS.values():
        report(found, {PATH: source}, "ja", 1)


def _body(work: Callable[[bytes], object], unit: str, size: int) -> Work:
    data = f"{SAMPLE}\n{text_of(unit, size)}\n".encode()
    return lambda: work(data)


def _front(item: Callable[[int], str], size: int) -> Work:
    data = changed("press: none", "press: none\n" + "".join(map(item, range(size)))).encode()
    return lambda: judged(data)


def _listed(name: str, item: Callable[[int], str]) -> Callable[[int], Work]:
    def made(size: int) -> Work:
        written = ", ".join(map(item, range(size)))
        return lambda: judged(changed("press: none", f"press: none\n{name}: [{written}]").encode())

    return made


# --- schema/ ---------------------------------------------------------------------------------------


_SCHEMA = 256 * KIB  # of a file


def _schema(file: str, anchor: str, item: Callable[[int], str], size: int) -> Work:
    """A file of ``schema/``, at its limit with so many bytes: the item over and over behind the anchor or at the end.

    Of a smaller size it is the same file with as much fewer items, for these are whose cost is measured.
    """
    text = blobs()[file].decode()
    room, grown = size - len(text.encode()) * size // _SCHEMA, []
    while room > 0:
        grown.append(item(len(grown)))
        room -= len(grown[-1].encode())
    place = text.index(anchor) + len(anchor) if anchor else len(text)
    files = {**blobs(), file: f"{text[:place]}{''.join(grown[:-1])}{text[place:]}".encode()}

    def load() -> None:
        with suppress(ContractError):
            load_blobs(files)

    return load


_PERSON = (
    "  - id: p{n}\n    name: 山\n    accounts: [{{login: p{n}, account: null}}]\n    roles:\n"
    "      - {{role: staff, unit: maebashi, from: 2026-04-01, until: null}}\n"
)
_UNIT = (
    "  u{n}: {{name: 所{n}, kind: a, level: headquarters, manager_title: 長, officer_title: 次, phone: 027-000-0110}}\n"
)
FILES: dict[str, tuple[str, str, str]] = {
    "unknown items": ("wording.yaml", "", "k{n}: x\n"),
    "control characters": ("wording.yaml", "", "# \x01{n}\n"),
    "items twice": ("wording.yaml", "", "a: [{n}]\n"),
    "mappings in a list of texts": ("wording.yaml", "official_hosts:\n", "  - {{a{n}: x}}\n"),
    "telephone numbers": ("wording.yaml", "public_phones:\n", '  "{n:07}": x\n'),
    "words": ("wording.yaml", "place_names: [", "語{n}, "),
    "people": ("roster.yaml", "", _PERSON),
    "people without a name": ("roster.yaml", "", "  - {{id: p{n}}}\n"),
    "units": ("organization.yaml", "\nunits:\n", _UNIT),
    "lines of who is in charge": (
        "organization.yaml",
        "\nin_charge:\n",
        "  - {{category: a, case: c{n}, unit: sosa-1}}\n",
    ),
    "drafts": ("drafts.yaml", "\ndrafts:\n", "  - {{title: あ, text: い}}\n"),
    "clauses": ("policy.yaml", "\nclauses:\n", '  "9({n})": {{sentence: あ, how: [rule]}}\n'),
    "languages": ("frame.yaml", "\nlanguages:\n", "  x{n}: {{areas: latin, labels: {{}}}}\n"),
}


# --- people, git, residents ------------------------------------------------------------------------


def _consulted(size: int) -> Work:
    """So many units asked, manager and officer of three of four approved: nothing is enough."""
    units = [unit for unit in shipped().organization.units if unit != "maebashi"][:size]
    reviews = [
        f"{unit}-{role} APPROVED 16:{place:02} acting"
        for place, unit in enumerate(units)
        for role in ("manager", "officer")
        if place % 4
    ]
    judged = case(alert(consult=units), pull("maebashi-manager APPROVED 16:10", *reviews))
    return lambda: consult(judged, moment("16:59"), shipped())


def _reviewed(size: int) -> Work:
    people = [person.login for person in shipped().roster.people]
    reviews = [f"{people[number % len(people)]} APPROVED 16:{number % 60:02}" for number in range(size)]
    judged = case(alert(), pull(*reviews))
    return lambda: consult(judged, moment("16:59"), shipped())


def _world() -> World:
    """A new one; its folder goes with the process."""
    return World.active(kept() / "world")


def _stop_branches(size: int) -> Work:
    world = _world()
    tip = git(world.remote, "rev-parse", "main")
    refs = "".join(f"create refs/heads/stop/20261125-{number:04}-x {tip}\n" for number in range(size))
    git(world.remote, "update-ref", "--stdin", data=refs.encode())
    return lambda: stops(Git(world.clone), str(world.remote))


def _nested(size: int) -> Work:
    """A commit with a folder of ten folders, each the same, and so on: a few objects, ten to that power of paths."""
    world = _world()
    blob = git(world.clone, "hash-object", "-w", "--stdin", data=b"x")
    tree = git(world.clone, "mktree", data=f"100644 blob {blob}\tx\n".encode())
    for _ in range(size):
        tree = git(world.clone, "mktree", data="".join(f"040000 tree {tree}\t{n}\n" for n in range(10)).encode())
    commit = git(world.clone, "commit-tree", tree, "-m", "x")
    return lambda: irregular(Git(world.clone), commit, ["alerts/maebashi/2026/20261125-1100-a.md"])


def _records(size: int) -> Work:
    world = _world()
    held = (
        record("held", NOON, "somebody", alert=f"20261125-1100-a{n}", cause="stop", reason="x") for n in range(size)
    )
    lines = git(world.remote, "show", "dispatch-log:ledger.jsonl").encode() + b"\n" + b"".join(map(line_of, held))
    tip = commit_files(
        Git(world.clone), {"ledger.jsonl": lines}, NOON, ("x",), git(world.remote, "rev-parse", "dispatch-log")
    )
    git(world.clone, "push", "-q", "origin", f"{tip}:refs/heads/dispatch-log")
    return lambda: world.ledger().read()


def _main(file: str, size: int) -> Work:
    """So many files below ``alerts/``, judged as ``plan`` does."""
    world = _world()
    world.commit({file.format(n=n): "{}" for n in range(size)})
    host = Host(world, world.folder / "state")

    def survey() -> None:
        inputs = host.inputs()
        view, snapshot = inputs.ledger.read(), MainSnapshot(inputs)
        snapshot.open(view)
        for candidate in snapshot.candidates(view):
            snapshot.judge(candidate, view, stops(inputs.git, inputs.remote), None, NOON)

    return survey


def _csv(size: int) -> Work:
    line = "r{n},a{n}@example.org,maebashi,,*,text,ja,no,no,窓口,2026-04-01,\n"
    data = (",".join(csvfile.COLUMNS) + "\n" + "".join(line.format(n=n) for n in range(size))).encode()
    choices = Choices.of(shipped())
    return lambda: [*csvfile.read(io.BytesIO(data), choices, NOON)]


_WHOLE = MAX_BYTES - KIB  # beside the front matter
TEXTS = tuple(Row(f"text: {unit!r}", _WHOLE, partial(_body, judged, unit)) for unit in UNITS)
REPORTS = tuple(Row(f"report: {unit!r}", _WHOLE // 8, partial(_body, reported, unit)) for unit in FOUND)
SCHEMA = tuple(
    Row(f"schema: {name}", _SCHEMA, partial(_schema, file, anchor, lambda n, item=item: item.format(n=n)))  # type: ignore[misc]
    for name, (file, anchor, item) in FILES.items()
)
OTHERS = (
    Row("front matter: unknown items", 1000, partial(_front, lambda n: f"k{n}: x\n")),
    Row("front matter: consult", 8, _listed("consult", lambda n: f"unit-{n}")),
    Row("front matter: waivers", 150, _listed("waivers", lambda n: f"{{rule: consent, reason: 理由{n}}}")),
    Row("front matter: confirmed", 120, _listed("confirmed", lambda n: f"{{rule: name, mark: k3f9, reason: 理由{n}}}")),
    Row("front matter: disclose", 120, _listed("disclose", lambda n: f"{{text: 山田{n}, ground: hit-and-run}}")),
    Row("approvals: units that are asked", 8, _consulted),
    Row("approvals: units by a chain", 24, _consulted),
    Row("approvals: reviews", 2000, _reviewed),
    Row("git: stop branches", 2000, _stop_branches),
    Row("git: nested folders of a reviewed commit", 4, _nested),
    Row("git: records of the ledger", 2000, _records),
    Row("git: odd files on main", 400, partial(_main, "alerts/odd/{n}/x y.md")),
    Row("git: alerts on main", 40, partial(_main, "alerts/maebashi/2026/20261125-11{n:02}-a.md")),
    Row("residents: lines of a CSV", 4000, _csv),
)
ROWS = (*TEXTS, *REPORTS, *SCHEMA, *OTHERS)
