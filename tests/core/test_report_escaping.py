from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.escaping import json_text, line_start, pieces, visible, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("前橋市文京町2丁目", "前橋市文京町2丁目"),
        ("a\nb\r\tc", "a<U+000A>b<U+000D><U+0009>c"),
        ("\u202eexe.md", "<U+202E>exe.md"),
        ("a\u200bb\u00adc\ufeff", "a<U+200B>b<U+00AD>c<U+FEFF>"),
        ("\u2028\u2029\x85", "<U+2028><U+2029><U+0085>"),
        ("\u3164\u115f\u2800", "<U+3164><U+115F><U+2800>"),
        ("葛\U000e0100", "葛<U+E0100>"),
        ("\U000e0041\ue000\ud800", "<U+E0041><U+E000><U+D800>"),
        ("\x1b[31m", "<U+001B>[31m"),
        ("##[error]x", "##\\[error]x"),
        ("###[group]", "###\\[group]"),
        ("# #[x] #[y]", "# #[x] #[y]"),
        ("全角 空白", "全角 空白"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\::error::x"),
        ("  \u3000::error::x", "\\  \u3000::error::x"),
        ("a::error::x", "a::error::x"),
        (":error:", ":error:"),
    ],
)
def test_line_start(text: str, shown: str) -> None:
    assert line_start(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("警察", 4), ("\uff21\uff22\uff23", 6), ("\uff76\uff9e", 2), ("か\u3099", 2), ("…", 1), ("", 0)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(st.characters()))
def test_there_is_one_piece_for_each_code_point(text: str) -> None:
    assert len(pieces(text)) == len(text)


@given(st.recursive(st.text(st.characters()) | st.integers() | st.none(), st.lists))
def test_json_reads_back_and_hides_nothing(value: object) -> None:
    shown = json_text(value)
    assert json.loads(shown) == value
    assert "##[" not in shown
    assert visible(shown.replace("\n", "")) == shown.replace("\n", "")


def test_json_keeps_japanese_readable() -> None:
    assert json_text({"場所": "前橋\u202e\U000e0001"}) == '{\n  "場所": "前橋\\u202e\\udb40\\udc01"\n}\n'
