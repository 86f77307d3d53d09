"""The forge's settings against the prescribed settings: the rows of ``prescribed.yaml``, and checks in code.

The sender believes no setting: it proves the approvals again before each mail (threats T3–T8). So if a merge
could slip through, only the first of two locks is missing; if data could be read or a record forged, no other is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from haishin.consult.codeowners import parse
from haishin.consult.forge import ForgeError
from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.office.setup.guarantee import Assurance, Guarantee, joined, table, words
from haishin.send.live.live import RUNNER, Live, OwnersFault
from haishin.send.live.rulesets import BranchRule, Ruleset, bound, differing, load, others

ENVIRONMENTS: Final = ("consultation", "mail-send")  # a workflow makes one that is not there, open to every branch
MAIL_HOST: Final = "haishin-mail"  # the label of the runner that is the mail host
PULLS: Final = "none"
_STATUSES: Final = "required_status_checks"
_UNKNOWN: Final = "Unknown owner"


@dataclass(frozen=True, slots=True)
class Prescription:
    """Prescribed settings, and the facts that they rest on."""

    rulesets: Mapping[str, Ruleset]  # the files of ``.github/rulesets`` by name
    owned: bool  # CODEOWNERS has lines with owners
    public: bool  # the policy allows a repository that others can read
    runner: tuple[str, ...]  # the values that HAISHIN_RUNNER may have in this shape of the service

    @classmethod
    def read(cls, root: Path, *, owned: bool, public: bool, pulls: bool | None) -> Prescription:
        """Read the repository's files; ``pulls``: the mail host pulls (None: not seen from here). Raises ToolError."""
        names = dict.fromkeys(row["file"] for row in _rows() if "file" in row)
        runner: tuple[str, ...] = (PULLS, MAIL_HOST)
        if pulls is not None:
            runner = (PULLS,) if pulls else (MAIL_HOST,)
        return cls({name: load(root, name) for name in names}, owned, public, runner)


PrescribedRow: TypeAlias = Mapping[str, Any]  # as the head of ``prescribed.yaml`` says
Check: TypeAlias = Callable[[Live, Prescription], Iterator[Text]]


def judge(live: Live, wanted: Prescription) -> tuple[Guarantee, ...]:
    """Judge every guarantee of the forge, in the order of OPERATING.md's table."""
    return tuple(_judged(row, live, wanted) for row in _rows())


def unreadable(fault: ToolError) -> tuple[Guarantee, ...]:
    """Return every guarantee as unreadable: the forge cannot be asked at all."""
    return tuple(
        Guarantee(row["id"], words(row["title"]), Assurance.UNREADABLE, fault.message, fault.hint) for row in _rows()
    )


@cache
def _table() -> Mapping[str, Any]:
    whole: Mapping[str, Any] = table("prescribed")
    return whole


def _rows() -> Sequence[PrescribedRow]:
    rows: Sequence[PrescribedRow] = _table()["rows"]
    return rows


def _judged(row: PrescribedRow, live: Live, wanted: Prescription) -> Guarantee:
    name, title, aside = row["id"], words(row["title"]), row.get("aside", {})
    try:
        faults = tuple(dict.fromkeys(_faults(row, live, wanted)))
        notes = () if faults else tuple(_faults(aside, live, wanted))
    except ForgeError as fault:
        return Guarantee(name, title, Assurance.UNREADABLE, fault.message, words(_table()["unreadable"]))
    if notes:
        return Guarantee(name, title, Assurance(aside["state"]), joined(notes))
    if not faults or ("unless" in row and getattr(wanted, row["unless"])):
        return Guarantee(name, title, Assurance.ENFORCED)
    remedy = words(row.get("remedy") or _table()["import"]).format(file=row.get("file"))
    return Guarantee(name, title, Assurance(row["otherwise"]), joined(faults), remedy)


# --- the differ -----------------------------------------------------------------------------------------------------


def _faults(row: PrescribedRow, live: Live, wanted: Prescription) -> Iterator[Text]:
    """Name the faults of a row; raises ForgeError if the forge does not answer."""
    if "rules" in row:
        rules, ruleset = _in_force(row["rules"]["on"], live), wanted.rulesets[row["file"]]
        for kind, keys in row["rules"]["kinds"].items():
            yield from _lacking(live, rules, ruleset, kind, keys)
    if "free" in row:
        yield from _unasked(row["free"], live, wanted.rulesets[row["file"]])
    for name in row.get("checks", ()):
        yield from CHECKS[name](live, wanted)
    for field in row.get("fields", ()):
        said, is_wanted = _value(field.get("wanted", field.get("unwanted"))), "wanted" in field
        found = live.field(field["of"], field["field"], said)
        if (found == said) is not is_wanted:
            yield words(field["found"]).format(found=found)


def _value(text: str) -> str | int:
    """Convert a scalar of the file to the value that it means in JSON."""
    if text in ("true", "false"):
        return text == "true"
    if text.isdecimal():
        return int(text)
    return text


def _in_force(branch: str, live: Live) -> tuple[BranchRule, ...]:
    return live.rules(live.branch if branch == "main" else branch)


