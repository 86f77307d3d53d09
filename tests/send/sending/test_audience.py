"""Who gets an alert, and whether they are those whom its approvers were shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from haishin.core.contract.policy import Difference
from haishin.core.model import FollowKind, Reached, Scope
from haishin.core.repository.git import Git
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.published import Published, publish, published_before
from haishin.send.ledger.readers import Readers, readers
from haishin.send.ledger.records import record
from haishin.send.sending.plan import plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.survey import _closes
from haishin.send.watch.conditions import conditions
from support.decision import alert
from support.ledger import ALPHA, BETA, NOON, Host, Residents, World
from support.records import EVERYWHERE, FIRST, claimed, sealed

HERE, ALL, TWO = Scope(False, ("maebashi",)), Scope(True), Scope(False, ("maebashi", "ota"))
BY = Difference(0.2, 100)
THIRD = "20261125-1120-gamma"


@pytest.mark.parametrize("kind", FollowKind)
def test_what_follows_what_follows_has_the_readers_of_the_first(kind: FollowKind) -> None:
    """S12: whatever scope the two later ones name, and however few the second one went to."""
    second = claimed(BETA, thread=ALPHA, scope={"prefecture": True, "stations": []}, snapshot=20, due=[])
    view = LedgerView("t" * 40, (FIRST, claimed(scope={"prefecture": False, "stations": ["ota"]}, due=[]), second))
    made = alert(scope=["maebashi"], follows={"alert": BETA, "as": kind})
    whose = readers(made, view)
    assert (whose.scope, whose.widest, whose.figure(None, made.category)) == (Scope(False, ("ota",)), ALL, 30)
    assert whose.reached is (kind in (FollowKind.RESOLUTION, FollowKind.CANCELLATION))
    assert [one.alert for one in whose.told_by] == ([ALPHA, BETA] if whose.reached else [ALPHA])


def test_what_follows_nothing_has_those_who_chose_it() -> None:
    whose = readers(alert(scope=["maebashi"]), LedgerView("t" * 40, (FIRST,)))
    assert whose == Readers(HERE, HERE)
    counts = {"maebashi": {"suspicious-person": 1230}}
    assert whose.figure(Published(NOON, counts, {}), "suspicious-person") == 1230
    assert whose.figure(None, "suspicious-person") is None


FOLLOWED = readers(
    alert(follows={"alert": ALPHA, "as": "correction"}),
    LedgerView("t" * 40, (FIRST, claimed(scope=EVERYWHERE, due=[]))),
)


@pytest.mark.parametrize(
    ("whose", "size", "shown", "held"),
    [
        (Readers(HERE, HERE), 1201, 1000, True),
        (Readers(HERE, HERE), 1200, 1000, False),  # no more than 20 %
        (Readers(HERE, HERE), 799, 1000, True),
        (Readers(HERE, HERE), 800, 1000, False),
        (Readers(HERE, HERE), 190, 90, False),  # no more than 100 people
        (Readers(HERE, HERE), 191, 90, True),
        (Readers(ALL, ALL), 700, 1000, True),
        (Readers(TWO, TWO), 700, 1000, False),  # who chose both was counted twice
        (Readers(TWO, TWO), 1300, 1000, True),
        (FOLLOWED, 0, 1000, False),  # whoever has left gets nothing any more
        (FOLLOWED, 1300, 1000, True),
    ],
)
def test_when_readers_are_others_than_those_shown(whose: Readers, size: int, shown: int, held: bool) -> None:
    assert whose.are_others(size, shown, BY) is held


@pytest.mark.parametrize("kind", [None, *FollowKind])
@pytest.mark.parametrize(("over", "reached"), [(False, False), (False, True), (True, False)])
def test_only_the_end_of_what_goes_on_and_reached_nobody_needs_no_reader(
    kind: FollowKind | None, over: bool, reached: bool
) -> None:
    """Else nobody is an alarm: of a correction, too, of which everybody has left."""
    view = LedgerView("t" * 40, (FIRST, claimed(), *([sealed()] if over else [])))
    made = alert(follows={"alert": ALPHA, "as": kind} if kind else None)
    journal = cast("Journal", SimpleNamespace(reached=lambda _: reached))
    ends = kind in (FollowKind.RESOLUTION, FollowKind.CANCELLATION)
    assert _closes(made, view, journal) is (ends and not over and not reached)
    assert not _closes(made, view, None)


# --- through git ----------------------------------------------------------------------------------


@dataclass
class Many(Residents):
    """So many residents."""

    number: int = 25

    def __post_init__(self) -> None:
        self.people = tuple(f"r{one:04}" for one in range(self.number))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.close()


def told(world: World, people: int, minutes: int) -> None:
    """Publish so many so long after noon, when the alerts are approved."""
    counts = {"maebashi": {"suspicious-person": people}, "prefecture": {"suspicious-person": people}}
    publish(world.ledger(), lambda: Reached(counts, {}), NOON + timedelta(minutes=minutes), again=True)


@pytest.mark.parametrize(
    ("published", "exercise", "sent"),
    [
        ([(400, -60)], False, True),
        ([(250, -60)], False, False),
        ([(1000, -60)], False, False),
        ([(400, -60), (9000, 5)], False, True),  # what was published after the approval was not shown
        ([(9000, -120), (400, -60)], False, True),
        ([(9000, -32 * 24 * 60)], False, True),
        ([], False, True),
        ([(9000, -60)], True, True),
    ],
)
def test_a_snapshot_that_is_not_what_was_shown_waits_for_a_person(
    world: World, tmp_path: Path, published: list[tuple[int, int]], exercise: bool, sent: bool
) -> None:
    """N25: the figure is that of the ledger's branch as of the last due approval."""
    for people, minutes in published:
        told(world, people, minutes)
    host = Host(world, tmp_path / "state", residents=Many(number=400))
    world.alert(ALPHA, **({"exercise": "yes"} if exercise else {}))
    planned, result = plan(host.inputs(), None), run(host)
    assert (result.sent == [ALPHA], planned.seen.limited == ()) == (sent, sent)
    if not sent:
        assert "limited" in [one.code for one in conditions(result.seen)]
        assert world.ledger_lines()[-1]["cause"] == "limit"
        world.ledger().write(lambda view: record("went-on", NOON, "sato", alert=ALPHA))
        assert run(host).sent == [ALPHA]


def test_fewer_never_hold_what_follows(world: World, tmp_path: Path) -> None:
    host = Host(world, tmp_path / "state", residents=Many(number=400))
    world.alert(ALPHA)
    assert run(host).sent == [ALPHA]
    host.residents = Many(number=20)
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    assert run(host).sent == [BETA]


def test_what_stood_there_at_a_moment(world: World) -> None:
    told(world, 400, -60)
    told(world, 500, 0)
    tip, git = world.ledger().read().tip, Git(world.clone)
    found = [published_before(git, tip, NOON + timedelta(minutes=minutes)) for minutes in (-61, -60, -1, 0, 60)]
    counts = [None if one is None else one.reach(HERE, "suspicious-person") for one in found]
    assert counts == [None, 400, 400, 500, 500]
    assert replace(found[1], at=NOON) != found[3]  # type: ignore[type-var]
