"""Spoken counting numbers and dates, in both syllabaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.spelling.normalising import digits, prose

ONES = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
HUNDREDS = (
    "",
    "ひゃく",
    "にひゃく",
    "さんびゃく",
    "よんひゃく",
    "ごひゃく",
    "ろっぴゃく",
    "ななひゃく",
    "はっぴゃく",
    "きゅうひゃく",
)


def said(number: int) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    return HUNDREDS[hundreds] + (("" if tens == 1 else ONES[tens]) + "じゅう" if tens else "") + ONES[ones]


def katakana(text: str) -> str:
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in text)


@given(st.integers(11, 999))
def test_a_count_is_written_in_figures(number: int) -> None:
    for spoken in (said(number), katakana(said(number))):
        assert digits(prose(f"前橋市、{spoken}、")).text == f"前橋市、{number}、"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("しょうわ　ごじゅうにねん　はちがつ　とおか", "昭和52年8月10日"),
        ("ヘイセイサンネン、シガツ、ムイカ", "平成3年4月6日"),
        ("れいわ がんねん 五月 ついたち", "令和元年5月1日"),
        ("昭和よんじゅうご年三月三日", "昭和45年3月3日"),
        ("さんじゅうにばんち", "32番地"),
    ],
)
def test_a_date_and_a_house_number_too(text: str, plain: str) -> None:
    assert digits(prose(text)).text == plain


@pytest.mark.parametrize(
    "text", ["じゅうぶん注意", "ジュウタン", "おじいちゃんにじゅうぶんな水", "マンジュウ", "さんぽ"]
)
def test_words_with_the_sound_of_ten_stay(text: str) -> None:
    assert digits(prose(text)).text == text
