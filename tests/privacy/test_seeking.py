"""Searching less finds no less: marks and gates against the patterns that they stand before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.privacy import address, bank, namecues, namerole, normalising, numerals, phone, plate
from haishin.privacy.seeking import begun, near

# Letters and words of which the patterns are made, so that they match often.
PIECES = st.sampled_from(
    [
        *"0123456789-・ 、。(「」)\n+ー〇oOlI|ァアイ佐藤田山一三あさのは方宅家の市町様氏男女甲",
        *(
            "の妻",
            "夫婦",
            "先生",
            "巡査部長",
            "という男",
            "を逮捕",
            "こと",
            "（",
            "45歳",
            "号室",
            "マンション",
            "1丁目",
            "番地",
        ),
        *(
            "090",
            "027",
            "普通",
            "口座",
            "記号",
            "番号",
            "暗証番号は",
            "群馬",
            "300",
            "ゼロ",
            "イチ",
            "に",
            "ごー",
            "会長",
            "Van ",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)


def same(text: str, pattern: re.Pattern[str], matches: list[re.Match[str]]) -> None:
    assert [match.span() for match in matches] == [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("mark", "pattern", "before"),
    [
        (namerole._AGED, namerole._AGE, 72),
        (namecues._SAID, namecues._CUES[-1], 16),
        (namecues._HOUSED, namecues._HOUSE, 10),
        (namecues._TRADED, namecues._TRADE, 10),
        (namecues._RANKED, namecues._RANK, 6),
        (namecues._FAMILIAL, namecues._FAMILY, 4),
        (namecues._CALLED, namecues._NICK, 9),
        (namecues._DIALLED, namecues._CALLABLE, 20),
        (address._ROOMED, address._ROOM, 12),
    ],
)
@given(text=TEXTS)
@settings(max_examples=150)
def test_near_a_mark_everything_is_found(
    mark: re.Pattern[str], pattern: re.Pattern[str], before: int, text: str
) -> None:
    same(text, pattern, list(near(mark, pattern, text, before)))


@pytest.mark.parametrize(("begin", "pattern"), [(phone._FIRST, phone._NUMBER), (address._FIGURE, address._NUMBER)])
@given(text=TEXTS)
def test_a_number_begins_with_its_first_letter(begin: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    places = {match.start() for match in begin.finditer(text)}
    found = [match.start() for match in begun(begin, pattern, text)]
    assert set(found) <= places
    assert all(pattern.match(text, place) is None for place in places if place < min(found, default=len(text)))


@pytest.mark.parametrize(
    ("gate", "pattern"),
    [
        (numerals.SPOKEN, numerals.SPOKEN_RUN),
        (numerals.SPOKEN, numerals.SPOKEN_PLATE),
        (normalising._DASHED, normalising._DASH),
        (normalising._DASHED, normalising._LOOSE_DASH),
        (normalising._SPACY, normalising._SPACED),
        (bank._CUE, bank._ACCOUNT),
        (bank._CUE, bank._NUMBER),
        (bank._CUE, bank._SECRET),
        (bank._CUE, bank._POSTAL_CUE),
        (plate._PLATED, plate._KNOWN),
        (plate._PLATED, plate._SWAPPED),
        (plate._PLATED, plate._OLD),
        (plate._PLATED, plate._OTHER),
    ],
)
@given(text=TEXTS)
@settings(max_examples=150)
def test_what_a_gate_refuses_has_no_match(gate: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    assert gate.search(text) is not None or pattern.search(text) is None
