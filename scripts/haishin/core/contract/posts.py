"""Posts of the roster otherwise than 3(1) to 3(3) have them: named with their line, and never a mistake.

Empty seats are a matter of ``endings``. No odd post stops the mail of another unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from haishin.core.catalogue import Message
from haishin.core.contract.endings import said_from, said_unit
from haishin.core.contract.parts import Contract
from haishin.core.contract.roster import ROLES, Person
from haishin.core.model import Path, Role, Seat, Text

_DAY = timedelta(days=1)


class Fault(StrEnum):
    """The faults of a post."""

    SEVERAL = "several"
    NO_OFFICER = "no-officer"
    ELSEWHERE = "elsewhere"
    CLERK = "clerk"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class OddPost:
    """An odd post of the roster."""

    fault: Fault
    since: date
    line: int  # of schema/roster.yaml
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class _Odd:
    fault: Fault
    seat: Seat
    people: tuple[Person, ...] = ()
    place: Path = ("people",)


def odd_posts(contract: Contract, today: date) -> tuple[OddPost, ...]:
    """List the odd posts of today and of each day to come, each with the first such day, by line."""
    first: dict[_Odd, date] = {}
    for day in _days(contract, today):
        for odd in _on(contract, day):
            first.setdefault(odd, day)
    found = [_told(odd, since, contract, today) for odd, since in first.items()]
    return tuple(sorted(found, key=lambda post: (post.line, post.since, post.text.ja)))


def entry_line(contract: Contract, seat: Seat) -> int:
    """Find the line of the entry that ended last for that seat, in schema/roster.yaml; 1 if it never had any."""
    ended = [
        (tenure.until or date.max, ("people", index, "roles", number))
        for index, person in enumerate(contract.roster.people)
        for number, tenure in enumerate(person.roles)
        if tenure.seat == seat
    ]
    if not ended:
        return 1
    return _line(contract, max(ended)[1])


def _on(contract: Contract, day: date) -> Iterator[_Odd]:
    roster, above = contract.roster, contract.policy.supervisor_unit
    for id_, unit in contract.organization.units.items():
        yield from _several(contract, Seat(Role.MANAGER, id_), day)
        if unit.officer_title and not roster.holders(Seat(Role.OFFICER, id_), day):  # a unit that has such a post
            yield _Odd(Fault.NO_OFFICER, Seat(Role.OFFICER, id_))
    if above is not None:
        supervisor = Seat(Role.SUPERVISOR, above)
        yield from _several(contract, supervisor, day)
        holders = roster.holders(supervisor, day)
        for person in holders:  # by 3(1) the manager of the 主管課, unless the force has its supervisor elsewhere
            if above == contract.organization.owner and not person.holds(Seat(Role.MANAGER, above), day):
                yield _Odd(Fault.ELSEWHERE, supervisor, (person,), _holding(contract, person, supervisor, day))
        if holders and not roster.filled(supervisor, day, {person.id for person in holders}):
            yield _Odd(Fault.ALONE, supervisor, (), _holding(contract, holders[0], supervisor, day))
    yield from _clerks(contract, day)


def _several(contract: Contract, seat: Seat, day: date) -> Iterator[_Odd]:
    holders = contract.roster.holders(seat, day)
    if len(holders) > 1:
        yield _Odd(Fault.SEVERAL, seat, holders, _holding(contract, holders[0], seat, day))


def _clerks(contract: Contract, day: date) -> Iterator[_Odd]:
    """Yield the deputies by day who are no chiefs themselves."""
    for index, person in enumerate(contract.roster.people):
        if any(tenure.covers(day) and tenure.seat.role is not Role.STAFF for tenure in person.roles):
            continue
        for number, deputy in enumerate(person.deputies):
            if deputy.covers(day) and deputy.when != "nights-and-holidays":
                yield _Odd(Fault.CLERK, deputy.seat, (person,), ("people", index, "deputy", number))


def _holding(contract: Contract, person: Person, seat: Seat, day: date) -> Path:
    """Find the person's entry for that seat on that day."""
    number = next(at for at, tenure in enumerate(person.roles) if tenure.seat == seat and tenure.covers(day))
    return ("people", contract.roster.people.index(person), "roles", number)


def _days(contract: Contract, today: date) -> list[date]:
    """List today and each coming day on which an entry begins, or is over."""
    people = contract.roster.people
    periods = [(tenure.since, tenure.until) for person in people for tenure in person.roles]
    periods += [(deputy.since, deputy.until) for person in people for deputy in person.deputies]
    begins = {since for since, _ in periods}
    ends = {until + _DAY for _, until in periods if until is not None}
    return sorted({today, *(day for day in begins | ends if day > today)})


def _told(odd: _Odd, since: date, contract: Contract, today: date) -> OddPost:
    unit = contract.organization.units.get(odd.seat.unit)
    names, ids = [person.name for person in odd.people], [person.id for person in odd.people]
    text = Message(
        f"core/contract/post-{odd.fault}",
        when=said_from(since, today),
        unit=said_unit(odd.seat.unit, contract),
        unit_id=odd.seat.unit,
        role=ROLES[odd.seat.role],
        title="" if unit is None else unit.officer_title,
        head="" if unit is None else unit.manager_title,
        count=len(odd.people),
        people=Text("、".join(names), ", ".join(ids)),
    )
    line = _line(contract, odd.place)
    if odd.fault is Fault.NO_OFFICER:
        line = entry_line(contract, odd.seat)
    return OddPost(odd.fault, since, line, text, text.remedy)


def _line(contract: Contract, place: Path) -> int:
    source = contract.sources.get("roster")
    if source is None:
        return 1
    return source.composed.place(*place).line
