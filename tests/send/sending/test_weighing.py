"""A dead mailbox is given up, and nobody for a relay that refuses everybody: whatever the order of the answers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract.policy import Refusals
from haishin.core.errors import Refusal
from haishin.core.model import RowState
from haishin.send.rows import Envelope, Outcome
from haishin.send.sending.weighing import BROKEN_DOTS, HELD_BACK, Answers, RelayFault
from support.rows import ALERT, LIMITS, envelope, outcome, rows

P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT
W = LIMITS.refusals
BETA = "20261125-1300-beta"

Kind = tuple[RowState, str | None, bool | None]  # the enhanced code, and whether another alert has reached him
TAKEN: Kind = (A, None, None)
DEAD: Kind = (F, "5.1.1", None)
DENIED: Kind = (F, "5.7.1", None)
GONE: Kind = (F, "5.1.1", True)
KNOWN: Kind = (F, "5.1.1", False)
BLAMED: Kind = (P, "5.7.1", None)
LATER: Kind = (D, "4.7.1", None)
WEIGHTS = {DEAD: W.mailbox, DENIED: W.other, GONE: W.reached, KNOWN: 0, BLAMED: W.other}
REFUSED = (DEAD, DENIED, GONE, KNOWN)


def name(number: int) -> str:
    return f"r{number:06}"


def hear(answers: Answers, kind: Kind, number: int, alert: str = ALERT) -> object:
    state, enhanced, reached = kind
    dot = {"stage": "dot"} if state is A else {"stage": "rcpt", "dot": "no"}
    code = {A: 250, D: 451, F: 550, P: 554}[state]
    said = outcome(
        name(number), state, alert, code=code, enhanced=enhanced, ours=state is P, text=f"RCPT {code}", **dot
    )
    return answers.hear(said, LIMITS, reached)


def given_up(answers: Answers, alert: str = ALERT) -> set[str]:
    return set(answers.believed().get(alert, ()))


def end(answers: Answers, waiting: int = 0, *, reached: bool = True) -> None:
    """As the dispatcher does."""
    for alert in answers.undecided:
        answers.end(alert, waiting, reached=reached)


def slowly(kinds: list[Kind], waiting: int, *, reached: bool) -> tuple[set[str], bool]:
    """Who is given up, and whether the alert was stopped, by the words of the policy: every answer looked at anew."""
    taken = A in [kind[0] for kind in kinds]
    gone: set[str] = set()
    for number, kind in enumerate(kinds):
        if kind is KNOWN:
            gone.add(name(number))
        if kind not in REFUSED or kind is KNOWN:
            continue
        points, most = 0, 0
        begin = max([at for at in range(number + 1) if _level(kinds[:at]) == 0], default=0)
        for at in range(begin, len(kinds)):
            points = _step(points, kinds[at])
            most = max(most, points)
            if points == 0 and at >= number:
                break
        if points and most < W.amid:  # the end of the run: nothing comes behind
            points = 0 if max(points, waiting) < (W.edge if taken or reached else W.unreached) else points
        if points == 0 and most < W.amid:
            gone.add(name(number))
    return gone, _row(kinds) >= (W.amid if taken else W.edge)


def _step(points: int, kind: Kind) -> int:
    return max(points - 1, 0) if kind is TAKEN else min(points + WEIGHTS.get(kind, 0), W.amid)


def _level(kinds: list[Kind]) -> int:
    points = 0
    for kind in kinds:
        points = _step(points, kind)
    return points


def _row(kinds: list[Kind]) -> int:
    row = 0
    for kind in kinds:
        row = 0 if kind is TAKEN else row + WEIGHTS.get(kind, 0)
    return row


@given(
    st.lists(st.sampled_from([TAKEN] * 6 + [DEAD] * 3 + [DENIED, GONE, KNOWN, BLAMED, LATER]), max_size=80),
    st.booleans(),
    st.sampled_from([0, W.unreached - 1, W.unreached, W.edge - 1, W.edge]),
    st.integers(1, 9),
)
@example([DEAD] * 30 + [TAKEN] * 30 + [DEAD], False, 0, 3)
@example([TAKEN] + [GONE] * 7 + [TAKEN] * 24 + [DEAD, TAKEN, TAKEN], False, 0, 1)
@example([KNOWN] * 20, False, 0, 5)
def test_who_is_given_up_and_when_an_alert_stops(kinds: list[Kind], reached: bool, waiting: int, commit: int) -> None:
    """However the answers are parted into commits, and by another alert's in between."""
    answers, gone = Answers(), set[str]()
    for number, kind in enumerate(kinds):
        hear(answers, kind, number)
        hear(answers, TAKEN if number % 3 else DEAD, number, BETA)
        if number % commit == 0:
            gone |= given_up(answers)
    believed, stops = slowly(kinds, waiting, reached=reached)
    assert answers.stops(ALERT) is stops
    end(answers, waiting, reached=reached or TAKEN in kinds)
    assert gone | given_up(answers) == believed


