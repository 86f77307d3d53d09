"""A relay's refusals are believed beside mail that it takes, and no more when it refuses nearly everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_rows import LIMITS, outcome

from haishin.delivery.messages import RelayFault
from haishin.delivery.rows import Outcome
from haishin.delivery.weighing import PROBE, SAMPLE, Answers
from haishin.errors import HaishinError, Refusal
from haishin.model import RowState

P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT
CODES = {A: 250, D: 451, F: 550, P: 554}


def answer(state: RowState, number: int = 0) -> Outcome:
    """``P``: refused for our set-up."""
    text = "RCPT 554" if state is P else ""
    return outcome(f"r{number:03}", state, stage="rcpt", code=CODES[state], ours=state is P, text=text)


def heard(answers: Answers, states: list[RowState]) -> HaishinError | None:
    """Let it hear one after the other until the run has to end; return by what."""
    for number, state in enumerate(states):
        if (why := answers.hear(answer(state, number), LIMITS)) is not None:
            return why
    return None


@given(st.lists(st.sampled_from((A, F, P, D)), max_size=3 * SAMPLE))
def test_a_run_ends_when_the_window_or_the_first_few_are_refused(states: list[RowState]) -> None:
    """The share of ``LIMITS`` is one half."""
    answers = Answers()
    for number, state in enumerate(states):
        so_far = states[: number + 1]
        window = so_far[-SAMPLE:]
        refused = [f"r{number + 1 - len(window) + at:03}" for at, one in enumerate(window) if one is F]
        suspected = [f"r{number + 1 - len(window) + at:03}" for at, one in enumerate(window) if one is P]
        many = len(refused) + len(suspected)
        whole = len(window) == SAMPLE or (A not in so_far and many >= PROBE)
        why = answers.hear(answer(state, number), LIMITS)
        assert (why is not None) is (whole and many * 2 >= len(window))
        assert [one.recipient_id for one in answers.refused] == refused
        assert [one.recipient_id for one in answers.suspected] == suspected
        if why is not None:
            assert isinstance(why, RelayFault if suspected else Refusal)
            assert not answers.believed
            return
    assert answers.believed
    assert (answers.fault is not None) is (P in states[-SAMPLE:] and A not in states)


def test_who_is_refused_while_the_run_ends_is_not_believed_either() -> None:
    answers = Answers()
    assert heard(answers, [F] * PROBE) is not None
    answers.hear(answer(F, SAMPLE + 1), LIMITS)

    assert len(answers.refused) == PROBE + 1


def test_a_relay_that_takes_nobody_s_mail_and_refuses_nobody_is_silent() -> None:
    answers = Answers()
    busy = outcome("r000", P, stage="mail", dot="no", code=451, text="MAIL 451")
    assert [answers.hear(busy, LIMITS) for _ in range(LIMITS.in_flight - 1)] == [None] * (LIMITS.in_flight - 1)
    assert isinstance(answers.fault, RelayFault)
    assert answers.fault.message.en == "The relay does not take mail: MAIL 451"
    assert isinstance(answers.hear(busy, LIMITS), RelayFault)
    answers.hear(answer(D), LIMITS)
    assert answers.fault is None


def test_lines_that_break_behind_every_dot_end_the_run() -> None:
    answers = Answers()
    doubt = outcome("r000", Q, text="connection broken")
    assert {answers.hear(doubt, LIMITS) for _ in range(SAMPLE - 1)} == {None}
    assert isinstance(answers.hear(doubt, LIMITS), RelayFault)


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
