"""Main only goes forward. Whatever takes it back (a force push, swapped parents) stops everything for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.consult import mainline
from haishin.consult.mainline import FILE, REMOVED_FILE, lost, note, removed
from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import Changes, answer_for
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Exit, Refusal, ToolError
from haishin.core.model import Kind, LedgerRecord
from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch_branch
from haishin.send.acts import acts
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import stops
from haishin.send.program import Running
from haishin.send.sending.plan import plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.seen import see
from haishin.send.sending.survey import MainSnapshot
from haishin.send.watch.conditions import conditions
from support.folders import kept
from support.forge import forge
from support.github import running
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Host, World, git, path_of, send, verdict
from support.records import claimed
from support.upkeep import OFFICER, merged
from support.upkeep import contract as numbered

HEAD = "koho-kocho-manager"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def test_what_main_has_taken_away_is_asked_once(world: World, tmp_path: Path) -> None:
    """A run asks git for the commits since the last one alone; on another line, or by another file, for all of them."""
    early, late = path_of(ALPHA), path_of(BETA)
    view = world.ledger().read()
    world.commit({early: "{}"})
    world.commit({early: None})

    def known(note: bool = True) -> tuple[frozenset[str], frozenset[str]]:
        tip = world.tip()
        found = removed(Git(world.clone), tip, view, tmp_path, note=note)
        assert found == removed(Git(world.clone), tip, view, None, note=False)  # what git says without any memory
        return found

    assert known(note=False) == (frozenset({ALPHA}), frozenset({ALPHA}))
    assert not (tmp_path / REMOVED_FILE).exists()
    known()
    before = git(world.work, "rev-parse", "HEAD")
    world.commit({late: "{}"})
    world.commit({late: None})
    with pytest.MonkeyPatch.context() as watched:
        asked: list[str] = []
        watched.setattr(mainline, "removed_ids", lambda _, line: asked.append(line) or frozenset({BETA}))
        tip = world.tip()
        both = frozenset({ALPHA, BETA})
        assert removed(Git(world.clone), tip, view, tmp_path, note=True) == (both, both)
        assert removed(Git(world.clone), tip, view, tmp_path, note=True) == (both, both)
        assert asked == [f"{before}..{tip}"]
    known()
    git(world.work, "reset", "-q", "--hard", f"{before}~2")
    git(world.work, "push", "-q", "--force", "origin", "HEAD:main")
    assert known() == (frozenset(), frozenset())  # on this line nothing of it has happened
    (tmp_path / REMOVED_FILE).write_bytes((tmp_path / REMOVED_FILE).read_bytes().replace(b"[]", b'["x"]'))
    assert known() == (frozenset(), frozenset())


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.close()


def tip(world: World) -> str:
    return git(world.remote, "rev-parse", "main")


def force(world: World, commit: str) -> None:
    git(world.remote, "update-ref", "refs/heads/main", commit)


def swap(world: World, old: str) -> str:
    """A fast-forward: a merge of what is there now into ``old``, with the tree of ``old``."""
    made = git(world.remote, "commit-tree", f"{old}^{{tree}}", "-p", old, "-p", "main", "-m", "merge")
    force(world, made)
    return made


def amend(world: World, old: str) -> str:
    """Another commit in the place of the newest."""
    made = git(world.remote, "commit-tree", "main^{tree}", "-p", old, "-m", "again")
    force(world, made)
    return made


def back(world: World, old: str) -> str:
    force(world, old)
    return old


Way = Callable[[World, str], str]
WAYS: list[Way] = [back, swap, amend]


def refused(host: Host, judged: str, now: str) -> None:
    """Neither a sending nor a plan; the reason and the remedy by name; nobody is mailed."""
    got = len(host.mail.got)
    for act in (lambda: run(host), lambda: plan(host.inputs(), None)):
        with pytest.raises(Refusal) as told:
            act()
        assert told.value.message == Message("consult/main-went-back", judged=judged, tip=now)
        assert told.value.hint.en.endswith(f"haishin accept {now} --by LOGIN.")
    assert len(host.mail.got) == got


# --- what was judged ------------------------------------------------------------------------------


def view_of(*records: LedgerRecord, watermark: str) -> LedgerView:
    begun = record("activated", NOON, repository="a" * 32, rehearsal=True, watermark=watermark)
    return LedgerView("0" * 40, (begun, *records))


@cache
def _grown() -> tuple[Git, list[str], list[str]]:
    """A repository, the commits of main's line, and those that were merged into it from the side."""
    world = World.make(kept())
    line, side = [tip(world)], []
    for number in range(5):
        tree, parent = f"{line[-1]}^{{tree}}", line[-1]
        side.append(git(world.remote, "commit-tree", tree, "-p", parent, "-m", f"side {number}"))
        parents = ("-p", parent) if number % 2 else ("-p", parent, "-p", side[-1])
        line.append(git(world.remote, "commit-tree", tree, *parents, "-m", f"line {number}"))
    return Git(world.remote), line, side


