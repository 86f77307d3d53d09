"""Marks of emphasis, escapes and links hide nothing: what a reader sees is what is judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.document import read
from haishin.document.sample import PATH, SAMPLE
from haishin.model import Severity
from haishin.rules import Tree, check
from haishin.rules.shown import shown
from support_decision import contract


def body(text: str) -> str:
    """The sample with another text."""
    return SAMPLE[: SAMPLE.index("---\n", 4) + 4] + text


def found(text: str) -> list[tuple[str, int, int, int]]:
    """Errors of the text's rules: rule, line in the text from 1, first and last column."""
    document = read(PATH, body(text).encode(), contract())
    return [
        (one.rule, one.span.line - document.body_line + 1, one.span.column, one.span.end_column)
        for one in check(document, contract(), Tree())
        if one.severity is Severity.ERROR
    ]


PLAIN = "11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で声かけ事案が発生しました。\n"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("被害者は山田**太郎**さんです。", "name"),
        ("逃走した車は群馬 300 あ *12*-34 です。", "plate"),
        ("場所は前橋市文京町2丁目34番[5号](https://www.police.pref.gunma.jp/)の住宅です。", "address"),
        ("連絡先は 090\\-0012\\-3456 です。", "phone"),
        ("男は、昭和50年*3月*3日生まれです。", "birthdate"),
        ("男を逮**捕**しました。", "arrest-wording"),
        ("取扱*注意*", "intake-note"),
    ],
)
def test_a_mark_hides_nothing(line: str, rule: str) -> None:
    whole = (rule, 2, 1, len(line) + 1)
    assert whole in found(f"{PLAIN}{line}\n")
    assert rule in {one[0] for one in found(f"{PLAIN}- 一つ目\n- {line}\n")}


def test_what_is_found_as_written_is_told_once_with_its_column() -> None:
    line = "**連絡先**は 090-0012-3456 です。"
    assert [one for one in found(f"{PLAIN}{line}\n") if one[0] == "phone"] == [("phone", 2, 10, 23)]


@pytest.mark.parametrize("line", ["**声かけ**に注意してください。", "- *注意*してください。", "1\\. 戸締まり"])
def test_a_mark_alone_is_no_fault(line: str) -> None:
    assert found(f"{PLAIN}{line}\n") == found(f"{PLAIN}{line.replace('*', '')}\n")


def test_a_text_without_marks_is_shown_as_written() -> None:
    assert shown(read(PATH, body(f"{PLAIN}- 一つ目\n\n# 見出し\n").encode(), contract())) is None


@given(st.text(st.sampled_from("山田太郎さん*_\\\\[]()`#- 1.\n")))
def test_every_line_stays_in_its_place(text: str) -> None:
    document = read(PATH, body(PLAIN + text).encode(), contract())
    seen = shown(document)
    if seen is not None:
        assert seen.source.count("\n") == document.source.count("\n")
        check(document, contract(), Tree())
