from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract.policy import Destination
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import RowState, Text
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalError
from haishin.send.rows import Envelope, Outcome, SnapshotRow
from haishin.send.sending.audience import Leavers
from haishin.send.sending.dispatch import Dispatcher, Ending
from haishin.send.sending.job import Unmailable
from haishin.send.sending.weighing import BROKEN_DOTS, RelayFault
from haishin.send.transport import Unusable
from haishin.send.transport.maildir import MaildirTransport
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.dispatch import Ticks, Told, job, run
from support.raising import raises
from support.rows import ALERT, LIMITS, NOON, Clock, audience, envelope, left, outcome, rows
from support.sink import CLOSE, TAKE_AND_CLOSE, Sink

P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT
W = LIMITS.refusals


class Scripted:
    """Answers as told; remembers what was submitted and how often it was closed."""

    def __init__(self, answer: Callable[[Envelope], Outcome], batch: int = 100, room: int = 100) -> None:
        self._room = room
        self._answer = answer
        self._batch = batch
        self.queue: list[Envelope] = []
        self.submitted: list[list[str]] = []
        self.answered: list[str] = []
        self.recalled: list[str | None] = []
        self._pending: list[Outcome] = []

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        return None

    @property
    def room(self) -> int:
        return self._room - len(self.queue)

    def recall(self, alert_id: str | None) -> None:
        self.recalled.append(alert_id)
        gone = [one for one in self.queue if alert_id in (None, one.alert_id)]
        self.queue = [one for one in self.queue if one not in gone]
        self._pending += [outcome(one.recipient_id, P, one.alert_id, stage="connect", dot="no") for one in gone]

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        self.queue += envelopes
        self.submitted.append([one.recipient_id for one in envelopes])

    def poll(self, timeout: float) -> list[Outcome]:
        now, self.queue = self.queue[: self._batch], self.queue[self._batch :]
        self.answered += [one.recipient_id for one in now]
        back, self._pending = self._pending, []
        return back + [self._answer(one) for one in now]

    def close(self) -> list[Outcome]:
        self.recall(None)
        back, self._pending = self._pending, []
        return back


def accept(one: Envelope) -> Outcome:
    return outcome(one.recipient_id, A, one.alert_id, code=250)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "journal.db", busy_seconds=0.01)
    yield opened
    opened.verify()
    opened.close()


OTHER = "20261125-1210-koekake"


def start(journal: Journal, snapshot: list[SnapshotRow]) -> None:
    journal.freeze(ALERT, "n1", audience(snapshot), NOON)
    journal.claim(ALERT, "n1", None)


def test_everybody_once_in_groups_and_again_nothing(journal: Journal, tmp_path: Path) -> None:
    start(journal, rows(10))
    transport = Scripted(accept)
    seen: list[int] = []

    counts = run(journal, transport, progress=lambda: seen.append(journal.counts(ALERT)[A]))

    assert dict(counts.states) == {A: 10}
    assert [len(group) for group in transport.submitted] == [4, 4, 2]
    assert transport.answered == [f"r{n:03}" for n in range(10)]
    assert seen == [4, 8, 10]
    run(journal, transport)
    assert len(transport.submitted) == 3


def test_no_group_is_what_an_earlier_reading_has_left(journal: Journal) -> None:
    """A small one leaves connections idle for as long as a commit lasts."""
    start(journal, rows(12))
    transport = Scripted(accept, room=3)

    run(journal, transport)

    assert [len(group) for group in transport.submitted] == [3, 3, 3, 3]


def test_into_a_maildir(journal: Journal, tmp_path: Path) -> None:
    start(journal, rows(10))

    counts = run(journal, MaildirTransport(tmp_path / "box"))

    assert counts[A] == 10
    texts = sorted(file.read_bytes() for file in (tmp_path / "box" / "new").iterdir())
    assert texts == [envelope(row).head + "本\r\n.dot\r\n".encode() for row in rows(10)]


def test_an_intent_stands_in_the_journal_before_the_envelope_is_handed_over(journal: Journal) -> None:
    start(journal, rows(6))
    seen: list[tuple[int, int]] = []

    class Watching(Scripted):
        def submit(self, envelopes: Sequence[Envelope]) -> None:
            reader = Journal.open(journal._file.path, lock=False)
            seen.append((len(envelopes), reader.counts(ALERT)[RowState.INTENT]))
            reader.close()
            super().submit(envelopes)

    run(journal, Watching(accept))

    assert seen == [(4, 4), (2, 2)]


def test_the_hours_close_between_two_groups(journal: Journal) -> None:
    start(journal, rows(10))
    end = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    clock = Clock(datetime(2026, 11, 25, 10, 59, 59, 900000, tzinfo=UTC))

    def late(one: Envelope) -> Outcome:
        clock.forward(seconds=0.03)
        return accept(one)

    counts = run(journal, Scripted(late), clock=clock, open=lambda now: now < end)

    assert dict(counts.states) == {A: 4, P: 6}
    clock.forward(hours=11)
    assert run(journal, Scripted(accept), clock=clock)[A] == 10


def test_nothing_goes_out_of_hours(journal: Journal) -> None:
    start(journal, rows(2))
    transport = Scripted(accept)

    assert run(journal, transport, open=lambda now: False)[P] == 2
    assert transport.submitted == []