POSITIONS = st.integers(0, 5)


@given(POSITIONS, POSITIONS, POSITIONS, st.booleans(), st.booleans(), st.sampled_from(["line", "side", "swapped"]))
def test_main_goes_forward_along_its_own_line_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory,
    first: int, judged: int, now: int, claim: bool, remember: bool, kind: str,
) -> None:  # fmt: skip
    """``judged`` by a claim, by the memory or by neither; then main stands somewhere on its line or beside it."""
    repository, line, side = _grown()
    first, judged = min(first, judged), max(first, judged)
    state = tmp_path_factory.mktemp("state")
    claims = [replace(claimed(), fields={**claimed().fields, "commit": line[judged]})] if claim else []
    view = view_of(*claims, watermark=line[first])
    if remember:
        note(line[judged], view, state)
    if kind == "line":
        place, goes_on = line[now], now >= (judged if claim or remember else first)
    elif kind == "side":
        place, below = side[min(now, 4)], min(now, 4)
        goes_on = below >= (judged if claim or remember else first)
    else:  # everything is in its past, and yet its own line is the older one's
        place = repository.text("commit-tree", f"{line[now]}^{{tree}}", "-p", line[now], "-p", line[5], "-m", "x")
        goes_on = now >= (judged if claim or remember else first)
    try:
        assert (lost(repository, place, view, state) is None) == goes_on
    except Refusal:  # not even the activation is in its past
        assert not goes_on


def test_a_damaged_memory_is_a_fault_of_the_set_up(world: World, tmp_path: Path) -> None:
    view = world.ledger().read()
    (tmp_path / FILE).write_text("nonsense\n", "ascii")
    with pytest.raises(ToolError, match="main-tip cannot be read or written"):
        lost(Git(world.remote), tip(world), view, tmp_path)


def test_the_memory_of_another_ledger_says_nothing(world: World, tmp_path: Path) -> None:
    view = world.ledger().read()
    (tmp_path / FILE).write_text(f"{'1' * 40} {'2' * 32}\n", "ascii")
    assert lost(Git(world.remote), tip(world), view, tmp_path) is None


# --- what a sender does ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_withdrawn_alert_that_only_waited_does_not_come_back(world: World, host: Host, way: Way) -> None:
    host.decide = lambda case, now, contract: verdict(Kind.HOLD, True, NOON)
    world.alert(ALPHA)
    old = tip(world)
    run(host)
    world.commit({path_of(ALPHA): None})
    run(host)
    judged = tip(world)
    assert world.kinds() == ["activated", "withdrawn"]
    host.decide = send
    now = way(world, old)
    refused(host, judged, now)
    assert world.kinds() == ["activated", "withdrawn"]


def test_who_only_looks_sees_all_the_rest_and_the_alarm(world: World, host: Host) -> None:
    old = tip(world)
    world.alert(ALPHA)
    run(host)
    judged = tip(world)
    back(world, old)
    inputs, view = host.inputs(), world.ledger().read()
    survey = MainSnapshot(inputs)
    survey.open(view)
    (found, *_) = conditions(see(survey, view, stops(inputs.git, inputs.remote), None))
    assert (found.code, found.exit) == ("main-back", Exit.REFUSED)
    assert found.text.en.startswith(f"main (now at {old}) does not continue {judged}, ")


@pytest.mark.parametrize("way", WAYS)
def test_rules_do_not_go_back(world: World, host: Host, way: Way) -> None:
    old = tip(world)
    world.commit({"schema/policy.yaml": "stricter\n"})
    run(host)
    judged = tip(world)
    world.alert(ALPHA)
    now = way(world, old)
    refused(host, judged, now)


