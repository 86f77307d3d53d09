from __future__ import annotations

import pytest

from haishin.privacy.detectors.checkdigits import licence, luhn, my_number


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