def test_at_night_only_those_who_want_it(journal: Journal) -> None:
    quiet = [SnapshotRow(f"q{n}", "text", "ja", False, f"q{n}@example.test") for n in range(3)]
    start(journal, [*rows(3), *quiet])

    assert dict(run(journal, Scripted(accept), daytime=lambda now: False).states) == {A: 3, P: 3}
    assert run(journal, Scripted(accept))[A] == 6


def test_stopping_before_and_within_a_group(journal: Journal) -> None:
    start(journal, rows(10))
    transport = Scripted(accept, batch=1)

    assert run(journal, transport, guard=Told(lambda: "signal"))[P] == 10
    counts = run(journal, transport, guard=Told(lambda: "signal" if len(transport.answered) >= 6 else None))

    assert dict(counts.states) == {A: 6, P: 4}
    assert run(journal, transport)[A] == 10
    assert transport.answered == [f"r{n:03}" for n in range(10)]


class Leaving:
    """A registry from which people leave."""

    def __init__(self) -> None:
        self.gone: list[str] = []

    def mark(self) -> object:
        return len(self.gone)

    def left(self) -> Selection:
        return left(self.gone)


@pytest.mark.parametrize("doubted", [False, True], ids=["put off", "in doubt and sent once more"])
def test_who_leaves_while_his_mail_is_in_the_air_gets_it_no_more(journal: Journal, doubted: bool) -> None:
    """Nothing of the registry changes when his row waits again, and a whole group was begun meanwhile."""
    start(journal, rows(6))
    registry: Any = Leaving()

    def answer(one: Envelope) -> Outcome:
        if one.recipient_id == "r000":
            registry.gone.append("r003")
        if one.recipient_id == "r003" and doubted:
            return outcome("r003", Q, stage="dot", dot="yes")
        if one.recipient_id == "r003":
            return outcome("r003", P, stage="connect", dot="no")
        return accept(one)

    transport = Scripted(answer, batch=1)
    leavers = Leavers(journal, registry, ALERT)
    work = job(left=leavers, resends=doubted)

    class Resending(Told):
        def ended(self, alert_id: str) -> None:
            super().ended(alert_id)
            work.back |= journal.in_doubt(alert_id)
            journal.resend(alert_id, NOON)

    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    dispatcher.add(work)
    for _ in range(2):  # other alerts keep the dispatcher busy
        dispatcher.run(Resending())

    assert Counter(transport.answered) == dict.fromkeys((row.recipient_id for row in rows(6)), 1)
    assert journal.counts(ALERT)[RowState.SUPPRESSED] == 1


def test_a_refusal_with_4xx_comes_back_later(journal: Journal) -> None:
    start(journal, rows(3))
    clock = Clock()

    def busy(one: Envelope) -> Outcome:
        return outcome(one.recipient_id, D, code=450) if one.recipient_id == "r001" else accept(one)

    assert dict(run(journal, Scripted(busy), clock=clock).states) == {A: 2, D: 1}
    clock.forward(minutes=5)
    assert run(journal, Scripted(accept), clock=clock)[A] == 3


def test_our_own_fault_stops_at_once_and_nobody_is_in_doubt(journal: Journal) -> None:
    start(journal, rows(10))

    def refused(one: Envelope) -> Outcome:
        if one.recipient_id != "r001":
            return accept(one)
        return outcome(one.recipient_id, P, stage="mail", dot="no", code=530, text="MAIL 530", ours=True)

    with pytest.raises(RelayFault) as caught:
        run(journal, Scripted(refused, batch=1))

    assert caught.value.message == Message("send/sending/setup-broken", sign="MAIL 530")
    assert dict(journal.counts(ALERT).states) == {A: 1, P: 9}


def suspect(one: Envelope) -> Outcome:
    words = {"stage": "rcpt", "dot": "no", "code": 554, "enhanced": "5.7.1", "text": "RCPT 554 5.7.1"}
    return outcome(one.recipient_id, P, one.alert_id, ours=True, **words)


def test_who_alone_is_refused_for_our_set_up_waits_and_keeps_nobody_from_his_mail(journal: Journal) -> None:
    start(journal, rows(10))
    clock, asked = Clock(), 0
    for _ in range(8):
        transport = Scripted(lambda one: suspect(one) if one.recipient_id == "r001" else accept(one), batch=1)
        if not asked:
            run(journal, transport, clock=clock)
        else:  # nobody has been mailed beside him, so it is told
            with pytest.raises(RelayFault, match="RCPT 554"):
                run(journal, transport, clock=clock)
        assert dict(journal.counts(ALERT).states) == {A: 9, D: 1}
        asked += transport.answered.count("r001")
        assert run(journal, transport, clock=clock)[D] == 1  # not before his time
        clock.forward(minutes=60)

    assert asked == 8
    assert [one.enhanced for one in journal.failed(ALERT)] == ["5.7.1"]


@pytest.mark.parametrize("size", [4, 150])
def test_a_relay_that_blames_our_set_up_for_everybody_is_asked_of_few_who_wait_for_nothing(
    journal: Journal, size: int
) -> None:
    start(journal, rows(size))
    clock, few = Clock(), W.edge // W.other
    transport = Scripted(suspect, batch=1, room=1)
    with pytest.raises(RelayFault) as caught:
        run(journal, transport, clock=clock)

    assert caught.value.message == Message("send/sending/setup-broken", sign="RCPT 554 5.7.1")
    assert len(transport.answered) == min(size, few)
    clock.forward(minutes=5 if size < few else 0)
    assert dict(run(journal, Scripted(accept), clock=clock).states) == {A: size}