@given(st.lists(st.sampled_from([TAKEN, DEAD, DENIED, GONE, BLAMED]), max_size=60), st.integers(0, 200))
def test_nobody_is_given_up_for_a_relay_that_refuses_everybody_from_some_moment_on(
    before: list[Kind], behind: int
) -> None:
    """But for the few of whom an alert's last mails consist."""
    answers = Answers()
    for number, kind in enumerate(before):
        hear(answers, kind, number)
    given_up(answers)
    for number in range(behind):
        hear(answers, DEAD, len(before) + number)
    end(answers)
    wrongly = {name(len(before) + number) for number in range(behind)} & given_up(answers)
    assert len(wrongly) < W.edge
    assert not wrongly or behind < W.edge
    if behind >= W.amid:
        assert answers.stops(ALERT)


@pytest.mark.parametrize("dead", [0.03, 0.1, 0.3])
@pytest.mark.parametrize("seed", range(3))
def test_an_old_list_is_never_doubted(dead: float, seed: int) -> None:
    """200,000 in the random order of their ids; one by one, as who looks at each answer would see it."""
    dice, answers, gone = Random(f"{dead} {seed}"), Answers(), 0
    for number in range(200_000):
        hear(answers, DEAD if dice.random() < dead else TAKEN, number)
        assert not answers.stops(ALERT)
        gone += len(given_up(answers))
    end(answers)
    gone += len(given_up(answers))
    assert abs(gone - 200_000 * dead) < 1_000


@pytest.mark.parametrize(("kind", "share"), [(DEAD, 0.6), (DENIED, 0.45), (GONE, 0.3)])
def test_a_relay_that_refuses_a_part_of_everybody_is_not_believed(kind: Kind, share: float) -> None:
    """As behind a balancer of which some have lost the table. Mail that is taken goes on all the same."""
    dice, answers, gone = Random(str(share)), Answers(), 0
    for number in range(20_000):
        hear(answers, kind if dice.random() < share else TAKEN, number)
        gone += len(given_up(answers))
    assert gone < 20_000 * share / 20


def named(number: int, alert: str = ALERT) -> Envelope:
    return replace(envelope(rows(1)[0], alert), recipient_id=name(number))


@given(st.data(), st.lists(st.sampled_from([TAKEN, TAKEN, TAKEN, DEAD, GONE, KNOWN, LATER]), max_size=4 * 4))
def test_in_whatever_order_the_answers_come_they_are_weighed_in_that_of_the_mails(
    data: st.DataObject, kinds: list[Kind]
) -> None:
    """So many at once as are held back for an earlier one."""
    answers = Answers()
    answers.begin([named(number) for number in range(len(kinds))], LIMITS)
    for number in data.draw(st.permutations(range(len(kinds)))):
        hear(answers, kinds[number], number)
    believed, stops = slowly(kinds, 0, reached=False)
    assert answers.stops(ALERT) is stops
    end(answers, reached=TAKEN in kinds)
    assert given_up(answers) == believed


def test_one_that_hangs_keeps_the_others_from_being_weighed_not_for_ever() -> None:
    answers, most = Answers(), HELD_BACK * LIMITS.in_flight
    answers.begin([named(number) for number in range(most)], LIMITS)
    for number in range(1, most):
        hear(answers, DEAD, number)
    assert not answers.stops(ALERT)  # the first may yet be taken
    answers.begin([named(most)], LIMITS)
    assert answers.stops(ALERT)
    hear(answers, DEAD, most)
    hear(answers, TAKEN, 0)
    assert not answers.stops(ALERT)


def test_what_one_alert_is_refused_keeps_no_other() -> None:
    answers = Answers()
    for number in range(W.edge):
        hear(answers, DEAD, number)
    assert (answers.stops(ALERT), answers.stops(BETA)) == (True, False)
    hear(answers, TAKEN, 0, BETA)
    assert (answers.stops(ALERT), answers.stops(BETA)) == (True, False)
    end(answers)
    assert given_up(answers) == set()


def test_mail_that_is_taken_after_all_ends_a_stop() -> None:
    answers = Answers()
    for number in range(W.edge):
        hear(answers, DEAD, number)
    hear(answers, TAKEN, W.edge)
    assert not answers.stops(ALERT)


