"""Numbers told in parts, with pauses, in brackets or misread are one number; what merely looks so is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.spelling.normalising import digits, prose

PARTS = ("最初が090", "真ん中が0123", "下4桁は4567")


@given(st.permutations(PARTS))
def test_parts_are_put_in_order(parts: list[str]) -> None:
    assert digits(prose("番号の" + "、".join(parts) + "です")).text == "番号の090-0123-4567です"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("市外局番は〇二七、局番は一二、下四桁は三四五六", "027-12-3456"),
        ("090、ええと、0123、えー、4567", "090、0123、4567"),
        ("090に続けて0123、最後に4567", "090-0123-4567"),
        ("「090」「0123」「4567」", "「090-0123-4567」"),
        ("【12】、【34】", "【12-34】"),
        ("昭和（四七）年（一）月（九）日", "昭和47年1月9日"),
        ("4O3O 2ll8 l75l", "4030 2118 1751"),
        ("２Oｌ１年ｌ月３O日", "2011年1月30日"),
        ("090ハイフン0123マイナス4567", "090-0123-4567"),
    ],
)
def test_a_number_told_is_written(text: str, plain: str) -> None:
    assert digits(prose(text)).text == plain


@pytest.mark.parametrize(
    "text",
    [
        "前半は12点、後半は34点",
        "頭に3針、最後は2人",
        "ええ、そうです",
        "あの人とこの人",
        "Oil 2 lとLL 3枚",
        "(45)(男)",
        "最初は090-0123-4567",
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert digits(prose(text)).text == text
