"""The end of an alert that a relay refuses: nobody is given up for our own set-up, and silence is no success."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from haishin.core.errors import Refusal
from haishin.core.model import FollowKind, RowState
from haishin.send.rows import Counts, Outcome
from haishin.send.sending.plan import plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from haishin.send.watch.conditions import conditions
from support.ledger import ALPHA, BETA, Host, Mail, World, path_of
from support.sink import Sink

A, D, F, P = RowState.ACCEPTED, RowState.DEFERRED, RowState.FAILED, RowState.PENDING


class Answering(Mail):
    """Says to each recipient what it is told, else accepts; ``alert``: the only one that it treats so, None: all."""

    def __init__(self, answers: dict[str, tuple[RowState, int, str | None]], alert: str | None = ALPHA) -> None:
        super().__init__()
        self.answers = answers
        self.alert = alert
        self.taken: list[str] = []

    def poll(self, timeout: float) -> list[Outcome]:
        told = [self._told(one) for one in super().poll(timeout)]
        self.taken += [one.recipient_id for one in told if one.state is A]
        return told

    def _told(self, one: Outcome) -> Outcome:
        if self.alert not in (None, one.alert_id) or one.recipient_id not in self.answers:
            return one
        state, code, enhanced = self.answers[one.recipient_id]
        return replace(one, state=state, code=code, enhanced=enhanced, stage="rcpt", dot="no")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.verify()
        journal.close()


def seen(host: Host) -> list[str]:
    """What a verb that only looks is alarmed by; no run of this module beats."""
    journal = host.journal()
    try:
        return [one.code for one in conditions(plan(host.inputs(), journal).seen) if one.code != "no-beat"]
    finally:
        journal.close()


def counts(host: Host, alert: str = ALPHA) -> Counts:
    journal = host.journal()
    try:
        return journal.counts(alert)
    finally:
        journal.close()


def to(host: Host, *answers: tuple[RowState, int, str | None]) -> None:
    """The alert's readers, and what the relay says to each."""
    people = tuple(f"r{number:02}" for number in range(len(answers)))
    host.residents.people, host.mail = people, Answering(dict(zip(people, answers, strict=True)))


OK, DENIED, UNKNOWN = (A, 250, "2.1.5"), (F, 550, "5.7.1"), (F, 550, "5.1.1")


@pytest.mark.parametrize("refused", [DENIED, (F, 554, None)])
def test_two_who_are_refused_for_our_fault_wait_until_it_is_mended(
    world: World, host: Host, refused: tuple[RowState, int, str | None]
) -> None:
    world.alert(ALPHA)
    to(host, refused, refused)
    for _ in range(2):
        result = run(host)
        assert [one.code for one in conditions(result.seen)] == ["refused"]
        assert (dict(counts(host).states), world.kinds(), seen(host)) == (
            {D: 2},
            ["activated", "claimed"],
            ["refused"],
        )
        host.clock.later(minutes=5)
    host.clock.later(minutes=5)
    assert seen(host) == ["refused", "reached-nobody"]
    host.mail = Mail()
    result = run(host)
    assert (result.resumed, dict(result.counts[ALPHA].states), world.kinds()[-1]) == ([ALPHA], {A: 2}, "sealed")
    assert seen(host) == []


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([UNKNOWN], {F: 1}),
        ([UNKNOWN] * 3, {F: 3}),
        ([OK, DENIED], {A: 1, F: 1}),  # one beside another that was taken: his own matter
        ([OK] * 11 + [DENIED] * 4, {A: 11, F: 4}),
        ([OK, *[UNKNOWN] * 9], {A: 1, F: 9}),  # too few to say
        ([*[OK] * 30, *[UNKNOWN] * 9], {A: 30, F: 9}),
        ([*[UNKNOWN, OK, OK] * 9], {A: 18, F: 9}),
    ],
)
def test_readers_who_are_not_there_are_no_broken_set_up(
    world: World, host: Host, answers: list[tuple[RowState, int, str | None]], left: dict[RowState, int]
) -> None:
    world.alert(ALPHA)
    to(host, *answers)
    result = run(host)
    assert (dict(result.counts[ALPHA].states), world.kinds()[-1]) == (left, "sealed")
    assert [one.code for one in conditions(result.seen)] == seen(host) == ["reached-nobody"] * (A not in left)


