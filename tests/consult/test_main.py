"""Main as the environment names it, and the clock that its ledger allows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from haishin.consult.main import Main, read_moment
from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from support.commands import Scratch
from support.processes import CLOCK, process
from support.raising import raises

TOLD = "2026-11-25T12:00+09:00"


def main(root: Path, **environment: str) -> Main:
    return Main(process(root, environment))


def test_another_clock_counts_in_a_rehearsal_alone(tmp_path: Path) -> None:
    """Threat T34."""
    told = main(tmp_path, HAISHIN_NOW=TOLD)
    assert told.timekeeper(rehearsal=True)() == datetime.fromisoformat(TOLD)
    with pytest.raises(Refusal) as error:
        told.timekeeper(rehearsal=False)
    assert error.value.message == Message("consult/other-clock")
    assert main(tmp_path).timekeeper(rehearsal=True)() == CLOCK
    with raises(ToolError, "consult/unreadable-now", text="noon"):
        main(tmp_path, HAISHIN_NOW="noon").timekeeper(rehearsal=True)


def test_before_there_is_a_ledger_nothing_is_rehearsed(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    assert main(scratch.copy, HAISHIN_NOW=TOLD).now() == CLOCK


@pytest.mark.parametrize("text", ["noon", "2026-11-25T12:00", "1926-11-25T12:00+09:00", ""])
def test_a_time_without_its_offset_is_none(text: str) -> None:
    with pytest.raises(Refusal) as error:
        read_moment(text)
    assert error.value.message == Message("consult/unreadable-moment", text=text)
