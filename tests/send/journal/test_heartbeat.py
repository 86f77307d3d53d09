"""The heartbeat: one overwritten branch, ahead of any backup, and never in the way of a sending."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.model import Text
from haishin.core.repository.git import Git, GitError
from haishin.message.keys import Keys
from haishin.send.journal.heartbeat import SILENCE, Beat, Heard, Pulse, read_beat, write_beat
from haishin.send.journal.journal import Journal
from support.ledger import NOON, Clock, World, git
from support.mails import KEYS as SEAL
from support.rows import audience

JOURNAL = "1" * 32


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def heard(world: World, now: datetime = NOON, seal: Keys | None = SEAL) -> Heard:
    return read_beat(Git(world.clone), str(world.remote), now, seal)


def beat(world: World, now: datetime = NOON) -> Beat | None:
    return heard(world, now).witness


def push(world: World, text: str) -> None:
    """Whatever somebody with write puts there."""
    (world.work / "heartbeat.json").write_text(text, "utf-8")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "x")
    git(world.work, "push", "-q", "--force", "origin", "HEAD:dispatch-heartbeat")


def told(at: str = NOON.isoformat(), journal: object = JOURNAL, beats: object = 1, **more: object) -> str:
    """A beat with the right digest over what is said."""
    digest = SEAL.mac("heartbeat", at, str(journal), str(beats))
    return json.dumps({"at": at, "journal": journal, "beats": beats, "digest": digest, **more})


def test_one_overwritten_branch(world: World) -> None:
    clone, remote = Git(world.clone), str(world.remote)
    assert heard(world) == SILENCE
    for number in (1, 2, 1):
        write_beat(clone, remote, Beat(NOON, JOURNAL, number), SEAL)
        assert heard(world) == Heard(Beat(NOON, JOURNAL, number), proven=True)
    assert git(world.remote, "rev-list", "--count", "dispatch-heartbeat") == "1"


def test_what_was_written_by_hand_with_the_key_is_ours(world: World) -> None:
    push(world, told())
    assert heard(world) == Heard(Beat(NOON, JOURNAL, 1), proven=True)


@pytest.mark.parametrize("seal", [SEAL, None], ids=["with the key", "without it"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"a":' * 150,
        told(at="2026-11-25T12:00:00"),
        told(at="x"),
        told(at="0001-01-01T00:00:00+09:00"),
        told(at="9999-12-31T23:59:59-09:00"),
        told(journal=1),
        told(journal="1"),
        told(journal=None),
        told(beats=[]),
        told(beats="1"),
        told(beats=True),
        told(beats=1.0),
        told(beats=float("inf")),
        told(beats=float("nan")),
        told().replace('"beats": 1', '"beats": 1e999'),
        told().replace('"beats": 1', '"beats": ' + "9" * 5000),
        told(more="x" * 1024),
    ],
)
def test_what_no_sender_wrote_is_false_and_never_a_crash(world: World, text: str, seal: Keys | None) -> None:
    push(world, text)
    assert heard(world, seal=seal) == Heard(false=True)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "at": st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat) | st.none(),
            "journal": st.text(max_size=40) | st.integers(),
            "beats": st.integers() | st.floats() | st.none(),
            "digest": st.text(max_size=20) | st.integers() | st.none() | st.just(told()[-16:-2]),
        },
    )
)
def test_without_the_right_digest_nothing_is_believed(changed: dict[str, object]) -> None:
    value = {**json.loads(told()), **changed}
    answer = read_beat(_Stand(json.dumps(value).encode()), "", NOON, SEAL)
    assert answer == (Heard(Beat(NOON, JOURNAL, 1), proven=True) if value == json.loads(told()) else Heard(false=True))


class _Stand(Git):
    """A repository on whose heartbeat branch these bytes stand."""

    def __init__(self, data: bytes) -> None:
        super().__init__(Path(), {})
        self._data = data

    def attempt(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> CompletedProcess[bytes]:
        answers = {
            "ls-remote": b"0" * 40 + b"\trefs/heads/dispatch-heartbeat\n",
            "cat-file": str(len(self._data)).encode() if "-s" in arguments else self._data,
        }
        if arguments[:2] == ("cat-file", "--batch-check=%(objectname)"):
            return CompletedProcess(arguments, 0, (b"0" * 40 + b"\n") * 2, b"")
        return CompletedProcess(arguments, 0, answers.get(arguments[0], b""), b"")


def test_without_the_key_a_beat_is_heard_and_not_proven(world: World) -> None:
    push(world, json.dumps({**json.loads(told()), "digest": "x"}))
    assert heard(world, seal=None) == Heard(Beat(NOON, JOURNAL, 1))
    assert heard(world, seal=None).witness is None
    assert heard(world) == Heard(false=True)


def test_clocks_of_two_machines_may_differ_by_five_minutes(world: World) -> None:
    write_beat(Git(world.clone), str(world.remote), Beat(NOON, JOURNAL, 1), SEAL)
    assert not heard(world, NOON - timedelta(minutes=5)).false
    assert heard(world, NOON - timedelta(minutes=5, seconds=1)).false


def test_a_beat_from_the_future_tells_with_the_key_alone_how_far_its_journal_was(world: World) -> None:
    """A clock was set back: a copy that was left behind is one all the same."""
    push(world, told(at="2026-11-25T12:05:01+09:00"))
    ahead = Beat(NOON + timedelta(minutes=5, seconds=1), JOURNAL, 1)
    assert (heard(world), beat(world)) == (Heard(ahead, proven=True, false=True), ahead)
    assert heard(world, seal=None) == Heard(false=True)


def test_a_branch_without_the_file_is_false(world: World) -> None:
    git(world.work, "push", "-q", "origin", "HEAD:dispatch-heartbeat")
    assert heard(world) == Heard(false=True)


@pytest.mark.parametrize("entry", ["040000 tree", "160000 commit"])
def test_what_is_no_file_there_is_false(world: World, entry: str) -> None:
    commit = git(world.work, "rev-parse", "HEAD").strip()
    held = git(world.work, "rev-parse", "HEAD^{tree}").strip() if entry.endswith("tree") else commit
    tree = Git(world.work).run("mktree", data=f"{entry} {held}\theartbeat.json\n".encode()).decode().strip()
    made = git(world.work, "commit-tree", tree, "-m", "x").strip()
    git(world.work, "push", "-q", "--force", "origin", f"{made}:refs/heads/dispatch-heartbeat")
    assert heard(world) == Heard(false=True)
    write_beat(Git(world.clone), str(world.remote), Beat(NOON, JOURNAL, 1), SEAL)
    assert heard(world).proven  # the next run writes over it


def test_a_remote_that_does_not_answer_is_an_error(world: World, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        read_beat(Git(world.clone), str(tmp_path / "nowhere"), NOON, SEAL)


def test_a_run_beats_before_its_first_mail_once_a_minute_and_at_its_end(world: World, tmp_path: Path) -> None:
    journal, clock = Journal.open(tmp_path / "journal.sqlite"), Clock()
    earlier = NOON - timedelta(hours=3)
    pulse = Pulse(
        Git(world.clone), str(world.remote), journal, SEAL, clock, clock.ticks, lambda text: pytest.fail(text.en),
        Beat(earlier, "2" * 32, 900),
    )  # fmt: skip
    pulse.going()
    pulse.going()
    assert beat(world) == Beat(earlier, journal.id, 1)  # begun: not yet a sign that all is well
    journal.freeze("alpha", "n", audience([]), NOON)
    clock.later(seconds=59)
    pulse.alive()
    assert beat(world) == Beat(earlier, journal.id, 1)
    clock.later(seconds=1)
    pulse.alive()
    pulse.alive()
    assert beat(world, clock()) == Beat(NOON + timedelta(minutes=1), journal.id, 2)
    clock.later(seconds=30)
    pulse.end()  # nothing was written since: no copy is left behind
    assert beat(world, clock()) == Beat(NOON + timedelta(seconds=90), journal.id, 2)
    journal.drop("alpha")
    pulse.end()
    assert beat(world, clock()) == Beat(NOON + timedelta(seconds=90), journal.id, 3)
    journal.close()
    again = Journal.open(tmp_path / "journal.sqlite")
    assert again.beats == 3
    again.close()


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-86_400, 86_400)), max_size=20))
def test_a_minute_is_a_minute_wherever_the_wall_clock_is_set(steps: list[tuple[int, int]]) -> None:
    """Never two beats within a minute, and never a minute of mail without one."""
    clock, beaten = Clock(), [0.0]

    class Counted(Pulse):
        def _write(self, at: datetime, *, more: bool = False) -> None:
            assert at == clock()
            beaten.append(clock.passed)

    pulse = Counted(
        Git(Path()),
        "",
        cast("Journal", SimpleNamespace(written=0, hold=lambda: None)),
        SEAL,
        clock,
        clock.ticks,
        lambda text: None,
    )
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
    pulse = Pulse(Git(world.clone), str(world.remote), journal, SEAL, Clock(), Clock().ticks, said.append)
    pulse.going()
    journal.freeze("alpha", "n", audience([]), NOON)
    pulse.end()
    assert [one.en.partition(" git push failed")[0] for one in said] == [
        "Note: the branch dispatch-heartbeat cannot be written. Sending goes on, but a watcher will think that it has "
        "stopped."
    ]
    assert said[0].ja.startswith("注意:ブランチ dispatch-heartbeat に書けません。")
    assert (beat(world), journal.beats) == (None, 2)
    journal.close()
