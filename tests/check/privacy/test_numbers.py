"""Numbers by their check digits, and numbers that are others."""

from __future__ import annotations

import pytest

from haishin.check.privacy.detectors.numbers import licence, luhn, my_number
from support.privacy import found


@pytest.mark.parametrize("digits", ["123456789018", "111111111118", "983205673214"])
def test_my_number_by_published_examples(digits: str) -> None:
    assert my_number(digits)
    assert [str(last) for last in range(10) if my_number(digits[:11] + str(last))] == [digits[11]]


def test_licence_by_the_published_example() -> None:
    assert licence("309012345620")
    assert [middle for middle in range(10) if licence(f"3090123456{middle}0")] == [2]


@pytest.mark.parametrize("rest", ["0000000000", "0000000006"])
def test_licence_where_the_rest_is_nought_or_one(rest: str) -> None:
    assert sum(licence(f"{rest}{digit}0") for digit in range(10)) == 1


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "5555555555554444", "378282246310005", "30569309025904", "3530111333300000"]
)
def test_luhn_by_published_test_cards(digits: str) -> None:
    assert luhn(digits)
    assert not luhn(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    assert not luhn(digits[1] + digits[0] + digits[2:]) or digits[0] == digits[1]


@pytest.mark.parametrize(
    "text",
    [
        "次の日に行います。10/12、11/15、12/18。",
        "件数の多い年は2019、2020、2021年です。",
        "料金は1,234、5,678、9,018円です。",
        "受理番号 123456789018 を控えてください。",
        "整理番号TK1234567のはがき",
        "管理番号　TM-3308812",
        "銀行の問い合わせ先 1234567番",
        "2010/4/2-2011/4/1",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert found(text) == []


def test_where_both_check_digits_fit_the_words_decide() -> None:
    assert [kind for kind, _ in found("偽造免許の番号は301234567810です。")] == ["licence"]
    assert [kind for kind, _ in found("番号は301234567810です。")] == ["mynumber"]
