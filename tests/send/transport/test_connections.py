"""Several connections to several relays: what is under way at once, what is taken back, what is left at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.model import RowState
from haishin.send.rows import Envelope, Outcome
from haishin.send.transport import arrivals, routes, smtp
from haishin.send.transport import dialogue as dialogues
from haishin.send.transport.dialogue import Ticket
from haishin.send.transport.loop import Loop
from haishin.send.transport.pipelined import PipelinedConnection
from haishin.send.transport.plain import PlainConnection
from haishin.send.transport.relay import Client, parse
from haishin.send.transport.routes import LONGEST_REST_SECONDS, NEAR, REST_SECONDS, VAIN, Route, Routes
from support.rows import ALERT
from support.sink import AND_GONE, CLOSE, RESET, TAKE_AND_CLOSE, Gate, Nobody, Sink
from support.transport import (
    awaited,
    begin,
    begun,
    dialogue,
    mailed,
    mails,
    patient,
    send,
    transport_over,
    transport_to,
)

__all__ = ["dialogue"]  # the fixture

P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT


# --- how many connections -------------------------------------------------------------------------------------------


def test_connections_are_made_while_all_are_busy_and_kept() -> None:
    with Gate("DOT", times=3) as sink:
        transport = transport_to(sink, connections=3)
        assert transport.ask(patient) is None
        left = mails(50)
        for _ in range(3):  # each connection waits for its reply while another is made
            while not sink.asked.acquire(blocking=False):
                begin(transport, left)
                assert transport.poll(0.01) == []
        sink.gate.set()
        outcomes = [*awaited(transport, 50 - len(left)), *mailed(transport, left)]
        transport.close()

    assert {one.state for one in outcomes} == {A}
    assert sink.connections == 3
    assert len(sink.taken) == 50


def test_what_ends_within_a_moment_comes_back_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One commit for each mail would cost the disk as much as the relay's own queue does."""
    monkeypatch.setattr(arrivals, "GATHER_SECONDS", 60)
    with Sink() as sink:
        transport = transport_to(sink)
        transport.submit(mails(8))
        first = len(transport.poll(60))
        awaited(transport, 8 - first)
        transport.close()

    assert first >= 4


def test_twice_as_many_as_have_ended_may_come_behind_so_that_no_connection_waits_for_a_commit() -> None:
    with Gate("DOT") as sink:
        transport = transport_to(sink)
        assert transport.ask(patient) is None
        at_rest = transport.room
        transport.submit(mails(5))
        assert transport.room == 0
        sink.gate.set()
        awaited(transport, 5)
        after_five = transport.room
        transport.submit(mails(6)[5:])
        awaited(transport, 1)
        after_one = transport.room
        transport.close()

    assert (after_five, after_one) == (at_rest + 10, at_rest + 2)


def test_the_farther_a_relay_the_more_connections_are_of_use() -> None:
    def most(milliseconds: float, round_trips: int = 4) -> int:
        route = Route(parse("smtp://127.0.0.1"), 50)
        route.add(stub(route, milliseconds, round_trips))
        return route.most

    assert [most(0.05), most(1), most(30), most(30, 1)] == [NEAR, 40, 50, 50]
    assert [most(0.05, 1), most(1, 1), most(3, 1)] == [NEAR, 10, 30]
    assert Route(parse("smtp://127.0.0.1"), 4).most == 4


def stub(route: Route, milliseconds: float, round_trips: int = 4) -> Any:
    class Stub:
        client = Client()
        slots = 1

    made = Stub()
    made.client.round_trip = milliseconds / 1000
    made.round_trips = round_trips  # type: ignore[attr-defined]
    return made


