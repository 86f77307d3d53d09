from __future__ import annotations

import itertools
import unicodedata
from base64 import b64decode
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.message.headers import encoded_words, phrased, raw, refuse_unsafe, unstructured, wire
from support.message import WORD, decoded

FIELD = Message("message/field-subject")
LETTERS = st.text(
    st.one_of(
        st.sampled_from("前橋市不審者情報ひらがなカタカナ々〆ー〜、。（）【】：　 ㈱①髙𠮷𩸽𠀋🐻ﾊﾟﾝ"),
        st.sampled_from("\u3099\u309a\u0301\ufe0f\ufe0e\U000e0100\U000e0101"),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="="),
        st.characters(categories=("L", "M", "N", "P", "S"), exclude_characters="="),
    ),
    min_size=1,
    max_size=120,
)


def _lines(header: bytes) -> list[bytes]:
    assert header.endswith(b"\r\n")
    return header[:-2].split(b"\r\n")


@given(LETTERS, st.sampled_from(["Subject", "X-Quite-A-Long-Name", "A"]))
def test_any_subject_round_trips_within_the_limits(text: str, name: str) -> None:
    header = unstructured(name, text, FIELD)
    lines = _lines(header)
    assert all(len(line) <= 76 for line in lines)
    assert all(line.startswith(b" =?") for line in lines[1:])
    value = b"".join(lines).decode("ascii").removeprefix(f"{name}: ")
    assert decoded(value) == text
    assert str(BytesParser(policy=policy.default).parsebytes(header + b"\r\n")[name]) == text


@given(LETTERS)
def test_marks_stay_with_their_base(text: str) -> None:
    parts = [b64decode(WORD.fullmatch(word)[1]).decode() for word in encoded_words(text, 9)]  # type: ignore[index]
    for before, part in itertools.pairwise(parts):
        if unicodedata.category(part[0]).startswith("M"):
            cluster = before[
                max(i for i, c in enumerate(before) if not unicodedata.category(c).startswith("M") or i == 0) :
            ]
            assert len((cluster + part).encode()) > 24, "only a heap of marks may be cut"


def test_a_heap_of_marks_is_cut_between_characters() -> None:
    text = "か" + "\u3099" * 200
    words = encoded_words(text, 9)
    assert decoded(" ".join(words)) == text
    assert all(len(word) <= 75 for word in words)


@given(LETTERS)
def test_any_display_name_round_trips(text: str) -> None:
    header = phrased("From", text, "anzen@example.jp", FIELD)
    lines = _lines(header)
    if text.isascii():
        assert len(lines) <= 2
        return
    assert all(len(line) <= 76 for line in lines)
    value = b"".join(lines).decode("ascii").removeprefix("From: ")
    assert value.endswith(" <anzen@example.jp>")
    assert decoded(value.removesuffix(" <anzen@example.jp>")) == text


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Gunma Police", b"From: Gunma Police <a@b.jp>\r\n"),
        ("Gunma Pref. Police", b'From: "Gunma Pref. Police" <a@b.jp>\r\n'),
        ('The "best" \\', b'From: "The \\"best\\" \\\\" <a@b.jp>\r\n'),
        ("a, b@c.jp <x@y.jp>", b'From: "a, b@c.jp <x@y.jp>" <a@b.jp>\r\n'),
        (" a  b ", b'From: " a  b " <a@b.jp>\r\n'),
        ("警察", b"From: =?UTF-8?B?6K2m5a+f?= <a@b.jp>\r\n"),
    ],
)
def test_display_names(name: str, header: bytes) -> None:
    assert phrased("From", name, "a@b.jp", FIELD) == header


def test_a_long_name_and_address_are_folded_between_the_two() -> None:
    address = "a" * 40 + "@example.jp"
    assert phrased("From", "群馬県警察", address, FIELD) == (
        b"From: =?UTF-8?B?576k6aas55yM6K2m5a+f?=\r\n <" + address.encode() + b">\r\n"
    )


