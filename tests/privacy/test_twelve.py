"""Several numbers in a row are no My Number, licence or card, even where a check digit happens to fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.detectors.twelve import several
from support_privacy import found

DAYS = st.lists(st.tuples(st.integers(10, 12), st.integers(10, 28)), min_size=3, max_size=4)


@given(DAYS)
def test_days_are_several(days: list[tuple[int, int]]) -> None:
    assert found("次の日に行います。" + "、".join(f"{month}/{day}" for month, day in days) + "。") == []


@given(st.lists(st.integers(2000, 2030), min_size=3, max_size=4))
def test_years_are_several(years: list[int]) -> None:
    assert found("件数の多い年は" + "、".join(map(str, years)) + "年です。") == []


@given(st.lists(st.integers(1000, 99_999), min_size=3, max_size=4))
def test_amounts_are_several(amounts: list[int]) -> None:
    assert found("料金は" + "、".join(f"{amount:,}" for amount in amounts) + "円です。") == []


@pytest.mark.parametrize(
    "told", ["1234、5678、9018", "1234 5678 9018", "823,144,021,475", "1、2、3、4、5、6、7、8、9、0、1、8"]
)
def test_one_number_in_groups_is_one(told: str) -> None:
    match = re.match(r".+", told)
    assert match is not None
    assert not several(match)
