"""A journal that is not the one that went on: restored from a backup, or lost. Nobody may be mailed twice for it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import LedgerState, Role, RowState
from haishin.send.acts import takeover
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import JournalBehind, Pulse
from haishin.send.ledger.beat import Beat, hear, written
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.records import BEAT
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.seen import Seen
from haishin.send.watch.conditions import conditions
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Host, World, contract, git


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World.active(tmp_path)
    return world


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    host = Host(world, tmp_path / "state")
    host.limits = {"in_flight": 5}
    return host


def send(host: Host, beating: bool = True, ending: bool = False) -> Run:
    """As the verb does it: hear the beat, refuse, reconcile, beating; ``ending``: nothing kills it before."""
    journal, inputs = host.journal(), host.inputs()
    try:
        view = inputs.ledger.read()
        heard = hear(inputs.git, view, host.clock())
        refuse_unfit(view, journal, heard)
        pulse = Pulse(journal, host.clock, host.clock.ticks, lambda text: pytest.fail(text.en), None, heard)
        if not beating:
            return reconcile(inputs, host.sending(journal))
        pulse.over(inputs.ledger)
        run = reconcile(inputs, replace(host.sending(journal, pulse.going), alive=pulse.alive))
        if ending:
            pulse.end()
        return run
    finally:
        journal.close()


def put_beat(world: World, beat: Beat | bytes) -> str:
    """Whatever somebody with write puts beside the records; return the commit that brings it."""
    git(world.work, "fetch", "-q", "origin", "dispatch-log")
    git(world.work, "checkout", "-q", "--detach", "FETCH_HEAD")
    (world.work / BEAT).write_bytes(beat if isinstance(beat, bytes) else written(beat))
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "x")
    git(world.work, "push", "-q", "origin", "HEAD:dispatch-log")
    commit = git(world.work, "rev-parse", "HEAD")
    git(world.work, "checkout", "-q", "main")
    return commit


def heard_by(host: Host) -> Beat | None:
    """The beat that lies beside the records, as this host's clock believes it."""
    ledger = host.world.ledger()
    heard = hear(ledger.git, ledger.read(), host.clock())
    return heard.beat if heard.odd is None else None


def backup(host: Host) -> Path:
    target = host.state.with_name("backup")
    shutil.copytree(host.state, target)
    return target


def restore(host: Host, saved: Path) -> None:
    shutil.rmtree(host.state)
    shutil.copytree(saved, host.state)


def supervisor() -> str:
    people = contract().roster.people
    return next(one.login for one in people if any(held.seat.role is Role.SUPERVISOR for held in one.roles))


def adopt(host: Host, lost: bool = False, by: str | None = None) -> None:
    """As the verb does it."""
    journal, ledger = host.journal(), host.inputs().ledger
    try:
        Pulse(journal, host.clock, host.clock.ticks, lambda text: pytest.fail(text.en)).over(ledger)
        heard = hear(ledger.git, ledger.read(), host.clock())
        takeover.adopt(ledger, contract(), journal, heard, host.clock(), by or supervisor(), lost=lost)
    finally:
        journal.close()


def refused(host: Host, *alerts: str, beating: bool = True, lost: bool = False) -> None:
    """With one command that takes over just these alerts; ``lost``: also what this copy has no recipients of."""
    got = len(host.mail.got)
    with pytest.raises(Refusal) as told:
        send(host, beating)
    way = Message("send/journal/adopt-lost" if lost else "send/journal/adopt")
    expected = Message("send/journal/journal-restored", alerts=", ".join(alerts), adopt=way)
    if isinstance(told.value, JournalBehind):
        brought = git(host.world.remote, "log", "-1", "--format=%H", "dispatch-log", "--", BEAT)
        expected = Message("send/journal/journal-behind", commit=brought, alerts=", ".join(alerts), adopt=way)
    assert told.value.message == expected
    assert len(host.mail.got) == got


def stop_after_five(host: Host) -> None:
    """The first group is accepted, then the host is told to end."""
    groups: list[int] = []

    def before() -> None:
        groups.append(1)
        host.signalled = len(groups) > 1

    host.mail.before = before


def go_on(host: Host) -> None:
    host.mail.before = lambda: None
    host.signalled = False


def copies(host: Host, alert: str = ALPHA) -> int:
    """The most copies that anybody got."""
    got = host.mail.to(alert)
    return max((got.count(one) for one in got), default=0)


def test_before_the_first_claim_every_backup_is_fit(world: World, host: Host) -> None:
    """Nobody was mailed, though the branch has heard of more."""
    journal = host.journal()
    put_beat(world, Beat(NOON, journal.id, 5))
    journal.close()
    world.alert(ALPHA)
    assert send(host).sent == [ALPHA]


