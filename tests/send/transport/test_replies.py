from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.model import RowState
from haishin.send.rows import Stage
from haishin.send.transport.replies import SAID_BYTES, Reply, ReplyBuffer, codes, parted, read

TARO = "taro.yamada@example.test"
P, D, F, A, Q = RowState.PENDING, RowState.DEFERRED, RowState.FAILED, RowState.ACCEPTED, RowState.IN_DOUBT
STAGES: tuple[Stage, ...] = ("mail", "rcpt", "data", "dot")


@pytest.mark.parametrize(
    ("stage", "code", "state", "hang_up"),
    [
        ("mail", 450, P, False),
        ("rcpt", 450, D, False),
        ("rcpt", 452, D, False),
        ("rcpt", 550, F, False),
        ("rcpt", 551, F, False),
        ("rcpt", 552, D, False),
        ("rcpt", 553, F, False),
        ("data", 451, D, False),
        ("data", 554, F, False),
        ("data", 250, P, True),
        ("rcpt", 354, P, True),
        ("dot", 250, A, False),
        ("dot", 251, A, False),
        ("dot", 452, D, False),
        ("dot", 552, F, False),
        ("dot", 550, F, False),
        ("dot", 354, Q, True),
        ("dot", -1, Q, True),
        ("dot", 999, Q, True),
        ("mail", -1, P, True),
        *[(stage, 421, P, True) for stage in STAGES],
    ],
)
def test_each_stage(stage: Stage, code: int, state: RowState, hang_up: bool) -> None:
    assert read(stage, code, b"no", "") == Reply(state, code, None, "no", hang_up=hang_up)


@pytest.mark.parametrize(
    ("stage", "code", "said"),
    [
        ("mail", 550, "5.7.1 not you"),
        ("mail", 552, "5.3.4 too big"),
        ("rcpt", 530, "5.7.0 Must issue a STARTTLS command first"),
        ("dot", 550, "5.7.26 unauthenticated"),
        ("dot", 550, "5.7.28 too many"),
        ("dot", 550, "5.7.30 x"),
        ("dot", 550, "5.7.515 Access denied"),
        ("rcpt", 550, "5.1.8 <b@return.test>: Sender address rejected: Domain not found"),
        ("rcpt", 550, "5.1.7 <b@return.test>: Sender address rejected"),
        ("rcpt", 554, "5.7.1 <a@b.test>: Relay access denied"),
        ("rcpt", 550, "relaying not permitted"),
        ("rcpt", 550, "5.7.1 Unable to relay"),
        ("dot", 550, "5.7.1 DMARC policy"),
        ("dot", 550, "SPF check failed"),
        ("dot", 550, "5.7.0 authentication required"),
    ],
)
def test_our_own_fault(stage: Stage, code: int, said: str) -> None:
    reading = read(stage, code, said.encode(), "")

    assert reading.ours
    assert reading.state is RowState.PENDING


@pytest.mark.parametrize(
    ("stage", "code", "said"),
    [
        ("rcpt", 550, "5.1.1 User unknown in relay recipient table"),
        ("rcpt", 550, "User unknown in relay recipient table"),
        ("rcpt", 550, "5.7.1 blocked by the user"),
        ("dot", 550, "5.7.25 reverse DNS"),
        ("dot", 550, "5.7.31 x"),
        ("dot", 450, "4.7.1 authentication later"),
        ("mail", 450, "4.7.1 later"),
    ],
)
def test_not_our_fault(stage: Stage, code: int, said: str) -> None:
    assert not read(stage, code, said.encode(), "").ours


def test_an_address_that_says_dkim_is_not_our_fault() -> None:
    """A resident may choose his address, and must not stop everybody's mail by it."""
    for said in (b"5.7.1 <dkim@example.test>: blocked", b"blocked: DKIM@example.test", b"5.7.1 dkim is blocked"):
        assert not read("rcpt", 550, said, "dkim@example.test").ours
    assert read("dot", 550, b"5.7.1 <taro@example.test>: DKIM failed", "taro@example.test").ours


def test_enhanced_code_and_words_are_told_apart() -> None:
    reading = read("rcpt", 550, b"5.1.1 no such\nuser", TARO)

    assert (reading.enhanced, reading.said) == ("5.1.1", "no such user")


@pytest.mark.parametrize("said", ["5.1 odd", "15.1.1 odd", "5.1.1111 odd", "3.1.1 odd"])
def test_no_enhanced_code(said: str) -> None:
    assert read("rcpt", 550, said.encode(), "").enhanced is None


def test_the_queue_id_is_kept() -> None:
    assert read("dot", 250, b"2.0.0 Ok: queued as 4C3X2v1", TARO).said == "Ok: queued as 4C3X2v1"


def test_codes_alone_may_leave_the_mail_host() -> None:
    reading = read("rcpt", 550, b"5.1.1 <taro.yamada@example.test>: unknown", TARO)

    assert codes(550, b"5.1.1 <taro.yamada@example.test>: unknown") == "550 5.1.1"
    assert codes(550, b"taro.yamada") == "550"
    assert "yamada" in reading.said
    assert "yamada" not in repr(reading)


@given(st.binary(max_size=1000))
def test_words_are_one_short_printable_line(said: bytes) -> None:
    _, kept = parted(said)

    assert len(kept) <= SAID_BYTES
    assert kept.splitlines() in ([], [kept])
    assert "\x1b" not in kept


@given(st.binary(max_size=20), st.integers(SAID_BYTES, 64 * 1024))
def test_only_the_beginning_of_a_long_reply_is_looked_at(piece: bytes, length: int) -> None:
    said = (piece or b".") * length

    assert parted(said) == parted(said[:SAID_BYTES])
    assert read("rcpt", 550, said, TARO) == read("rcpt", 550, said[:SAID_BYTES], TARO)


@pytest.mark.parametrize(
    "wire",
    [
        b"250-2.0.0 queued\r\n550 5.7.1 no\r\n",
        b"550-5.7.1 no\r\n250 2.0.0 queued\r\n",
        b"250-a\r\n550-b\r\n250 c\r\n",
        b"250-a\r\n250-b\r\n421 bye\r\n",
        b"250-a\r\nnonsense\r\n",
    ],
)
def test_a_reply_of_two_codes_is_no_verdict(wire: bytes) -> None:
    """Behind the dot the relay may have the mail: to believe the refusal would mail a resident twice."""
    heard = ReplyBuffer()
    heard.add(wire + b"354 go on\r\n")
    reply = heard.take()

    assert reply is not None
    assert reply[0] == -1
    assert [(read(stage, *reply, TARO).state, read(stage, *reply, TARO).hang_up) for stage in STAGES] == [
        (P, True),
        (P, True),
        (P, True),
        (Q, True),
    ]
    assert heard.take() == (354, b"go on")  # the whole of it was taken, and nothing else