def told(host: Host) -> list[tuple[str, str]]:
    journal = host.journal()
    try:
        alarms = conditions(plan(host.inputs(), journal).seen)
        return [(one.code, one.text.en) for one in alarms if one.code != "no-beat"]
    finally:
        journal.close()


@pytest.mark.parametrize("refused", [UNKNOWN, (F, 552, "5.2.2")])
def test_a_relay_whose_table_of_recipients_is_gone_gives_nobody_up_and_is_told(
    world: World, host: Host, refused: tuple[RowState, int, str]
) -> None:
    world.alert(ALPHA)
    people = [OK, *[refused] * 99]
    to(host, *people)
    relay = host.mail
    for _ in range(30):
        with suppress(Refusal):
            result = run(host)
            assert [one.code for one in conditions(result.seen)] == ["refused"]
        host.clock.later(minutes=1)
    assert (dict(counts(host).states), world.kinds()[-1]) == ({A: 1, D: 99}, "claimed")
    assert told(host) == [
        (
            "refused",
            f"{ALPHA}: the relay has refused about 100 (most often by {refused[1]} {refused[2]}). The set-up or a "
            "receiver may be the cause, so they are tried again, ever less often.",
        )
    ]
    host.clock.later(hours=1)
    mended = host.mail = Answering({})
    result = run(host)
    assert (dict(result.counts[ALPHA].states), world.kinds()[-1], seen(host)) == ({A: 100}, "sealed", [])
    assert isinstance(relay, Answering)
    assert sorted(relay.taken + mended.taken) == sorted(host.residents.people)


@pytest.mark.parametrize(
    ("hours", "gone", "left"),
    [
        (24 * 9, 0, {A: 13, RowState.EXPIRED: 12}),
        (1, 3, {A: 13, RowState.SUPPRESSED: 3, F: 9}),  # the officer took three out: too few are left to say
        (1, 12, {A: 13, RowState.SUPPRESSED: 12}),
    ],
)
def test_so_many_at_the_end_of_whom_nothing_is_known_wait_for_a_person_or_the_expiry(
    world: World, host: Host, hours: int, gone: int, left: dict[RowState, int]
) -> None:
    world.alert(ALPHA)
    to(host, *[OK] * 13, *[UNKNOWN] * 12)
    for _ in range(3):
        with suppress(Refusal):
            run(host)
        assert dict(counts(host).states) == {A: 13, D: 12}
        assert seen(host) == ["refused"]
        host.clock.later(hours=1)
    host.residents.people = host.residents.people[: 25 - gone]
    host.clock.later(hours=hours)
    assert conditions(run(host).seen) == ()
    assert dict(counts(host).states) == left
    assert (world.kinds()[-1], seen(host)) == ("sealed", [])


def test_an_alert_whose_dead_come_last_is_sealed_once_another_has_told_that_they_are(world: World, host: Host) -> None:
    """Twelve behind fifteen who got it may be a relay that broke; of the next alert they are among all others."""
    world.alert(ALPHA)
    to(host, *[OK] * 15, *[UNKNOWN] * 12)
    run(host)
    dead = host.residents.people[15:]
    among = tuple(f"{one}{letter}" for one in dead for letter in "abcd")
    host.residents.people = tuple(sorted((*host.residents.people, *among)))
    host.mail = Answering(dict.fromkeys(dead, UNKNOWN), alert=None)
    world.alert(BETA)
    host.clock.later(hours=1)
    run(host)
    assert dict(counts(host, BETA).states)[F] == 12
    host.clock.later(hours=1)
    run(host)
    assert (dict(counts(host).states), seen(host)) == ({A: 15, F: 12}, [])


