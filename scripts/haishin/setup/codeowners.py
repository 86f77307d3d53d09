"""``.github/CODEOWNERS`` from organization and roster, without a clock, and the proof that it leaves nothing open.

Several owners on a line mean that any one of them is enough, so this file is the first lock only; what it cannot say
the status ``consultation`` asks for and the sender proves. Listed is whoever has an account id, whatever the dates of
the entry: without a clock nobody can tell today's chief from yesterday's; where it counts the roster tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from haishin.contract.organization import Organization
from haishin.contract.roster import Person, Roster
from haishin.model import Role, Text
from haishin.setup.matching import parse

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

_HEAD: Final = """\
# このファイルは体制表(schema/roster.yaml)と組織(schema/organization.yaml)から作ります。手で直さないでください。
# 作り直すには haishin codeowners を、比べるには haishin codeowners --check を実行します。
# Generated from schema/ by `haishin codeowners`; do not edit by hand.
#
# 最後に一致した行が有効です。一つの行に何人いても、承認はそのうちの一人で足ります。ほかに要る協議は、
# 状態 consultation が求め、送信のときにもう一度確かめます。異動した人も、体制表にある限り載ります。
"""
_NOBODY: Final = """\
#
# 【注意】主管課に、アカウントの番号がある人がいないため、所有者の行がありません。このままでは、
# 「コード所有者の承認」はだれにも求められません(門が閉まりません)。体制表に番号を書いて、作り直してください。
# NOTE: nobody of the section in charge has an account id, so no line names an owner: this gate is not closed.
"""


def render(organization: Organization, roster: Roster) -> str:
    """The whole file; comments alone where the 主管課 has nobody with an account id."""
    owners = _section(organization, roster)
    if not owners:
        return _HEAD + _NOBODY
    lines = ["", "# ほかのどの行にも当たらないもの:主管課", _line("*", owners), "", "# 所属ごとのアラート"]
    for unit in organization.units:
        people = (*_seated(roster, unit, Role.MANAGER), *_seated(roster, unit, Role.OFFICER), *_deputies(roster, unit))
        lines.append(_line(f"/alerts/{unit}/", _unique((*people, *owners))))
    lines += ["", "# 守るもの:主管課だけ(必ず最後に置く)", *(_line(pattern, owners) for pattern in GUARDED)]
    return _HEAD + "\n".join(lines) + "\n"


def problems(text: str, paths: Iterable[str], roster: Roster) -> Iterator[Text]:
    """What a file with owners leaves open, over all tracked paths; nothing for a file of comments alone."""
    owners = parse(text)
    yield from (fault.reason for fault in owners.faults)
    if not owners.lines:
        return
    known = {f"@{account.login}": person.id for person in roster.people for account in person.accounts}
    for line in owners.lines:
        if not line.owners:
            yield _OWNERLESS.format(line=line.number)
        yield from (_STRANGER.format(line=line.number, owner=owner) for owner in line.owners if owner not in known)
        people = {known[owner] for owner in line.owners if owner in known}
        if line.pattern in (*GUARDED, "*") and len(people) < _LEAST:
            yield _TOO_FEW.format(line=line.number, pattern=line.pattern, found=len(people), least=_LEAST)
    for path in paths:
        if path in OTHERS:
            yield _SECOND.format(path=path)
        if not owners.of(path):
            yield _NOBODYS.format(path=path)


_OWNERLESS = Text("{line}行目に所有者がいません。", "Line {line} names no owner.")
_STRANGER = Text("{line}行目の {owner} は体制表にいません。", "Line {line}: {owner} is not in the roster.")
_TOO_FEW = Text(
    "{line}行目({pattern})の所有者が{found}人です。書いた本人は承認できないので、{least}人以上要ります。",
    "Line {line} ({pattern}) has {found} owner(s). Nobody approves his own change, so {least} are needed.",
)
_SECOND = Text("{path} もあります。CODEOWNERS は一つだけにしてください。", "{path} is there too: keep one CODEOWNERS.")
_NOBODYS = Text("{path} に所有者がいません。", "Nobody owns {path}.")


def _section(organization: Organization, roster: Roster) -> tuple[str, ...]:
    """The people of the 主管課, in the roster's order."""
    people = (one for one in roster.people if any(held.seat.unit == organization.owner for held in one.roles))
    return _unique(_accounts(people))


def _seated(roster: Roster, unit: str, role: Role) -> Iterator[str]:
    return _accounts(
        one for one in roster.people if any(held.seat.unit == unit and held.seat.role is role for held in one.roles)
    )


def _deputies(roster: Roster, unit: str) -> Iterator[str]:
    return _accounts(one for one in roster.people if any(stands.seat.unit == unit for stands in one.deputies))


def _accounts(people: Iterable[Person]) -> Iterator[str]:
    return (f"@{account.login}" for one in people for account in one.accounts if account.number is not None)


def _unique(owners: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(owners))


def _line(pattern: str, owners: Iterable[str]) -> str:
    return f"{pattern} {' '.join(owners)}"