def test_a_beat_ahead_of_the_journal_refuses_and_names_its_commit_before_the_act(world: World, host: Host) -> None:
    """Whoever may push the ledger may stop the sender so, as by a forged record; to revert it is the way back (T10)."""
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    journal = host.journal()
    forged = put_beat(world, Beat(NOON, journal.id, journal.beats + 1_000_000))
    journal.close()
    refused(host, ALPHA)
    git(world.work, "fetch", "-q", "origin", "dispatch-log")
    git(world.work, "checkout", "-q", "--detach", "FETCH_HEAD")
    git(world.work, "revert", "--no-edit", forged)
    git(world.work, "push", "-q", "origin", "HEAD:dispatch-log")
    assert send(host).resumed == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_who_adopts_after_such_a_beat_goes_on_under_another_id(world: World, host: Host) -> None:
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    journal = host.journal()
    before = journal.id
    put_beat(world, Beat(NOON, journal.id, journal.beats + 1_000_000))
    journal.close()
    adopt(host)
    result = send(host)
    assert (result.resumed, copies(host), codes(result)) == ([ALPHA], 1, ["in-doubt"])
    heard = heard_by(host)
    assert heard is not None
    assert heard.journal != before


@pytest.mark.parametrize(
    ("beat", "odd"),
    [
        (b"{", "unreadable"),
        (Beat(NOON + timedelta(days=9), "e" * 32, 1), "future"),
        (Beat(NOON, "e" * 32, 10**6), "unknown"),
    ],
)
def test_an_odd_beat_is_an_alarm_and_stops_nothing(world: World, host: Host, beat: Beat | bytes, odd: str) -> None:
    """Neither what was begun nor what is new; the next record overwrites it."""
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    commit = put_beat(world, beat)
    inputs = host.inputs()
    heard = hear(inputs.git, inputs.ledger.read(), host.clock())
    assert (heard.odd, heard.commit) == (odd, commit)
    alarm = conditions(replace(Seen(now=host.clock()), heard=heard))
    assert [(one.code, commit in one.text.en) for one in alarm] == [("false-beat", True)]
    world.alert(BETA)
    result = send(host)
    assert (result.resumed, result.sent) == ([ALPHA], [BETA])
    assert (host.mail.to(ALPHA), host.mail.to(BETA)) == (list(PEOPLE), list(PEOPLE))
    assert heard_by(host) is not None


def killed_at(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, number: int, *, after: bool) -> None:
    """Die at that call of a method, before it or when it is done."""
    real, calls = getattr(owner, name), list[int]()

    def planted(*values: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == number and not after:
            raise KeyboardInterrupt
        done = real(*values, **named)
        if len(calls) == number:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(owner, name, planted)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (Journal, "beat", False),
        (Journal, "beat", True),
        (Ledger, "_push", False),
        (Ledger, "_push", True),
        (Journal, "beaten", True),
    ],
    ids=["before the count", "behind the count", "before the push", "behind the push", "read back"],
)
def test_a_kill_between_any_two_steps_of_a_beat_leaves_no_copy_that_mails_twice(
    world: World, host: Host, monkeypatch: pytest.MonkeyPatch, owner: type, name: str, after: bool, number: int
) -> None:
    """Neither the host itself, nor what was copied of it as it died, once it has gone on by a beat."""
    world.alert(ALPHA)
    host.mail.before = lambda: host.clock.later(seconds=61)  # so that a beat stands between any two groups
    with monkeypatch.context() as patched:
        killed_at(patched, owner, name, number, after=after)
        with pytest.raises(KeyboardInterrupt):
            send(host, ending=True)
    saved = backup(host)
    world.alert(BETA)
    send(host, ending=True)
    assert (copies(host), copies(host, BETA)) == (1, 1)
    restore(host, saved)
    with pytest.raises((Refusal, ToolError)):
        send(host)
    adopt(host, lost=True)
    send(host, ending=True)
    assert (copies(host), copies(host, BETA)) == (1, 1)
    assert world.ledger().read().of(ALPHA).state is LedgerState.SEALED


def test_one_act_takes_over_every_alert_of_the_copy(world: World, host: Host) -> None:
    """By one push, whose beat is the new journal's."""
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA)
    send(host)
    saved = backup(host)
    host.mail.answer = RowState.ACCEPTED
    host.clock.later(minutes=30)
    send(host)
    restore(host, saved)
    before, commits = len(host.mail.got), git(world.remote, "rev-list", "--count", "dispatch-log")
    refused(host, ALPHA, BETA)
    adopt(host)
    assert git(world.remote, "rev-list", "--count", "dispatch-log") == str(int(commits) + 1)
    journal = host.journal()
    heard = heard_by(host)
    assert heard is not None
    assert (heard.journal, heard.beats) == (journal.id, journal.beats)
    journal.close()
    assert send(host).resumed == [ALPHA, BETA]
    assert len(host.mail.got) == before
    assert world.ledger().read().of(ALPHA).in_doubt


def test_the_beat_of_another_journal_says_nothing_before_the_first_claim(
    world: World, host: Host, tmp_path: Path
) -> None:
    other = Host(world, tmp_path / "other")
    send(other, ending=True)
    assert heard_by(host) is not None
    world.alert(ALPHA)
    assert send(host).sent == [ALPHA]


def codes(result: Run) -> list[str]:
    return [one.code for one in conditions(result.seen)]