@pytest.mark.parametrize(
    ("code", "enhanced", "stage", "points"),
    [
        (550, "5.1.1", "rcpt", W.mailbox),
        (550, "5.1.10", "dot", W.mailbox),
        (552, "5.2.2", "dot", W.mailbox),
        (550, None, "rcpt", W.mailbox),
        (553, None, "rcpt", W.mailbox),
        (550, None, "dot", W.other),  # some servers say so of a text that they filter
        (554, None, "rcpt", W.other),
        (550, "5.7.1", "rcpt", W.other),
        (554, "5.6.0", "dot", W.other),
    ],
)
def test_what_a_refusal_of_somebody_unknown_weighs(code: int, enhanced: str | None, stage: str, points: int) -> None:
    answers = Answers()
    answers.hear(outcome("r", F, stage=stage, code=code, enhanced=enhanced), LIMITS)
    hear(answers, TAKEN, 0)
    assert (given_up(answers) == {"r"}) is (points == 1)


def test_a_refusal_without_a_relay_s_word_is_not_weighed() -> None:
    """Of an address that the relay's dialogue cannot name: nobody was asked."""
    answers = Answers()
    for number in range(W.edge):
        answers.hear(outcome(name(number), F, stage="rcpt", dot="no", enhanced="5.6.7"), LIMITS)
    assert (answers.stops(ALERT), answers.fault) == (False, None)


# --- what ends a run ----------------------------------------------------------------------------


def test_a_relay_that_takes_nobody_s_mail_and_refuses_nobody_is_silent() -> None:
    answers = Answers()
    busy = outcome("r000", P, stage="mail", dot="no", code=451, text="MAIL 451")
    assert [answers.hear(busy, LIMITS) for _ in range(LIMITS.in_flight - 1)] == [None] * (LIMITS.in_flight - 1)
    assert isinstance(answers.fault, RelayFault)
    assert answers.fault.message == Message("send/sending/relay-silent", why="MAIL 451")
    assert isinstance(answers.hear(busy, LIMITS), RelayFault)
    hear(answers, LATER, 1)
    assert answers.fault is None


def test_lines_that_break_behind_every_dot_end_the_run() -> None:
    answers = Answers()
    doubt = outcome("r000", Q, text="connection broken")
    assert {answers.hear(doubt, LIMITS) for _ in range(BROKEN_DOTS - 1)} == {None}
    assert isinstance(answers.hear(doubt, LIMITS), RelayFault)


@pytest.mark.parametrize(
    ("kinds", "fault"),
    [
        ([DEAD] * W.edge, Refusal),
        ([DEAD] * (W.edge - 1), None),
        ([BLAMED], RelayFault),
        ([DEAD] * W.edge + [BLAMED], RelayFault),
        ([TAKEN] + [BLAMED] * W.amid, None),  # the alarm of those who wait says so
        ([TAKEN] + [DEAD] * W.amid, None),
        ([KNOWN] * 50, None),
    ],
)
def test_where_nothing_was_taken_the_run_says_why(kinds: list[Kind], fault: type[Exception] | None) -> None:
    answers = Answers()
    for number, kind in enumerate(kinds):
        assert hear(answers, kind, number) is None
    assert answers.fault is None if fault is None else isinstance(answers.fault, fault)


def test_who_is_blamed_in_a_stop_is_named() -> None:
    answers = Answers()
    for number, kind in enumerate([BLAMED, TAKEN, *[BLAMED, DEAD] * W.amid]):
        hear(answers, kind, number)
    assert answers.blamed == {ALERT: [name(2 + 2 * number) for number in range(W.amid)]}


@pytest.mark.parametrize(
    ("one", "ends"),
    [
        (outcome("r000", P, stage="mail", dot="no", code=530, text="MAIL 530", ours=True), True),
        (outcome("r000", P, stage="connect", dot="no", text="relay:25: refused"), True),
        (outcome("r000", P, stage="connect", dot="no"), False),  # we took it back
        (outcome("r000", P, stage="data", dot="no", text="connection broken"), False),
    ],
)
def test_what_ends_a_run_at_once(one: Outcome, ends: bool) -> None:
    assert (Answers().hear(one, LIMITS) is not None) is ends


def test_the_shipped_weights_are_those_of_the_walk() -> None:
    """Three dead in ten at most, or eight in a thousand who were reached before: e^(-θ·amid) with θ = ln(7/3)."""
    shipped, up = Refusals(), 7 / 3
    for weight, share in ((shipped.mailbox, 0.3), (shipped.other, 0.11), (shipped.reached, 0.008)):
        assert share * up**weight + (1 - share) / up <= 1
    assert up**-shipped.amid < 1e-9
