from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE
from support.documents import document, said


def file(data: str | bytes) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in document(data).findings if one.rule == "file"))


def test_a_byte_order_mark_is_told_and_the_rest_is_read() -> None:
    found = document("\ufeff" + SAMPLE.replace("press: none", "press: no"))
    assert [one.rule for one in found.findings] == ["file", "schema"]
    assert file("\ufeff" + SAMPLE) == [
        (1, 1, 1, 1, "ファイルの先頭に BOM が付いています。", "The file begins with a byte order mark.")
    ]


def test_line_ends_are_told_once_with_their_number() -> None:
    assert file("---\n" + SAMPLE[4:].replace("\n", "\r\n", 2)) == [
        (
            2,
            26,
            2,
            26,
            "改行が CRLF の行が2行あります。改行は LF だけです。",
            "2 lines end with CRLF; lines must end with LF only.",
        )
    ]


def test_line_ends_are_counted_beyond_what_can_be_read() -> None:
    found = document(SAMPLE.replace("\n", "\r\n").encode("cp932")).findings
    told = [one.message.ja for one in found if one.rule == "file"]
    assert told == [
        f"改行が CRLF の行が{SAMPLE.count(chr(10))}行あります。改行は LF だけです。",
        "文字コードが UTF-8 ではありません。ここから先を読めません。",
    ]
    hint = next(one.hint.ja for one in found if "UTF-8" in one.message.ja)
    assert hint == "元の編集ソフトで開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存し直してください。"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff\xfe-\0", 1, 1),
        (b"---\ntitle: " + "声".encode("cp932"), 2, 8),
        ("---\n声か".encode() + b"\xe3\x81", 2, 3),
        (b"\xed\xa0\x80", 1, 1),
    ],
)
def test_what_is_no_utf_8(data: bytes, line: int, column: int) -> None:
    assert file(data) == [
        (
            line,
            column,
            line,
            column,
            "文字コードが UTF-8 ではありません。ここから先を読めません。",
            "This is not UTF-8; nothing can be read from here on.",
        )
    ]


def test_an_empty_file() -> None:
    assert file(b"") == [(1, 1, 1, 1, "ファイルに何も書かれていません。", "The file is empty.")]


def test_size() -> None:
    assert file(SAMPLE + "a" * (32 * 1024 - len(SAMPLE.encode()))) == []
    assert len(file(SAMPLE + "a" * (32 * 1024 + 1 - len(SAMPLE.encode())))) == 1
