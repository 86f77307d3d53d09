from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from haishin.consult.decision.upkeep import Proposal
from haishin.core.catalogue import Message
from haishin.core.contract import load_blobs
from haishin.core.contract.roster import Roster
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Account, LedgerRecord, Role, Text
from haishin.core.repository.git import Git
from haishin.send.acts import acts
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops, stop, stops
from support.contract import blobs, without_deputies
from support.ledger import ALPHA, NOON, World, contract, git
from support.people import login, supervisor
from support.raising import raises
from support.records import claimed, halt, hold


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


MAEBASHI = Text("前橋警察署", "maebashi")


def test_a_resume_takes_thousands_of_branches_away_by_a_few_commands(world: World) -> None:
    """S11: one record for all of them, and one act ends it."""
    tip = git(world.remote, "rev-parse", "main")
    made = "".join(f"create refs/heads/stop/20261125-{number:04}-x {tip}\n" for number in range(1200))
    git(world.remote, "update-ref", "--stdin", data=made.encode())
    ledger = world.ledger()
    asked: list[str] = []
    with mock.patch.object(Git, "attempt", autospec=True, side_effect=counting(asked)):
        assert not acts.go_on_all(ledger, contract(), tuple, NOON, supervisor()).halted
    assert world.kinds() == ["activated", "halted", "went-on"]
    assert asked.count("push") == 2 + 3
    assert len(asked) < 50
    assert stops(Git(world.clone), str(world.remote)) == Stops(False, frozenset())


def counting(asked: list[str]) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Git as it is; the commands that it ran."""
    real = Git.attempt

    def attempt(git: Git, *arguments: str, **given: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(arguments[0])
        return real(git, *arguments, **given)

    return attempt


def test_a_branch_that_cannot_be_deleted_is_a_fault_of_the_set_up(world: World) -> None:
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    git(world.remote, "config", "receive.denyDeletes", "true")
    with pytest.raises(ToolError) as caught:
        acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())
    message = caught.value.message
    assert isinstance(message, Message)
    assert (message.code, message.values["branch"]) == ("send/ledger/stop-not-deleted", f"stop/{ALPHA}")
    assert world.kinds() == ["activated", "held", "went-on"]
    git(world.remote, "config", "receive.denyDeletes", "false")
    acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())
    assert stops(Git(world.clone), str(world.remote)).alerts == frozenset()


def limited(limit: str) -> LedgerRecord:
    return record("held", NOON, None, alert=ALPHA, cause="limit", reason="r", limit=limit)


def test_a_limit_from_before_it_went_asks_nobody_when_it_is_stopped(world: World) -> None:
    ledger = world.ledger()
    for entry in (limited("age"), claimed()):
        ledger.write(lambda view, entry=entry: entry)  # type: ignore[misc]
    hold(ledger, ALPHA, NOON)
    ended = acts.go(ledger, contract(), ALPHA, "maebashi", NOON, login(Role.MANAGER, "maebashi"))
    assert [one.cause for one in ended] == ["stop"]


@pytest.mark.parametrize("unit", ["maebashi", None])
def test_who_deputises_for_the_supervisor_ends_a_halt_and_no_units_stop(world: World, unit: str | None) -> None:
    ledger, force = world.ledger(), contract()
    [deputy] = [one for one in force.roster.people if any(held.seat.role is Role.SUPERVISOR for held in one.deputies)]
    outside = replace(deputy, roles=tuple(held for held in deputy.roles if held.seat.unit != force.organization.owner))
    people = [outside if one == deputy else one for one in force.roster.people]
    other = replace(force, roster=Roster(tuple(people)))
    halt(ledger, NOON)
    assert not acts.go_on_all(ledger, other, tuple, NOON, deputy.login).halted
    hold(ledger, ALPHA, NOON)
    if unit is None:
        acts.go(ledger, other, ALPHA, unit, NOON, deputy.login)
    else:
        with raises(Refusal, "send/acts/only-manager", by=deputy.login, unit=MAEBASHI):
            acts.go(ledger, other, ALPHA, unit, NOON, deputy.login)


def test_whoever_answers_for_a_commit_is_recorded_once(world: World) -> None:
    tip = git(world.clone, "rev-parse", "main")
    for _ in range(2):
        assert acts.accept(world.ledger(), tip, NOON, supervisor()).accepted_commits == {tip}
    assert world.kinds() == ["activated", "accepted"]


def test_a_role_of_yesterday_is_none(world: World) -> None:
    late = record("held", NOON, None, alert=ALPHA, cause="stop", reason="r")
    world.ledger().write(lambda view: late)
    long_ago = NOON.replace(year=1990)
    with raises(Refusal, "send/acts/only-manager", by=supervisor(), unit=MAEBASHI):
        acts.go(world.ledger(), contract(), ALPHA, "maebashi", long_ago, supervisor())


def test_the_officer_answers_for_the_supervisors_own_change_where_nobody_deputises() -> None:
    """O17: it is on main, and nobody but its author could answer for it."""
    alone = load_blobs(without_deputies(blobs(), "supervisor", "koho-kocho"))

    def accept(by: str, *wrote: Account) -> None:
        acts.demand_answer(alone, Proposal(("schema/policy.yaml",)), wrote, NOON, by)

    seats = Text("広報広聴課の運用総括管理者", "supervisor of koho-kocho")
    with raises(Refusal, "send/acts/only-seats", by="koho-kocho-officer", seats=seats):
        accept("koho-kocho-officer", Account("koho-kocho-staff"))
    with raises(Refusal, "send/acts/author-answers", by="koho-kocho-manager"):
        accept("koho-kocho-manager", Account("koho-kocho-manager"))
    accept("koho-kocho-officer", Account("koho-kocho-manager"))
