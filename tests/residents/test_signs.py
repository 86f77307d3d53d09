"""Two days make silent, one never does; what comes back of a whole domain waits for a person (threats W16, W17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.core.contract.policy import JST
from haishin.message.keys import short
from haishin.residents.registry import signs
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.readers import Guard
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.registry_file import reading, writing
from support.selection import rows

Take = Callable[..., ImportReport]
BY = "koho-kocho-manager"
DAY = date(2026, 11, 10)
LINE = "{},maebashi,,crime,text,ja,yes,no,窓口,2026-04-01"


def at(hour: float, days: int = 0) -> datetime:
    """That hour in Japan, so many days after ``DAY``."""
    return datetime(DAY.year, DAY.month, DAY.day, tzinfo=JST) + timedelta(days=days, hours=hour)


class Town:
    """Residents by number: 0 to 199 at big.test, 200 to 209 at small.test."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.ids = {int(one.address[1:].partition("@")[0]): one.id for one in registry.everybody()}

    def came_back(self, moment: datetime, *numbers: int, cls: str = "unknown", alert: str | None = None) -> None:
        """At each moment another alert, if none is named."""
        with writing(self.registry.path, 0) as connection:
            for number in numbers:
                signs.note(connection, self.ids[number], short(alert or str(moment)), moment, cls)

    def settle(self, now: datetime) -> tuple[Guard, ...]:
        with writing(self.registry.path, 0) as connection:
            return signs.settle(connection, now)

    def silent(self) -> set[int]:
        there = {one.id for one in self.registry.everybody()}
        return {number for number, identity in self.ids.items() if identity not in there}

    def unknown(self, now: datetime) -> set[int]:
        found = {row[0] for row in rows(self.registry.readers.unknown(now))}
        return {number for number, identity in self.ids.items() if identity in found}


@pytest.fixture
def town(registry: Registry, take: Take) -> Town:
    take(*(LINE.format(f"r{number}@{'big' if number < 200 else 'small'}.test") for number in range(210)))
    return Town(registry)


@pytest.mark.parametrize(
    ("first", "second", "now", "silent"),
    [
        (at(9), at(9, 1), at(9, 2), True),
        (at(9), at(18), at(9, 2), False),  # one day
        (at(9), at(9, 1), at(23.9, 1), False),  # the second is not over
        (at(13), at(0.9, 1), at(9, 2), False),  # an outage over midnight
        (at(13), at(1, 1), at(9, 2), True),
        (at(9), at(9, 59), at(0, 60), True),
        (at(9), at(9, 59), at(0, 61), False),  # the first is older than 60 days
        (at(9, -1), at(23.5), at(9, 3), True),
    ],
)
def test_two_days_of_sixty_make_silent(
    town: Town, first: datetime, second: datetime, now: datetime, silent: bool
) -> None:
    town.came_back(first, 1)
    town.came_back(second, 1)
    assert town.settle(now) == ()
    assert town.silent() == ({1} if silent else set())
    if silent:
        (event,) = [event for event in town.registry.history("r1@big.test") if event.what == "silent"]
        assert (event.how, event.by) == ("bounces", None)


def test_one_alert_is_no_second_day(town: Town) -> None:
    """Threat W16: whoever brings its report again, with other Received, on another day."""
    for day in range(3):
        town.came_back(at(9, day), 1, alert="20261110-0900-one")
    town.settle(at(9, 3))
    assert town.silent() == set()
    town.came_back(at(9, 3), 1, alert="20261113-0900-two")
    town.settle(at(9, 4))
    assert town.silent() == {1}


def test_a_day_begins_in_japan(town: Town) -> None:
    town.came_back(at(0), 1)  # 15:00 UTC of the day before
    town.came_back(at(23), 1)
    town.settle(at(9, 2))
    assert town.silent() == set()


def test_no_other_class_makes_anybody_silent(town: Town) -> None:
    for cls in ("filtered", "full", "later", "ours", "reply", "complaint", "strange"):
        for day in range(5):
            town.came_back(at(9, day), 1, cls=cls)
    town.settle(at(9, 9))
    assert town.silent() == set()
    assert town.unknown(at(9, 9)) == set()


def test_of_nobody_nothing_is_noted(town: Town, registry: Registry) -> None:
    registry.leave(town.ids[2], at(0))
    registry.change("silent", ["r3@big.test"], at(0), BY)
    town.ids[-1] = "a" * 26
    town.came_back(at(9), 2, 3, -1)
    with reading(registry.path, 0) as connection:
        assert connection.execute("SELECT count(*) FROM sign").fetchone() == (0,)


def test_who_left_or_has_another_address_is_not_silent(town: Town, registry: Registry, take: Take) -> None:
    for day in (0, 1):
        town.came_back(at(9, day), 4, 5, 6)
    registry.leave(town.ids[4], at(10, 1))
    heading = "id,address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
    moved = LINE.format("moved@big.test")
    assert take(f"{town.ids[5]},{moved}", heading=heading).updated == 1
    town.settle(at(9, 2))
    assert town.silent() == {4, 6}
    left, silent = registry.find("r4@big.test"), registry.find("r6@big.test")
    assert left is not None
    assert silent is not None
    assert (left.silent_at, silent.left_at, silent.silent_at) == (None, None, at(9, 2))


def test_who_was_revived_needs_two_new_days(town: Town, registry: Registry) -> None:
    for day in (0, 1):
        town.came_back(at(9, day), 6)
    town.settle(at(9, 2))
    assert registry.change("revived", ["r6@big.test"], at(10, 2), BY) != [None]
    town.came_back(at(11, 2), 6)
    town.settle(at(9, 4))
    assert town.silent() == set()


