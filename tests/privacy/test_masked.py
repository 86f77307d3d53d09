from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.masked import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("090-0012-3424", "090-****-**24"),
        ("０９０－００１２－３４２４", "090-****-**24"),
        ("4111 1111 1111 1111", "**** **** **** **11"),
        ("123456789018", "**********18"),
        ("群馬 300 あ 12-34", "** *** * **-**"),
        ("前橋花子さん", "******"),
        ("a@example.jp", "*@*******.**"),
        ("36.3912,\n139.0601", "**.****, ***.**01"),
    ],
)
def test_the_form(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text())
def test_any_text_keeps_its_length_and_shows_five_digits_at_most(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert sum(letter.isalnum() for letter in shown) <= 5
    assert not any(letter in shown for letter in "\n\r\x1b\u202e")