def test_relays_share_connections_by_the_rate_at_which_they_answer() -> None:
    both = Routes([parse("smtp://127.0.0.1:1"), parse("smtp://127.0.0.1:2")], 20)
    fast, slow = both
    for route, seconds in ((fast, 0.01), (slow, 0.04)):
        for _ in range(20):
            route.add(stub(route, 20))
        route.carried(seconds)

    assert (fast.rate, slow.rate) == (2000, 500)
    assert [both.share(route) for route in both] == [20, 5]
    assert [both.surplus(route) for route in both] == [False, True]
    for _ in range(200):
        slow.carried(0.01)
    assert both.share(slow) == 20


def test_whom_one_relay_refused_keeps_nobody_from_it_while_the_other_is_busy() -> None:
    transport = transport_over(["smtp://127.0.0.1:1", "smtp://127.0.0.1:2"])
    busy, refusing = transport._routes
    given = list[Ticket]()
    for route in (busy, refusing):
        connection = stub(route, 1)
        connection.load, connection.give = 0, given.append
        route.add(connection)
        transport._connections.add(connection)
    busy.free.clear()
    refused, first, second = (Ticket(mail) for mail in mails(3))
    refused.refused_by = refusing
    transport._begin([refused, first, second])

    assert (given, [*transport._waiting]) == ([first], [refused, second])


# --- asking ---------------------------------------------------------------------------------------------------------


def test_asking_keeps_the_connection() -> None:
    with Sink() as sink:
        transport = transport_to(sink)
        assert [transport.ask(patient), transport.ask(patient)] == [None, None]
        assert [one.state for one in mailed(transport, mails(1))] == [A]
        transport.close()

    assert sink.connections == 1
    assert [line.split()[0] for line in sink.commands] == [
        "ehlo",
        "noop",
        "noop",
        "noop",
        "MAIL",
        "RCPT",
        "DATA",
        "quit",
    ]


def test_asking_finds_out_that_the_relay_has_hung_up() -> None:
    with Sink({"NOOP": ["250 ok", "250 ok", CLOSE]}) as sink:
        transport = transport_to(sink)
        assert [transport.ask(patient), transport.ask(patient)] == [None, None]
        transport.close()

    assert sink.connections == 2


def test_asking_says_why_no_mail_can_go() -> None:
    with Nobody() as gone, Sink({"GREETING": ["554 5.3.2 not here"] * 2}) as sink:
        transport = transport_to(gone, sink)
        why = transport.ask(patient)
        again = transport.ask(patient)
        transport.close()

    assert why is not None
    assert again is not None
    assert (why.text, why.code, why.ours) == (
        f"127.0.0.1:{gone.port}: Connection refused / 127.0.0.1:{sink.port}: 554 5.3.2",
        554,
        True,
    )
    assert again.text == why.text


def test_asking_a_relay_that_hangs_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "ASK_SECONDS", 0.1)
    with Gate("GREETING") as sink:
        transport = transport_to(sink)
        why = transport.ask(patient)
        assert transport.close() == []
        sink.gate.set()

    assert why is not None
    assert (why.text, why.ours) == (f"127.0.0.1:{sink.port}: no answer in time", False)


