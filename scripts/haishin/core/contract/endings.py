"""What of ``schema/`` comes to an end: seats that nobody fills, the list of holidays. A finding, never a mistake.

A gap in the roster stops the unit concerned and no other (3(1)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from haishin.core.catalogue import Message
from haishin.core.contract.parts import Contract
from haishin.core.contract.roster import ROLES
from haishin.core.model import Role, Seat, Text

ALARM = timedelta(days=14)
NOTICE = timedelta(days=90)
_DAY = timedelta(days=1)


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
    when, unit = said_from(gap.since, today), said_unit(gap.seat.unit, contract)
    text = Message(f"core/contract/seat-empty-{gap.seat.role}", when=when, unit=unit, owner=_owner(contract))
    return text, text.remedy


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
            when, unit = said_from(since, today), said_unit(seat.unit, contract)
            said = Message(
                "core/contract/seat-deputed", when=when, unit=unit, role=ROLES[seat.role], owner=_owner(contract)
            )
            yield Ending(since, alarm, said, said.remedy)
    if contract.policy.holidays:
        last = max(contract.policy.holidays)
        said = Message("core/contract/holidays-end", last=last, owner=_owner(contract))
        yield Ending(last + _DAY, last < soon, said, said.remedy)


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


def said_from(since: date, today: date) -> Message:
    """Say from when something is so: now, or from that day on."""
    return Message("core/contract/from", since=since) if since > today else Message("core/contract/now")


def said_unit(unit_id: str, contract: Contract) -> Text:
    """Name a unit: its name in Japanese, its id in English."""
    unit = contract.organization.units.get(unit_id)
    return Text(unit_id if unit is None else unit.name, unit_id)


def _owner(contract: Contract) -> str:
    return contract.organization.units[contract.organization.owner].name
