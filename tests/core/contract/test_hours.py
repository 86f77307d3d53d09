"""4(2): half-open hours in Japan time, whatever the zone of the moment; the next opening."""

from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract.hours import after_open_time, lasting, morning, open_minutes, opening
from haishin.core.contract.policy import JST, Policy, Quiet
from support.contract import around_the_clock
from support.decision import contract, moment

POLICY = contract().policy


@pytest.mark.parametrize(
    ("at", "open_"),
    [("06:59:59", False), ("07:00:00", True), ("19:59:59", True), ("20:00:00", False), ("00:00:00", False)],
)
def test_open(at: str, open_: bool) -> None:
    assert POLICY.hours.is_open(moment(at)) is open_
    assert POLICY.hours.is_open(moment(at).astimezone(UTC)) is open_


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("12:00", "2026-11-25T12:00"),
        ("06:59:59", "2026-11-25T07:00"),
        ("20:00", "2026-11-26T07:00"),
        ("2026-12-31T23:30", "2027-01-01T07:00"),
        ("2028-02-28T21:00", "2028-02-29T07:00"),
        ("2026-11-25T15:00:00+00:00", "2026-11-26T07:00"),
    ],
)
def test_next_opening(at: str, opens: str) -> None:
    assert opening(moment(at), POLICY) == moment(opens)


def with_quiet(begins: int, ends: int) -> Policy:
    return replace(POLICY, quiet=Quiet(time(begins), time(ends)))


@pytest.mark.parametrize(
    ("quiet", "at", "waived", "first"),
    [
        (None, "12:00", True, "2026-11-25T12:00"),
        (None, "20:00", True, "2026-11-26T07:00"),
        (None, "20:00", False, "2026-11-26T07:00"),
        ((22, 6), "21:59:59", True, "2026-11-25T21:59:59"),
        ((22, 6), "22:00", True, "2026-11-26T06:00"),
        ((22, 6), "03:00", True, "2026-11-25T06:00"),
        ((22, 6), "06:00", True, "2026-11-25T06:00"),
        ((22, 6), "21:59:59", False, "2026-11-26T07:00"),
        ((18, 9), "17:59:59", False, "2026-11-25T17:59:59"),
        ((18, 9), "18:00", False, "2026-11-26T09:00"),
        ((18, 9), "21:00", False, "2026-11-26T09:00"),
        ((12, 13), "12:30", False, "2026-11-25T13:00"),
        ((18, 6), "19:00", False, "2026-11-26T07:00"),
        ((22, 6), "2026-12-31T22:00:00", True, "2027-01-01T06:00"),
        ((22, 6), "2026-11-25T13:00:00+00:00", True, "2026-11-26T06:00"),
    ],
)
def test_next_morning(quiet: tuple[int, int] | None, at: str, waived: bool, first: str) -> None:
    policy = POLICY if quiet is None else with_quiet(*quiet)
    assert morning(moment(at), policy, waived=waived) == moment(first)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("15:40", "16:40", 60),
        ("19:00", "2026-11-26T08:00", 120),
        ("21:00", "23:00", 0),
        ("16:00", "15:00", 0),
        ("2026-11-24T00:00", "2026-11-26T00:00", 2 * 13 * 60),
    ],
)
def test_open_minutes(start: str, end: str, minutes: int) -> None:
    assert open_minutes(moment(start), moment(end), POLICY) == minutes


@given(st.integers(0, 400 * 24 * 3600))
def test_the_opening_is_open_and_never_more_than_a_night_away(seconds: int) -> None:
    at = moment("2026-01-01T00:00") + timedelta(seconds=seconds)
    opens = opening(at, POLICY)
    assert POLICY.hours.is_open(opens)
    assert timedelta() <= opens - at <= timedelta(hours=11)
    assert opens.astimezone(JST).date() >= at.astimezone(JST).date()


@pytest.mark.parametrize("at", ["00:00:00", "03:00", "12:00", "23:59:59", "2026-11-25T15:00:00+00:00"])
def test_a_force_that_mails_around_the_clock_holds_nothing(at: str) -> None:
    policy, start = around_the_clock().policy, moment(at)
    assert policy.hours.is_open(start)
    assert opening(start, policy) == start
    assert morning(start, policy, waived=False) == start
    assert open_minutes(start, start + timedelta(days=3), policy) == 3 * 24 * 60
    assert after_open_time(start, timedelta(hours=30), policy) == start + timedelta(hours=30)
    assert policy.hours.left(start) == timedelta.max
    assert (policy.hours.until, policy.hours.whole_day, POLICY.hours.whole_day) == ("24:00", True, False)


@pytest.mark.parametrize(
    ("at", "opens", "left"),
    [
        ("06:59:59", "2026-11-25T07:00", 0),
        ("20:00", "2026-11-25T20:00", 240),
        ("23:59", "2026-11-25T23:59", 1),
        ("2026-11-26T00:00", "2026-11-26T07:00", 0),
    ],
)
def test_hours_that_end_with_the_day(at: str, opens: str, left: int) -> None:
    policy = replace(POLICY, hours=replace(POLICY.hours, closes=time()))
    assert opening(moment(at), policy) == moment(opens)
    assert policy.hours.left(moment(at)) == timedelta(minutes=left)
    assert open_minutes(moment("2026-11-24T00:00"), moment("2026-11-26T00:00"), policy) == 2 * 17 * 60


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, Message("core/contract/lasting-minutes", minutes=0)),
        (45.9, Message("core/contract/lasting-minutes", minutes=45)),
        (60, Message("core/contract/lasting-hours", hours=1)),
        (90, Message("core/contract/lasting-hours-minutes", hours=1, minutes=30)),
        (480, Message("core/contract/lasting-hours", hours=8)),
    ],
)
def test_hours_and_minutes(minutes: float, said: Message) -> None:
    assert lasting(minutes) == said
