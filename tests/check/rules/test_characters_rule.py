from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.rules.characters import _MARKS, hides
from haishin.core.model import Fix, Text
from haishin.core.text.signs import ODD
from support.documents import findings, said


def found(text: str) -> list[tuple[int, int, int, int, str, str]]:
    return said(tuple(one for one in findings(text) if one.rule == "characters"))


def test_neighbours_are_told_together() -> None:
    assert found(changed("文京町", "文\u200b\u200b\u202e京\u200b町")) == [
        (
            10,
            21,
            10,
            24,
            "目に見えない文字や制御文字(U+200B U+202E)があります。",
            "There are invisible or control characters here (U+200B U+202E).",
        ),
        (
            10,
            25,
            10,
            26,
            "目に見えない文字や制御文字(U+200B)があります。",
            "There are invisible or control characters here (U+200B).",
        ),
    ]


def test_what_the_reader_has_told_is_not_told_again() -> None:
    assert [one.rule for one in findings(changed("声かけ", "声\u2028かけ"))] == ["front-matter"]


def test_the_composed_form_is_offered() -> None:
    (one,) = findings(changed("児童が", "児童か\u3099"))
    assert one.fix == Fix("が")
    assert one.hint == Text("「が」と打ち直してください。", "Type it again as `が`.")


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("2\u0338", "U+0338"),
        ("町\u0336\u0338", "U+0336 U+0338"),
        ("か\u3099\u0336", "U+0336"),
        ("た\u3099\u3099", "U+3099"),
        ("-\u20dd", "U+20DD"),
        ("a\u0336", "U+0336"),
        ("ー\u302a", "U+302A"),
    ],
)
def test_a_mark_that_stays_is_told_with_its_letter(written: str, codes: str) -> None:
    text = changed("文京町", f"文京町{written}")
    marks = [one for one in found(text) if "重なる" in one[4]]
    assert marks == [
        (
            10,
            23,
            10,
            23 + len(written),
            f"文字や数字に重なる記号({codes})があります。",
            f"There is a mark over or through a character ({codes}).",
        )
    ]


@pytest.mark.parametrize("written", ["が", "é", "ﾊﾟ", "ế", "กำลัง", "नमस्ते", "٠٩", "①", "～"])
def test_other_scripts_keep_their_marks(written: str) -> None:
    assert found(changed("文京町", f"文京町{written}")) == []


def test_an_encoded_word_behind_the_key() -> None:
    assert found(changed("下校中の", "下校=?中の")) == [
        (2, 10, 2, 12, "件名に「=?」は使えません。", "The title may not hold `=?`.")
    ]


def test_every_code_point_by_its_category() -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in hidden and character != "\n":
            assert hides(character)


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")  # CRLF is the rule file's


def _marked(text: str) -> bool:
    """Whether a mark stands behind what has none, looked at one by one."""
    bare = True
    for character in "\n" + text:
        if unicodedata.category(character).startswith("M") and not hides(character):
            if bare:
                return True
        else:
            japanese = "\u3041" <= character <= "\u9fff" or "\uff01" <= character <= "\uff9f"
            bare = japanese or character.isascii() or not character.isalpha()
    return False


@given(st.text(LETTERS, max_size=30))
def test_what_passes_is_visible_and_composed(text: str) -> None:
    whole = f"{SAMPLE}\n{text}\n"
    fine = not any(hides(character) for character in text) and unicodedata.is_normalized("NFC", whole)
    fine = fine and not _marked(text)
    assert (found(whole) == []) is fine


def test_of_what_is_taken_as_seen_nothing_hides_and_nothing_is_a_mark() -> None:
    seen = [character for character in map(chr, range(sys.maxunicode + 1)) if not ODD.match(character)]
    assert seen
    assert not [one for one in seen if hides(one) or unicodedata.category(one) in _MARKS]