def test_what_many_of_a_domain_are_refused_for_gives_none_of_them_up(journal: Journal) -> None:
    """One receiver finds our signature broken, and the others look at none."""
    start(journal, rows(40))
    clock = Clock()
    run(journal, Scripted(lambda one: suspect(one) if one.recipient_id[-1] == "0" else accept(one)), clock=clock)
    assert dict(journal.counts(ALERT).states) == {A: 36, D: 4}
    clock.forward(minutes=5)
    assert dict(run(journal, Scripted(accept), clock=clock).states) == {A: 40}


def refuse(one: Envelope, enhanced: str = "5.1.1") -> Outcome:
    return outcome(one.recipient_id, F, one.alert_id, code=550, enhanced=enhanced, stage="rcpt", dot="no")


@pytest.mark.parametrize(("enhanced", "weight"), [("5.1.1", W.mailbox), ("5.2.2", W.mailbox), ("5.7.1", W.other)])
def test_a_relay_that_refuses_everybody_is_asked_of_few_and_of_others_each_time(
    journal: Journal, enhanced: str, weight: int
) -> None:
    start(journal, rows(150))
    clock, few = Clock(), W.edge // weight
    for number in range(1, 11):
        transport = Scripted(lambda one: refuse(one, enhanced), batch=1, room=1)
        with pytest.raises(Refusal) as caught:
            run(journal, transport, clock=clock)
        assert transport.answered == [f"r{n:03}" for n in range(few * (number - 1), few * number)]
        clock.forward(minutes=1)

    assert caught.value.message == Message("send/sending/setup-broken", sign=Message("send/sending/all-refused"))
    assert dict(journal.counts(ALERT).states) == {D: 10 * few, P: 150 - 10 * few}
    clock.forward(minutes=5)
    mended = Scripted(accept)
    assert dict(run(journal, mended, clock=clock).states) == {A: 150}
    assert len(mended.answered) == 150


def test_from_the_moment_on_at_which_everybody_is_refused_nobody_is_given_up(journal: Journal) -> None:
    """Those in the air when it stopped are refused for the same cause; who was refused before is gone."""
    start(journal, rows(150))

    def answer(one: Envelope) -> Outcome:
        number = int(one.recipient_id[1:])
        return refuse(one, "5.1.1" if number % 2 else "5.7.1") if number == 0 or number >= 60 else accept(one)

    run(journal, Scripted(answer, batch=4))
    assert dict(journal.counts(ALERT).states) == {A: 59, F: 1, D: 20, P: 70}
    assert [row.recipient_id for row in journal.due(ALERT, NOON, 1, daytime=True)] == ["r080"]


def test_who_comes_behind_the_answer_that_decided_waits_too(journal: Journal) -> None:
    """What came is on the disk by then: whoever ends an alert grounds it first."""
    start(journal, rows(90))
    journal.freeze(OTHER, "n2", audience(rows(1)), NOON)
    journal.claim(OTHER, "n2", None)
    transport = Scripted(refuse)
    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    dispatcher.add(job(limits=replace(LIMITS, in_flight=70)))
    dispatcher.turn(Told())
    dispatcher.turn(Told())
    dispatcher.add(job(OTHER))
    dispatcher.ground(OTHER)
    assert dict(journal.counts(ALERT).states) == {D: 70, P: 20}
    with pytest.raises(Refusal):
        dispatcher.run(Told())

    assert dict(journal.counts(ALERT).states) == {D: 70, P: 20}
    assert len(transport.submitted) == 1


def test_the_first_whose_mailboxes_are_gone_keep_nobody_from_his_mail(journal: Journal) -> None:
    start(journal, rows(150))

    def answer(one: Envelope) -> Outcome:
        return refuse(one) if int(one.recipient_id[1:]) < W.edge - 1 else accept(one)

    assert dict(run(journal, Scripted(answer, batch=1, room=1)).states) == {A: 151 - W.edge, F: W.edge - 1}


def test_too_many_at_the_beginning_hold_up_one_run_and_wait_until_another_alert_tells(journal: Journal) -> None:
    """Once in 150,000 alerts to a list of which three in ten are dead, for the ids are drawn."""
    start(journal, rows(150))
    clock = Clock()

    def answer(one: Envelope) -> Outcome:
        return refuse(one) if int(one.recipient_id[1:]) < W.edge else accept(one)

    with pytest.raises(Refusal):
        run(journal, Scripted(answer, batch=1, room=1), clock=clock)
    for _ in range(3):
        clock.forward(hours=1)
        with contextlib.suppress(Refusal):
            run(journal, Scripted(answer), clock=clock)
        assert dict(journal.counts(ALERT).states) == {A: 150 - W.edge, D: W.edge}
    earlier(journal, 150, lambda one: refuse(one) if int(one.recipient_id[1:]) in range(3, W.edge) else accept(one))
    clock.forward(hours=1)
    with pytest.raises(Refusal):  # for the three whom it has reached
        run(journal, Scripted(answer), clock=clock)
    clock.forward(minutes=1)
    run(journal, Scripted(answer), clock=clock)
    assert dict(journal.counts(ALERT).states) == {A: 150 - W.edge, D: 3, F: W.edge - 3}


