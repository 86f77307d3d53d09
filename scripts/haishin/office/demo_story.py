"""The story of ``demo``, from the contract alone: matter, text, people and evening; pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.consult.case import gather
from haishin.consult.decision import decide
from haishin.core.contract import Contract
from haishin.core.contract.hours import morning
from haishin.core.contract.policy import JST, Row
from haishin.core.contract.roster import Person
from haishin.core.model import Account, Change, History, Kind, Pull, Role, Seat

_SLIP = "本日"
_LIKELY = ("声かけ", "不審", "注意")  # what it is best told of, if the table has it; else of the first that fits
MERGED = 15  # minutes after closing, at which the sender first runs
_INVENTED_SINCE = "2026-04-01"


@dataclass(frozen=True)
class Story:
    """An alert with a slip in it, who drafts it, and the evening: when delivery ends, and when everybody has it."""

    path: str
    text: str
    drafter: Person
    closing: datetime  # or the beginning of the quiet, if delivery never ends
    opening: datetime

    @property
    def id(self) -> str:
        """The alert's id."""
        return Path(self.path).stem

    def at(self, minutes: int) -> datetime:
        """Tell the time so many minutes after delivery has ended; before it, if negative."""
        return self.closing + timedelta(minutes=minutes)


def story(contract: Contract) -> Story | None:
    """Find the likeliest matter that the rules let pass and people in office can approve; None if there is none."""
    unit = next(iter(contract.organization.stations), contract.organization.owner)
    hours = contract.policy.hours
    open_ = [tenure for person in contract.roster.people for tenure in person.roles if tenure.until is None]
    if not open_:
        return None
    day = max(tenure.since for tenure in open_)
    closing, quiet = hours.closing(day), contract.policy.quiet
    if hours.whole_day and quiet is not None:
        closing = datetime.combine(day, quiet.begins, JST)
    opening = morning(closing + timedelta(minutes=MERGED), contract.policy, waived=False)
    drafter = min(contract.roster.people, key=lambda person: _drafts(person, unit))
    id_ = f"{closing - timedelta(minutes=35):%Y%m%d-%H%M}-demo"
    for row, case, content in _matters(contract):
        text = _text(contract, unit, (row, case, content), closing)
        tale = Story(f"alerts/{unit}/{id_[:4]}/{id_}.md", text, drafter, closing, opening)
        if _fits(tale, contract):
            return tale
    return None


def _drafts(person: Person, unit: str) -> int:
    """Rank a drafter, the likeliest first: staff of the unit, its officer, other people in office, its manager."""
    ranks = {Seat(Role.STAFF, unit): 0, Seat(Role.OFFICER, unit): 2, Seat(Role.MANAGER, unit): 6}
    held = [tenure.seat for tenure in person.roles if tenure.until is None]
    return max((ranks.get(seat, 4) for seat in held), default=8) + bool(person.deputies)


def _matters(contract: Contract) -> Iterator[tuple[Row, str, str]]:
    """Yield every case of the table with every content, the likely matters first."""
    policy = contract.policy
    every = [(row, case, content) for row in policy.table for case in row.cases for content in row.contents]
    for row, case, content in every:
        name = f"{row.name} {row.cases[case]} {policy.contents[content]}"
        if all(word in name for word in _LIKELY):
            yield row, case, content
    yield from every


def _text(contract: Contract, unit: str, matter: tuple[Row, str, str], closing: datetime) -> str:
    """Write the file as drafted: an event an hour before closing, dated by 本日 alone."""
    row, case, content = matter
    seen, known = closing - timedelta(hours=1), closing - timedelta(minutes=50)
    organization = contract.organization
    place, scope = f"{organization.name}管内", ["scope: prefecture"]
    if organization.is_station(unit):
        station = organization.units[unit]
        place = f"{station.name}管内"
        if station.municipalities:
            place = f"{station.municipalities[0]}内"
        scope = [f"scope: [{unit}]"]
    half = "前" if seen.hour < 12 else "後"
    hour = f"午{half}{seen.hour % 12}時"
    if seen.minute:
        hour += f"{seen.minute}分"
    if row.recognition_required(case):
        scope.append(f"recognized_at: {known:%Y-%m-%dT%H:%M}+09:00")
    lines = [
        "---",
        f"title: {place}の路上で{row.cases[case]}",
        f"category: {row.category}",
        f"case: {case}",
        f"content: {content}",
        *scope,
        "press: none",
        "---",
        f"{_SLIP}{hour}ころ、{place}の路上で、{row.cases[case]}が発生しました。",
        "",
        "身の危険を感じたときは、ためらわずに110番通報をしてください。",
    ]
    return "".join(f"{line}\n" for line in lines)


def _fits(tale: Story, contract: Contract) -> bool:
    """Judge whether the slip is its only fault, it can be approved that evening, and it is news next morning."""
    tree = Tree(frozenset({tale.path}))
    mended = f"{_SLIP}（{tale.at(-35).month}月{tale.at(-35).day}日）"
    slipped, right = (
        read(tale.path, text.encode(), contract) for text in (tale.text, tale.text.replace(_SLIP, mended, 1))
    )
    slips, left = check(slipped, contract, tree), check(right, contract, tree)
    if len(slips) != 1 or slips[0].fix is None or left or right.alert is None:
        return False
    author = Account(tale.drafter.login)
    pull = Pull(1, author, (author,), "complete", tale.at(-30), None, ())
    case = gather(right.alert, Change.ADDED, (), pull, lambda alert: History())
    verdict = decide(case, tale.at(5), contract)
    due = [approval for approval in verdict.approvals if approval.mode == "before"]
    asked = verdict.kind is Kind.CONSULT and due and all(approval.candidates for approval in due)
    return bool(asked) and contract.policy.expiry(right.alert) > tale.opening + timedelta(hours=1)


def invented(organization: Mapping[str, Any], policy: Mapping[str, Any]) -> str:
    """Write a ``roster.yaml`` of fictional people by both files: each unit's manager and staff, and the supervisor."""
    lines, supervisor = ["people:"], policy["supervisor_unit"]
    for unit, about in organization["units"].items():
        chief = ("supervisor", "manager") if unit == supervisor else ("manager",)
        for title, own in ((about["manager_title"], chief), ("起案者", ("staff",))):
            login = f"demo-{len(lines)}"
            held = ", ".join(f"{{role: {role}, unit: {unit}, from: {_INVENTED_SINCE}, until: null}}" for role in own)
            name = json.dumps(f"架空の{title}", ensure_ascii=False)
            person = f"id: {login}, name: {name}, accounts: [{{login: {login}, account: null}}], roles: [{held}]"
            lines.append(f"  - {{{person}}}")
    return "".join(f"{line}\n" for line in lines)


def review(candidate: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Write a candidate's approval as the offline forge reads it; a candidate comes from ``decide --format json``."""
    says = ["acting"] if candidate["acting"] else []
    own = {"login": candidate["login"], "state": "APPROVED", "submitted_at": at.isoformat()}
    return {**own, "commit": None, "text": "same", "says": says}


def pull_request(tale: Story, reviews: Sequence[Mapping[str, Any]], merged: datetime | None) -> dict[str, Any]:
    """Write the alert's pull request as the offline forge reads it."""
    return {
        "number": 1,
        "author": tale.drafter.login,
        "committers": [tale.drafter.login],
        "checklist": "complete",
        "opened_at": tale.at(-30).isoformat(),
        "merged_at": merged and merged.isoformat(),
        "reviews": reviews,
    }
