"""Whatever a stranger mails is read or set aside, in a time that has an end (threat W14)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.residents.mails import incoming
from haishin.residents.mails.incoming import read
from haishin.residents.mails.mime import MAX_BYTES, MAX_DEPTH, Unreadable, leaves, lines, parse, plain

OURS = "mx.example.jp"
SECONDS = 5.0  # of the processor; the worst of these takes a tenth of it on a quiet machine


def nested(depth: int) -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth))
    return ("From: a@example.jp\n" + "".join(heads) + "Content-Type: text/plain\n\n停止\n").encode()


def of_parts(count: int) -> bytes:
    part = "--b\nContent-Type: text/plain\n\nx\n"
    return f"From: a@example.jp\nContent-Type: multipart/mixed; boundary=b\n\n{part * count}--b--\n".encode()


def headed(line: str) -> bytes:
    return f"{line}\n\nx".encode()


def bodied(body: str, kind: str = "text/html") -> bytes:
    return f"From: a@example.jp\nContent-Type: {kind}\n\n{body}".encode()[:MAX_BYTES]


STATUS = "message/delivery-status"
FULL = MAX_BYTES - 200

SET_ASIDE = {
    "deep": (lambda: nested(3000), "deep"),
    "one deeper": (lambda: nested(MAX_DEPTH), "deep"),
    "wide": (lambda: of_parts(5000), "long"),
    "big": (lambda: b"A: b\n" * 100_000, "long"),
    "headers": (lambda: b"A: b\n" * 501 + b"\n", "long"),
    "a long header": (lambda: headed("From: " + "(" * 50_000), "long"),
    "folded": (lambda: headed("From: " + "(\n " * 50_000), "long"),
    "encoded words": (lambda: headed("Subject: " + "=?" * 10_000), "long"),
    "whole encoded words": (lambda: headed("Subject: " + "=?utf-8?B?44GC?= " * 1_000), "long"),
}
READ = {
    "parentheses": lambda: headed("From: " + "(" * 30_000),
    "quotes": lambda: headed("From: " + '"' * 30_001),
    "quoted pairs": lambda: headed("From: " + '"\\' * 15_001),
    "angles": lambda: headed("From: " + "<" * 30_001),
    "words": lambda: headed("From: " + "a@" * 15_000),
    "results": lambda: headed(f"Authentication-Results: {OURS}; " + "(" * 30_000),
    "results closed": lambda: headed(f"Authentication-Results: {OURS}; " + "(" * 15_000 + ")" * 15_000),
    "many results": lambda: headed("From: a@b.jp\n" + f"Authentication-Results: {OURS}; {'spf=pass;' * 3_500}"),
    "properties": lambda: headed(f"From: a@b.jp\nAuthentication-Results: {OURS}; spf=pass {'smtp.mailfrom= ' * 2_000}"),
    "parameters": lambda: headed("Content-Type: multipart/x" + ";boundary" * 3_000),
    "open parameters": lambda: headed("Content-Type: text/plain" + ';a="' * 7_000),
    "stars": lambda: headed("Subject: " + "auto " * 6_000),
    "subjects": lambda: headed("\n".join(f"List-Id: {'x' * 400}" for _ in range(400))),
    "tags": lambda: bodied("<" * FULL),
    "a tag without an end": lambda: bodied("<" + "x" * FULL),
    "open tags": lambda: bodied("<style " * FULL),
    "entities": lambda: bodied("&amp" * FULL),
    "long entities": lambda: bodied("&#" + "1" * FULL),
    "quotations": lambda: bodied("<blockquote><br>" * FULL),
    "no lines": lambda: bodied("あ" * FULL, "text/plain"),
    "lines": lambda: bodied("\n" * FULL, "text/plain"),
    "boundaries": lambda: bodied("\n--b" * FULL, "text/plain; boundary=b"),
    "blocks": lambda: bodied("\n\nFinal-Recipient: x" * FULL, STATUS),
    "empty blocks": lambda: bodied("\n \n" * FULL, STATUS),
    "a long answer": lambda: bodied("Final-Recipient: x\nDiagnostic-Code: " + "5.1.1 " * 5_000, STATUS),
    "base64": lambda: bodied("QUJD" * FULL, "text/plain\nContent-Transfer-Encoding: base64"),
    "escapes": lambda: bodied("\x1b$B\x1b(B" * FULL, "text/plain; charset=iso-2022-jp"),
    "marks": lambda: bodied("a" + "\u0301" * FULL, "text/plain"),
    "a charset": lambda: bodied("x", "text/plain; charset=" + "x" * 30_000),
    "a codec that is no charset": lambda: bodied("-" * FULL, "text/plain; charset=punycode"),
    "spaces": lambda: headed("Subject: " + "=?utf-8?B??=" + " " * 30_000),
    "colons": lambda: b"".join(b"x" * 30_000 + b" " * 2_000 + b"\n" for _ in range(8)) + b"From: a@b.jp\n\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_is_too_much_is_set_aside(name: str) -> None:
    make, why = SET_ASIDE[name]
    began = process_time()
    with pytest.raises(Unreadable, match=why):
        read(make(), OURS)
    assert process_time() - began < SECONDS


@pytest.mark.parametrize("name", READ)
def test_what_would_take_long_does_not(name: str) -> None:
    make: Callable[[], bytes] = READ[name]
    data = make()
    assert 20 < len(data) <= MAX_BYTES
    began = process_time()
    read(data, OURS)
    assert process_time() - began < SECONDS


def test_what_is_just_within_is_read() -> None:
    assert read(nested(MAX_DEPTH - 1), OURS).word
    assert len(list(leaves(parse(of_parts(90))))) == 90


WORDS = """From: |Subject: |Content-Type: |multipart/report|multipart/mixed|message/delivery-status|text/html
; boundary=b|; charset="|iso-2022-jp|--b|--b--|=?|?=|?B?|Received: x|Authentication-Results: |mx.example.jp;|spf=pass|(
)|"|<|>|@|停止|Final-Recipient: |Content-Transfer-Encoding: base64|\x1b$B|\x00|a@ezweb.ne.jp
the user(s) account is|a@b.jp|550 |\\"""
BITS = st.sampled_from(
    [*(word.encode() for word in WORDS.replace("\n", "|").split("|")), b"\n", b"\r\n", b"\n\n", b"\n ", b"\xff"]
)


@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    """Not by the net of ``read``: what it would catch must not even be."""
    with suppress(Unreadable):
        assert incoming._read(data, OURS).to.count("\n") == 0


@given(st.lists(BITS | st.binary(max_size=6), max_size=60))
def test_any_bits_of_mails(bits: list[bytes]) -> None:
    with suppress(Unreadable):
        assert incoming._read(b"From: a@example.jp\n" + b"".join(bits), OURS).sender in ("", "a@example.jp")


@given(st.binary(max_size=400), st.sampled_from(("base64", "quoted-printable", "8bit", "x")), st.text(max_size=12))
def test_any_body_is_text(body: bytes, encoding: str, charset: str) -> None:
    head = f"Content-Type: text/html; charset={charset!r}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    assert all(isinstance(line, str) for line in lines(parse(head + body)))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), st.sampled_from(("utf-8", "iso-2022-jp")))
def test_an_encoded_word_is_read(text: str, charset: str) -> None:
    data = text.encode(charset, "ignore")
    word = f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    assert plain(f"a {word} b") == f"a {data.decode(charset)} b"


@pytest.mark.parametrize("value", ["=?utf-8?B?停止?=", "=?utf-8?B?a?=", "=?x?Q?=", "=?utf-8?X?44GC?="])
def test_what_is_no_encoded_word_spoils_no_mail(value: str) -> None:
    assert read(f"From: a@example.jp\nSubject: {value}\n\n停止".encode(), OURS).word


def test_a_mistake_in_reading_sets_the_mail_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(incoming, "_read", mistaken)
    with pytest.raises(Unreadable, match="broken"):
        read(b"From: a@example.jp\n\n", OURS)


def test_a_mail_that_was_cut_off_keeps_what_came() -> None:
    whole = of_parts(3)
    assert len(list(leaves(parse(whole[: whole.rindex(b"x")])))) == 3


def test_a_mail_in_a_mail_is_one_part() -> None:
    mail = b"Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n"
    assert [part.kind for part in leaves(parse(mail))] == ["message/rfc822"]


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
def test_base64_that_was_cut_off_keeps_its_beginning(cut: int) -> None:
    body = base64.b64encode("停止\n\n----------".encode())[:-cut]
    assert read(b"From: a@example.jp\nContent-Transfer-Encoding: base64\n\n" + body, OURS).word