def test_of_two_alerts_the_one_whose_readers_are_all_refused_keeps_the_other_from_nothing(journal: Journal) -> None:
    start(journal, rows(2 * W.edge))
    journal.freeze(OTHER, "n2", audience(rows(30)), NOON)
    journal.claim(OTHER, "n2", None)
    transport = Scripted(lambda one: refuse(one) if one.alert_id == ALERT else accept(one), batch=1, room=1)
    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    dispatcher.add(job(rank=(0, 0)))
    dispatcher.add(job(OTHER, rank=(1, 30)))
    guard = Told()
    dispatcher.run(guard)
    assert dict(journal.counts(ALERT).states) == {D: W.edge, P: W.edge}
    assert (dict(journal.counts(OTHER).states), guard.over) == ({A: 30}, [OTHER])


def test_after_a_stop_a_few_more_refusals_give_nobody_up_until_the_relay_takes_mail(journal: Journal) -> None:
    """However few are due in one run: else an alert would lose them one by one."""
    start(journal, rows(2 * W.edge))
    clock = Clock()
    for _ in range(2):
        with pytest.raises(Refusal):
            run(journal, Scripted(refuse, batch=1, room=1), clock=clock)
    for _ in range(600):
        clock.forward(seconds=10)
        with contextlib.suppress(Refusal):
            run(journal, Scripted(refuse), clock=clock)
    assert dict(journal.counts(ALERT).states) == {D: 2 * W.edge}
    clock.forward(hours=1)
    assert dict(run(journal, Scripted(accept), clock=clock).states) == {A: 2 * W.edge}


def earlier(journal: Journal, count: int, answer: Callable[[Envelope], Outcome]) -> None:
    """Another alert went to the same people before, and was answered so."""
    journal.freeze(OTHER, "n0", audience(rows(count)), NOON)
    journal.claim(OTHER, "n0", None)
    run(journal, Scripted(answer, batch=1), alert=OTHER)
    journal.seal(OTHER)


def test_a_tail_of_whom_another_alert_found_dead_ends(journal: Journal) -> None:
    """Forty who are put off first and refused then, when nobody else is left: they are known."""
    gone = {f"r{number:03}" for number in range(0, 200, 5)}
    earlier(journal, 200, lambda one: refuse(one) if one.recipient_id in gone else accept(one))
    start(journal, rows(200))
    clock = Clock()

    def later(one: Envelope) -> Outcome:
        return outcome(one.recipient_id, D, code=451) if one.recipient_id in gone else accept(one)

    assert dict(run(journal, Scripted(later), clock=clock).states) == {A: 160, D: 40}
    clock.forward(minutes=5)
    assert dict(run(journal, Scripted(refuse, batch=1), clock=clock).states) == {A: 160, F: 40}
    assert journal.unbelieved(clock()) == {}


def test_a_tail_of_whom_another_alert_has_reached_is_given_up_for_nothing(journal: Journal) -> None:
    earlier(journal, 200, accept)
    start(journal, rows(200))
    clock = Clock()
    last = {f"r{number:03}" for number in range(195, 200)}
    run(journal, Scripted(lambda one: refuse(one) if one.recipient_id in last else accept(one)), clock=clock)
    assert dict(journal.counts(ALERT).states) == {A: 195, D: 5}
    clock.forward(minutes=5)
    assert dict(run(journal, Scripted(accept), clock=clock).states) == {A: 200}


@pytest.mark.parametrize("told", [True, False])
def test_who_came_back_before_stops_nothing_though_a_relay_took_his_mail(journal: Journal, told: bool) -> None:
    """A relay that passes on took all of the first alert, and 60 reports came back; the next relay refuses these."""
    earlier(journal, 200, accept)
    gone = {f"r{number:03}" for number in range(140, 200)}
    came_back = None
    if told:
        came_back = Selection(Path(os.devnull), "SELECT value AS id FROM json_each(?)", (json.dumps(sorted(gone)),))
    start(journal, rows(200))
    relay = Scripted(lambda one: refuse(one) if one.recipient_id in gone else accept(one), batch=1)
    counts = run(journal, relay, unknown=came_back)
    assert (counts[A], counts[F], counts.waiting) == ((140, 60, 0) if told else (140, 0, 60))


def test_a_receiver_that_refuses_all_of_its_readers_keeps_no_other_from_his_mail(journal: Journal) -> None:
    """A third of the list, reached before: they wait, the others go, and once it is mended they go as well."""
    earlier(journal, 150, accept)
    start(journal, rows(150))
    clock = Clock()
    broken = Scripted(lambda one: refuse(one) if int(one.recipient_id[1:]) % 3 else accept(one), batch=1)
    run(journal, broken, clock=clock)
    assert dict(journal.counts(ALERT).states) == {A: 50, D: 100}
    assert journal.unbelieved(clock()) == {ALERT: (100, "550 5.1.1")}
    for _ in range(200):
        clock.forward(seconds=30)
        with contextlib.suppress(Refusal):
            run(journal, Scripted(refuse), clock=clock)
    assert dict(journal.counts(ALERT).states) == {A: 50, D: 100}
    clock.forward(hours=1)
    assert dict(run(journal, Scripted(accept), clock=clock).states) == {A: 150}


