"""Ends in ``schema/``: seats that fall empty, the list of holidays. A finding, never a mistake.

A gap in the roster stops the unit concerned and no other (3(1)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from haishin.core.catalogue import Message
from haishin.core.contract.parts import Contract
from haishin.core.contract.roster import ROLES, Deputy, Tenure
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
    """An end of something from that day on."""

    since: date
    alarm: bool  # it needs a person now
    text: Text
    remedy: Text


def gaps(contract: Contract, today: date) -> tuple[Gap, ...]:
    """Find each seat without holder and standing deputy today or on a coming day, with the first such day."""
    found = []
    for seat in _needed(contract):
        empty = [day for day in _days(contract, seat, today) if not contract.roster.filled(seat, day)]
        if empty:
            found.append(Gap(seat, empty[0]))
    return tuple(found)


def gap_texts(gap: Gap, contract: Contract, today: date) -> tuple[Text, Text]:
    """Word a gap and its remedy."""
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
        vacant = [day for day in _days(contract, seat, today) if not contract.roster.holders(seat, day)]
        if vacant and (gap is None or vacant[0] < gap.since):
            since = vacant[0]
            # A seat that a deputy has taken over is a state that people chose; its coming is an alarm.
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
    """List the seats that must be filled (3(1), 3(2)): each unit's manager, and the supervisor if there is any."""
    seats = [Seat(Role.MANAGER, unit) for unit in contract.organization.units]
    if contract.policy.supervisor_unit is not None:
        seats.append(Seat(Role.SUPERVISOR, contract.policy.supervisor_unit))
    return tuple(seats)


def _days(contract: Contract, seat: Seat, today: date) -> list[date]:
    """List today and the day after each coming end of an entry for that seat: no seat falls empty on another."""
    days = {today}
    for person in contract.roster.people:
        entries: list[Tenure | Deputy] = [*person.roles, *person.deputies]
        for entry in entries:
            if entry.seat == seat and entry.until is not None and entry.until >= today:
                days.add(entry.until + _DAY)
    return sorted(days)


def said_from(since: date, today: date) -> Message:
    """Say from when something is so: now, or from that day on."""
    if since > today:
        return Message("core/contract/from", since=since)
    return Message("core/contract/now")


def said_unit(unit_id: str, contract: Contract) -> Text:
    """Name a unit: its name in Japanese, its id in English."""
    unit = contract.organization.units.get(unit_id)
    return Text(unit_id if unit is None else unit.name, unit_id)


def _owner(contract: Contract) -> str:
    return contract.organization.units[contract.organization.owner].name
