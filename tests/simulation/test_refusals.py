"""What dead addresses and a broken relay cost, small: the command ``simulation.refusals`` prints it of 200,000."""

from __future__ import annotations

import pytest

from simulation.refusals import MOST_HOURS, WORLDS, Told, World, sendings

PEOPLE = 2000


def lived(world: World, people: int = PEOPLE) -> list[Told]:
    return list(sendings(world, people))


@pytest.mark.parametrize("world", WORLDS[:4], ids=lambda world: world.name)
def test_an_old_list_costs_no_stop_and_no_alarm(world: World) -> None:
    for told in lived(world):
        assert (told.runs, told.alarms, told.wrongly, told.waiting) == (1, 0, 0, 0)
        assert abs(told.gone - PEOPLE * world.dead) < 80
        assert told.reached == PEOPLE - told.gone


def test_a_relay_that_refuses_everybody_for_half_an_hour_costs_nobody_his_mail() -> None:
    for told in lived(WORLDS[4]):
        assert (told.wrongly, told.waiting) == (0, 0)
        assert told.reached == PEOPLE - told.gone
        assert 30 <= told.minutes <= 30 + 60  # the last step of the retries


def test_a_relay_that_never_takes_anybody_again_empties_no_list() -> None:
    people = 400
    for told in lived(WORLDS[5], people):
        assert told.wrongly == 0
        assert told.alarms == told.runs == 60 * MOST_HOURS
        assert told.waiting > people / 3


def test_a_carrier_that_refuses_everybody_keeps_no_other_reader_from_his_mail() -> None:
    first, following = lived(WORLDS[6])
    assert (first.runs, first.alarms, first.wrongly) == (1, 0, 0)
    assert following.wrongly <= 3  # of those before the first few points
    assert (following.waiting, following.minutes < 30 + 60) == (0, True)