def test_a_kill_gives_nobody_up_of_whom_it_was_not_decided(journal: Journal) -> None:
    """Whoever is refused waits on the disk until what comes behind is heard."""
    start(journal, rows(20))
    transport = Scripted(lambda one: refuse(one) if int(one.recipient_id[1:]) >= 3 else accept(one), batch=1)
    killed = Told(lambda: (_ for _ in ()).throw(ZeroDivisionError) if len(transport.answered) > 6 else None)
    with pytest.raises(ZeroDivisionError):
        run(journal, transport, guard=killed)
    counts = journal.counts(ALERT)
    assert (counts[A], counts[F], counts[D]) == (3, 0, len(transport.answered) - 3)


def test_greylisting_and_a_mailbox_that_is_gone_are_no_broken_set_up(journal: Journal) -> None:
    start(journal, rows(15))

    def answer(one: Envelope) -> Outcome:
        return refuse(one) if one.recipient_id == "r003" else outcome(one.recipient_id, D, code=451)

    assert dict(run(journal, Scripted(answer)).states) == {D: 14, F: 1}


def test_an_old_list_s_dead_are_given_up_in_one_run(journal: Journal) -> None:
    start(journal, rows(150))

    def some(one: Envelope) -> Outcome:
        return refuse(one) if int(one.recipient_id[1:]) % 10 < 3 else accept(one)

    assert dict(run(journal, Scripted(some)).states) == {F: 45, A: 105}


def test_a_relay_that_takes_nothing_ends_the_run(journal: Journal) -> None:
    start(journal, rows(10))
    gone = Sink()
    gone.close()

    with pytest.raises(ToolError) as caught:
        run(journal, SmtpTransport([parse(f"smtp://127.0.0.1:{gone.port}")], "sender.test"))

    why = f"127.0.0.1:{gone.port}: Connection refused"
    assert caught.value.message == Message("send/sending/relay-silent", why=why)
    assert dict(journal.counts(ALERT).states) == {P: 10}


def test_one_message_that_breaks_connections_does_not_hold_the_others(journal: Journal) -> None:
    start(journal, rows(6))
    with Sink(by_recipient={"r000@example.test": [CLOSE]}) as sink:
        transport = SmtpTransport([parse(f"smtp://127.0.0.1:{sink.port}")], "sender.test")
        counts = run(journal, transport)
        transport.close()

    assert dict(counts.states) == {A: 5, P: 1}


def test_a_line_that_breaks_behind_the_dot(journal: Journal) -> None:
    start(journal, rows(6))
    with Sink({"DOT": ["250 ok", TAKE_AND_CLOSE, CLOSE]}) as sink:
        transport = SmtpTransport([parse(f"smtp://127.0.0.1:{sink.port}")], "sender.test", connections=1)
        counts = run(journal, transport)
        transport.close()

    assert dict(counts.states) == {A: 4, Q: 2}
    assert journal.in_doubt(ALERT) == {"r001", "r002"}
    assert len(sink.taken) == len({address for address, _ in sink.taken}) == 5


def test_no_dot_without_a_commit(journal: Journal) -> None:
    start(journal, rows(10))
    transport = Scripted(accept)
    journal._file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def full() -> None:
        journal._file.connection.execute("PRAGMA query_only = ON")

    with pytest.raises(JournalError) as caught:
        run(journal, transport, progress=full)

    assert "attempt to write a readonly database" in caught.value.message.en
    assert transport.answered == [f"r{n:03}" for n in range(8)]
    assert dict(journal.counts(ALERT).states) == {A: 4, RowState.INTENT: 4, P: 2}


@pytest.mark.parametrize("room", [1, 3])
def test_results_that_cannot_be_recorded_stop_before_the_next_dot(journal: Journal, room: int) -> None:
    start(journal, rows(10))

    def full(one: Envelope) -> Outcome:
        journal._file.connection.execute(f"PRAGMA query_only = {'ON' if one.recipient_id == 'r002' else 'OFF'}")
        return accept(one)

    transport = Scripted(full, batch=1, room=room)

    with pytest.raises(JournalError):
        run(journal, transport)

    assert transport.answered == ["r000", "r001", "r002"]
    journal._file.connection.execute("PRAGMA query_only = OFF")
    assert journal.recover() == room
    assert dict(journal.counts(ALERT).states) == {A: 2, Q: room, P: 8 - room}


def test_a_slow_relay_is_recorded_as_it_answers(journal: Journal) -> None:
    start(journal, rows(4))
    seen: list[int] = []

    run(journal, Scripted(accept, batch=1), progress=lambda: seen.append(journal.counts(ALERT)[A]))

    assert seen == [1, 2, 3, 4]


def test_a_transport_that_breaks_leaves_only_what_it_had_begun_in_doubt(journal: Journal) -> None:
    start(journal, rows(10))

    def broken(one: Envelope) -> Outcome:
        if one.recipient_id == "r005":
            raise RuntimeError("a mistake")
        return accept(one)

    with pytest.raises(RuntimeError, match="a mistake"):
        run(journal, Scripted(broken, batch=1))

    assert dict(journal.counts(ALERT).states) == {A: 5, RowState.INTENT: 1, P: 4}


