"""A journal that is not the one that went on: restored from a backup, or lost. Nobody may be mailed twice for it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import LedgerState, Role, RowState
from haishin.core.state import StateFolder
from haishin.send.acts import acts, takeover
from haishin.send.acts.settling import settle_by_word
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.journal.backup import back_up
from haishin.send.journal.backup import restore as put_back
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import JournalBehind, Pulse
from haishin.send.ledger.beat import Beat, hear, written
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.records import BEAT
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.sending.seen import Seen
from haishin.send.watch.conditions import conditions
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Host, World, contract, git
from support.raising import raises
from support.records import halt, hold


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


# --- a restored backup --------------------------------------------------------------------------


@pytest.mark.parametrize("beating", [True, False])
def test_a_backup_from_before_the_claim(world: World, host: Host, beating: bool) -> None:
    """Also without a heartbeat (its branch deleted): the ledger names a claim of ours that the copy does not hold."""
    host.journal().close()
    send(host, beating)
    saved = backup(host)
    world.alert(ALPHA)
    assert send(host, beating).sent == [ALPHA]
    restore(host, saved)
    refused(host, ALPHA, beating=beating, lost=True)
    with raises(Refusal, "send/acts/recipients-unknown", alerts=ALPHA):
        adopt(host)
    adopt(host, lost=True)
    sealed = world.ledger_lines()[-1]
    assert (sealed["kind"], sealed["counts"], sealed["in_doubt"]) == ("sealed", {"accepted": 30}, False)
    world.alert(BETA)
    assert send(host, beating).sent == [BETA]
    assert (copies(host), copies(host, BETA)) == (1, 1)


@pytest.mark.parametrize("beating", [True, False])
def test_a_backup_from_the_middle_of_a_sending_that_was_sealed(world: World, host: Host, beating: bool) -> None:
    world.alert(ALPHA)
    stop_after_five(host)
    send(host, beating)
    saved = backup(host)
    go_on(host)
    assert send(host, beating).resumed == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)
    restore(host, saved)
    refused(host, ALPHA, beating=beating)
    adopt(host)
    result = send(host, beating)
    assert [one.code for one in conditions(result.seen)] == ["in-doubt"]
    assert copies(host) == 1
    assert world.ledger_lines()[-1]["in_doubt"] is True


def test_a_backup_from_before_the_claim_was_read_back(
    world: World, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its people are not forgotten when the alert was sealed and another followed: who was sent it is in doubt."""
    saved: list[Path] = []
    claim = Journal.claim

    def first_copied(journal: Journal, *values: Any) -> None:
        saved[:] = saved or [backup(host)]
        claim(journal, *values)

    monkeypatch.setattr(Journal, "claim", first_copied)
    world.alert(ALPHA)
    send(host)
    world.alert(BETA)
    send(host)
    restore(host, saved[0])
    refused(host, BETA, ALPHA, lost=True)
    adopt(host, lost=True)
    send(host)
    journal = host.journal()
    assert journal.in_doubt(ALPHA) == frozenset(PEOPLE)
    journal.close()
    assert (copies(host), copies(host, BETA)) == (1, 1)


def test_before_the_first_claim_every_backup_is_fit(world: World, host: Host) -> None:
    """Nobody was mailed, though the branch has heard of more."""
    journal = host.journal()
    put_beat(world, Beat(NOON, journal.id, 5))
    journal.close()
    world.alert(ALPHA)
    assert send(host).sent == [ALPHA]


@pytest.mark.parametrize("back", [0, 1], ids=["", "by a clock that was set back since"])
def test_a_backup_from_the_middle_of_a_sending_that_still_runs(world: World, host: Host, back: int) -> None:
    """The ledger alone cannot tell; the heartbeat does."""
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    saved = backup(host)
    go_on(host)
    stop_after_five(host)
    send(host)
    restore(host, saved)
    go_on(host)
    host.clock.now -= timedelta(hours=back)
    refused(host, ALPHA)
    adopt(host)
    result = send(host)
    assert (result.resumed, copies(host)) == ([ALPHA], 1)
    journal = host.journal()
    counts = journal.counts(ALPHA)
    journal.close()
    assert counts[RowState.IN_DOUBT] + counts[RowState.ACCEPTED] == len(PEOPLE)


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


