"""The beat of a journal: before a run's first mail and read back, each minute, at rest each half hour."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.repository.git import GitError
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import JournalBehind, Pulse
from haishin.send.ledger.beat import SILENCE, Beat, Heard, hear
from haishin.send.ledger.ledger import Ledger
from support.ledger import NOON, Clock, World, git
from support.raising import raises
from support.records import claimed
from support.rows import audience

PROGRAM = "a" * 40
NONCE = "2" * 32


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.open(tmp_path / "journal.sqlite")
    yield journal
    journal.close()


def heard(world: World, clock: Clock) -> Heard:
    ledger = world.ledger()
    return hear(ledger.git, ledger.read(), clock())


def copy_of(journal: Journal, folder: Path) -> Journal:
    """A raw copy of a journal: it bears the same id."""
    (folder / "raw").mkdir()
    for side in ("", "-wal"):
        shutil.copy(f"{journal.path}{side}", folder / "raw" / f"journal.sqlite{side}")
    return Journal.open(folder / "raw" / "journal.sqlite")


def commits(world: World) -> int:
    return int(git(world.remote, "rev-list", "--count", "dispatch-log"))


def pulse_of(
    world: World, journal: Journal, clock: Clock, said: list[Text] | None = None, before: Heard | None = None
) -> Pulse:
    """The pulse of a run; ``said``: what it tells, and nothing may be told where that is None."""
    tell = said.append if said is not None else lambda text: pytest.fail(text.en)
    pulse = Pulse(journal, clock, clock.ticks, tell, PROGRAM, before or heard(world, clock))
    pulse.over(world.ledger())
    return pulse


def test_a_run_beats_before_its_first_mail_once_a_minute_and_at_its_end(world: World, journal: Journal) -> None:
    clock, earlier = Clock(), NOON - timedelta(hours=3)
    pulse = pulse_of(world, journal, clock, before=Heard(Beat(earlier, journal.id, 0, PROGRAM)))
    before = commits(world)
    pulse.going()
    pulse.going()
    assert commits(world) == before + 1
    assert heard(world, clock).beat == Beat(earlier, journal.id, 1, PROGRAM)  # begun: no sign yet that all is well
    journal.freeze("alpha", "n", audience([]), NOON)
    clock.later(seconds=59)
    pulse.alive()
    assert commits(world) == before + 1
    clock.later(seconds=1)
    pulse.alive()
    pulse.alive()
    assert heard(world, clock).beat == Beat(NOON + timedelta(minutes=1), journal.id, 2, PROGRAM)
    clock.later(seconds=30)
    journal.drop("alpha")
    pulse.end()
    assert heard(world, clock).beat == Beat(NOON + timedelta(seconds=90), journal.id, 3, PROGRAM)
    assert commits(world) == before + 3
    assert journal.last_beat == NOON + timedelta(seconds=90)


def test_a_beat_of_the_future_lends_its_time_to_none(world: World, journal: Journal) -> None:
    clock = Clock()
    ahead = Heard(Beat(NOON + timedelta(hours=3), journal.id, 0, PROGRAM), None, "future")
    pulse_of(world, journal, clock, before=ahead).going()
    assert (heard(world, clock).odd, heard(world, clock).beat) == (None, Beat(NOON, journal.id, 1, PROGRAM))


def test_a_record_of_the_run_is_the_beat_before_its_first_mail(world: World, journal: Journal) -> None:
    clock = Clock()
    pulse = Pulse(journal, clock, clock.ticks, lambda text: pytest.fail(text.en), PROGRAM)
    ledger = world.ledger()
    pulse.over(ledger)
    journal.freeze("alpha", NONCE, audience([]), NOON)
    ledger.write(lambda view: claimed(journal=journal.id, nonce=NONCE))
    before = commits(world)
    pulse.going()
    assert commits(world) == before
    assert heard(world, clock).beat == Beat(NOON, journal.id, 1, PROGRAM)


@pytest.mark.parametrize(
    ("later", "program", "beats"),
    [({"minutes": 29}, PROGRAM, False), ({"minutes": 30}, PROGRAM, True), ({"minutes": -1}, PROGRAM, True)],
)
def test_at_rest_one_beat_serves_for_half_an_hour(
    world: World, journal: Journal, later: dict[str, float], program: str, beats: bool
) -> None:
    clock = Clock()
    pulse_of(world, journal, clock).end()
    before, count = commits(world), journal.beats
    clock.later(**later)
    pulse_of(world, journal, clock).end()
    assert (commits(world) - before, journal.beats) == (int(beats), count)  # nothing was written: no copy is behind


def test_a_new_program_and_a_count_that_was_not_told_are_told_at_once(world: World, journal: Journal) -> None:
    clock = Clock()
    pulse_of(world, journal, clock).end()
    newer = Pulse(journal, clock, clock.ticks, lambda text: pytest.fail(text.en), "b" * 40, heard(world, clock))
    newer.over(world.ledger())
    newer.end()
    told = heard(world, clock).beat
    assert told is not None
    assert told.program == "b" * 40
    journal.beat()  # killed before the push
    pulse_of(world, journal, clock).end()
    told = heard(world, clock).beat
    assert told is not None
    assert told.beats == journal.beats


def refusing(world: World) -> None:
    hook = world.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no beat here >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)


def test_a_remote_that_refuses_is_told_of_once_and_the_journal_stays_ahead(world: World, journal: Journal) -> None:
    clock, said = Clock(), list[Text]()
    pulse = pulse_of(world, journal, clock, said)
    refusing(world)
    clock.later(minutes=1)
    pulse.alive()
    journal.freeze("alpha", "n", audience([]), NOON)
    pulse.end()
    (note,) = said
    assert isinstance(note, Message)
    assert note.code == "send/journal/beat-unwritten"
    assert " git push" in note.en
    assert (heard(world, clock), journal.beats, journal.last_beat) == (SILENCE, 1, None)


def test_before_the_first_mail_it_must_stand_there(world: World, journal: Journal) -> None:
    pulse = pulse_of(world, journal, Clock())
    refusing(world)
    with pytest.raises(ToolError) as told:
        pulse.going()
    assert isinstance(told.value.__cause__, GitError)
    assert told.value.message == Message("send/journal/nothing-begun", message=told.value.__cause__.message)
    assert journal.beats == 1  # ahead, never behind
    with pytest.raises(ToolError):
        pulse.going()
    assert journal.beats == 1


def test_of_two_copies_that_run_at_once_the_later_goes_no_further(
    world: World, journal: Journal, tmp_path: Path
) -> None:
    """A raw copy under the same id: whichever beats second has been overtaken."""
    journal.freeze("alpha", NONCE, audience([]), NOON)
    world.ledger().write(lambda view: claimed(journal=journal.id, nonce=NONCE))
    pulse = pulse_of(world, journal, Clock())
    raw = copy_of(journal, tmp_path)
    beside = pulse_of(world, raw, Clock())
    pulse.going()
    with raises(JournalBehind, "send/journal/journal-overtaken", commit=git(world.remote, "rev-parse", "dispatch-log")):
        beside.going()
    raw.close()


def test_a_copy_that_lost_a_claim_does_not_overtake_the_one_that_won_it(
    world: World, journal: Journal, tmp_path: Path
) -> None:
    """Both froze the alert and raised their counts for it, so that neither count is ahead of the other."""
    raw = copy_of(journal, tmp_path)
    winner, loser = pulse_of(world, journal, Clock()), pulse_of(world, raw, Clock())
    journal.freeze("alpha", NONCE, audience([]), NOON)
    raw.freeze("alpha", "3" * 32, audience([]), NOON)
    raw.beat()
    ledger = world.ledger()
    winner.over(ledger)
    ledger.write(lambda view: claimed(journal=journal.id, nonce=NONCE))
    raw.drop("alpha")
    tip = git(world.remote, "rev-parse", "dispatch-log")
    with raises(JournalBehind, "send/journal/journal-overtaken", commit=tip):
        loser.end()
    winner.going()
    assert git(world.remote, "rev-parse", "dispatch-log") == tip
    raw.close()


def test_who_was_taken_over_neither_beats_nor_begins(world: World, journal: Journal) -> None:
    clock = Clock()
    pulse = pulse_of(world, journal, clock)
    world.ledger().write(lambda view: claimed(journal="e" * 32))
    before = commits(world)
    with raises(Refusal, "send/journal/journal-foreign", adopt=Message("send/journal/adopt")):
        pulse.going()
    clock.later(minutes=1)
    pulse.alive()
    assert commits(world) == before


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-86_400, 86_400)), max_size=20))
def test_a_minute_is_a_minute_wherever_the_wall_clock_is_set(steps: list[tuple[int, int]]) -> None:
    """Never two beats within a minute, and never a minute of mail without one."""
    clock, beaten = Clock(), [0.0]

    class Counted(Ledger):
        def __init__(self) -> None:
            self.pulse = None

        def beat(self, at: datetime) -> None:
            assert at == clock()
            beaten.append(clock.passed)

    class Still(Journal):
        written = 0  # type: ignore[assignment]

        def __init__(self) -> None:
            self.id = "1" * 32
            self.held = 0

        def hold(self) -> None:
            self.held += 1

    journal = Still()
    pulse = Pulse(journal, clock, clock.ticks, lambda text: None)
    pulse.over(Counted())
    for passes, wall in steps:
        clock.now += timedelta(seconds=wall)
        clock.passed += passes
        pulse.alive()
        assert clock.passed - beaten[-1] < 60
    assert all(later - earlier >= 60 for earlier, later in pairwise(beaten))
    assert journal.held == len(steps)
