"""What a run found out is kept as it was said, until a run ends well, and never in the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.send.sending.last_run import Fault, IdleRelay, LastRun, idle_relays, last_run, note_run, noting
from haishin.send.sending.weighing import RelayFault
from support.rows import NOON

SILENT = RelayFault(Message("send/sending/relay-silent", why="relay.example.jp:25: no answer in time"))
ALERT = "20261125-1605-koekake"


@pytest.mark.parametrize(
    "run",
    [
        LastRun(NOON, Fault.of(SILENT)),
        LastRun(NOON, Fault.of(Refusal(Text("否", "no"), Text("直す", "mend")))),
        LastRun(NOON, barred=True),
        LastRun(NOON, idle=(IdleRelay("relay:25", NOON, "relay:25: login refused (535)"),)),
        LastRun(NOON, unasked=((ALERT, Fault.of(SILENT)),), crashed=((ALERT, Text("落ちた", "crashed")),)),
    ],
)
def test_what_is_noted_is_read_until_a_run_finds_nothing(run: LastRun, tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    assert last_run(state) is None
    note_run(state, run)
    assert last_run(state) == run
    note_run(state, LastRun(NOON, idle=()))
    assert (last_run(state), list(tmp_path.iterdir())) == (None, [])
    note_run(state, LastRun(NOON))


def test_an_error_is_noted_with_its_exit_code_and_passes_on(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    with pytest.raises(Refusal), noting(state, lambda: NOON):
        raise Refusal(Text("否", "no"), Text("直す", "mend"))
    assert last_run(state) == LastRun(NOON, Fault(Text("否", "no"), Text("直す", "mend"), Exit.REFUSED))


def test_what_is_known_of_a_relay_lasts_until_one_run_tries_it(tmp_path: Path) -> None:
    state, gone = StateFolder(tmp_path), IdleRelay("a:25", NOON, "a:25: Connection refused")
    later = NOON + timedelta(minutes=1)
    note_run(state, LastRun(NOON, idle=(gone,)))
    note_run(state, LastRun(later, Fault.of(SILENT)))
    assert last_run(state) == LastRun(later, Fault.of(SILENT), idle=(gone,))
    note_run(state, LastRun(later))
    assert last_run(state) == LastRun(later, idle=(gone,))


@pytest.mark.parametrize(
    ("tried", "idle"),
    [
        ({"a:25": "still gone", "b:25": ""}, [("a:25", NOON, "still gone")]),
        ({"a:25": None, "b:25": "gone"}, [("a:25", NOON, "gone"), ("b:25", NOON + timedelta(hours=1), "gone")]),
        ({"a:25": "", "b:25": ""}, []),
        ({"b:25": "", "c:25": None}, []),  # it is named no more
        ({}, []),
    ],
)
def test_which_relays_are_idle_after_a_run(tried: dict[str, str | None], idle: list[tuple[str, datetime, str]]) -> None:
    before = LastRun(NOON, idle=(IdleRelay("a:25", NOON, "gone"),))
    found = idle_relays(before, tried, NOON + timedelta(hours=1))
    assert [(one.name, one.since, one.why) for one in found] == idle


def test_a_damaged_note_says_nothing(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    note_run(state, LastRun(NOON, Fault.of(SILENT)))
    state.last_run.write_bytes(state.last_run.read_bytes()[:-9])
    assert last_run(state) is None


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "gone")
    note_run(state, LastRun(NOON, Fault.of(SILENT)))
    note_run(state, LastRun(NOON))
    assert (last_run(state), state.root.exists()) == (None, False)
