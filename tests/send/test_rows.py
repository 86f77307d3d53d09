from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.model import RowState
from haishin.send.rows import Counts, Envelope
from support.rows import envelope, rows


def test_nothing_printed_shows_an_address() -> None:
    row = rows(1)[0]

    assert repr(row) == "SnapshotRow(recipient_id='r000', form='text', language='ja', night=True)"
    assert repr(envelope(row)) == "Envelope(alert_id='20261125-1200-koekake', recipient_id='r000')"


@pytest.mark.parametrize(
    "body", [b"a\nb\r\n", b"a\r\r\n", b".\r\n", b"a\r\n.\r\n", b"a\r\n.b\r\n", b"a\rb\r\n", b".a\r\n"]
)
def test_text_that_could_end_early_is_no_envelope(body: bytes) -> None:
    with pytest.raises(ValueError, match="bare CR or LF, or a line that is not dot-stuffed"):
        Envelope("a", "r", "s@x.test", "r@x.test", b"A: b\r\n\r\n", body)


@pytest.mark.parametrize(("head", "body"), [(b"A: b\r\n", b"a\r\n"), (b"A: b\r\n\r\n", b"a"), (b"A: b\r\n\r\n", b"")])
def test_ends_are_demanded(head: bytes, body: bytes) -> None:
    with pytest.raises(ValueError, match="the head must end with an empty line, the body with CRLF"):
        Envelope("a", "r", "s@x.test", "r@x.test", head, body)


@pytest.mark.parametrize("address", ["a@x.test\r\nDATA", "a@x\0.test", "a\n@x.test", "a\x7f@x.test"])
def test_control_characters_never_reach_the_wire(address: str) -> None:
    for pair in ((address, "r@x.test"), ("s@x.test", address)):
        with pytest.raises(ValueError, match="control character in an envelope address"):
            Envelope("a", "r", *pair, b"A: b\r\n\r\n", b"a\r\n")


@pytest.mark.parametrize("address", ["a> SIZE=1 <b@x.test", "a b@x.test", '"a@x.test', '"a"b>"@x.test', "<a@x.test"])
def test_an_address_cannot_add_a_parameter(address: str) -> None:
    for pair in ((address, "r@x.test"), ("s@x.test", address)):
        with pytest.raises(ValueError, match="an envelope address is not in wire form"):
            Envelope("a", "r", *pair, b"A: b\r\n\r\n", b"a\r\n")


@pytest.mark.parametrize(
    "address", ['"a> b"@x.test', '"a\\"b"@x.test', '"a..b"@x.test', "", "太郎@x.test", ".a.@x.test"]
)
def test_quoted_local_parts_and_the_empty_sender_are_taken(address: str) -> None:
    assert Envelope("a", "r", address, "r@x.test", b"A: b\r\n\r\n", b"a\r\n").mail_from == address


@given(st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"a"])).map(b"".join))
def test_nothing_else_is_taken_anywhere(text: bytes) -> None:
    lines = text.split(b"\r\n")
    whole = all(not {10, 13} & set(line) and (line[:1] != b"." or line[:2] == b"..") for line in lines)

    for head, body in ((b"A: b\r\n\r\n", text + b"\r\n"), (text + b"\r\n\r\n", b"a\r\n")):
        if whole:
            assert Envelope("a", "r", "s@x.test", "r@x.test", head, body).head == head
        else:
            with pytest.raises(ValueError, match="bare CR or LF, or a line that is not dot-stuffed"):
                Envelope("a", "r", "s@x.test", "r@x.test", head, body)


@given(st.lists(st.binary(max_size=8).filter(lambda line: not {10, 13} & set(line))))
def test_every_stuffed_text_is_taken(lines: list[bytes]) -> None:
    body = b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in [*lines, b"end"])

    assert Envelope("a", "r", "s@x.test", "r@x.test", b"A: b\r\n\r\n", body).body == body


def test_counts() -> None:
    counts = Counts({RowState.PENDING: 2, RowState.DEFERRED: 1, RowState.ACCEPTED: 4})

    assert (counts.total, counts.waiting, counts[RowState.FAILED]) == (7, 3, 0)
    assert len(counts) == len(list(counts)) == 9
