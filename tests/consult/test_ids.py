"""Whose an id is: one file's. What else has it on main is never mailed, and that is an alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.core.catalogue import Message
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
        assert done.seen.used == ((THERE, Message("consult/id-of-another", path=HERE)),)
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
    assert done.held == [(ALPHA, (Message("consult/same-id-twice"),))] * 2
    assert done.seen.used == ((HERE, Message("consult/same-id-twice")), (THERE, Message("consult/same-id-twice")))
    world.commit({HERE: None})
    assert run(started).seen.used == ((THERE, Message("consult/id-removed")),)
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
    assert run(started).seen.used == ((path, Message("consult/id-from-before")),)
    world.commit({path: None})
    assert conditions(run(started).seen) == ()
