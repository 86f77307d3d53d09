"""The heartbeat: one overwritten branch, ahead of any backup, and never in the way of a sending."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.delivery.heartbeat import Beat, Pulse, read_beat, write_beat
from haishin.delivery.journal import Journal
from haishin.model import Text
from haishin.repository.git import Git, GitError
from support_ledger import NOON, Clock, World, git

JOURNAL = "1" * 32


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def beat(world: World) -> Beat | None:
    return read_beat(Git(world.clone), str(world.remote))


def test_one_overwritten_branch(world: World) -> None:
    clone, remote = Git(world.clone), str(world.remote)
    assert beat(world) is None
    for number in (1, 2, 1):
        write_beat(clone, remote, Beat(NOON, JOURNAL, number))
        assert beat(world) == Beat(NOON, JOURNAL, number)
    assert git(world.remote, "rev-list", "--count", "dispatch-heartbeat") == "1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"at": "2026-11-25T12:00:00", "journal": "1", "beats": 1}',
        '{"at": "x", "journal": "1", "beats": 1}',
        '{"at": "2026-11-25T12:00:00+09:00", "journal": "1"}',
        '{"at": "2026-11-25T12:00:00+09:00", "journal": 1, "beats": []}',
    ],
)
def test_what_is_not_ours_is_none(world: World, text: str) -> None:
    (world.work / "heartbeat.json").write_text(text, "utf-8")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "x")
    git(world.work, "push", "-q", "origin", "HEAD:dispatch-heartbeat")
    assert beat(world) is None


def test_a_branch_without_the_file_is_none(world: World) -> None:
    git(world.work, "push", "-q", "origin", "HEAD:dispatch-heartbeat")
    assert beat(world) is None


def test_a_remote_that_does_not_answer_is_an_error(world: World, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        read_beat(Git(world.clone), str(tmp_path / "nowhere"))


def test_a_run_beats_at_its_ends_and_once_a_minute(world: World, tmp_path: Path) -> None:
    journal, clock = Journal.open(tmp_path / "journal.sqlite"), Clock()
    pulse = Pulse(Git(world.clone), str(world.remote), journal, clock, clock.ticks, lambda text: pytest.fail(text.en))
    earlier = NOON - timedelta(hours=3)
    pulse.begin(Beat(earlier, "2" * 32, 900))
    assert beat(world) == Beat(earlier, journal.id, 1)  # begun: not yet a sign that all is well
    clock.later(seconds=59)
    pulse.alive()
    assert beat(world) == Beat(earlier, journal.id, 1)
    clock.later(seconds=1)
    pulse.alive()
    pulse.alive()
    assert beat(world) == Beat(NOON + timedelta(minutes=1), journal.id, 2)
    clock.later(seconds=30)
    pulse.end()
    assert beat(world) == Beat(NOON + timedelta(seconds=90), journal.id, 3)
    journal.close()
    again = Journal.open(tmp_path / "journal.sqlite")
    assert again.beats == 3
    again.close()


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-86_400, 86_400)), max_size=20))
def test_a_minute_is_a_minute_wherever_the_wall_clock_is_set(steps: list[tuple[int, int]]) -> None:
    """Never two beats within a minute, and never a minute of mail without one."""
    clock, beaten = Clock(), [0.0]

    class Counted(Pulse):
        def _write(self, at: datetime) -> None:
            assert at == clock()
            beaten.append(clock.passed)

    pulse = Counted(Git(Path()), "", cast("Journal", None), clock, clock.ticks, lambda text: None)
    for passes, wall in steps:
        clock.now += timedelta(seconds=wall)
        clock.passed += passes
        pulse.alive()
        assert clock.passed - beaten[-1] < 60
    assert all(later - earlier >= 60 for earlier, later in pairwise(beaten))


def test_a_remote_that_refuses_is_told_of_once_and_the_journal_stays_ahead(world: World, tmp_path: Path) -> None:
    hook = world.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no heartbeat here >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)
    journal = Journal.open(tmp_path / "journal.sqlite")
    said: list[Text] = []
    pulse = Pulse(Git(world.clone), str(world.remote), journal, Clock(), Clock().ticks, said.append)
    pulse.begin(None)
    pulse.end()
    assert [one.en.partition(" git push failed")[0] for one in said] == [
        "Note: the branch dispatch-heartbeat cannot be written. Sending goes on, but a watcher will think that it has "
        "stopped."
    ]
    assert said[0].ja.startswith("注意:ブランチ dispatch-heartbeat に書けません。")
    assert (beat(world), journal.beats) == (None, 2)
    journal.close()
