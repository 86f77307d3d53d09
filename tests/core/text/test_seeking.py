"""Searching less finds no less: marks and gates against the patterns that they stand before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.check.privacy.detectors import address, phone, plate, sns
from haishin.check.privacy.names import candidates
from haishin.check.rules import exact_age, placeholder, special_care
from haishin.check.rules.worded import Lexicon, Phrase
from haishin.core.text import normalising
from haishin.core.text.seeking import Words, begun

# Letters and words of which the patterns are made, so that they match often.
PIECES = st.sampled_from(
    [
        *"0123456789-・ 、。(「」)\n+ー〇oOlI|ァアイ佐藤田山一三あさのは方宅家の市町様氏男女甲",
        *("○○", "●月", "〇日", "XX", "__", "??", "{{", "}}", "[[", "]]", "<<", ">>"),
        *(
            "の妻",
            "の供述",
            "両名",
            "した",
            "2人",
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
            "棟",
            "に住",
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
        *(
            "えーと",
            "ハイフン",
            "に続いて",
            "アカウント名は",
            "さんの",
            "年長",
            "小5",
            "きりん組",
            "3-1",
            "6 nen",
            "さとう",
            "みつえ",
            "の78歳の",
            "性(34)が",
            "赤城病院に入院",
            "うつ病の",
            "肺炎で",
            "がんを",
            "さと うみ",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)


def unnamed(value: object) -> str:
    """Patterns are too long for the names of tests."""
    return str(value) if isinstance(value, int) else "pattern"


@pytest.mark.parametrize(
    ("begin", "pattern"),
    [
        (phone._FIRST, phone._NUMBER),
        (address._FIGURE, address._NUMBER),
        (sns._FIRST, sns._NAME),
        (exact_age._FIRST, exact_age._AGE),
    ],
    ids=unnamed,
)
@given(text=TEXTS)
def test_a_number_begins_with_its_first_letter(begin: re.Pattern[str], pattern: re.Pattern[str], text: str) -> None:
    places = {match.start() for match in begin.finditer(text)}
    found = [match.start() for match in begun(begin, pattern, text)]
    assert set(found) <= places
    assert all(pattern.match(text, place) is None for place in places if place < min(found, default=len(text)))


@given(
    st.lists(st.text("被害者父親ad)(.", min_size=1, max_size=4), min_size=1, max_size=8),
    st.text("被害者父親ad)(.", max_size=12),
)
def test_words_are_found_by_their_first_letters(words: list[str], text: str) -> None:
    assert set(Words(words).within(text)) == {word for word in words if word in text}


@pytest.mark.parametrize(
    ("gate", "pattern"),
    [
        (normalising._DASHED.search, normalising._DASH),
        (normalising._SPACY.search, normalising._SPACED),
        (normalising._READS.search, normalising._READ_OUT),
        (address._ROOMED.search, address._ROOM),
        (address._HOUSE.search, address._HOUSED),
        (plate._PLATED.search, plate._WHOLE),
        (placeholder._SIGN.search, placeholder._SIGNS),
        (special_care._HEALTH.search, special_care._ILLNESS),
        (special_care._HEALTH.search, special_care._HOSPITAL),
        (candidates._GAP.search, candidates._GAPPED),
    ],
    ids=unnamed,
)
@given(text=TEXTS)
@settings(max_examples=150)
def test_what_a_gate_refuses_has_no_match(gate: Callable[[str], object], pattern: re.Pattern[str], text: str) -> None:
    assert gate(text) or pattern.search(text) is None


@given(
    st.lists(st.text("男が逃…", min_size=1, max_size=5).filter(lambda say: say == say.strip("…")), max_size=6), TEXTS
)
def test_of_all_phrases_those_near_a_text_are_all_that_it_has(said: list[str], text: str) -> None:
    text = f"{text}男が逃{text}"
    rows = [Phrase(say) for say in said]
    rules = {"one": rows[::2], "other": rows[1::2]}
    near = Lexicon(rules).near([("body", text)])
    for rule, phrases in rules.items():
        standing = [row for row in phrases if any(row.spans(text))]
        assert [row for row in near.get(rule, ()) if any(row.spans(text))] == standing
