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
from haishin.core.model import Account, LedgerRecord, LedgerState, Limit, Role, Text
from haishin.core.repository.git import Git
from haishin.send.acts import acts
from haishin.send.ledger.ledger_writer import LedgerWriter
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops, stop, stops
from support.contract import blobs, without_deputies
from support.ledger import ALPHA, BETA, NOON, World, contract, git
from support.people import login, supervisor
from support.raising import raises
from support.records import claimed, halt, hold, sealed


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


MAEBASHI = Text("前橋警察署", "maebashi")


def test_anybody_may_stop_and_the_right_person_lets_go_on(world: World) -> None:
    ledger = world.ledger()
    assert hold(ledger, ALPHA, NOON).of(ALPHA).stopped
    assert len(hold(ledger, ALPHA, NOON).records) == 2
    other = login(Role.MANAGER, "ota")
    with raises(Refusal, "send/acts/only-manager", by=other, unit=MAEBASHI):
        acts.go(ledger, contract(), ALPHA, "maebashi", NOON, other)
    ended = acts.go(ledger, contract(), ALPHA, "maebashi", NOON, login(Role.MANAGER, "maebashi").upper())
    assert [(one.alert, one.cause) for one in ended] == [(ALPHA, "stop")]
    assert ledger.read().of(ALPHA).state is LedgerState.UNSENT
    with raises(Refusal, "send/acts/nothing-holds", alert=ALPHA):
        acts.go(ledger, contract(), ALPHA, "maebashi", NOON, supervisor())


def test_a_stranger_may_nothing(world: World) -> None:
    hold(world.ledger(), ALPHA, NOON)
    with raises(Refusal, "send/acts/only-supervisor", by="nobody-here"):
        acts.go(world.ledger(), contract(), ALPHA, None, NOON, "nobody-here")


def test_a_release_records_the_stop_and_takes_its_branch_away(world: World) -> None:
    """Also one that no sender has seen yet; and the same name can be made again. What else is stopped stays so."""
    git(world.clone, "push", "-q", str(world.remote), f"HEAD:refs/heads/stop/{BETA}", "HEAD:refs/heads/stop/nobody")
    for times in (1, 2):
        stop(Git(world.clone), str(world.remote), "main", ALPHA)
        acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())
        assert not world.ledger().read().of(ALPHA).causes
        assert world.kinds() == ["activated", *(["held", "went-on"] * times)]
        left = stops(Git(world.clone), str(world.remote))
        assert left == Stops(True, frozenset({BETA}), ("stop/nobody",))


@pytest.mark.parametrize(
    "branches",
    [
        ["stop/all"],
        ["STOP"],
        ["stop/koekake", "stop-all"],
        ["stop/" + "20261125-1606-" + "a" * 60],
        [f"Stop/{ALPHA}", f"stop_{ALPHA}", f"stop/{ALPHA}.md"],
        [f"stop/{BETA}"],
        ["stop/\u2028", "ｓｔｏｐ／all"],
    ],
)
def test_a_resume_records_the_stop_and_takes_its_branches_away(world: World, branches: list[str]) -> None:
    """But for the stop of one alert that main has or had: that is this alert's."""
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    for times in (1, 2):
        for branch in branches:
            git(world.clone, "push", "-q", str(world.remote), f"HEAD:refs/heads/{branch}")
        assert not acts.go_on_all(world.ledger(), contract(), lambda: {ALPHA}, NOON, supervisor()).halted
        assert world.kinds() == ["activated", "halted", "held", "went-on", *(["halted", "went-on"] * (times - 1))]
        assert stops(Git(world.clone), str(world.remote)) == Stops(False, frozenset({ALPHA}))


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


@pytest.mark.parametrize("kind", ["withdrawn", "expired"])
def test_the_branch_of_what_has_ended_is_taken_away(world: World, kind: str) -> None:
    world.ledger().write(lambda view: record(kind, NOON, alert=ALPHA))
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())
    assert world.kinds() == ["activated", kind]
    assert stops(Git(world.clone), str(world.remote)).alerts == frozenset()


@pytest.mark.parametrize("kind", ["withdrawn", "expired"])
def test_what_has_ended_cannot_be_released(world: World, kind: str) -> None:
    hold(world.ledger(), ALPHA, NOON)
    world.ledger().write(lambda view: record(kind, NOON, alert=ALPHA))
    with raises(Refusal, "send/acts/too-late", alert=ALPHA, state=kind):
        acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, supervisor())


def test_what_is_not_on_main_is_released_by_the_section(world: World) -> None:
    hold(world.ledger(), ALPHA, NOON)
    with raises(Refusal, "send/acts/only-supervisor", by=login(Role.MANAGER, "maebashi")):
        acts.go(world.ledger(), contract(), ALPHA, None, NOON, login(Role.MANAGER, "maebashi"))
    owner = login(Role.OFFICER, contract().organization.owner)
    assert len(acts.go(world.ledger(), contract(), ALPHA, None, NOON, owner)) == 1
    assert not world.ledger().read().of(ALPHA).stopped