def test_a_relay_that_waits_is_no_reason_not_to_look_for_a_stop(journal: Journal) -> None:
    start(journal, rows(3))
    looks: list[int] = []

    class Hanging(Scripted):
        def poll(self, timeout: float) -> list[Outcome]:
            return []

    def look() -> Ending | None:
        looks.append(1)
        return "stop" if len(looks) > 5 else None

    counts = run(journal, Hanging(accept, room=1), guard=Told(look))

    assert dict(counts.states) == {P: 3}
    assert len(looks) == 6


class Crash(BaseException):
    """The program ends here, and lives long enough to clean up."""


@settings(max_examples=30)
@given(
    room=st.integers(1, 5),
    in_flight=st.integers(1, 6),
    batch=st.integers(1, 3),
    idle=st.booleans(),
    crash=st.integers(0, 40),
    states=st.lists(st.sampled_from([A, A, D, F, P]), min_size=9, max_size=9),
)
def test_no_more_is_ever_in_the_air_than_the_transport_has_begun(
    room: int, in_flight: int, batch: int, idle: bool, crash: int, states: list[RowState]
) -> None:
    """Whenever it were killed, that many would be in doubt; whoever survives his own failure leaves fewer."""
    calls = count()

    def look() -> None:
        reader = Journal.open(path, lock=False)
        assert reader.counts(ALERT)[RowState.INTENT] <= min(room, in_flight)
        reader.close()
        if next(calls) == crash:
            raise Crash

    class Watched(Scripted):
        def submit(self, envelopes: Sequence[Envelope]) -> None:
            super().submit(envelopes)
            look()

        def poll(self, timeout: float) -> list[Outcome]:
            look()
            return [] if idle and next(turns) % 2 else super().poll(timeout)

    def answer(one: Envelope) -> Outcome:
        state = states[int(one.recipient_id[1:])]
        look()
        return outcome(one.recipient_id, state, stage="rcpt" if state is not A else "dot", code=250)

    turns = count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        journal = Journal.open(path)
        start(journal, rows(9))
        limits = replace(LIMITS, in_flight=in_flight)
        transport = Watched(answer, batch=batch, room=room)
        with contextlib.suppress(Crash, Refusal):  # nothing taken, and one after the other refused: the run stops
            run(journal, transport, limits=limits, progress=look)
        journal.recover()
        journal.verify()
        assert journal.counts(ALERT)[Q] <= batch  # what was being answered when it crashed
        again = run(journal, Scripted(accept), limits=limits, clock=Clock(NOON + timedelta(hours=1)))
        assert again.waiting == again[RowState.INTENT] == 0
        assert again.total == 9
        journal.close()


def test_an_envelope_that_cannot_be_made_leaves_no_intent(journal: Journal) -> None:
    start(journal, rows(3))

    def cannot(row: SnapshotRow) -> Envelope:
        raise ValueError("no such form")

    with pytest.raises(ValueError, match="no such form"):
        run(journal, Scripted(accept), make_envelope=cannot)

    assert dict(journal.counts(ALERT).states) == {P: 3}


# --- several alerts over one transport ------------------------------------------------------------

URGENT, PLAIN = "20261125-1205-goto", ALERT


def begin(journal: Journal, alert: str, people: list[SnapshotRow]) -> None:
    journal.freeze(alert, "n1", audience(people), NOON)
    journal.claim(alert, "n1", None)


def both(journal: Journal, transport: Scripted) -> Dispatcher:
    begin(journal, PLAIN, rows(12))
    begin(journal, URGENT, rows(6))
    return Dispatcher(journal, transport, Clock(), Ticks())


class Counting(Scripted):
    """Remembers which alert each one that it answered is of."""

    def __init__(self, room: int = 100, batch: int = 100) -> None:
        super().__init__(self._taken, batch, room)
        self.alerts: list[str] = []

    def _taken(self, one: Envelope) -> Outcome:
        self.alerts.append(one.alert_id)
        return accept(one)


def test_the_more_urgent_goes_first_and_then_the_smaller_audience(journal: Journal) -> None:
    transport = Counting()
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    dispatcher.add(job(URGENT, (0, 6)))
    guard = Told()

    assert dispatcher.run(guard) is None

    assert transport.alerts == [URGENT] * 6 + [PLAIN] * 12
    assert guard.over == [URGENT, PLAIN]


def test_an_urgent_alert_that_comes_later_is_next_at_the_next_group(journal: Journal) -> None:
    transport = Counting()
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    ends: list[Ending | None] = [None, None, "moved"]

    assert dispatcher.run(Told(lambda: ends.pop(0))) == "moved"
    before, flying = len(transport.alerts), dispatcher.flying
    dispatcher.add(job(URGENT, (0, 6)))
    dispatcher.run(Told())

    assert (before, flying) == (4, 4)
    assert transport.alerts == [PLAIN] * 8 + [URGENT] * 6 + [PLAIN] * 4
    assert not transport.recalled


