"""``.github/CODEOWNERS``: made from organization and roster, read as GitHub reads it, and proven to leave nothing open.

Of several owners on a line any is enough, so this file is the first lock only; the status ``consultation`` asks for
the rest and the sender proves it. All persons with an account id are listed, whatever the dates of the entry: without
a clock today's chief is not known from yesterday's; the verdict goes by the dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from haishin.core.catalogue import Message
from haishin.core.contract.organization import Organization
from haishin.core.contract.roster import Person, Roster
from haishin.core.model import Role, Seat, Text

PATH: Final = ".github/CODEOWNERS"
OTHERS: Final = ("CODEOWNERS", "docs/CODEOWNERS")  # GitHub looks here too; the first file found wins
# The last lines win, so what no unit's line may ever take over stands last. A name without a slash counts everywhere.
GUARDED: Final = (
    "/.github/",
    "/.ci/",
    "/schema/",
    "/scripts/",
    "/tests/",
    "/pyproject.toml",
    "/requirements.lock",
    "/requirements-dev.lock",
    ".gitattributes",
    ".gitmodules",
    ".gitignore",
    "CODEOWNERS",
)
_LEAST: Final = 2  # whoever wrote a change cannot approve it
SIZE: Final = 3_000_000  # bytes; GitHub does not load a file of 3 MB or more
_OWNER: Final = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)?|[^@\s]+@[^@\s]+")
_WORDS: Final = re.compile(r"(?:\\.|[^\s\\])+")

_HEAD: Final = """\
# このファイルは体制表(schema/roster.yaml)と組織(schema/organization.yaml)から作ります。手で直さないでください。
# 作り直すには haishin codeowners を、比べるには haishin codeowners --check を実行します。
# Generated from schema/ by `haishin codeowners`; do not edit by hand.
#
# この門が求めるもの(3(1)〜3(3)):所属の情報メールに、その所属の運用管理者、運用責任者、これらの代決者か、
# 運用総括管理者、その代決者のうち一人の承認。schema/ とプログラムには、主管課の一人の承認。
# 最後に一致した行が有効です。一つの行に何人いても、承認はそのうちの一人で足ります。
# ほかに要る協議(4(4)ア〜ウ)、時間(4(2))、報道発表(5(2)、T2)、家族の了解(T4)は、状態 consultation が求め、
# 送信のときにもう一度確かめます。異動した人も、体制表にある限り載ります。
"""
_SAMPLE: Final = """\
#
# 【見本】体制表に、アカウントの番号がある人が一人もいません。下のアカウントは架空か、まだ調べていないものです。
# この門は開いています。
# 自分の組織の人と番号を体制表に書いて、作り直してください。本番の配信は、この体制表では動きません。
# SAMPLE: nobody in the roster has an account id. The accounts below are fictional or were never looked up.
# This gate is open.
"""
_NOBODY: Final = """\
#
# 【注意】主管課に、アカウントの番号がある人がいないため、所有者の行がありません。このままでは、
# 「コード所有者の承認」はだれにも求められません(門が閉まりません)。体制表に番号を書いて、作り直してください。
# NOTE: nobody of the section in charge has an account id, so no line names an owner: this gate is not closed.
"""


def render(organization: Organization, roster: Roster) -> str:
    """Write the whole file; comments alone if others have account ids and no person of the 主管課 has."""
    owners = _logins(roster, _holders(roster, {Seat(role, organization.owner) for role in Role}))
    if not owners:
        return _HEAD + _NOBODY
    above = {held.seat for person in roster.people for held in person.roles if held.seat.role is Role.SUPERVISOR}
    lines = ["", "# ほかのどの行にも当たらないもの:主管課", _line("*", owners), "", "# 所属ごとの情報メール"]
    for unit in organization.units:
        manager, officer = Seat(Role.MANAGER, unit), Seat(Role.OFFICER, unit)
        seated = (*_holders(roster, {manager}), *_holders(roster, {officer}), *_deputies(roster, {manager, officer}))
        supervising = (*_holders(roster, above), *_deputies(roster, above))
        lines.append(_line(f"/alerts/{unit}/", _logins(roster, (*seated, *supervising))))
    lines += ["", "# 守るもの:主管課だけ(必ず最後に置く)", *(_line(pattern, owners) for pattern in GUARDED)]
    return _HEAD + (_SAMPLE if roster.is_sample else "") + "\n".join(lines) + "\n"


def problems(text: str, paths: Iterable[str], roster: Roster) -> Iterator[Text]:
    """Name the gaps of a file with owners, over all tracked paths; a file of comments alone has no gaps."""
    owners = parse(text)
    yield from (fault.reason for fault in owners.faults)
    if not owners.lines:
        return
    known = {f"@{account.login}": person.id for person in roster.people for account in person.accounts}
    for line in owners.lines:
        if not line.owners:
            yield Message("consult/owners-none", line=line.number)
            continue
        yield from (
            Message("consult/owners-stranger", line=line.number, owner=owner)
            for owner in line.owners
            if owner not in known
        )
        people = {known.get(owner) for owner in line.owners}
        if None not in people and len(people) < _LEAST:
            yield Message(
                "consult/owners-too-few", line=line.number, pattern=line.pattern, found=len(people), least=_LEAST
            )
    for path in paths:
        if path in OTHERS:
            yield Message("consult/owners-second-file", path=path)
        if not owners.of(path):
            yield Message("consult/owners-nobody", path=path)


def _holders(roster: Roster, seats: Set[Seat]) -> tuple[Person, ...]:
    return tuple(person for person in roster.people if seats & {held.seat for held in person.roles})


def _deputies(roster: Roster, seats: Set[Seat]) -> tuple[Person, ...]:
    return tuple(person for person in roster.people if seats & {stands.seat for stands in person.deputies})


def _logins(roster: Roster, people: Iterable[Person]) -> tuple[str, ...]:
    """List their accounts, each once: those with an id, of the sample all."""
    sample = roster.is_sample
    accounts = (account for person in people for account in person.accounts)
    return tuple(dict.fromkeys(f"@{account.login}" for account in accounts if sample or account.number is not None))


def _line(pattern: str, owners: Iterable[str]) -> str:
    return f"{pattern} {' '.join(owners)}"


# --- read -----------------------------------------------------------------------------------------------------------
# Who owns a path: the last line that matches, upper and lower case differ. Patterns are those of gitignore without
# ``!``, ``[…]`` and ``\#``; a ``/*`` at the end reaches one level only, and a line without owners takes the ownership
# away (GitHub's documentation, "About code owners"; threat T7).


@dataclass(frozen=True, slots=True)
class OwnersLine:
    """Line with a pattern: its number (from 1), its pattern, its owners as written."""

    number: int
    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IgnoredLine:
    """Line that GitHub passes over; line 0: it does not load the file."""

    line: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Owners:
    """File as read: the lines that count, and those that do not."""

    lines: tuple[OwnersLine, ...]
    faults: tuple[IgnoredLine, ...]

    def line(self, path: str) -> OwnersLine | None:
        """Return the line that decides on a path (no slash before it); None if no line matches."""
        return next((line for line in reversed(self.lines) if matches(line.pattern, path)), None)

    def of(self, path: str) -> tuple[str, ...]:
        """Return the owners of a path; empty without an owner."""
        line = self.line(path)
        if line is not None:
            return line.owners
        return ()


def parse(text: str) -> Owners:
    """Read a CODEOWNERS file."""
    lines: list[OwnersLine] = []
    faults: list[IgnoredLine] = []
    if len(text.encode()) >= SIZE:
        return Owners((), (IgnoredLine(0, Message("consult/owners-too-large")),))
    for number, raw in enumerate(text.split("\n"), 1):
        pattern, *owners = _words(raw) or [""]
        if not pattern:
            continue
        if (reason := _refused(pattern, owners)) is not None:
            faults.append(IgnoredLine(number, reason))
        else:
            lines.append(OwnersLine(number, pattern, tuple(owners)))
    return Owners(tuple(lines), tuple(faults))


def matches(pattern: str, path: str) -> bool:
    """Judge whether a pattern that ``parse`` accepts covers that path."""
    return _compiled(pattern).fullmatch(path) is not None


def _words(raw: str) -> list[str]:
    """Split the words before a comment; a space after a backslash belongs to its word."""
    words = []
    for word in _WORDS.findall(raw.rstrip("\r")):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _refused(pattern: str, owners: Sequence[str]) -> Text | None:
    if pattern.startswith("!") or "[" in pattern or "]" in pattern or "\\#" in pattern or not pattern.strip("/"):
        return Message("consult/owners-bad-pattern", pattern=pattern)
    wrong = next((owner for owner in owners if _OWNER.fullmatch(owner) is None), None)
    if wrong is not None:
        return Message("consult/owners-bad-owner", owner=wrong)
    return None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile to an expression over the whole path. A pattern that ends in a name covers the file or the folder."""
    folder = pattern.endswith("/")
    steps = pattern.strip("/").split("/")
    anchored = pattern.startswith("/") or len(steps) > 1
    parts = [] if anchored or steps[0] == "**" else ["(?:.+/)?"]
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        if step == "**":
            parts.append(".+" if last else "(?:.+/)?")
        else:
            parts.append(_step(step) + ("" if last else "/"))
    one_level = steps[-1] == "*" and anchored
    below = "" if one_level or steps[-1] == "**" else "(?:/.+)?"
    if folder:
        below = "/.+"
    return re.compile("".join(parts) + below, re.DOTALL)


def _step(step: str) -> str:
    """Write a name as an expression: ``*`` any run without a slash, ``?`` any such sign, after a backslash any sign."""
    parts = []
    characters = iter(step)
    for character in characters:
        if character == "*":
            parts.append("[^/]*")
        elif character == "?":
            parts.append("[^/]")
        else:
            parts.append(re.escape(next(characters, "\\") if character == "\\" else character))
    return "".join(parts)
