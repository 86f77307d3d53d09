"""The beat beside the records: read strictly, never believed blindly, and no reason to read the records anew."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from haishin.core.model import LedgerRecord
from haishin.core.repository.git import Git
from haishin.send.ledger.beat import SILENCE, Beat, Heard, hear, written
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import BEAT, record
from haishin.send.ledger.stops import Watch
from support.ledger import NOON, Clock, World, git
from support.records import claimed

JOURNAL = "1" * 32
PROGRAM = "a" * 40


class Beats:
    """Beats that one names; ``stood`` counts those that were read back."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self.stood = 0

    def on(self, view: LedgerView, entries: object) -> bytes:
        return written(self.beat)

    def stands(self) -> None:
        self.stood += 1


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


def beating(world: World, state: Path | None = None) -> Ledger:
    ledger = world.ledger(state)
    ledger.pulse = Beats(Beat(NOON, JOURNAL, 1, PROGRAM))
    return ledger


def heard(world: World) -> Heard:
    ledger = world.ledger()
    return hear(ledger.git, ledger.read(), NOON)


def halted() -> LedgerRecord:
    return record("halted", NOON, "sato", reason="r")


def put(world: World, data: bytes) -> str:
    """Whatever somebody with write puts there; return its commit."""
    ledger = world.ledger()
    assert ledger.put(BEAT, data, NOON, ledger.read())
    return ledger.read().tip


def told(**changed: object) -> bytes:
    """The bytes of a beat, but for what is changed."""
    return json.dumps({**json.loads(written(Beat(NOON, JOURNAL, 1, PROGRAM))), **changed}).encode()


def test_without_a_beat_there_is_silence(world: World) -> None:
    assert heard(world) == SILENCE
    assert hear(Git(world.clone), LedgerView("", world.ledger().read().records), NOON) == SILENCE


def test_a_record_brings_its_beat_in_one_commit(world: World) -> None:
    ledger = beating(world)
    ledger.write(lambda view: halted())
    tip = ledger.read().tip
    assert git(world.remote, "diff-tree", "--no-commit-id", "--name-only", "-r", tip).split() == [BEAT, "ledger.jsonl"]
    assert heard(world) == Heard(Beat(NOON, JOURNAL, 1, PROGRAM), tip)
    assert ledger.pulse is not None
    assert vars(ledger.pulse)["stood"] == 1


def test_a_record_of_a_machine_without_the_journal_leaves_the_beat_as_it_is(world: World) -> None:
    beating(world).beat(NOON)
    before = heard(world)
    world.ledger().write(lambda view: halted())
    assert heard(world) == before
    assert before.beat is not None


def test_a_beat_alone_goes_on_top_of_a_record_that_was_first(world: World) -> None:
    ledger = beating(world)
    ledger.read()
    world.ledger().write(lambda view: halted())
    ledger.beat(NOON)
    assert world.kinds() == ["activated", "halted"]
    assert heard(world).beat == Beat(NOON, JOURNAL, 1, PROGRAM)


def test_a_record_that_was_decided_before_a_beat_goes_all_the_same(world: World) -> None:
    """What it rests on are the records, and those are the same."""
    mine = world.ledger()
    decided = mine.read()
    beating(world).beat(NOON)
    assert mine.append(halted(), decided.tip) is not None
    other = world.ledger()
    assert other.append(record("went-on", NOON, "sato"), decided.tip) is None


def test_a_beat_moves_the_tip_and_nothing_that_rests_on_the_records(world: World, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    ledger = beating(world, state=state)
    first = ledger.read()
    noted = (state / "ledger-tip").read_text()
    folded = first.alerts
    ledger.beat(NOON)
    second = ledger.read()
    assert (second.tip != first.tip, second.blob == first.blob) == (True, True)
    assert second.alerts is folded  # nothing was folded anew
    assert (state / "ledger-tip").read_text() == noted
    git(world.remote, "update-ref", "refs/heads/dispatch-log", first.tip)
    assert world.ledger(state).read().records == first.records  # a beat that is gone again rewinds no record


def test_the_watch_reads_no_record_anew_for_a_beat(world: World) -> None:
    ledger = world.ledger()
    watch = Watch(ledger, "main", Clock().ticks)
    watch._look()
    before = watch.sight
    beating(world).beat(NOON)
    watch._look()
    after = watch.sight
    assert before is not None
    assert after is not None
    assert before.view is not None
    assert after.view is not None
    assert (after.view.tip != before.view.tip, after.view.records is before.view.records) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 1000,
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
        told().replace(b'"beats": 1', b'"beats": 1e999'),
        told().replace(b'"beats": 1', b'"beats": ' + b"9" * 900),
        told(program="x"),
        told(program=1),
        told(more="x"),
        told() + b" " * 1024,
    ],
)
def test_what_no_sender_wrote_is_unreadable_and_never_a_crash(world: World, data: bytes) -> None:
    commit = put(world, data)
    found = heard(world)
    assert found.commit == commit
    assert found.odd == "unreadable" or data.count(b"9") == 900


def test_what_is_no_file_there_is_unreadable(world: World) -> None:
    ledger = world.ledger()
    tip = ledger.read().tip
    tree = git(world.clone, "rev-parse", f"{tip}^{{tree}}")
    listed = git(world.clone, "ls-tree", tip) + f"\n040000 tree {tree}\t{BEAT}\n"
    made = git(world.clone, "mktree", data=listed.encode())
    commit = git(world.clone, "commit-tree", made, "-p", tip, "-m", "x")
    git(world.clone, "push", "-q", str(world.remote), f"{commit}:refs/heads/dispatch-log")
    assert heard(world) == Heard(None, commit, "unreadable")


@pytest.mark.parametrize(("ahead", "odd"), [({"minutes": 5}, None), ({"minutes": 5, "seconds": 1}, "future")])
def test_clocks_of_two_machines_may_differ_by_five_minutes(
    world: World, ahead: dict[str, Any], odd: str | None
) -> None:
    put(world, written(Beat(NOON + timedelta(**ahead), JOURNAL, 1)))
    found = heard(world)
    assert (found.odd, found.beat is not None) == (odd, True)


def test_a_journal_that_no_record_names_is_unknown_once_one_was_claimed(world: World) -> None:
    put(world, written(Beat(NOON, "e" * 32, 1)))
    assert heard(world).odd is None
    claim = claimed()
    world.ledger().write(lambda view: claim)
    assert heard(world).odd == "unknown"
    put(world, written(Beat(NOON, claim.fields["journal"], 1)))
    assert heard(world).odd is None
