"""Figures that were set apart, and figures that belong apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.privacy.spelling.figures import parted
from haishin.privacy.spelling.normalising import prose


def read(text: str) -> str:
    return parted(prose(text)).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("090★0123★4567", "090-0123-4567"),
        ("090#0123#4567", "090-0123-4567"),
        ("090|0123|4567", "090-0123-4567"),
        ("090◆◆0123◆◆4567", "090-0123-4567"),
        ("090:0123:4567", "090-0123-4567"),
        ("027#0123456", "027-0123456"),
        ("0★9★0★0★1★2★3", "0900123"),
        ("5★0★3さ1★2★3★4", "503さ1234"),
        ("1★9★7★5年1★2月", "1975年12月"),  # so it stands between all digits
        ("0-9-0-0-1-2-3", "0900123"),
        ("090<0123>4567", "090-0123-4567"),
        ("090『0123』4567", "090-0123-4567"),
        ("(0)(9)(0)-(0)(1)", "090-01"),
        ("【3】【6】.【1】【2】", "36.12"),
        ("三0〇さ", "300さ"),
        ("0二7-0一4-5五2八", "027-014-5528"),
    ],
)
def test_figures_are_read_together(text: str, told: str) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "10:30",
        "10:30:00",
        "9:00~17:00",
        "36.123,139.456",
        "1,200,300円",
        "12%、30%、45%",
        "110、119",
        "188・189",
        "2丁目1-2-3",
        "1-2-3-4",
        "1→2→3の順",
        "(1)場所",
        "第(3)号",
        "090(0123)4567",
        "7★1",
        "36°23′12″",
        "三0円",
        "二〇二六年",
        "5〇2",  # 〇 may be a blank
        "7一5",  # 一 may be a dash
    ],
)
def test_what_belongs_apart_stays(text: str) -> None:
    assert read(text) == prose(text).text


@given(st.text(st.sampled_from("0123九〇一★#|:-/.() 「」あ"), max_size=40))
def test_no_figure_is_lost_or_added(text: str) -> None:
    figures = str.maketrans("九〇一", "901")
    before, after = prose(text).text.translate(figures), read(text).translate(figures)
    assert [letter for letter in after if letter.isdecimal()] == [letter for letter in before if letter.isdecimal()]
