"""The views: what they fold, what they leave, and that every character knows its origin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.text.normalising import accounts, digits, prose
from haishin.core.text.view import View

ANY = st.text(
    st.one_of(st.characters(), st.sampled_from("0１〇一十壱ーー—-の、ゼロニサン @★atドット.ｶﾞ\u200b\n市さん")),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("０９０－００１２－３４５６", "090-0012-3456"),
        ("０９０ー００１２—３４５６", "090-0012-3456"),
        ("〇九〇の〇一二三の四五六七", "090の0123の4567"),
        ("二千百一番地四", "2101番地4"),
        ("昭和三十年十一月五日", "昭和30年11月5日"),
        ("0\u200b9\u200b0", "090"),
        ("群 馬 5 8 2 つ 6 - 4 9", "群馬582つ6-49"),
        ("½時間", "1⁄2時間"),
        ("壱弐参四番", "1234番"),
        ("ゼロハチゼロ、サンニイニイゴ", "080、3225"),
        ("に・さん・ろく・ろく・はち・いち・ごです", "2・3・6・6・8・1・5です"),
        ("サンゴと参加者", "サンゴと参加者"),
        ("0\u03369\u03360\u0336-1\u03362", "090-12"),
        ("1\u0301\u0316\u0334\u03362", "12"),
        ("1\u20dd2\ufe0f\u20e3", "12"),
    ],
)
def test_numbers_are_folded(text: str, folded: str) -> None:
    assert digits(prose(text)).text == folded


@pytest.mark.parametrize(
    "text",
    [
        "一人で歩く",
        "三ツ寺町",
        "五十嵐",
        "千葉県",
        "八千代市",
        "サンダル",
        "メーター",
        "十分注意",
        "二人組",
        "〇〇町",
        "四日市",
        "廿日市",
        "三陸",
        "シーサン5匹",
    ],
)
def test_prose_keeps_its_meaning(text: str) -> None:
    assert digits(prose(text)).text == text


def test_a_particle_before_a_number_is_no_digit() -> None:
    assert digits(prose("書類に123456789018と")).text == "書類に123456789018と"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a(アット)example.com", "a@example.com"),
        ("a[at]example[dot]com", "a@example.com"),
        ("ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "a@example.com"),
        ("a★example.com", "a@example.com"),
        ("a アットマーク example ドット com", "a@example.com"),
        ("a あっとまーく example.com", "a@example.com"),
        ("a@\nexample.com", "a@example.com"),
    ],
)
def test_addresses_are_spelt_with_signs(text: str, folded: str) -> None:
    assert accounts(prose(text)).text == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("か\u3099\u0336す\u0336", "がす"),
        ("前\u0338橋\u20d2", "前橋"),
        ("Ha\u0336na\u0336", "Hana"),
        ("é", "é"),
        ("\u0336", ""),
        ("か" + "\u0323\u0301" * 40 + "き", "かき"),
    ],
)
def test_marks_that_do_not_melt_are_dropped(text: str, folded: str) -> None:
    assert prose(text).text == folded


def test_a_mark_stays_with_its_letter() -> None:
    view = prose("ｶﾞｽ")
    assert view.text == "ガス"
    assert [view.span(0, 1), view.span(1, 2)] == [(0, 2), (2, 3)]


def _consistent(view: View, text: str) -> None:
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
    assert [*view.starts] == sorted(view.starts)
    assert [*view.ends] == sorted(view.ends)


@given(
    st.text(
        st.sampled_from("09〇九①❿か゛aé\n-★|:(\u0301\u0323\u0336\u0338\u20dd\u20e3\ufe0f\u3099\u309a\u200b"),
        max_size=40,
    )
)
def test_each_digit_points_at_its_own_with_its_marks(text: str) -> None:
    view = prose(text)
    for one in (view, digits(view), accounts(view)):
        _consistent(one, text)
    for at, letter in enumerate(view.text):
        start, end = view.span(at, at + 1)
        assert letter in prose(text[start:end]).text


@given(ANY)
def test_the_map_points_into_the_original(text: str) -> None:
    view = prose(text)
    for one in (view, digits(view), accounts(view)):
        _consistent(one, text)


@given(st.text(st.sampled_from("abc123あ漢")))
def test_what_is_plain_maps_to_itself(text: str) -> None:
    view = prose(text)
    assert view.text == text
    assert [text[start:end] for start, end in zip(view.starts, view.ends, strict=True)] == list(text)