def test_a_backup_since_which_nothing_was_sent_goes_on_by_itself(world: World, host: Host) -> None:
    """A run in which nothing goes leaves no copy behind: neither an idle one nor one that only waits for the clock."""
    world.alert(ALPHA)
    send(host, ending=True)
    saved = backup(host)
    for _ in range(3):
        assert send(host, ending=True).sent == []
    restore(host, saved)
    shutil.rmtree(saved)
    host.mail.answer = RowState.DEFERRED
    world.alert(BETA)
    send(host, ending=True)
    saved = backup(host)
    for _ in range(3):
        assert send(host, ending=True).resumed == [BETA]  # too early for another try
    restore(host, saved)
    host.mail.answer = RowState.ACCEPTED
    host.clock.later(minutes=30)
    send(host, ending=True)
    assert host.mail.to(BETA) == sorted([*PEOPLE, *PEOPLE])  # once refused for now, once taken


def test_a_backup_from_the_middle_of_a_run_is_behind_its_end(world: World, host: Host) -> None:
    """Also where the whole sending was in that one run."""
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}
    saved: list[Path] = []

    def before() -> None:
        if not saved:
            saved.append(backup(host))

    host.mail.before = before
    send(host, ending=True)
    go_on(host)
    restore(host, saved[0])
    journal = host.journal()
    heard = heard_by(host)
    assert heard is not None
    assert heard.beats > journal.beats
    journal.close()
    refused(host, ALPHA)


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


