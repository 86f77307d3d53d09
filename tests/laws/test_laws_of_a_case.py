"""Thousands of worlds: no law of a single case breaks, and every pair of conditions was met."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from haishin.check.document import read
from laws.case_laws import CASE_LAWS
from laws.law import broken, shrunk
from laws.worlds import ALL_PAIRS, World, draw, met
from laws.written import written
from support.contract import shipped

WORLDS = 2400
PARTS = 8


@cache
def drawn(part: int) -> tuple[World, ...]:
    """A part of the worlds, drawn once for all that this process tries in them."""
    return tuple(draw(seed) for seed in range(part, WORLDS, PARTS))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_law_of_a_case_holds(part: int) -> None:
    for world in drawn(part):
        for law in CASE_LAWS:
            if broken(world, law) is not None:
                least, how = shrunk(world, law)
                pytest.fail(f"{how}\n{least}")


@pytest.mark.timeout(900)  # on a busy machine; in its own process it draws every world anew
def test_every_pair_is_met() -> None:
    pairs = Counter(pair for part in range(PARTS) for world in drawn(part) for pair in met(world))
    assert [pair for pair in ALL_PAIRS if not pairs[pair]] == []
    assert set(pairs) == set(ALL_PAIRS)


def test_a_seed_is_the_whole_world() -> None:
    assert [str(draw(seed)) for seed in range(20)] == [str(draw(seed)) for seed in range(20)]


def test_every_alert_is_one_that_a_drafter_may_write() -> None:
    """Its file reads as that very alert."""
    for seed in range(200):
        world = draw(seed)
        for alert in (world.alert, world.less, *(link.alert for link in world.chain)):
            assert read(alert.path, written(alert).encode(), shipped()).alert == alert
