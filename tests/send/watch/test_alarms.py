"""An alarm is told once, told again when it changes or comes back, and never swallowed by a damaged note."""

from __future__ import annotations

from pathlib import Path

from haishin.core.errors import Exit
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.send.watch.alarms import forget_ended, news
from haishin.send.watch.conditions import Condition


def alarm(text: str, code: str = "held", exit_code: Exit = Exit.REFUSED) -> Condition:
    return Condition(code, Text(text, text), Text("→", "→"), exit_code)


FIRST, SECOND, CHANGED = alarm("一"), alarm("二"), alarm("一と二")
NOTICE = alarm("予告", "ending-soon", Exit.FINE)


def test_an_alarm_is_told_once_and_when_it_changes(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    assert news(state, [FIRST, NOTICE]) == (FIRST,)
    assert news(state, [FIRST, NOTICE]) == ()
    assert news(state, [FIRST, SECOND]) == (SECOND,)
    assert news(state, [CHANGED, SECOND]) == (CHANGED,)


def test_an_alarm_that_ended_is_told_when_it_comes_back(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    news(state, [FIRST, SECOND])
    forget_ended(state, [SECOND, NOTICE])
    assert news(state, [FIRST, SECOND]) == (FIRST,)


def test_a_run_never_counts_its_own_alarms_as_told(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    news(state, [SECOND])
    forget_ended(state, [FIRST, SECOND])
    assert news(state, [FIRST, SECOND]) == (FIRST,)


def test_a_damaged_note_or_a_folder_that_is_not_there_tells_all(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    news(state, [FIRST])
    state.told_alarms.write_bytes(b"?")
    assert news(state, [FIRST]) == (FIRST,)
    gone = StateFolder(tmp_path / "gone")
    assert (news(gone, [FIRST]), news(gone, [FIRST]), gone.root.exists()) == ((FIRST,), (FIRST,), False)