def test_halt_and_resume(world: World) -> None:
    ledger = world.ledger()
    with raises(Refusal, "send/acts/nothing-halted"):
        acts.go_on_all(ledger, contract(), tuple, NOON, supervisor())
    assert halt(ledger, NOON).halted
    with raises(Refusal, "send/acts/only-supervisor", by=login(Role.MANAGER, "ota")):
        acts.go_on_all(ledger, contract(), tuple, NOON, login(Role.MANAGER, "ota"))
    assert not acts.go_on_all(
        ledger, contract(), tuple, NOON, login(Role.OFFICER, contract().organization.owner)
    ).halted


def test_whoever_may_not_let_it_go_on_takes_no_branch_away(world: World) -> None:
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    with raises(Refusal, "send/acts/only-manager", by=login(Role.MANAGER, "ota"), unit=MAEBASHI):
        acts.go(world.ledger(), contract(), ALPHA, "maebashi", NOON, login(Role.MANAGER, "ota"))
    assert stops(Git(world.clone), str(world.remote)).stops(ALPHA)
    assert world.kinds() == ["activated", "held"]


def limited(limit: str) -> LedgerRecord:
    return record("held", NOON, None, alert=ALPHA, cause="limit", reason="r", limit=limit)


def test_to_go_on_passes_the_limits_that_are_named_and_no_other(world: World) -> None:
    ledger, manager = world.ledger(), login(Role.MANAGER, "maebashi")
    ledger.write(lambda view: limited("age"))
    with raises(Refusal, "send/acts/only-supervisor", by=manager):
        acts.go(ledger, contract(), ALPHA, "maebashi", NOON, manager)
    assert [one.cause for one in acts.go(ledger, contract(), ALPHA, "maebashi", NOON, supervisor())] == ["limit"]
    assert ledger.read().of(ALPHA).lifted == {Limit.AGE}
    ledger.write(lambda view: limited("ceiling"))
    assert ledger.read().of(ALPHA).limits == {Limit.CEILING}


def test_of_a_stop_and_a_limit_each_ends_what_he_may_end(world: World) -> None:
    ledger, owner = world.ledger(), login(Role.OFFICER, contract().organization.owner)
    ledger.write(lambda view: limited("age"))
    for by, causes, left in (
        (login(Role.MANAGER, "maebashi"), ["stop"], {"limit"}),
        (owner, ["limit"], {"stop"}),
        (supervisor(), ["limit", "stop"], set()),
    ):
        if not left or "limit" not in ledger.read().of(ALPHA).causes:
            ledger.write(lambda view: limited("ceiling" if "age" in view.of(ALPHA).lifted else "age"))
        hold(ledger, ALPHA, NOON)
        ended = acts.go(ledger, contract(), ALPHA, "maebashi", NOON, by)
        assert sorted(one.cause for one in ended) == causes
        assert ledger.read().of(ALPHA).causes == left


def test_a_limit_from_before_it_went_asks_nobody_when_it_is_stopped(world: World) -> None:
    ledger = world.ledger()
    for entry in (limited("age"), claimed()):
        ledger.write(lambda view, entry=entry: entry)  # type: ignore[misc]
    hold(ledger, ALPHA, NOON)
    ended = acts.go(ledger, contract(), ALPHA, "maebashi", NOON, login(Role.MANAGER, "maebashi"))
    assert [one.cause for one in ended] == ["stop"]


def test_what_is_missing_no_word_ends(world: World) -> None:
    ledger = world.ledger()
    ledger.write(lambda view: record("held", NOON, None, alert=ALPHA, cause="verdict", reason="r"))
    with raises(Refusal, "send/acts/nothing-holds", alert=ALPHA):
        acts.go(ledger, contract(), ALPHA, "maebashi", NOON, supervisor())
    hold(ledger, ALPHA, NOON)
    assert [one.cause for one in acts.go(ledger, contract(), ALPHA, "maebashi", NOON, supervisor())] == ["stop"]
    assert ledger.read().of(ALPHA).causes == {"verdict"}


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


def test_what_is_over_can_be_stopped_and_goes_on_by_a_word(world: World) -> None:
    """Its text is shown no more meanwhile."""
    ledger = world.ledger()
    for entry in (claimed(), sealed(accepted=20)):
        ledger.write(lambda view, entry=entry: entry)  # type: ignore[misc]
    stop(Git(world.clone), str(world.remote), "main", ALPHA)
    LedgerWriter(ledger, "", lambda: NOON).stops(stops(Git(world.clone), str(world.remote)))
    assert ledger.read().of(ALPHA).hidden
    assert [one.cause for one in acts.go(ledger, contract(), ALPHA, "maebashi", NOON, supervisor())] == ["stop"]
    assert not ledger.read().of(ALPHA).hidden


def test_only_what_was_not_begun_can_be_refused(world: World) -> None:
    ledger = world.ledger()
    assert acts.refuse(ledger, contract(), ALPHA, "誤り", NOON, supervisor()).of(ALPHA).state is LedgerState.REFUSED
    with raises(Refusal, "send/acts/too-late", alert=ALPHA, state="refused"):
        acts.go(ledger, contract(), ALPHA, None, NOON, supervisor())
    with raises(Refusal, "send/acts/too-late", alert=ALPHA, state="refused"):
        acts.refuse(ledger, contract(), ALPHA, "誤り", NOON, supervisor())


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