def _lacking(
    live: Live, rules: Iterable[BranchRule], wanted: Ruleset, kind: str, keys: Sequence[str] = ()
) -> tuple[Text, ...]:
    """Name the faults of the live rule that comes nearest to the prescribed rule, with its bypass list."""
    tries = []
    for rule in rules:
        if rule.kind == kind:
            faults = [Message("office/setup/rule-differs", key=key) for key in differing(wanted.rule(kind), rule, keys)]
            if (given := live.bypass(rule.ruleset)) != wanted.bypass:
                who = ", ".join(sorted(actor.kind for actor in given)) or "-"
                faults.append(Message("office/setup/rule-bypass", kind=kind, who=who))
            tries.append(tuple(faults))
    return min(tries, key=len, default=(Message("office/setup/rule-missing", kind=kind),))


def _unasked(free: PrescribedRow, live: Live, wanted: Ruleset) -> Iterator[Text]:
    """Name the demands of live rules that are not prescribed."""
    for rule in _in_force(free["on"], live):
        keys = free["kinds"].get(rule.kind)
        if keys is not None:
            for what in differing(wanted.rule(rule.kind), rule, keys) if keys else (rule.kind,):
                yield words(free["found"]).format(what=what)


# --- checks that only code can make ----------------------------------------------------------------------------------


def _status(live: Live, wanted: Prescription) -> Iterator[Text]:
    """Require the consultation's status, from the App that writes it alone (threat T3)."""
    rules = tuple(rule for rule in live.rules(live.branch) if rule.kind == _STATUSES)
    sources = {bound(rule) for rule in rules}
    if sources <= {None}:
        yield Message("office/setup/status-not-required")
    elif sources <= {None, 0}:
        yield Message("office/setup/status-by-anybody")
    else:
        yield from _lacking(live, (rule for rule in rules if bound(rule)), wanted.rulesets["main"], _STATUSES)


def _other_statuses(live: Live, _: Prescription) -> Iterator[Text]:
    for rule in live.rules(live.branch):
        if rule.kind == _STATUSES:
            for name in others(rule):
                yield Message("office/setup/status-other", name=name)


def _owned(_: Live, wanted: Prescription) -> Iterator[Text]:
    if not wanted.owned:
        yield Message("office/setup/owners-none")


def _code_owners(live: Live, _: Prescription) -> Iterator[Text]:
    """A line without a valid owner is silently dead (threat T7)."""
    found = live.owners_faults()
    faults = [fault for fault in found if fault.line not in _left(found)]
    if faults:
        kinds = ", ".join(sorted({fault.kind for fault in faults}))
        lines = {fault.line for fault in faults}
        yield Message("office/setup/owners-faults", lines=_numbers(lines), kinds=kinds)


def _departed(live: Live, _: Prescription) -> Iterator[Text]:
    """Name lines that lost some owners, as by a transfer, but not all: nothing is open there."""
    if lines := _left(live.owners_faults()):
        yield Message("office/setup/owners-departed", lines=_numbers(lines))


def _numbers(lines: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(lines)))


def _left(faults: Iterable[OwnersFault]) -> frozenset[int]:
    """Return the lines whose only faults are owners that the forge does not know, but not all of the owners."""
    lines: dict[int, list[OwnersFault]] = defaultdict(list)
    for fault in faults:
        lines[fault.line].append(fault)
    left = set()
    for line, own in lines.items():
        unknown = {fault.kind for fault in own} == {_UNKNOWN}
        if unknown and any(len(read.owners) > len(own) for read in parse(own[0].source).lines):
            left.add(line)
    return frozenset(left)


def _one_key(live: Live, _: Prescription) -> Iterator[Text]:
    """A bypass for deploy keys holds for every key that may write, so a single key may write."""
    number = live.writing_keys()
    if number != 1:
        yield Message("office/setup/writing-keys", number=number)


def _environments(live: Live, _: Prescription) -> Iterator[Text]:
    """A branch's workflow cannot reach a secret."""
    environments = live.environments()
    for name in ENVIRONMENTS:
        if name not in environments:
            yield Message("office/setup/environment-missing", name=name)
    for name, environment in sorted(environments.items()):
        if environment.branches != (live.branch,):
            yield Message("office/setup/environment-branches", name=name, branch=live.branch)
        if environment.bypass:
            yield Message("office/setup/environment-bypass", name=name)


def _sender(live: Live, wanted: Prescription) -> Iterator[Text]:
    """The workflows start the sender on its machine, or nothing if it needs no start, and its watcher."""
    runner = live.runner()
    if runner is None:
        yield Message("office/setup/runner-missing", variable=RUNNER)
    elif runner in wanted.runner:
        return
    elif len(wanted.runner) == 1:
        yield Message("office/setup/runner-other", variable=RUNNER, wanted=wanted.runner[0])
    else:
        yield Message("office/setup/runner-neither", variable=RUNNER, pulls=PULLS, host=MAIL_HOST)


def _clock(live: Live, wanted: Prescription) -> Iterator[Text]:
    """Only a runner is woken by the forge's clock; of a checkout at hand nothing is asked."""
    if wanted.runner == (PULLS,) and live.field("actions/workflows/clock.yml", "state", "") == "active":
        yield Message("office/setup/clock-ticks")


CHECKS: Final[Mapping[str, Check]] = {
    "status": _status,
    "other_statuses": _other_statuses,
    "owned": _owned,
    "code_owners": _code_owners,
    "departed": _departed,
    "one_key": _one_key,
    "environments": _environments,
    "sender": _sender,
    "clock": _clock,
}