def test_beside_an_urgent_one_that_its_destination_holds_back_the_other_goes_on(journal: Journal) -> None:
    clock = Clock()
    transport = Counting()
    begin(journal, PLAIN, rows(12))
    begin(journal, URGENT, [replace(row, address=f"{row.recipient_id}@carrier.test") for row in rows(6)])
    pauses: list[float] = []

    def wait(seconds: float) -> list[Outcome]:
        clock.forward(seconds=seconds)
        pauses.append(seconds)
        return Counting.poll(transport, seconds)

    transport.poll = wait  # type: ignore[method-assign]
    dispatcher = Dispatcher(journal, transport, clock, Ticks())
    limits = replace(LIMITS, destinations={"carrier": Destination(("carrier.test",), 2.0)})
    dispatcher.add(job(PLAIN, (1, 12), limits=limits))
    dispatcher.add(job(URGENT, (0, 6), limits=limits))

    dispatcher.run(Told())

    assert Counter(transport.alerts) == {URGENT: 6, PLAIN: 12}
    assert transport.alerts[0] == URGENT
    assert transport.alerts.index(URGENT, 1) > 1
    assert sum(pauses) >= 2.5  # the first goes at once, five more at two a second


def test_one_alert_is_stopped_and_the_other_goes_on(journal: Journal) -> None:
    transport = Counting(batch=1)
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    dispatcher.add(job(URGENT, (2, 6)))

    dispatcher.run(Told(stop=lambda alert: alert == PLAIN and len(transport.alerts) >= 3))

    assert transport.recalled == [PLAIN]
    assert Counter(transport.alerts) == {PLAIN: 3, URGENT: 6}
    assert dict(journal.counts(PLAIN).states) == {A: 3, P: 9}


def test_what_is_stopped_is_called_back_before_the_stop_is_recorded(journal: Journal) -> None:
    """Recording takes the remote's time, in which a dot would still be written."""
    transport = Counting(batch=1)
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    heard: list[tuple[int, list[str | None]]] = []

    dispatcher.run(
        Told(
            stop=lambda alert: len(transport.alerts) >= 3,
            hear=lambda: heard.append((len(transport.alerts), [*transport.recalled])),
        )
    )

    assert next(recalled for number, recalled in heard if number >= 3) == [PLAIN]


def test_a_stop_that_is_seen_together_with_what_was_merged_calls_back_at_once(journal: Journal) -> None:
    """Main is looked at anew next, which takes its time; meanwhile no dot of the stopped alert may be written."""
    transport = Counting(batch=0)
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    ends: list[Ending | None] = [None, None, "moved"]

    assert dispatcher.run(Told(lambda: ends.pop(0), lambda alert: not ends)) == "moved"

    assert transport.recalled == [PLAIN]


def test_before_its_end_is_claimed_an_alert_is_grounded(journal: Journal) -> None:
    """What has no dot is called back, what has one is waited for: then it is known who may have got it."""

    class Dotted(Counting):
        """Has written the dots of two."""

        def recall(self, alert_id: str | None) -> None:
            dotted, self.queue = self.queue[:2], self.queue[2:]
            super().recall(alert_id)
            self.queue = dotted

    transport = Dotted()
    dispatcher = both(journal, transport)
    dispatcher.add(job(PLAIN, (1, 12)))
    dispatcher.turn(Told())

    dispatcher.ground(PLAIN)
    dispatcher.ground("20261125-1400-unknown")

    assert dict(journal.counts(PLAIN).states) == {A: 2, P: 10}
    dispatcher.run(Told())
    assert len(transport.alerts) == 2


def test_the_hours_are_asked_after_the_beat_was_written(journal: Journal) -> None:
    """The remote may take minutes for it."""
    start(journal, rows(3))
    clock, transport = Clock(), Scripted(accept)
    closing = NOON + timedelta(seconds=1)
    dispatcher = Dispatcher(journal, transport, clock, Ticks(), going=lambda: clock.forward(minutes=2))
    dispatcher.add(job(open=lambda now: now < closing))

    dispatcher.run(Told())

    assert (transport.submitted, journal.counts(ALERT)[P]) == ([], 3)


def test_an_alert_that_cannot_be_made_into_mail_keeps_no_other_from_going(journal: Journal) -> None:
    def cannot(row: SnapshotRow) -> Envelope:
        raise Unmailable(Text("作れません。", "It cannot be made."))

    transport = Counting()
    dispatcher = both(journal, transport)
    broken = job(PLAIN, (0, 12), make_envelope=cannot)
    dispatcher.add(broken)
    dispatcher.add(job(URGENT, (1, 6)))

    dispatcher.run(Told())

    assert broken.trouble is not None
    assert (Counter(transport.alerts), journal.counts(PLAIN)[P]) == ({URGENT: 6}, 12)


def test_a_stop_waits_a_second_for_what_has_its_dot_and_then_cuts_it(journal: Journal) -> None:
    start(journal, rows(3))

    class Hanging(Scripted):
        """Has written its dots, and the relay says nothing."""

        def poll(self, timeout: float) -> list[Outcome]:
            return []

        def recall(self, alert_id: str | None) -> None:
            pass

        def close(self) -> list[Outcome]:
            rest, self.queue = self.queue, []
            return [outcome(one.recipient_id, Q, dot="yes") for one in rest]

    ticks = Ticks()
    dispatcher = Dispatcher(journal, Hanging(accept), Clock(), ticks)
    dispatcher.add(job())
    turns = count()

    assert dispatcher.run(Told(lambda: "stop" if next(turns) > 3 else None)) == "stop"

    assert ticks.now <= 2
    assert dict(journal.counts(ALERT).states) == {Q: 3}