@pytest.mark.parametrize(
    ("numbers", "guarded"),
    [
        (range(60), True),  # 30 % in an hour
        (range(10), True),
        (range(9), False),  # with the one apart 5 % of 200
        (range(200, 209), False),  # nearly all of a small domain, and fewer than ten
        (range(200, 210), True),
    ],
)
def test_of_a_domain_s_share_nobody_falls_silent(town: Town, numbers: range, guarded: bool) -> None:
    """Threat W17: day after day, until a person answers; elsewhere two days go on counting."""
    for day in range(3):
        town.came_back(at(9 + day / 60, day), *numbers)
        town.came_back(at(9, day), 150)
        guards = town.settle(at(10, day))
    domain = "big.test" if numbers[0] < 200 else "small.test"
    days = [DAY + timedelta(day) for day in range(3)]
    apart = {150} if domain == "small.test" else set[int]()
    if guarded:  # the one apart comes back at big.test each day as well
        people = len(numbers) + (domain == "big.test")
        assert guards == tuple(Guard(domain, day, people) for day in days)
        assert town.settle(at(10, 3)) == guards
        assert town.silent() == apart
        assert town.unknown(at(10, 3)) == apart
    else:
        assert guards == ()
        town.settle(at(10, 3))
        assert town.silent() == {*numbers, 150}


def test_a_guard_stays_whoever_leaves_or_joins_and_takes_in_who_comes_late(
    town: Town, registry: Registry, take: Take
) -> None:
    town.came_back(at(9), *range(12))
    assert [guard.people for guard in town.settle(at(10))] == [12]
    registry.change("left", [f"r{number}@big.test" for number in range(8)], at(11), BY)
    town.came_back(at(12), 20, 21)
    assert [guard.people for guard in town.settle(at(12))] == [6]
    take(*(LINE.format(f"new{number}@big.test") for number in range(200)))  # by now it would be few of them
    town.came_back(at(13), 22)
    assert [guard.people for guard in town.settle(at(13))] == [7]
    for number in (8, 20):
        town.came_back(at(9, 1), number)
    town.settle(at(9, 2))
    assert town.silent() == set(range(8))


def test_signs_of_two_other_days_count_beside_a_guarded_one(town: Town) -> None:
    town.came_back(at(9), *range(30))
    town.settle(at(10))
    for day in (1, 3):
        town.came_back(at(9, day), 5)
    town.came_back(at(9, 2), 6)
    town.settle(at(9, 4))
    assert town.silent() == {5}


def test_a_person_silences_exactly_these_and_takes_it_back(town: Town, registry: Registry) -> None:
    town.came_back(at(9), *range(30))
    town.came_back(at(9), 201)
    town.came_back(at(9, 1), *range(10, 25))
    town.settle(at(9, 1))
    answer = registry.answer_guard
    for domain, day in (("big.test", DAY + timedelta(5)), ("small.test", DAY), ("test", DAY)):
        assert answer("silent", domain, day, at(9, 1), BY) == 0  # no such guard
    assert answer("silent", "big.test", DAY, at(9, 1), BY) == 30
    assert town.silent() == set(range(30))
    assert town.settle(at(10, 1)) == ()  # nobody of the second day is mailed any more
    events = [event for event in registry.history("r3@big.test") if event.what != "registered"]
    assert [(event.what, event.how, event.by) for event in events] == [("silent", "guard", BY)]

    assert answer("revived", "big.test", DAY, at(11, 1), BY) == 30
    assert town.silent() == set()
    town.settle(at(9, 9))
    assert town.silent() == set()


def test_it_was_the_domain_s_own_fault(town: Town, registry: Registry) -> None:
    """The other answer to a guard: their signs of that day count for nothing, and the alarm ends."""
    for day in (0, 1):
        town.came_back(at(9, day), *range(30))
        assert len(town.settle(at(9, day))) == day + 1
    assert registry.answer_guard("revived", "big.test", DAY, at(9, 2), BY) == 0
    assert [guard.day for guard in town.settle(at(9, 2))] == [DAY + timedelta(1)]


REPORTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 24 * 70), st.sampled_from(["unknown", "unknown", "filtered"])),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(REPORTS, st.integers(24 * 60, 24 * 72))
def test_who_is_silent_is_who_a_person_would_count(
    town: Town, registry: Registry, reports: list[tuple[int, int, str]], later: int
) -> None:
    """Six of 200: below every guard. Counted by hand, day by day."""
    with writing(registry.path, 0) as connection:
        connection.execute("DELETE FROM sign")
        connection.execute("UPDATE subscriber SET silent_at = NULL")
    for number, hour, cls in reports:
        town.came_back(at(hour), number, cls=cls)
    now = at(later)
    town.settle(now)
    assert town.silent() == set(counted(reports, now))


def counted(reports: list[tuple[int, int, str]], now: datetime) -> Iterator[int]:
    for number in range(6):
        first: dict[date, datetime] = {}
        for one, hour, cls in reports:
            if one == number and cls == "unknown":
                first.setdefault(at(hour).date(), at(hour))
        days = [
            day for day in first if day < now.astimezone(JST).date() and (now.astimezone(JST).date() - day).days <= 60
        ]
        if any(abs(first[one] - first[other]) >= timedelta(hours=12) for one in days for other in days):
            yield number
