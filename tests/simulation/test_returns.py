"""A year of returned mails, small: the command ``simulation.returns`` prints it of 50,000."""

from __future__ import annotations

import pytest

from simulation.returns import WORLDS, World, year

PEOPLE = 500


@pytest.mark.parametrize("world", [WORLDS[0], WORLDS[2]], ids=lambda world: world.name)
def test_nobody_alive_is_silenced_and_the_dead_get_no_more_mail(world: World) -> None:
    told = year(world, PEOPLE)
    assert told.wrongly == 0
    assert told.silent == told.known > 0
    assert sorted(told.mails.values())[len(told.mails) // 2] <= 3