def test_no_relay_no_claim(journal: Journal) -> None:
    transport = Scripted(accept)
    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    assert dispatcher.ask(Told())
    transport.ask = lambda still: Unusable("relay:25: Connection refused", ours=False)  # type: ignore[method-assign]
    with raises(RelayFault, "send/sending/relay-silent", why="relay:25: Connection refused"):
        dispatcher.ask(Told())
    transport.ask = lambda still: Unusable("relay:25: login refused (535)", code=535, ours=True)  # type: ignore[method-assign]
    with raises(RelayFault, "send/sending/setup-broken", sign="relay:25: login refused (535)"):
        dispatcher.ask(Told())


class Unanswering(Scripted):
    """Says nothing for as long as whoever asks has patience; counts how often he looked up."""

    looks = 0

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        while still() and self.looks < 100:
            self.looks += 1
        return Unusable("relay:25: no answer in time", ours=False)


def test_a_stop_is_heeded_while_a_relay_is_asked_for_the_next_claim(journal: Journal) -> None:
    start(journal, rows(3))
    transport = Unanswering(accept, batch=0)
    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    dispatcher.add(job())
    dispatcher.turn(Told())

    with pytest.raises(ToolError, match="no answer in time"):  # the other alerts may go on
        dispatcher.ask(Told(stop=lambda alert: transport.looks >= 2))
    assert (transport.recalled, transport.queue, transport.looks) == ([ALERT], [], 100)


@pytest.mark.parametrize("end", ["stop", "ledger", "signal", "blind"])
def test_the_end_of_a_run_waits_for_no_answer_of_a_relay(journal: Journal, end: Ending) -> None:
    start(journal, rows(3))
    transport = Unanswering(accept, batch=0)
    dispatcher = Dispatcher(journal, transport, Clock(), Ticks())
    dispatcher.add(job())
    dispatcher.turn(Told())

    assert not dispatcher.ask(Told(lambda: end if transport.looks >= 2 else None))
    assert (transport.queue, transport.looks) == ([], 2)


def test_two_alerts_share_the_rate_of_a_destination_and_a_busy_relay_is_waited_for(journal: Journal) -> None:
    clock = Clock()
    polls: list[float] = []
    begin(journal, PLAIN, rows(6))
    begin(journal, URGENT, rows(6))
    given: list[int] = []

    class Slow(Counting):
        def submit(self, envelopes: Sequence[Envelope]) -> None:
            given.append(len(envelopes))
            super().submit(envelopes)

        def poll(self, timeout: float) -> list[Outcome]:
            polls.append(timeout)
            clock.forward(seconds=timeout)
            return super().poll(timeout)

    dispatcher = Dispatcher(journal, Slow(room=2, batch=1), clock, Ticks())
    limits = replace(LIMITS, destinations={"carrier": Destination(("example.test",), 4.0)})
    dispatcher.add(job(PLAIN, (1, 6), limits=limits))
    dispatcher.add(job(URGENT, (0, 6), limits=limits))

    dispatcher.run(Told())

    assert sum(given) == 12
    assert sum(polls) >= 2  # twelve at four a second, of which the first go at once
    assert min(polls) > 0


def test_a_clock_that_was_set_back_keeps_nobody_waiting(journal: Journal) -> None:
    start(journal, rows(1))
    clock = Clock()
    transport = Scripted(lambda one: outcome(one.recipient_id, D, code=450))
    dispatcher = Dispatcher(journal, transport, clock, Ticks())
    dispatcher.add(job())
    dispatcher.run(Told())
    clock.forward(hours=-2)
    journal._file.connection.execute("UPDATE delivery SET next_at = 0")
    dispatcher.run(Told())
    assert transport.submitted == [["r000"], ["r000"]]


def test_a_relay_that_breaks_off_behind_each_dot_leaves_few_in_doubt(journal: Journal) -> None:
    start(journal, rows(3 * BROKEN_DOTS))
    transport = Scripted(lambda one: outcome(one.recipient_id, Q, text="127.0.0.1:25: connection broken"), batch=1)

    with raises(RelayFault, "send/sending/relay-silent", why="127.0.0.1:25: connection broken"):
        run(journal, transport)

    assert journal.counts(ALERT)[Q] == BROKEN_DOTS
    assert journal.counts(ALERT)[P] == 2 * BROKEN_DOTS


def test_a_relay_that_breaks_off_before_each_dot_is_no_good_end(journal: Journal) -> None:
    start(journal, rows(3))
    broken = Scripted(lambda one: outcome(one.recipient_id, P, stage="data", dot="no", text="connection broken"))

    with raises(RelayFault, "send/sending/relay-silent", why="connection broken"):
        run(journal, broken)


def test_what_waits_behind_a_connection_when_the_hours_end_is_taken_back(journal: Journal) -> None:
    """4(2): a slow relay keeps the second of two for a minute past the end."""
    start(journal, rows(4))
    clock = Clock()
    transport = Counting(batch=1)
    end = NOON + timedelta(seconds=30)

    def slow(seconds: float) -> list[Outcome]:
        clock.forward(seconds=20)
        return Counting.poll(transport, seconds)

    transport.poll = slow  # type: ignore[method-assign]
    counts = run(journal, transport, clock=clock, open=lambda now: now < end)

    assert ALERT in transport.recalled
    assert dict(counts.states) == {A: 2, P: 2}