@pytest.mark.parametrize("verb", ["GREETING", "NOOP", "DOT"])
def test_whoever_asks_a_relay_that_hangs_hears_a_stop_meanwhile(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one connection hangs by the question, or behind a dot: what has none is called back, and nobody waits on."""
    monkeypatch.setattr(dialogues, "MOMENT_SECONDS", 0.01)
    monkeypatch.setattr(smtp, "ASK_SECONDS", 3600)
    with Gate(verb) as sink:
        transport = transport_to(sink)
        transport.submit(mails(3))
        assert sink.asked.acquire()
        turns = 0

        def still() -> bool:
            nonlocal turns
            turns += 1
            transport.recall(ALERT)
            return turns < 3

        why = transport.ask(still)
        outcomes = [*transport.poll(60), *transport.close()]
        sink.gate.set()

    assert why is not None
    assert (why.text, why.ours, turns) == (f"127.0.0.1:{sink.port}: no answer in time", False, 3)
    assert Counter(one.state for one in outcomes) == ({Q: 1, P: 2} if verb == "DOT" else {P: 3})
    assert len(sink.taken) <= 1


def test_a_connection_that_breaks_by_the_question_is_no_answer() -> None:
    with Sink({"NOOP": ["250 ok", CLOSE, CLOSE]}) as sink:
        transport = transport_to(sink)
        why = transport.ask(patient)
        transport.close()

    assert why is not None
    assert why.text == f"127.0.0.1:{sink.port}: connection broken"


def test_a_relay_that_lets_us_in_for_nothing_is_given_up_and_asked_again_by_the_next() -> None:
    with Sink({"NOOP": [AND_GONE] * VAIN}) as sink:
        transport = transport_to(sink)
        outcomes = begun(transport, mails(2 * VAIN))
        made = sink.connections
        later = mailed(transport, mails(3))
        transport.close()

    assert {one.state for one in outcomes} == {P}
    assert made == VAIN
    given_back = [one for one in outcomes if one.stage == "connect"]
    assert len(given_back) >= VAIN
    assert {one.text for one in given_back} == {f"127.0.0.1:{sink.port}: lets us in and hangs up"}
    assert {one.state for one in later} == {A}


def test_who_lets_in_one_connection_of_several_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REST_SECONDS", LONGEST_REST_SECONDS)  # its rest does not end meanwhile
    with Sink({"NOOP": ["250 ok", *[AND_GONE] * 99]}) as sink:
        transport = transport_to(sink, connections=4)
        outcomes = mailed(transport, mails(60))
        transport.close()

    assert {(one.state, one.stage) for one in outcomes} <= {(A, "dot"), (P, "mail")}
    assert len(sink.taken) >= 60 - 4


# --- several relays -------------------------------------------------------------------------------------------------


def test_all_relays_are_used_and_one_that_is_gone_is_left_out() -> None:
    with Nobody() as gone, Gate("DOT") as one, Gate("DOT") as other:
        transport = transport_to(gone, one, other)
        assert transport.ask(patient) is None
        left = mails(8)
        for sink in (one, other):
            while not sink.asked.acquire(blocking=False):
                begin(transport, left)
                assert transport.poll(0.01) == []
        one.gate.set()
        other.gate.set()
        outcomes = [*awaited(transport, 8 - len(left)), *mailed(transport, left)]
        transport.close()

    assert {outcome.state for outcome in outcomes} == {A}
    assert (one.connections, other.connections) == (1, 1)


def test_a_relay_that_takes_no_mail_rests_while_another_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REST_SECONDS", LONGEST_REST_SECONDS)
    with Sink({"MAIL": ["451 4.3.0 busy"] * 99}) as busy, Sink() as sink:
        transport = transport_to(busy, sink)
        while any(not route.connections for route in transport._routes):
            assert transport.ask(patient) is None
        outcomes = mailed(transport, mails(40))
        transport.close()

    refused = sum(line.startswith("MAIL") for line in busy.commands)
    assert refused <= PipelinedConnection.slots
    assert Counter(one.state for one in outcomes) == {A: 40}
    assert busy.commands[-1] == "quit"


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("MAIL", "554 5.7.1 not you"),
        ("MAIL", "451 4.3.0 busy"),
        ("RCPT", "550 5.1.1 unknown"),
        ("RCPT", "554 5.7.1 Relay access denied"),
        ("RCPT", "451 4.3.0 later"),
        ("RCPT", "421 4.3.2 going down"),
        ("DATA", "554 5.5.1 no"),
    ],
)
def test_whom_one_relay_refuses_another_one_is_asked(verb: str, reply: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REST_SECONDS", LONGEST_REST_SECONDS)
    with Sink({verb: [reply] * 999, "NOOP": ["250 ok"] * 999}) as refusing, Gate("DOT") as other:
        transport = transport_to(refusing, other)
        while any(not route.connections for route in transport._routes):
            assert transport.ask(patient) is None
        other.gate.set()
        outcomes = mailed(transport, mails(60))
        transport.close()

    assert {one.state for one in outcomes} == {A}
    assert Counter(address for address, _ in other.taken) == {f"r{number:03}@example.test": 1 for number in range(60)}
    assert sum(line.startswith("MAIL") for line in refusing.commands) <= routes.REFUSALS + PipelinedConnection.slots


def test_whom_all_relays_refuse_is_refused_by_the_last_of_them() -> None:
    gone = {"r000@example.test": ["550 5.1.1 unknown"] * 9}
    with Sink(by_recipient=gone) as one, Sink(by_recipient=gone) as other:
        transport = transport_to(one, other)
        while any(not route.connections for route in transport._routes):
            assert transport.ask(patient) is None
        outcomes = mailed(transport, mails(9))
        transport.close()

    assert Counter(outcome.state for outcome in outcomes) == {A: 8, F: 1}
    assert [sum("r000@" in line for line in sink.commands if "RCPT" in line) for sink in (one, other)] == [1, 1]


def test_where_the_other_relay_is_gone_the_refusal_counts() -> None:
    with Sink({"RCPT": ["550 5.1.1 unknown"]}) as one, Nobody() as gone:
        outcomes = send(transport_to(one, gone), mails(2))

    assert [outcome.state for outcome in outcomes] == [F, A]


# --- what is told of each of several ---------------------------------------------------------------------------------


def test_of_several_relays_each_that_takes_nothing_is_named_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REFUSALS", 2)
    with Sink() as sink, Nobody() as gone, Sink({"RCPT": ["550 5.1.1 no"] * 99}) as refusing:
        transport = transport_to(sink, gone, refusing)
        assert set(transport.tried.values()) == {None}
        while None in transport.tried.values():
            assert transport.ask(patient) is None
        outcomes = begun(transport, mails(2))  # each idle relay gets one, and the refused one goes to the other then
        outcomes += begun(transport, mails(4)[2:])
        told = transport.tried
        transport.close()

    assert {one.state for one in outcomes} == {A}
    assert told == {
        f"127.0.0.1:{sink.port}": "",
        f"127.0.0.1:{gone.port}": f"127.0.0.1:{gone.port}: Connection refused",
        f"127.0.0.1:{refusing.port}": f"127.0.0.1:{refusing.port}: refuses recipients whom another relay takes",
    }


def test_a_relay_of_which_nothing_was_needed_or_whom_another_refuses_too_is_no_trouble() -> None:
    with Sink({"RCPT": ["550 5.1.1 no"] * 99}) as one, Sink({"RCPT": ["550 5.1.1 no"] * 99}) as other:
        transport = transport_to(one, other)
        assert {outcome.state for outcome in mailed(transport, mails(20))} == {F}
        assert {*transport.tried.values()} <= {"", None}
        transport.close()


def test_a_relay_that_is_back_is_named_no_more() -> None:
    route = Route(parse("smtp://127.0.0.1:25"), 1)
    assert route.trouble is None
    for _ in range(VAIN):
        route.in_vain(0, silent=True)
    assert route.trouble == "127.0.0.1:25: lets us in and hangs up"
    route.took = True
    assert route.trouble == ""


def test_of_a_lone_relay_nothing_is_told() -> None:
    """Where it takes nothing the run itself says so."""
    with Sink() as sink:
        transport = transport_to(sink)
        mailed(transport, mails(1))
        assert transport.tried == {}
        transport.close()


def test_a_lone_relay_that_takes_no_mail_is_asked_for_each() -> None:
    with Sink({"MAIL": ["451 4.3.0 busy"] * 2}) as sink:
        transport = transport_to(sink)
        outcomes = mailed(transport, mails(3))
        transport.close()

    assert [one.state for one in outcomes] == [P, P, A]
    assert sink.connections == 1


def test_the_rest_of_a_relay_doubles_and_ends_with_mail() -> None:
    route = Route(parse("smtp://127.0.0.1"), 4)
    now, rests = 0.0, []
    for _ in range(12):
        route.fail(now, resting=True)
        route.fail(now, resting=True)  # another connection, the same failure
        assert route.rests(now)
        rests.append(route.again - now)
        now = route.again
        assert not route.rests(now)
    assert rests[:4] == [REST_SECONDS * factor for factor in (1, 2, 4, 8)]
    assert rests[-1] == LONGEST_REST_SECONDS
    route.carried(0.1)
    route.fail(now, resting=True)
    assert route.again - now == REST_SECONDS


def test_a_relay_that_was_gone_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REST_SECONDS", 0)
    with Gate("DOT") as one, Sink({"GREETING": [CLOSE]}) as late:
        transport = transport_to(one, late)
        while not [*transport._routes][1].failure:
            assert transport.ask(patient) is None
        transport.submit(mails(1))
        assert one.asked.acquire()
        while not late.taken:  # the first is still busy
            transport.submit(mails(2)[1:] if transport.room else [])
            transport.poll(0.01)
        one.gate.set()
        transport.close()

    assert late.connections == 2


def test_what_was_not_begun_moves_to_another_relay() -> None:
    with Sink({"MAIL": ["250 ok", CLOSE], "GREETING": ["220 ok", CLOSE]}) as one, Gate("GREETING") as other:
        transport = transport_to(one, other)
        assert [outcome.state for outcome in mailed(transport, mails(1))] == [A]
        transport.submit(mails(2)[1:])
        other.gate.set()
        assert [outcome.state for outcome in awaited(transport, 1)] == [A]
        transport.close()

    assert [len(one.taken), len(other.taken)] == [1, 1]


def test_what_has_its_dot_moves_nowhere() -> None:
    with Sink({"DOT": [TAKE_AND_CLOSE]}) as one, Sink({"DOT": [TAKE_AND_CLOSE]}) as other:
        transport = transport_to(one, other)
        assert [outcome.state for outcome in mailed(transport, mails(1))] == [Q]
        transport.close()

    assert len(one.taken) + len(other.taken) == 1


# --- taking back, hanging up ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["GREETING", "MAIL", "RCPT", "DATA"])
def test_what_is_recalled_before_its_dot_never_gets_one(verb: str) -> None:
    with Gate(verb) as sink:
        transport = transport_to(sink)
        transport.submit([*mails(2), *mails(1, "20261125-1300-other")])
        assert sink.asked.acquire()
        transport.recall(ALERT)
        recalled = transport.poll(60)
        sink.gate.set()
        (other,) = awaited(transport, 1)
        transport.close()

    assert recalled == [Outcome(ALERT, one.recipient_id, P, "connect", "no") for one in mails(2)]
    assert (other.alert_id, other.state) == ("20261125-1300-other", A)
    assert len(sink.taken) == 1


def test_what_has_its_dot_is_awaited_after_a_recall() -> None:
    with Gate("DOT") as sink:
        transport = transport_to(sink)
        transport.submit(mails(2))
        assert sink.asked.acquire()
        transport.recall(None)
        assert [(one.recipient_id, one.state) for one in transport.poll(60)] == [("r001", P)]
        sink.gate.set()
        assert [(one.recipient_id, one.state) for one in transport.poll(60)] == [("r000", A)]
        transport.close()

    assert len(sink.taken) == 1


@pytest.mark.parametrize(
    ("verb", "state", "stage"),
    [("GREETING", P, "connect"), ("MAIL", P, "connect"), ("DATA", P, "connect"), ("DOT", Q, "dot")],
)
def test_a_relay_that_hangs_keeps_nobody_from_hanging_up(
    verb: str, state: RowState, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everywhere at once; who has no dot is mailed in the next run."""
    waited: list[float] = []

    def noting(wait: Callable[[Any, float], None]) -> Callable[[Any, float], None]:
        return lambda self, seconds: waited.append(seconds) or wait(self, seconds)

    for kind, name in ((PipelinedConnection, "join"), (PlainConnection, "join"), (Loop, "close")):
        monkeypatch.setattr(kind, name, noting(getattr(kind, name)))
    with Gate(verb, times=3) as one, Gate(verb, times=3) as other:
        transport = transport_to(one, other, connections=3)
        transport.submit(mails(24))
        assert one.asked.acquire()
        assert other.asked.acquire()
        rest = transport.close()
        one.gate.set()
        other.gate.set()

    by_id = {outcome.recipient_id: outcome for outcome in rest}
    assert len(rest) == len(by_id) == 24
    assert max(waited, default=0) <= smtp.CLOSE_SECONDS  # each from the same moment on
    behind = [one for one in rest if (one.state, one.stage, one.dot == "no") == (state, stage, state is P)]
    assert len(behind) >= 2
    assert all(one in behind or (one.state, one.dot) == (P, "no") for one in rest)
    assert transport.close() == []


def test_a_crash_of_ours_is_told_and_stops() -> None:
    (good,) = mails(1)
    odd = Envelope(ALERT, "odd", "b@return.test", "\ud800@example.test", good.head, good.body)
    with Sink(extensions=["SMTPUTF8"]) as sink:
        transport = transport_to(sink)
        (outcome,) = mailed(transport, [odd])
        transport.close()

    assert (outcome.state, outcome.dot, outcome.ours, outcome.text) == (P, "no", True, "mail: UnicodeEncodeError")


# --- everybody exactly once -----------------------------------------------------------------------------------------

FAULTS = {
    "GREETING": [CLOSE, "421 4.3.2 busy"],
    "MAIL": ["451 4.3.0 busy", "421 4.3.2 down", CLOSE, RESET],
    "RCPT": ["450 4.2.1 later", "550 5.1.1 unknown", "421 4.3.2 down", CLOSE, "nonsense"],
    "DATA": ["451 4.3.0 later", "554 5.5.1 no", "421 4.3.2 down", RESET, "250 odd"],
    "DOT": ["451 4.3.0 later", "550 5.7.1 no", "421 4.3.2 down", CLOSE, RESET, TAKE_AND_CLOSE, "nonsense"],
    "RSET": ["500 what?", CLOSE],
}


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, list[str]]:
    """For each verb what is said to the first dozen of its kind."""
    good = {"GREETING": "220 ok", "DATA": "354 go on"}
    return {
        verb: draw(st.lists(st.sampled_from([good.get(verb, "250 ok"), *faults]), max_size=12))
        for verb, faults in FAULTS.items()
    }


