"""A sweep that stays: what falls due soon is said at its minute, and nothing else keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from test_comment import ARREST
from test_reminding import waited
from test_sweep import reminders

from haishin.consult.review.reminding import due
from haishin.consult.review.schedule import stay
from support.comments import judged, review
from support.github import running
from support.review import NOW, PATH, TEXT, Office, contract, who

ROBBERY = TEXT.replace("category: suspicious-person", "category: crime").replace("case: approach", "case: robbery")
HALF = timedelta(minutes=30)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@dataclass
class Clock:
    """A clock that only sleep moves; ``due``: at which minutes after NOW something is; ``sweeps``: and a sweep was."""

    due: list[float]
    now: datetime = NOW
    sweeps: list[float] = field(default_factory=list)

    def sweep(self, now: datetime, until: datetime) -> list[datetime]:
        assert until == NOW + HALF
        self.sweeps.append((now - NOW) / timedelta(minutes=1))
        return [after(minutes) for minutes in self.due if after(minutes) > now]

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("due", "sweeps"),
    [
        ([], [0]),
        ([7, 180], [0, 2, 4, 6, 7]),
        ([32.1, 180], [0]),
        ([31], [*range(0, 31, 2), 31]),
        ([5, 3], [0, 2, 3, 5]),
        ([2.2], [0, 2, 3]),  # the next full minute
        ([0, -5], [0]),  # what is past was done
    ],
)
def test_it_sweeps_again_at_each_minute_that_something_falls_due(due: list[float], sweeps: list[float]) -> None:
    """And every two minutes till then, for what has happened meanwhile."""
    clock = Clock(due)
    stay(clock.sweep, lambda: clock.now, clock.sleep, HALF)
    assert clock.sweeps == sweeps


def test_without_a_stay_it_ends_at_once() -> None:
    swept = []

    def sweep(now: datetime, until: datetime) -> list[datetime]:
        swept.append((now, until))
        return [after(1)]

    stay(sweep, lambda: NOW, lambda _: pytest.fail("slept"), timedelta())
    assert swept == [(NOW, NOW)]


def test_what_happens_while_it_stays_is_seen_by_it(office: Office) -> None:
    """S14 b: a run that waits is ended by no event, so that no flood of them keeps all runs from their end."""
    change = office.propose(files={PATH: ROBBERY})
    states: list[str] = []

    def sweep(now: datetime, until: datetime) -> list[datetime]:
        office.now, office.until = now, until
        due = office.sweep().due
        states.append(office.lights(change)[-1][0])
        return due

    def sleep(seconds: float) -> None:
        if len(states) == 2:
            change.review(500, who("maebashi-manager"), "APPROVED", "2026-11-25T07:33:00Z", change.commits[-1])

    with running(office.fake):
        stay(sweep, lambda: office.now, sleep, HALF)
    assert states[:3] == ["pending", "pending", "success"]


def test_a_sweep_that_takes_longer_than_the_wait_is_followed_at_once() -> None:
    clock, slept = Clock([2]), []

    def sweep(now: datetime, until: datetime) -> list[datetime]:
        found = clock.sweep(now, until)
        clock.now += timedelta(minutes=5)
        return found

    stay(sweep, lambda: clock.now, slept.append, HALF)
    assert (clock.sweeps, slept) == ([0, 5], [0.0])


@pytest.mark.parametrize(
    ("text", "minutes", "expected"),
    [
        (ROBBERY, 0, 30),
        (ROBBERY, 29, 1),
        (ROBBERY, 30, 30),  # the next one, which also calls the deputy
        (ROBBERY, 60, None),
        (TEXT, 0, None),  # not urgent: the schedule is soon enough
    ],
)
def test_the_reminder_of_an_urgent_alert_is_due_at_a_known_minute(
    text: str, minutes: int, expected: int | None
) -> None:
    found = due(waited(judged(text), minutes), NOW, contract())
    assert found == (None if expected is None else after(expected))


def test_nobody_is_waited_for_once_all_have_agreed_or_while_it_is_a_draft() -> None:
    assert due(judged(ROBBERY, review("maebashi-manager", 5)), NOW, contract()) is None
    assert due(judged(ROBBERY, draft=True), NOW, contract()) is None


def test_the_planned_time_of_the_press_release_is_due() -> None:
    early = after(-50)  # 15:40; planned for 16:00
    found = judged(ARREST, now=early)
    assert due(found, early, contract()) == after(-30)
    assert due(judged(ARREST), NOW, contract()) is None
    assert due(judged(TEXT.replace("press: none", "press: undecided")), NOW, contract()) is None


def test_a_sweep_of_the_forge_stays_for_the_reminder_and_ends(office: Office) -> None:
    change = office.propose(files={PATH: ROBBERY})
    calm = office.propose(8, files={PATH.replace("1605", "1607"): TEXT})
    swept = []

    def sweep(now: datetime, until: datetime) -> list[datetime]:
        swept.append(now)
        office.now, office.until = now, until
        return office.sweep().due

    with running(office.fake):
        stay(sweep, lambda: office.now, lambda seconds: None, HALF)
    assert swept == [after(minutes) for minutes in range(0, 31, 2)]
    assert ([len(reminders(one)) for one in (change, calm)]) == [1, 1]  # once there, it looks at all of them


def test_what_does_not_stand_as_long_as_the_run_stays_is_judged(office: Office) -> None:
    office.propose(files={PATH: ROBBERY})
    with running(office.fake):
        for minutes in (0, 2):
            office.now = after(minutes)
            assert office.sweep().due == [after(30)]
        office.now = after(4)
        assert office.sweep().due == []  # left as it stands, for now
        office.until = after(34)
        assert office.sweep().due == [after(30)]
