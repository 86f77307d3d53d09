"""A relay that talks for ever, or never to the end; and what may be told of the words it says."""

from __future__ import annotations

import io
import smtplib
from collections.abc import Callable
from pathlib import Path
from quopri import encodestring
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.errors import HaishinError
from haishin.core.model import RowState
from haishin.send.journal.journal import Journal
from haishin.send.rows import Outcome, SnapshotRow
from haishin.send.transport import relay
from haishin.send.transport.dialogue import SECONDS
from haishin.send.transport.replies import BYTES, LINES, ReplyBuffer
from haishin.send.transport.smtp import SmtpTransport
from support.dispatch import run
from support.rows import ALERT, NOON, audience, envelope, rows
from support.sink import ENDLESS, HANG, Sink
from support.transport import dialogue, transport_over

__all__ = ["dialogue"]  # the fixture

P, A, Q = RowState.PENDING, RowState.ACCEPTED, RowState.IN_DOUBT
LONG = "x" * 8000


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many bytes of the relay's were read."""
    pieces: list[int] = []
    add = ReplyBuffer.add

    def counted(self: ReplyBuffer, piece: bytes) -> None:
        pieces.append(len(piece))
        add(self, piece)

    monkeypatch.setattr(ReplyBuffer, "add", counted)
    return lambda: sum(pieces)


def transport_to(sink: Sink, scheme: str = "smtp") -> SmtpTransport:
    return transport_over([f"{scheme}://127.0.0.1:{sink.port}"])


def first(transport: SmtpTransport) -> Outcome:
    transport.submit([envelope(rows(1)[0])])
    while not (got := transport.poll(1)):
        pass
    return got[0]


@pytest.mark.parametrize("words", ["-", f"-{LONG}", LONG, "-\x00"])
@pytest.mark.parametrize(
    ("scheme", "verb", "code", "state", "stage"),
    [
        ("smtp", "GREETING", "220", P, "connect"),
        ("smtp+starttls", "GREETING", "220", P, "connect"),
        ("smtp+starttls", "EHLO", "250", P, "connect"),
        ("smtp+starttls", "STARTTLS", "220", P, "connect"),
        ("smtp", "MAIL", "250", P, "mail"),
        ("smtp", "RCPT", "250", P, "rcpt"),
        ("smtp", "DATA", "354", P, "data"),
        ("smtp", "DOT", "250", Q, "dot"),
    ],
)
def test_a_reply_without_an_end_is_left(
    read: Callable[[], int], scheme: str, verb: str, code: str, state: RowState, stage: str, words: str
) -> None:
    """In every phase and before the line is secured: what was read has a bound, and the message its state."""
    said = f"{code}{words}" if words.startswith("-") else f"{code}-{words}" * 9
    with Sink({verb: [f"{ENDLESS}{said}"]}, extensions=("STARTTLS",)) as sink:
        transport = transport_to(sink, scheme)
        outcome = first(transport)
        transport.close()

    assert (outcome.state, outcome.stage, outcome.code, outcome.ours) == (state, stage, None, False)
    assert outcome.text.endswith("reply too long")
    assert read() < BYTES + 3 * relay.PIECE


@pytest.mark.parametrize("verb", ["RSET", "QUIT"])
def test_nor_is_one_awaited_that_nobody_needs(read: Callable[[], int], verb: str) -> None:
    with Sink({"RCPT": ["550 5.1.1 unknown"], verb: [f"{ENDLESS}250-{LONG}"]}) as sink:
        transport = transport_to(sink)
        assert first(transport).state is RowState.FAILED
        assert first(transport).state is A
        transport.close()

    assert read() < BYTES + 8 * relay.PIECE


@pytest.mark.parametrize(("verb", "state"), [("GREETING", P), ("MAIL", P), ("DATA", P), ("DOT", Q)])
def test_half_a_reply_is_awaited_no_longer_than_its_phase(
    monkeypatch: pytest.MonkeyPatch, verb: str, state: RowState
) -> None:
    if verb == "GREETING":
        monkeypatch.setattr(relay, "CONNECT_SECONDS", 0.1)
    else:
        monkeypatch.setitem(SECONDS, verb.lower(), 0.1)
    with Sink({verb: [HANG]}) as sink:
        transport = transport_to(sink)
        outcome = first(transport)
        transport.close()

    assert outcome.state is state
    assert outcome.text.endswith("no whole reply in time")


