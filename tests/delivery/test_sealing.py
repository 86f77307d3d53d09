"""The end of an alert that a relay refuses: nobody is given up for our own set-up, and silence is no success."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from support_sink import Sink

from haishin.delivery.conditions import conditions
from haishin.delivery.plan import plan
from haishin.delivery.reconcile import Run, reconcile
from haishin.delivery.rows import Counts, Outcome
from haishin.delivery.transport.relay import parse
from haishin.delivery.transport.smtp import SmtpTransport
from haishin.errors import Refusal
from haishin.model import RowState
from support_ledger import ALPHA, BETA, Host, Mail, World

A, D, F, P = RowState.ACCEPTED, RowState.DEFERRED, RowState.FAILED, RowState.PENDING
STOPPED = (
    f"Sending has stopped, our own set-up seems to be broken: at least 20% of the recipients of {ALPHA} were refused"
)


class Answering(Mail):
    """Says to each recipient what it is told, else accepts; ``alert``: the only one that it treats so."""

    def __init__(self, answers: dict[str, tuple[RowState, int, str | None]], alert: str = ALPHA) -> None:
        super().__init__()
        self.answers = answers
        self.alert = alert
        self.taken: list[str] = []

    def poll(self, timeout: float) -> list[Outcome]:
        told = [self._told(one) for one in super().poll(timeout)]
        self.taken += [one.recipient_id for one in told if one.state is A]
        return told

    def _told(self, one: Outcome) -> Outcome:
        if one.alert_id != self.alert or one.recipient_id not in self.answers:
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
    """What a verb that only looks is alarmed by."""
    journal = host.journal()
    try:
        return [one.code for one in conditions(plan(host.inputs(), journal).seen)]
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
        with pytest.raises(Refusal) as stopped:
            run(host)
        assert stopped.value.message.en == STOPPED
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
        ([UNKNOWN, UNKNOWN], {F: 2}),
        ([OK, DENIED], {A: 1, F: 1}),  # one beside another that was taken: his own matter
        ([OK] * 11 + [DENIED] * 2, {A: 11, F: 2}),  # below the share
        ([OK, *[UNKNOWN] * 4], {A: 1, F: 4}),  # too few to say
        ([*[OK] * 30, *[UNKNOWN] * 6], {A: 30, F: 6}),
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
        return [(one.code, one.text.en) for one in conditions(plan(host.inputs(), journal).seen)]
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
            f"{ALPHA}: the relay has refused about 100 (most often by {refused[1]} {refused[2]}). The set-up is taken "
            "to be the cause, and they are tried again, ever less often.",
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
        (24 * 9, 0, {A: 15, RowState.EXPIRED: 5}),
        (1, 2, {A: 15, RowState.SUPPRESSED: 2, F: 3}),  # the officer took two out: too few are left to say
        (1, 5, {A: 15, RowState.SUPPRESSED: 5}),
    ],
)
def test_so_many_mailboxes_that_are_gone_wait_for_a_person_or_the_expiry(
    world: World, host: Host, hours: int, gone: int, left: dict[RowState, int]
) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    to(host, *[OK] * 15, *[UNKNOWN] * 5)
    for _ in range(3):
        with pytest.raises(Refusal):
            run(host)
        assert (dict(counts(host).states), dict(counts(host, BETA).states)) == ({A: 15, D: 5}, {A: 20})
        assert seen(host) == ["refused"]
        host.clock.later(hours=1)
    host.residents.people = host.residents.people[: 20 - gone]
    host.clock.later(hours=hours)
    assert conditions(run(host).seen) == ()
    assert dict(counts(host).states) == left
    assert (world.kinds()[-1], seen(host)) == ("sealed", [])


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
    with pytest.raises(Refusal):
        run(host)
    assert (dict(counts(host).states), dict(counts(host, BETA).states)) == ({A: 37, D: 3}, {D: 40})
    assert "sealed" not in world.kinds()


def test_the_share_is_of_all_answers_and_not_of_the_last_run_s(world: World, host: Host) -> None:
    """Two whose mail was put off and then refused are no two of two."""
    world.alert(ALPHA)
    later = (D, 451, "4.3.0")
    to(host, *[OK] * 12, later, later)
    run(host)
    host.clock.later(minutes=2)
    to(host, *[OK] * 12, DENIED, DENIED)
    run(host)
    assert (dict(counts(host).states), world.kinds()[-1]) == ({A: 12, F: 2}, "sealed")


def test_others_go_and_are_sealed_before_the_run_says_so(world: World, host: Host) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    to(host, DENIED)
    with pytest.raises(Refusal):
        run(host)
    assert (dict(counts(host).states), dict(counts(host, BETA).states)) == ({D: 1}, {A: 1})
    assert [(one["kind"], one["alert"]) for one in world.ledger_lines()[1:]] == [
        ("claimed", ALPHA),
        ("claimed", BETA),
        ("sealed", BETA),
    ]


def test_what_reached_nobody_is_told_until_a_correction_follows(world: World, host: Host) -> None:
    world.alert(ALPHA)
    to(host, UNKNOWN, UNKNOWN)
    run(host)
    assert seen(host) == ["reached-nobody"]
    world.alert(BETA, **{"follows": ALPHA, "as": "correction"})
    run(host)
    assert (dict(counts(host, BETA).states), seen(host)) == ({A: 2}, [])


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
    assert [one.code for one in conditions(plan(host.inputs(), None).seen)] == codes


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
        with pytest.raises(Refusal) as stopped:
            run(host)
        assert stopped.value.message.en == STOPPED
        host.clock.later(minutes=2)
        assert dict(run(host).counts[ALPHA].states) == {P: 2}
        host.clock.later(minutes=7)
        assert seen(host) == ["reached-nobody"]
        assert dict(run(host).counts[ALPHA].states) == {A: 2}
        host.mail.close()
    assert sorted(address for address, _ in sink.taken) == ["r00@example.invalid", "r01@example.invalid"]
    assert seen(host) == []
