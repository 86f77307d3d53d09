from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.privacy.masked import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("090-0012-3424", "090-****-****"),
        ("０９０－００１２－３４２４", "090-****-****"),
        ("4111 1111 1111 1111", "**** **** **** ****"),
        ("123456789018", "************"),
        ("群馬 300 あ 12-34", "** *** * **-**"),
        ("前橋花子さん", "******"),
        ("a@example.jp", "*@*******.**"),
        ("36.3912,\n139.0601", "**.****, ***.****"),
    ],
)
def test_the_form(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text())
def test_any_text_keeps_its_length_and_shows_three_digits_at_most(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert sum(letter.isalnum() for letter in shown) <= 3
    assert not any(letter in shown for letter in "\n\r\x1b\u202e")
