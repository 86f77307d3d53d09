from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from haishin.core.model import Kind, Pull
from haishin.core.repository.history import AlertFile
from haishin.send.sending.clock_holds import FILE, ClockHolds
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.survey import SenderInputs
from support.ledger import ALPHA, NOON, PULL, Clock, Host, World, path_of, send, verdict

UNTIL = NOON + timedelta(minutes=18)
HERE = AlertFile(ALPHA, path_of(ALPHA), "a" * 40)


class Counted:
    """A forge that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def pull(self, alert_id: str, most: int) -> Pull | None:
        self.times += 1
        return PULL


def test_the_forge_is_asked_once_in_five_minutes_and_at_the_hour(tmp_path: Path) -> None:
    world = World.active(tmp_path)
    host, forge = Host(world, tmp_path / "state"), Counted()
    world.alert(ALPHA)
    host.decide = lambda case, now, contract: (
        verdict(Kind.HOLD, True, UNTIL) if now < UNTIL else send(case, now, contract)
    )

    def run() -> Run:
        inputs: SenderInputs = replace(host.inputs(), forge=forge)
        journal = host.journal()
        try:
            return reconcile(inputs, replace(host.sending(journal), clock_holds=ClockHolds(host.state, host.clock)))
        finally:
            journal.close()

    asked = []
    for _ in range(9):
        assert run().waiting == [(ALPHA, UNTIL)]
        asked.append(forge.times)
        host.clock.later(minutes=2)
    assert asked == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert run().sent == [ALPHA]
    assert forge.times == 4


def test_another_text_or_schema_is_asked_for(tmp_path: Path) -> None:
    holds = ClockHolds(tmp_path, Clock())
    holds.note(HERE, "s", UNTIL)
    assert holds.until(HERE, "s") == UNTIL
    assert holds.until(HERE, "t") is None
    assert holds.until(replace(HERE, blob="b" * 40), "s") is None
    assert holds.until(replace(HERE, id="other"), "s") is None


def test_a_changed_text_is_remembered_anew(tmp_path: Path) -> None:
    holds, other = ClockHolds(tmp_path, Clock()), replace(HERE, blob="b" * 40)
    holds.note(HERE, "s", UNTIL)
    holds.note(other, "s", UNTIL)
    assert (holds.until(HERE, "s"), holds.until(other, "s")) == (None, UNTIL)


def test_a_hold_without_a_time_is_not_remembered(tmp_path: Path) -> None:
    ClockHolds(tmp_path, Clock()).note(HERE, "s", None)
    assert list(tmp_path.iterdir()) == []


def test_a_look_from_the_future_is_none(tmp_path: Path) -> None:
    ClockHolds(tmp_path, Clock(NOON + timedelta(minutes=5))).note(HERE, "s", UNTIL)
    assert ClockHolds(tmp_path, Clock()).until(HERE, "s") is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"%s": 1}', '{"%s": ["a", "s", "x", "y"]}', '{"%s": ["a", "s", 1, 2]}',
     '{"%s": ["a", "s", "2026-11-25T12:00", "2026-11-25T14:00"]}'],
)  # fmt: skip
def test_a_damaged_memory_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text.replace("%s", ALPHA), "ascii")
    assert ClockHolds(tmp_path, Clock()).until(replace(HERE, blob="a"), "s") is None


def test_a_folder_that_takes_nothing_remembers_nothing(tmp_path: Path) -> None:
    holds = ClockHolds(tmp_path / "missing", Clock())
    holds.note(HERE, "s", UNTIL)
    assert holds.until(HERE, "s") is None


@pytest.mark.parametrize(
    "told",
    [
        '{"a":' * 100_000,
        f'{{"{ALPHA}": ["{"a" * 40}", null, "0001-01-01T00:00:00+09:00", "9999-12-31T00:00:00+09:00"]}}',
        f'{{"{ALPHA}": ["{"a" * 40}", null, "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"]}}',
        f'{{"{ALPHA}": ["{"a" * 40}", null, "2026-11-25T12:00:00", "2026-11-25T13:00:00"]}}',
    ],
)
def test_a_damaged_memory_remembers_nothing(tmp_path: Path, told: str) -> None:
    (tmp_path / FILE).write_text(told, "ascii")
    assert ClockHolds(tmp_path, Clock()).until(HERE, None) is None
