"""What kept the last sending from its relay is kept as it was said, until it is forgotten, and never in the way."""

from __future__ import annotations

from pathlib import Path

from support_rows import NOON

from haishin.delivery.messages import relay_silent
from haishin.delivery.relay_trouble import forget_trouble, note_trouble, relay_trouble
from haishin.state import StateFolder


def test_what_is_noted_is_told_until_it_is_forgotten(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    fault = relay_silent("relay.example.jp:25: no answer in time")
    assert relay_trouble(state) is None
    note_trouble(state, fault, NOON)

    told = relay_trouble(state)
    assert told is not None
    assert (told.at, told.text, told.remedy) == (NOON, fault.message, fault.hint)
    forget_trouble(state)
    assert relay_trouble(state) is None
    forget_trouble(state)


def test_a_damaged_note_says_nothing(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    note_trouble(state, relay_silent("relay.example.jp:25: no answer in time"), NOON)
    state.relay_trouble.write_bytes(state.relay_trouble.read_bytes()[:-9])

    assert relay_trouble(state) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "gone")
    note_trouble(state, relay_silent("relay.example.jp:25: no answer in time"), NOON)
    forget_trouble(state)

    assert relay_trouble(state) is None