@given(relays=st.lists(scripts(), min_size=1, max_size=2), connections=st.integers(1, 4), stop=st.integers(0, 30))
def test_everybody_has_one_outcome_and_nobody_gets_two(
    relays: list[dict[str, list[str]]], connections: int, stop: int
) -> None:
    """Whatever relays say, and whenever a recall and the end come."""
    sinks = [Sink(script) for script in relays]
    transport = transport_to(*sinks, connections=connections)
    left, outcomes = mails(24), []
    while len(outcomes) < stop and left:
        count = max(transport.room, 1)
        transport.submit(left[:count])
        left = left[count:]
        outcomes += transport.poll(0.05)
    transport.recall(ALERT if stop % 2 else None)
    outcomes += transport.poll(0)
    outcomes += transport.close()
    for sink in sinks:
        sink.close()

    assert sorted(one.recipient_id for one in outcomes) == sorted(
        one.recipient_id for one in mails(24)[: 24 - len(left)]
    )
    copies = Counter(address.partition("@")[0] for sink in sinks for address, _ in sink.taken)
    for one in outcomes:
        if one.state is A:
            assert copies[one.recipient_id] == 1, one
        elif one.state is Q:
            assert copies[one.recipient_id] <= 1, one
        else:
            assert copies[one.recipient_id] == 0, one