@pytest.mark.parametrize("way", WAYS)
def test_a_new_host_knows_it_from_the_claims(world: World, host: Host, tmp_path: Path, way: Way) -> None:
    old = tip(world)
    world.alert(ALPHA)
    assert run(host).sent == [ALPHA]
    judged = tip(world)
    now = way(world, old)
    (host.state / FILE).unlink()
    refused(host, judged, now)


def test_what_another_program_sees_is_compared_too(world: World, host: Host) -> None:
    old = tip(world)
    world.alert(ALPHA)
    run(host)
    judged = tip(world)
    host.running = Running({"scripts": "y"}, released=True)
    refused(host, judged, back(world, old))


def test_a_person_answers_once_and_what_comes_then_is_kept_again(world: World, host: Host) -> None:
    first = tip(world)
    world.alert(ALPHA)
    assert run(host).sent == [ALPHA]
    judged = tip(world)
    now = swap(world, first)
    refused(host, judged, now)
    acts.accept(world.ledger(), now, NOON, HEAD, instead=judged)
    assert {key: world.ledger_lines()[-1][key] for key in ("kind", "commit", "instead")} == {
        "kind": "accepted",
        "commit": now,
        "instead": judged,
    }
    git(world.work, "fetch", "-q", "origin", "main")
    git(world.work, "reset", "-q", "--hard", "FETCH_HEAD")
    world.alert(BETA)
    assert run(host).sent == [BETA]
    after = tip(world)
    for way in WAYS:
        refused(host, after, way(world, now))
    force(world, after)
    assert run(host).sent == []


def test_a_plain_acceptance_of_a_commit_excuses_no_way_back(world: World, host: Host) -> None:
    """Somebody once answered for what stands on that commit; that main may go back to it he did not say."""
    old = world.commit({"schema/policy.yaml": "two\n"})
    git(world.clone, "fetch", "-q", str(world.remote), "main")
    acts.accept(world.ledger(), old, NOON, HEAD)
    world.alert(ALPHA)
    run(host)
    judged = tip(world)
    refused(host, judged, back(world, old))


def test_what_was_withdrawn_while_it_waited_is_recorded_once(world: World, host: Host) -> None:
    host.decide = lambda case, now, contract: verdict(Kind.HOLD, True, NOON)
    world.alert(ALPHA)
    world.commit({path_of(ALPHA): None})
    world.alert(BETA)
    world.commit({path_of(BETA): None, path_of(BETA, "ota"): "{}"})  # moved: the id is used up, which is told
    run(host)
    run(host)
    assert world.kinds() == ["activated", "withdrawn", "held"]
    assert [line["alert"] for line in world.ledger_lines()[1:]] == [ALPHA, BETA]


def test_a_main_that_moves_while_its_changes_are_proven_waits(world: World, host: Host) -> None:
    """What is judged is the commit that was proven, not what was pushed a moment later."""
    world.alert(ALPHA)
    proven = fetch_branch(Git(world.clone), str(world.remote), "main")
    world.alert(BETA)
    journal = host.journal()
    result = reconcile(replace(host.inputs(), tip=proven), host.sending(journal))
    journal.close()
    assert result.sent == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)
    assert [line["commit"] for line in world.ledger_lines() if line["kind"] == "claimed"] == [proven]


# --- one push, several changes --------------------------------------------------------------------


def test_of_two_changes_and_an_alert_in_one_push_the_unproven_one_is_not_believed(tmp_path: Path) -> None:
    """Each change is judged by the rules right before it: never by those of the start of the push, nor by its own."""
    world = World.make(tmp_path)
    world.activate(rehearsal=False)
    start = tip(world)
    fake = merged(world, {"schema/policy.yaml": "two\n"})
    first = tip(world)
    second = world.commit({"schema/policy.yaml": "three\n"})
    world.alert(ALPHA)
    asked: list[str] = []

    def rules(at: str) -> Contract:
        asked.append(git(world.remote, "rev-parse", at))
        return numbered()

    git(world.clone, "fetch", "-q", str(world.remote), "main")
    with running(fake):
        fake.commit(second, OFFICER, "schema/policy.yaml")
        clone = Git(world.clone)
        changes = Changes(clone, str(world.remote), tip(world), forge(fake), rules, proposals(clone))
        unproven = answer_for(changes, world.ledger(), NOON).unproven
    assert [one.commit for one in unproven] == [second]
    assert [line["commit"] for line in world.ledger_lines()[1:]] == [first]
    assert asked == [start]
