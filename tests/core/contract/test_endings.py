"""What comes to an end in ``schema/``: said 90 days ahead, an alarm 14 days ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.endings import Gap, endings, gap_texts, gaps
from haishin.core.contract.roster import ROLES
from haishin.core.model import Role, Seat, Text
from support.contract import shipped

LAST = date(2026, 11, 30)
NEXT = date(2026, 12, 1)


def without(seat: Seat, *, deputies: bool, back: date | None = None) -> Contract:
    """The shipped force whose holder of a seat leaves it after LAST; ``back``: a successor comes on that day."""
    people = []
    for person in shipped().roster.people:
        held = [replace(one, until=LAST) if one.seat == seat else one for one in person.roles]
        if back is not None and person.holds(seat, LAST):
            held.append(replace(next(one for one in person.roles if one.seat == seat), since=back))
        stand = tuple(one for one in person.deputies if deputies or one.seat != seat)
        people.append(replace(person, roles=tuple(held), deputies=stand))
    return replace(shipped(), roster=replace(shipped().roster, people=tuple(people)))


CHIEF, HEAD = Seat(Role.MANAGER, "naganohara"), Seat(Role.SUPERVISOR, "koho-kocho")


def test_the_shipped_roster_has_no_gap() -> None:
    assert gaps(shipped(), date(2026, 11, 25)) == endings(shipped(), date(2026, 11, 25)) == ()


@pytest.mark.parametrize("seat", [CHIEF, HEAD])
def test_a_gap_begins_on_the_day_after_the_last_entry(seat: Seat) -> None:
    empty = without(seat, deputies=False)
    assert gaps(empty, date(2026, 6, 1)) == gaps(empty, NEXT) == (Gap(seat, NEXT),)
    assert gaps(empty, date(2027, 1, 5)) == (Gap(seat, date(2027, 1, 5)),)
    assert gaps(without(seat, deputies=True), NEXT) == ()


def test_a_successor_closes_it_and_a_later_one_leaves_it_open() -> None:
    assert gaps(without(CHIEF, deputies=False, back=NEXT), date(2026, 6, 1)) == ()
    assert gaps(without(CHIEF, deputies=False, back=date(2026, 12, 3)), LAST) == (Gap(CHIEF, NEXT),)


def test_a_deputy_for_nights_alone_leaves_the_days_empty() -> None:
    empty = without(CHIEF, deputies=True)
    people = tuple(
        replace(one, deputies=tuple(stand for stand in one.deputies if stand.when == "nights-and-holidays"))
        for one in empty.roster.people
    )
    assert gaps(replace(empty, roster=replace(empty.roster, people=people)), LAST) == (Gap(CHIEF, NEXT),)


@pytest.mark.parametrize(
    ("today", "alarm"),
    [
        (date(2026, 9, 1), None),  # 91 days before
        (date(2026, 9, 2), False),
        (date(2026, 11, 16), False),
        (date(2026, 11, 17), True),
        (date(2027, 3, 1), True),
    ],
)
def test_a_gap_is_said_and_then_an_alarm(today: date, alarm: bool | None) -> None:
    assert [one.alarm for one in endings(without(CHIEF, deputies=False), today)] == ([] if alarm is None else [alarm])


@pytest.mark.parametrize(
    ("today", "alarm"),
    [(date(2026, 9, 1), None), (date(2026, 9, 2), False), (date(2026, 11, 17), True), (NEXT, False)],
)
def test_what_a_deputy_takes_over_is_an_alarm_only_ahead(today: date, alarm: bool | None) -> None:
    assert [one.alarm for one in endings(without(CHIEF, deputies=True), today)] == ([] if alarm is None else [alarm])


def test_what_is_said() -> None:
    [ahead] = endings(without(CHIEF, deputies=False), date(2026, 11, 25))
    ahead_from = Message("core/contract/from", since=date(2026, 12, 1))
    chief = Text("長野原警察署", "naganohara")
    assert ahead.text == Message("core/contract/seat-empty-manager", when=ahead_from, unit=chief, owner="広報広聴課")
    assert ahead.remedy == Message("core/contract/seat-empty-manager.do", owner="広報広聴課")
    [above] = endings(without(HEAD, deputies=False), NEXT)
    head, now = Text("広報広聴課", "koho-kocho"), Message("core/contract/now")
    assert above.text == Message("core/contract/seat-empty-supervisor", when=now, unit=head, owner="広報広聴課")
    [deputed] = endings(without(CHIEF, deputies=True), date(2026, 11, 25))
    assert deputed.text == Message(
        "core/contract/seat-deputed", when=ahead_from, unit=chief, role=ROLES[Role.MANAGER], owner="広報広聴課"
    )
    assert deputed.text.ja == "2026-12-01 から、長野原警察署に運用管理者がいません。代決する人が承認します。"
    assert gap_texts(Gap(CHIEF, NEXT), shipped(), LAST)[0] == ahead.text


def test_a_force_that_lists_no_holidays_is_not_told_that_they_end() -> None:
    none = replace(shipped(), policy=replace(shipped().policy, holidays=frozenset()))
    assert endings(none, date(2030, 1, 1)) == ()
    assert [one.text for one in endings(shipped(), date(2030, 1, 1))] == [
        Message("core/contract/holidays-end", last=date(2027, 11, 23), owner="広報広聴課")
    ]
