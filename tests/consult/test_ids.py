"""Whose an id is: one file's. What else has it on main is never mailed, and that is an alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.consult.messages import ID_FROM_BEFORE, ID_REMOVED, SAME_ID_TWICE, id_of_another
from haishin.send.sending.plan import plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.watch.conditions import conditions
from support.ledger import ALPHA, BETA, PEOPLE, Host, World, path_of

HERE, THERE = path_of(ALPHA), path_of(ALPHA, "ota")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def host(world: World) -> Host:
    world.activate()
    return Host(world, world.folder / "state")


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.close()


def test_of_one_id_in_two_folders_only_what_was_begun_is_mailed(world: World) -> None:
    """What the ledger says of the id is said of one file; the other is an alarm, until it is taken away."""
    started = host(world)
    world.alert(ALPHA)
    assert run(started).sent == [ALPHA]
    world.commit({THERE: '{"words": "others"}'})
    for done in (run(started), plan(started.inputs(), None)):
        assert done.seen.used == ((THERE, id_of_another(HERE)),)
        assert done.seen.edited == ()
        assert [one.code for one in conditions(done.seen)] == ["id-used"]
    world.commit({THERE: None})
    assert conditions(run(started).seen) == ()
    assert len(started.mail.to(ALPHA)) == len(PEOPLE)


def test_of_one_id_in_two_folders_that_nothing_was_begun_of_neither_is_mailed(world: World) -> None:
    started = host(world)
    world.commit({HERE: '{"error": "二つあります。"}', THERE: "{}"})
    done = run(started)
    assert [one.code for one in conditions(done.seen)] == ["id-used"] * 2
    assert done.held == [(ALPHA, (SAME_ID_TWICE,))] * 2
    assert done.seen.used == ((HERE, SAME_ID_TWICE), (THERE, SAME_ID_TWICE))
    world.commit({HERE: None})
    assert run(started).seen.used == ((THERE, ID_REMOVED),)
    world.commit({THERE: None})
    assert conditions(run(started).seen) == ()
    assert (world.kinds()[-1], started.mail.got) == ("withdrawn", [])


@pytest.mark.parametrize("path", [HERE, THERE])
def test_an_id_from_before_the_activation_is_never_mailed_and_is_an_alarm(world: World, path: str) -> None:
    world.commit({HERE: "{}"})
    started = host(world)
    world.alert(BETA)
    assert (run(started).sent, conditions(run(started).seen)) == ([BETA], ())
    world.commit({path: '{"words": "others"}'})
    assert run(started).seen.used == ((path, ID_FROM_BEFORE),)
    world.commit({path: None})
    assert conditions(run(started).seen) == ()
