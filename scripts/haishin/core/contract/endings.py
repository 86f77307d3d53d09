"""What of ``schema/`` comes to an end: seats that nobody fills, the list of holidays. A finding, never a mistake.

A gap in the roster stops the unit concerned and no other (3(1)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from haishin.core.contract.parts import Contract
from haishin.core.contract.roster import ROLES
from haishin.core.model import Role, Seat, Text

ALARM = timedelta(days=14)
NOTICE = timedelta(days=90)
_DAY = timedelta(days=1)
_STOPS = {
    Role.MANAGER: Text(
        "この所属の情報メールは、だれも承認できません(ほかの所属は配信できます)。",
        "Nobody can approve this unit's alerts; the other units go on.",
    ),
    Role.SUPERVISOR: Text(
        "その承認が要るものは進みません(ほかは配信できます)。",
        "What needs that approval waits; all else goes on.",
    ),
}
_NOW = Text("今", "Now")
_FROM = Text("{since} から", "From {since} on")
_EMPTY = Text(
    "{when.ja}、{name}に{role.ja}がおらず、昼間に代決できる人もいません。{stops.ja}",
    "{when.en}, {unit} has no {role.en} and no deputy who may act by day. {stops.en}",
)
_DEPUTED = Text(
    "{when.ja}、{name}に{role.ja}がいません。代決する人が承認します。",
    "{when.en}, {unit} has no {role.en}; a deputy approves.",
)
_APPOINT = Text(
    "主管課({owner})が、schema/roster.yaml に後任か代決する人(deputy)を書いてください。",
    "Let the section that owns the service ({owner}) enter a successor or a deputy in schema/roster.yaml.",
)
_HOLIDAYS = Text(
    "祝日の一覧は {last} までです。その後の祝日は平日として扱われ、昼間は、夜間・休日の代決ができません。",
    "The list of holidays ends on {last}. By day, deputies for nights and holidays cannot act on later ones.",
)
_LIST = Text(
    "主管課({owner})が、次の年の祝日を schema/policy.yaml の holidays に足してください。",
    "Let the section that owns the service ({owner}) add the next year's to holidays of schema/policy.yaml.",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat without holder and without a deputy who may act at any hour, from that day on."""

    seat: Seat
    since: date


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that is no more from that day on. ``alarm``: it needs a person now."""

    since: date
    alarm: bool
    text: Text
    remedy: Text


def gaps(contract: Contract, today: date) -> tuple[Gap, ...]:
    """Find each seat without holder and standing deputy today or on a coming day, with the first such day."""
    roster = contract.roster
    found = (
        (seat, next((day for day in _days(contract, seat, today) if not roster.filled(seat, day)), None))
        for seat in _needed(contract)
    )
    return tuple(Gap(seat, since) for seat, since in found if since is not None)


def gap_texts(gap: Gap, contract: Contract, today: date) -> tuple[Text, Text]:
    """Word what a gap means, and what to do."""
    return _filled(_EMPTY, gap, contract, today), _owned(_APPOINT, contract)


def endings(contract: Contract, today: date) -> tuple[Ending, ...]:
    """List all that ends within ``NOTICE`` or has ended, the earliest first."""
    every = sorted(_all(contract, today), key=lambda ending: ending.since)
    return tuple(ending for ending in every if ending.since <= today + NOTICE)


def _all(contract: Contract, today: date) -> Iterator[Ending]:
    soon = today + ALARM
    empty = {gap.seat: gap for gap in gaps(contract, today)}
    for seat in _needed(contract):
        gap = empty.get(seat)
        if gap is not None:
            yield Ending(gap.since, gap.since <= soon, *gap_texts(gap, contract, today))
        vacant = (day for day in _days(contract, seat, today) if not contract.roster.holders(seat, day))
        since = next(vacant, None)
        if since is not None and (gap is None or since < gap.since):
            # What a deputy has taken over by now is a state that people chose; that it comes is told with an alarm.
            alarm = today < since <= soon
            said = _filled(_DEPUTED, Gap(seat, since), contract, today)
            yield Ending(since, alarm, said, _owned(_APPOINT, contract))
    if contract.policy.holidays:
        last = max(contract.policy.holidays)
        yield Ending(last + _DAY, last < soon, _HOLIDAYS.format(last=last), _owned(_LIST, contract))


def _needed(contract: Contract) -> tuple[Seat, ...]:
    """List the seats that must be filled (3(1), 3(2)): each unit's manager, and the supervisor where there is one."""
    managers = tuple(Seat(Role.MANAGER, unit) for unit in contract.organization.units)
    above = contract.policy.supervisor_unit
    return managers if above is None else (*managers, Seat(Role.SUPERVISOR, above))


def _days(contract: Contract, seat: Seat, today: date) -> list[date]:
    """List today and the day after each coming end of an entry for that seat: no seat falls empty on another."""
    ends = [
        end
        for person in contract.roster.people
        for seated, end in (
            *((tenure.seat, tenure.until) for tenure in person.roles),
            *((deputy.seat, deputy.until) for deputy in person.deputies),
        )
        if seated == seat and end is not None and end >= today
    ]
    return sorted({today, *(end + _DAY for end in ends)})


def _filled(text: Text, gap: Gap, contract: Contract, today: date) -> Text:
    unit, role = contract.organization.units[gap.seat.unit], gap.seat.role
    when = _FROM.format(since=gap.since) if gap.since > today else _NOW
    return text.format(when=when, name=unit.name, unit=unit.id, role=ROLES[role], stops=_STOPS[role])


def _owned(text: Text, contract: Contract) -> Text:
    return text.format(owner=contract.organization.units[contract.organization.owner].name)