def test_a_newest_backup_goes_on_by_itself(world: World, host: Host) -> None:
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    restore(host, backup(host))
    go_on(host)
    assert send(host).resumed == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_settled_rows_that_wait_again_are_no_restored_backup(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.mail.answer = RowState.IN_DOUBT
    send(host)
    journal = host.journal()
    journal.settle(ALPHA, PEOPLE[:20], PEOPLE[20:], ended=False)
    journal.close()
    host.mail.answer = RowState.ACCEPTED
    assert send(host).resumed == [ALPHA]
    assert world.ledger().read().of(ALPHA).state is LedgerState.SEALED


def test_killed_between_the_two_halves_of_a_seal_is_no_restored_backup(
    world: World, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.alert(ALPHA)

    def killed(self: Journal, alert_id: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "seal", killed)
    with pytest.raises(KeyboardInterrupt):
        send(host)
    monkeypatch.undo()
    assert world.kinds()[-1] == "sealed"
    send(host)
    assert copies(host) == 1


def test_killed_in_the_middle_of_an_adoption(world: World, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    saved = backup(host)
    go_on(host)
    send(host)
    restore(host, saved)

    def killed(self: Journal, alert_id: str) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Journal, "adopt", killed)
    with pytest.raises(KeyboardInterrupt):
        adopt(host)
    monkeypatch.undo()
    with raises(Refusal, "send/journal/journal-foreign", adopt=Message("send/journal/adopt")):
        send(host)
    adopt(host)
    send(host)
    assert copies(host) == 1


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


# --- what stood still since before the backup ------------------------------------------------------


def restored_with_a_newer_claim(
    world: World, host: Host, minutes: int, *, released: bool = False, dies: bool = False, **words: str
) -> None:
    """ALPHA is stopped after five mails; so much later comes the backup, then BETA goes and the host is lost.

    ``dies``: before it has mailed anything of BETA or sealed ALPHA. ``words``: of BETA's file.
    """
    by, ledger = supervisor(), host.inputs().ledger
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    hold(ledger, ALPHA, host.clock())
    host.clock.later(minutes=minutes)
    send(host, ending=True)  # at rest: the beat before serves for half an hour
    back_up(StateFolder(host.state), host.state.with_name("kept"), host.clock())
    if released:
        acts.go(ledger, contract(), ALPHA, "maebashi", host.clock(), by)
        hold(ledger, ALPHA, host.clock())
    world.alert(BETA, **words)
    host.mail.broken = dies
    with suppress(OSError):
        send(host)
    host.mail.broken = False
    shutil.rmtree(host.state)
    host.state.mkdir()
    restore_kept(host)


def restore_kept(host: Host) -> None:
    def opened(part: StateFolder) -> Journal:
        return Journal.open(part.journal, anew=True)

    put_back(StateFolder(host.state), host.state.with_name("kept"), opened, host.clock())


def states(host: Host, alert: str = ALPHA) -> dict[RowState, int]:
    journal = host.journal()
    counted = dict(journal.counts(alert).states)
    journal.close()
    return counted


def test_what_a_person_has_stopped_before_the_backup_is_taken_over_as_it_was(world: World, host: Host) -> None:
    restored_with_a_newer_claim(world, host, minutes=30)
    adopt(host, lost=True)
    assert states(host) == {RowState.ACCEPTED: 5, RowState.PENDING: 20}
    entry = world.ledger().read().of(ALPHA)
    assert (entry.state, entry.stopped, entry.in_doubt) == (LedgerState.CLAIMED, True, False)
    assert send(host).sealed == []
    acts.go(host.inputs().ledger, contract(), ALPHA, "maebashi", host.clock(), supervisor())
    assert send(host).sealed == [ALPHA]
    assert host.mail.to(ALPHA) == list(PEOPLE)  # everybody once


def test_a_halt_of_all_proves_as_much(world: World, host: Host) -> None:
    ledger = host.inputs().ledger
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    halt(ledger, host.clock())
    host.clock.later(minutes=30)
    send(host, ending=True)
    back_up(StateFolder(host.state), host.state.with_name("kept"), host.clock())
    shutil.rmtree(host.state)
    host.state.mkdir()
    restore_kept(host)
    adopt(host, lost=True)
    assert states(host) == {RowState.ACCEPTED: 5, RowState.PENDING: 20}


@pytest.mark.parametrize(("minutes", "released"), [(29, False), (60, True)])
def test_what_may_have_gone_on_since_the_backup_is_in_doubt(
    world: World, host: Host, minutes: int, released: bool
) -> None:
    """The last beat that the copy knows was no later than the stop; or it was let go and stopped anew since."""
    restored_with_a_newer_claim(world, host, minutes, released=released)
    adopt(host, lost=True)
    assert states(host) == {RowState.ACCEPTED: 5, RowState.IN_DOUBT: 20}


@pytest.mark.parametrize(("dies", "left"), [(True, RowState.SUPERSEDED), (False, RowState.IN_DOUBT)])
def test_what_was_corrected_since_the_backup_is_mailed_by_nothing_that_is_printed(
    world: World, host: Host, dies: bool, left: RowState
) -> None:
    """The copy knows nothing of the correction, the ledger does; its readers can still be told more."""
    restored_with_a_newer_claim(world, host, 30, dies=dies, **{"follows": ALPHA, "as": "correction"})
    ledger, by = host.inputs().ledger, supervisor()
    adopt(host, lost=True)
    assert states(host) == {RowState.ACCEPTED: 5, left: 20}
    acts.go(ledger, contract(), ALPHA, "maebashi", host.clock(), by)
    journal = host.journal()
    with raises(Refusal, "send/acts/ended-by-another", alert=ALPHA, by=BETA):
        settle_by_word(ledger, contract(), journal, ALPHA, "resend", host.clock(), by)
    journal.close()
    send(host)
    assert host.mail.to(ALPHA) == list(PEOPLE[:5])
    world.alert("20261125-1120-gamma", **{"follows": BETA, "as": "correction"})
    send(host)
    assert host.mail.to("20261125-1120-gamma") == list(PEOPLE)


# --- a lost journal -----------------------------------------------------------------------------


def test_a_lost_journal_ends_what_was_begun(world: World, host: Host) -> None:
    world.alert(ALPHA)
    stop_after_five(host)
    send(host)
    go_on(host)
    shutil.rmtree(host.state)
    host.state.mkdir()
    with raises(ToolError, "send/journal/journal-absent"):
        send(host)
    with raises(Refusal, "send/acts/recipients-unknown", alerts=ALPHA):
        adopt(host)
    adopt(host, lost=True)
    assert world.kinds()[-2:] == ["adopted", "sealed"]
    assert (world.ledger_lines()[-1]["counts"], world.ledger_lines()[-1]["in_doubt"]) == ({}, True)
    got = len(host.mail.got)
    world.alert(BETA)
    assert send(host).sent == [BETA]
    assert len(host.mail.got) == got + len(PEOPLE)
    assert copies(host) == 1


def test_what_follows_a_lost_one_waits_for_a_person(world: World, host: Host) -> None:
    world.alert(ALPHA)
    send(host)
    shutil.rmtree(host.state)
    host.state.mkdir()
    adopt(host, lost=True)
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    assert [reasons for _, reasons in send(host).held] == [(Message("send/sending/first-elsewhere", followed=ALPHA),)]


def test_what_was_never_begun_cannot_be_adopted(world: World, host: Host) -> None:
    world.alert(ALPHA)
    with raises(Refusal, "send/acts/nothing-to-take-over"):
        adopt(host, lost=True)


def test_a_stranger_cannot_adopt(world: World, host: Host) -> None:
    with raises(Refusal, "send/acts/only-supervisor", by="nobody"):
        adopt(host, lost=True, by="nobody")


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