@given(
    replies=st.lists(
        st.tuples(
            st.integers(200, 599), st.lists(st.binary(max_size=30).map(lambda one: one.replace(b"\n", b"")), min_size=1)
        ),
        min_size=1,
        max_size=4,
    ),
    cut=st.integers(1, 50),
)
def test_replies_are_read_as_smtplib_reads_them(replies: list[tuple[int, list[bytes]]], cut: int) -> None:
    wire = b""
    for code, lines in replies:
        for line in lines[:-1]:
            wire += b"%d-%b\r\n" % (code, line)
        wire += b"%d %b\r\n" % (code, lines[-1])
    oracle = smtplib.SMTP()
    oracle.file = io.BytesIO(wire)
    heard, got = ReplyBuffer(), []
    for start in range(0, len(wire), cut):
        heard.add(wire[start : start + cut])
        while (reply := heard.take()) is not None:
            got.append(reply)

    assert got == [oracle.getreply() for _ in replies]


def test_every_byte_is_looked_at_once() -> None:
    """However small the pieces: a reply of the greatest length costs its length, not its square."""
    looked: list[int] = []

    class Counting(bytearray):
        def find(self, sub: bytes, start: int = 0) -> int:  # type: ignore[override]
            end = super().find(sub, start)
            looked.append((len(self) if end < 0 else end + 1) - start)
            return end

    heard = ReplyBuffer()
    heard._rest = Counting()
    wire = (b"250-" + b"x" * 8000 + b"\r\n") * 8
    for place in range(len(wire)):
        heard.add(wire[place : place + 1])
        assert heard.take() is None

    assert sum(looked) == len(wire)


def test_so_many_lines_and_no_more() -> None:
    heard = ReplyBuffer()
    heard.add(b"250-x\r\n" * (LINES - 1) + b"250 x\r\n")
    assert heard.take() == (250, b"\n".join([b"x"] * LINES))
    heard.add(b"250-x\r\n" * LINES)
    with pytest.raises(OSError, match="reply too long"):
        heard.take()


# --- what may be told -------------------------------------------------------------------------------

LOCAL, DOMAIN = "taro.yamada", "residents.example.test"
WHOLE = f"{LOCAL}@{DOMAIN}"
SPELLINGS = [
    WHOLE,
    WHOLE.upper(),
    f"<{WHOLE}>",
    f'"{LOCAL}"@{DOMAIN}',
    f'"taro\\.yamada"@{DOMAIN}',
    quote(WHOLE, safe=""),
    WHOLE.replace(".", "%2E").replace("@", "%40"),
    encodestring(WHOLE.encode(), quotetabs=True).decode().strip().replace("@", "=40").replace(".", "=2E"),
    " ".join(WHOLE),
    f"{LOCAL} @ {DOMAIN}",
    f"{LOCAL} at {DOMAIN.replace('.', ' dot ')}",
    WHOLE.replace("@", "\r\n451-@"),
    f"taro.ya\r\n451-mada@{DOMAIN}",
    f"_{WHOLE}_",
    f"&lt;{WHOLE.replace('@', '&#64;')}&gt;",
    f"SRS0=x=y={DOMAIN}={LOCAL}@relay.test",
    f"{LOCAL}={DOMAIN}@relay.test",
    "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in WHOLE),
]


STAGES = pytest.mark.parametrize("verb", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])


def reply(code: str, spelling: str) -> str:
    """A reply of one line, or of two where the spelling has them."""
    said = f"{code} {spelling}".replace("\r\n451-", f"\r\n{code[:3]} ")
    return said.replace(" ", "-", 1) if "\r\n" in said else said


def assert_says_nothing(told: str) -> None:
    for piece in ("taro", "yamada", "mada", "residents", "t a r o", "ｔａｒｏ"):
        assert piece not in told.lower()


@STAGES
@pytest.mark.parametrize("code", ["421", "451", "550", "530", "554 5.7.1 DKIM"])
def test_no_outcome_tells_a_word_of_the_relay(verb: str, code: str) -> None:
    """However it spells the address; what it said is for the journal on the mail host alone."""
    replies = [reply(code, spelling) for spelling in SPELLINGS]
    with Sink({verb: replies, "HELO": replies}) as sink:
        for _ in SPELLINGS:
            transport = transport_to(sink)
            transport.submit([envelope(SnapshotRow("r000", "text", "ja", True, WHOLE))])
            while not (got := transport.poll(1)):
                pass
            transport.close()
            assert got[0].code in (int(code[:3]), None)  # none: gone after EHLO
            assert_says_nothing(f"{got} {got[0].text}")


@STAGES
def test_no_error_tells_a_word_of_the_relay(tmp_path: Path, verb: str) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    journal.freeze(ALERT, "n", audience([SnapshotRow("r000", "text", "ja", True, WHOLE)]), NOON)
    journal.claim(ALERT, "n", None)
    said = [reply("530", f"5.7.0 <{WHOLE}>")]
    with Sink({verb: said, "HELO": said}) as sink:
        transport = transport_to(sink)
        with pytest.raises(HaishinError) as caught:
            run(journal, transport)
        transport.close()
    journal.close()

    assert "530" in caught.value.message.ja
    assert_says_nothing(f"{caught.value!r} {caught.value.message} {caught.value.hint}")