def test_whose_refusals_came_last_is_not_sealed_before_the_relay_is_believed(world: World, host: Host) -> None:
    """Three of one alert, and then everybody of the next: the same table of recipients had gone."""

    class Losing(Answering):
        def _told(self, one: Outcome) -> Outcome:
            lost = replace(one, state=F, code=550, enhanced="5.1.1", stage="rcpt", dot="no")
            return super()._told(one) if one.alert_id == ALPHA else lost

    world.alert(ALPHA)
    world.alert(BETA)
    to(host, *[OK] * 37, *[UNKNOWN] * 3)
    assert isinstance(host.mail, Answering)
    host.mail = Losing(host.mail.answers)
    run(host)
    assert (dict(counts(host).states), dict(counts(host, BETA).states)) == ({A: 37, D: 3}, {D: 40})
    assert "sealed" not in world.kinds()
    assert seen(host) == ["refused", "refused"]


def test_others_go_and_are_sealed_all_the_same(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    to(host, DENIED, DENIED)
    run(host)
    assert (dict(counts(host).states), dict(counts(host, BETA).states)) == ({D: 2}, {A: 2})
    assert seen(host) == ["refused"]
    assert [(one["kind"], one["alert"]) for one in world.ledger_lines()[1:]] == [
        ("claimed", ALPHA),
        ("claimed", BETA),
        ("sealed", BETA),
    ]


@pytest.mark.parametrize("kind", FollowKind)
def test_what_reached_nobody_is_told_for_some_days_and_nothing_follows_it(
    world: World, host: Host, kind: FollowKind
) -> None:
    world.alert(ALPHA)
    to(host, UNKNOWN, UNKNOWN)
    run(host)
    assert "reached-nobody" in seen(host)
    world.alert(BETA, **{"follows": ALPHA, "as": kind})
    assert run(host).sent == []
    assert {"follows-nobody", "reached-nobody"} <= {*seen(host)}
    world.commit({path_of(BETA): None})
    run(host)
    host.clock.later(days=3)
    assert ("reached-nobody" in seen(host), "follows-nobody" in seen(host)) == (True, False)
    host.clock.later(minutes=1)
    assert "reached-nobody" not in seen(host)


@pytest.mark.parametrize(("people", "codes"), [(30, ["reached-nobody"]), (2, [])])
def test_a_watcher_without_the_journal_is_told_by_what_was_sealed(
    world: World, host: Host, people: int, codes: list[str]
) -> None:
    """Numbers below 10 do not leave the mail host: there its own verbs tell."""
    world.alert(ALPHA)
    to(host, *[(D, 451, "4.3.0")] * people)
    run(host)
    host.clock.later(hours=24 * 9)
    run(host)
    alarms = [one.code for one in conditions(plan(host.inputs(), None).seen)]
    assert [code for code in alarms if code != "no-beat"] == codes


def test_what_a_relay_puts_off_again_and_again_is_told(world: World, host: Host) -> None:
    world.alert(ALPHA)
    to(host, *[(D, 451, "4.3.0")] * 60)
    result = run(host)
    assert (dict(result.counts[ALPHA].states), conditions(result.seen)) == ({D: 60}, ())
    host.clock.later(minutes=7)
    result = run(host)
    assert [one.code for one in conditions(result.seen)] == seen(host) == ["reached-nobody"]


def test_a_plain_relay_that_denies_or_is_out_of_step(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.residents.people = ("r00", "r01")
    with Sink({"RCPT": ["550 5.7.1 denied"] * 2 + ["999 what"] * 2}) as sink:
        host.mail = SmtpTransport([parse(f"smtp://127.0.0.1:{sink.port}")], "sender.test")  # type: ignore[assignment]
        run(host)
        assert (dict(counts(host).states), seen(host)) == ({D: 2}, ["refused"])
        host.clock.later(minutes=2)
        assert dict(run(host).counts[ALPHA].states) == {P: 2}
        host.clock.later(minutes=7)
        assert seen(host) == ["reached-nobody"]
        assert dict(run(host).counts[ALPHA].states) == {A: 2}
        host.mail.close()
    assert sorted(address for address, _ in sink.taken) == ["r00@example.invalid", "r01@example.invalid"]
    assert seen(host) == []