@pytest.mark.parametrize(
    ("values", "header"),
    [
        (("a",), b"X-A: a\r\n"),
        (("<a>,", "<b>"), b"X-A: <a>,\r\n <b>\r\n"),
        (("a" * 73,), b"X-A: " + b"a" * 73 + b"\r\n"),
        (("a" * 74,), b"X-A:\r\n " + b"a" * 74 + b"\r\n"),
        (("a" * 997,), b"X-A:\r\n " + b"a" * 997 + b"\r\n"),
        (("text/plain; charset=UTF-8",), b"X-A: text/plain; charset=UTF-8\r\n"),
    ],
)
def test_raw_values_are_never_cut(values: tuple[str, ...], header: bytes) -> None:
    assert raw("X-A", *values) == header


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", ""),
        ("X-A", " "),
        ("X-A", " a"),
        ("X-A", "a "),
        ("X-A", "a\r\nBcc: x@y.jp"),
        ("X-A", "a\nb"),
        ("X-A", "a\rb"),
        ("X-A", "a\tb"),
        ("X-A", "a\0b"),
        ("X-A", "a\x7fb"),
        ("X-A", "é"),
        ("X-A", "前橋"),
        ("X-A", "a\u2028b"),
        ("X-A", "a" * 998),
        ("X A", "a"),
        ("X-A:", "a"),
        ("", "a"),
        ("X-A\r\nBcc", "a"),
    ],
)
def test_raw_refuses_all_but_printable_ascii(name: str, value: str) -> None:
    with pytest.raises(ToolError) as error:
        raw(name, value)
    assert error.value.message == Message("message/unwritable-header", name=name)


@pytest.mark.parametrize(
    "text", ["前橋", "a b", "　", "\u00a0", "か\u3099", "葛\U000e0100", "❤\ufe0f", "=", "?", "= ?", "＝？", "?="]
)
def test_ordinary_characters_pass(text: str) -> None:
    refuse_unsafe(text, FIELD)


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B, 0x1C, 0x7F, 0x80, 0x85, 0x9F, 0xAD),
        *(0x061C, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF),
        *(0xD800, 0xDFFF, 0xE000, 0xFFF9, 0xFFFE, 0xFFFF, 0xE0001, 0xF0000, 0x10FFFF, 0x0378),
    ],
)
def test_invisible_characters_are_refused(code: int) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unsafe(f"前{chr(code)}橋", FIELD)
    assert refused.value.message == Message("message/unsafe-in-header", field=FIELD, value=code)


@pytest.mark.parametrize("text", ["=?", "=?UTF-8?B?DQpCY2M6IHhAeS5qcA==?=", "前橋=?x", "==??"])
def test_encoded_words_of_the_author_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unsafe(text, FIELD)
    assert refused.value.message == Message("message/encoded-word-in-header", field=FIELD)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("taro@example.ne.jp", "taro@example.ne.jp"),
        ("Taro.Yamada+x@EXAMPLE.ne.JP", "Taro.Yamada+x@example.ne.jp"),
        ("-taro@example.ne.jp", "-taro@example.ne.jp"),
        ("a_b!#$%&'*/=?^`{|}~@example.ne.jp", "a_b!#$%&'*/=?^`{|}~@example.ne.jp"),
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        ("a.@docomo.ne.jp", '"a."@docomo.ne.jp'),
        (".a@docomo.ne.jp", '".a"@docomo.ne.jp'),
        ("a b@example.ne.jp", '"a b"@example.ne.jp'),
        ('a"b@example.ne.jp', '"a\\"b"@example.ne.jp'),
        ("a\\b@example.ne.jp", '"a\\\\b"@example.ne.jp'),
        ("a@b@example.ne.jp", '"a@b"@example.ne.jp'),
        ("a,b@example.ne.jp", '"a,b"@example.ne.jp'),
        ("a>b<c@example.ne.jp", '"a>b<c"@example.ne.jp'),
        ("a" * 64 + "@example.ne.jp", "a" * 64 + "@example.ne.jp"),
        ("taro@xn--wgv71a119e.jp", "taro@xn--wgv71a119e.jp"),
    ],
)
def test_is_written_as_rfc_5321_wants_it(address: str, written: str) -> None:
    assert wire(address) == written


@pytest.mark.parametrize(
    "address",
    [
        "",
        "taro",
        "@example.ne.jp",
        "taro@",
        "taro@-a.jp",
        "taro@a..jp",
        "taro@a_b.jp",
        "taro@a b.jp",
        "taro@[127.0.0.1]",
        "taro@example.ne.jp\r\nBcc: x@y.jp",
        "taro\r\nBcc: x@y.jp",
        "ta\nro@example.ne.jp",
        "ta\0ro@example.ne.jp",
        "太郎@example.ne.jp",
        "taro@日本語.jp",
        "taro@example.ne.jp\u200bx",
        "a" * 65 + "@example.ne.jp",
        "taro@" + "a" * 64 + ".jp",
        "taro@" + "a." * 130 + "jp",
        "taro@example.ne.jp>",
    ],
)
def test_refuses_what_cannot_be_written_and_does_not_say_it(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        wire(address)
    assert refused.value.message == Message("message/no-address")
