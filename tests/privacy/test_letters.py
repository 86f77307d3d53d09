"""Spoken letters: any name spelt out is read back, and words that merely sound like letters stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.spelling.letters import paired, spelt
from haishin.privacy.spelling.normalising import accounts, digits, prose

SOUNDS = {
    "a": "エー", "b": "ビー", "e": "イー", "h": "エイチ", "i": "アイ", "k": "ケー", "m": "エム", "n": "エヌ",
    "o": "オー",
    "r": "アール", "s": "エス", "t": "ティー", "u": "ユー", "y": "ワイ", "z": "ゼット",
    "0": "ゼロ", "1": "イチ", "3": "サン", "4": "ヨン", "7": "ナナ", "8": "ハチ", "_": "アンダーバー", "-": "ハイフン",
}  # fmt: skip


@given(
    st.text(st.sampled_from("abehikmnorstuyz"), min_size=2, max_size=8),
    st.text(st.sampled_from("013478_-"), max_size=20),
)
def test_what_is_spelt_out_is_read_back(letters: str, rest: str) -> None:
    name = letters + rest
    for between in ("・", "、", " "):
        assert spelt(prose(between.join(SOUNDS[letter] for letter in name))).text == name


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("IDはエム アイ オー アンダースコア ハチイチです", "IDはmio_81です"),
        ("ゆー、けー、あい、アンダーバー、いちにーです", "uki_12です"),
        ("小文字でワイ、ユー、そのあと数字の三〇七", "小文字でyu307"),
        ("ケー・ティー アット ジーメール ドット コム", "kt@" + "gmail.com"),
    ],
)
def test_an_account_told_aloud_is_typed(text: str, typed: str) -> None:
    assert accounts(prose(text)).text == typed


@pytest.mark.parametrize(
    "text",
    [
        "アイスとビールとケーキ",
        "エスカレーターの脇",
        "シールを貼る",
        "ワイパーとエアコン",
        "アイディーは家族の名前",
        "アットホームな職場",
        "であい、あいさつ、いい町",
        "ゼロ、イチ、サン",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert spelt(prose(text)).text == text


def test_two_letters_before_a_number_are_a_passport_s() -> None:
    assert paired(prose("旅券はティー・ケーの330")).text == "旅券はTKの330"
    assert digits(prose("てぃー、あーる、ろくろくいち、にいまるごーはち")).text == "TR、661-2058"
    assert paired(prose("ティーシャツ2枚")).text == "ティーシャツ2枚"
