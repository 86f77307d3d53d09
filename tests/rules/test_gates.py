"""Looking less finds no less: the gates of the wording rules against the patterns that they stand before."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.privacy.seeking import begun, near
from haishin.rules import (
    clock_time,
    contact,
    dates,
    impossible_number,
    phone_width,
    trailing,
    weekday,
)
from haishin.rules.writing import narrowed

# Letters and words of which the patterns are made, so that they match often.
PIECES = st.sampled_from(
    [
        *"0123456789０１年月日時分/:：.-－ー \u3000\n（()）○〇●×■XnＮ?？*＊…・〜#＃@＠[［{$<％%_市町村区はで、。水火RF",
        *(
            "令和8年",
            "平成",
            "11月25日",
            "午前",
            "午後",
            "の",
            "明け方",
            "朝",
            "昼過ぎ",
            "ころ",
            "代の",
            "(水)",
            "水曜",
        ),
        *("※", "←", "後で直す", "Re:", "Fwd:", "--転送", "110", "#9110", "027-001-0110", "{{", "}}", "%TITLE%", "毎日"),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)


@pytest.mark.parametrize(
    ("gate", "pattern"),
    [
        (trailing._END, trailing._BLANKS),
    ],
)
@given(text=TEXTS)
@settings(max_examples=200)
def test_what_a_gate_refuses_has_no_match(gate: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    assert gate.search(text) is not None or pattern.search(text) is None


@given(text=TEXTS)
@settings(max_examples=200)
def test_a_number_that_is_all_narrow_needs_no_remedy(text: str) -> None:
    if phone_width._WIDE.search(text) is None:
        found = [match[0] for match in phone_width._NUMBER.finditer(text)]
        assert all(re.fullmatch("#?[0-9-]+", number) for number in found)


@pytest.mark.parametrize(
    ("begin", "pattern"),
    [
        (dates._BEGUN, dates._DATE),
        (weekday._BEGUN, weekday._DATED),
        (impossible_number._DATED, impossible_number._DATE),
        (contact._FIRST, contact._NUMBER),
    ],
)
@given(text=TEXTS)
@settings(max_examples=200)
def test_what_begins_with_its_first_letter_is_all_there_is(
    begin: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> None:
    assert [match.span() for match in begun(begin, pattern, text)] == [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("mark", "pattern"),
    [(clock_time._FIGURES, clock_time._HOUR), (impossible_number._FIGURES, impossible_number._HOUR)],
)
@given(text=TEXTS)
@settings(max_examples=200)
def test_around_its_figures_every_hour_is_found(mark: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    assert [match.span() for match in near(mark, pattern, text, 4)] == [
        match.span() for match in pattern.finditer(text)
    ]


@given(text=st.text("ＡＺａ！～　A a（１ｱ漢", max_size=20))
def test_made_narrow_every_offset_stays(text: str) -> None:
    plain = narrowed(text)
    assert len(plain) == len(text)
    assert all(
        one == unicodedata.normalize("NFKC", other) for one, other in zip(plain, text, strict=True) if other != "ｱ"
    )
