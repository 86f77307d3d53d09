"""Marks of emphasis, escapes and links hide nothing: what a reader sees is what is judged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haishin.check.document import read
from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.engine import check
from haishin.check.findings import REPORTERS
from haishin.check.reading import Reading, Tree, Version
from haishin.check.reading.rendering import PARSER, structured
from haishin.core.model import Severity
from support.decision import contract


def body(text: str) -> str:
    """The sample with another text."""
    return SAMPLE[: SAMPLE.index("---\n", 4) + 4] + text


def reading(text: str) -> Reading:
    """The sample with another text."""
    return Reading(read(PATH, body(text).encode(), contract()), contract(), Tree())


def shown(text: str) -> Version | None:
    """The sample with another text, as it is shown; None where that is as it is written."""
    versions = reading(text).versions
    return versions[1] if len(versions) > 1 else None


def found(text: str) -> list[tuple[str, int, int, int]]:
    """Errors of the text's rules: rule, line in the text from 1, first and last column."""
    document = read(PATH, body(text).encode(), contract())
    return [
        (one.rule, one.span.line - document.body_line + 1, one.span.column, one.span.end_column)
        for one in check(document, contract(), Tree())
        if one.severity is Severity.ERROR
    ]


# Of marks, links, escapes and line ends, around letters that stand for themselves.
MARKS = ("**", "*", "_", "`", "\\", "[", "](https://www.pref.gunma.jp/)", "![", "<b>", "</b>", "&amp;", "\n", " ", "- ")
NAME = "山田太郎"
PIECES = (*NAME, *MARKS)

PLAIN = "11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で声かけ事案が発生しました。\n"


@pytest.mark.parametrize(
    ("line", "rule", "stretch"),
    [
        ("被害者は山田**太郎**さんです。", "name", "山田**太郎**さん"),
        ("逃走した車は群馬 300 あ *12*-34 です。", "plate", "群馬 300 あ *12*-34"),
        (
            "場所は前橋市文京町2丁目34番[5号](https://www.police.pref.gunma.jp/)の住宅です。",
            "address",
            "前橋市文京町2丁目34番[5号",
        ),
        (
            "連絡先は [090](https://www.police.pref.gunma.jp/)-0012-3456 です。",
            "phone",
            "090](https://www.police.pref.gunma.jp/)-0012-3456",
        ),
        ("男は、昭和50年*3月*3日生まれです。", "birthdate", "昭和50年*3月*3日生まれ"),
        ("男を逮**捕**しました。", "arrest-wording", "逮**捕"),
        ("取扱*注意*", "intake-note", "取扱*注意"),
    ],
)
def test_a_mark_hides_nothing_and_the_place_is_exact(line: str, rule: str, stretch: str) -> None:
    start = line.index(stretch) + 1
    assert (rule, 2, start, start + len(stretch)) in found(f"{PLAIN}{line}\n")
    assert rule in {one[0] for one in found(f"{PLAIN}- 一つ目\n- {line}\n")}


def test_what_is_found_as_written_is_told_once_with_its_column() -> None:
    line = "**連絡先**は 090-0012-3456 です。"
    assert [one for one in found(f"{PLAIN}{line}\n") if one[0] == "phone"] == [("phone", 2, 10, 23)]


@pytest.mark.parametrize("line", ["**声かけ**に注意してください。", "- *注意*してください。", "1\\. 戸締まり"])
def test_a_mark_alone_is_no_fault(line: str) -> None:
    assert found(f"{PLAIN}{line}\n") == found(f"{PLAIN}{line.replace('*', '')}\n")


def test_a_text_without_marks_is_shown_as_written() -> None:
    assert shown(f"{PLAIN}- 一つ目\n\n# 見出し\n") is None


@given(st.text(st.sampled_from("山田太郎さん*_\\\\[]()`#- 1.\n")))
def test_every_line_stays_in_its_place(text: str) -> None:
    document = read(PATH, body(PLAIN + text).encode(), contract())
    seen = shown(PLAIN + text)
    if seen is not None:
        assert seen.writing.body.count("\n") == (PLAIN + text).count("\n")
        check(document, contract(), Tree())


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("`\n`- ")
def test_what_is_shown_stands_where_it_is_said_to_stand(text: str) -> None:
    seen, text = shown(text), reading(text).body
    view = seen.body if seen is not None else None
    if view is None:
        return
    assert len(view.text) == len(view.starts) == len(view.ends)
    assert view.starts == sorted(view.starts)
    assert all(start <= end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
    letters = [(character, text[at]) for character, at in zip(view.text, view.starts, strict=True) if character in NAME]
    assert all(shown == written for shown, written in letters)


def told(text: str) -> list[tuple[str, int, int, int, Severity]]:
    document = read(PATH, text.encode(), contract())
    return [
        (one.rule, one.span.line, one.span.column, one.span.end_column, one.severity)
        for one in check(document, contract(), Tree())
        if one.private
    ]


@pytest.mark.parametrize(
    "title", ["渡辺**太郎**さんの件", "渡辺*太郎*さんの件", "渡辺`太郎`さんの件", "渡辺**太郎の件", "渡\\辺太郎の件"]
)
def test_nor_in_a_title_which_is_mailed_with_its_marks(title: str) -> None:
    found = told(SAMPLE.replace("下校中の児童に対する声かけ事案の発生", title))
    assert found == [("name", 2, found[0][2], found[0][3], Severity.ERROR)]


def test_nor_in_an_item() -> None:
    found = told(SAMPLE.replace("press: none", "press: none\nwhy_late: 渡辺**太郎**さんに聞いたため"))
    assert found == [("name", 9, 11, 21, Severity.ERROR)]


@pytest.mark.parametrize("title", ["**声かけ**に注意", "児童*生徒*の安全", "5*6人の班", "a_b_c"])
def test_marks_in_a_title_alone_are_no_fault(title: str) -> None:
    assert told(SAMPLE.replace("下校中の児童に対する声かけ事案の発生", title)) == []


def test_of_two_names_in_a_line_the_second_is_hidden_too() -> None:
    text = f"{SAMPLE}\n届出人は前橋花子さん、通報者は山田**ﾀﾛｳ**さんです。\n"
    found = check(read(PATH, text.encode(), contract()), contract(), Tree())
    assert {one.matched for one in found if one.private} == {"前橋花子さん", "山田ﾀﾛｳさん"}
    for name, report in REPORTERS.items():
        assert "ﾀﾛｳ" not in report(found, {PATH: text}, "ja", 1), name
        assert "タロウ" not in report(found, {PATH: text}, "ja", 1), name


# Of what makes blocks, and of what Markdown takes as it is.
LINES = (
    "\n",
    "\n",
    "\n\n",
    "- ",
    "+ ",
    "-",
    "---",
    "- - ",
    "    ",
    "  ",
    "\t",
    "1. ",
    "1) ",
    "2",
    "# ",
    "===",
    "| a |",
    "> ",
)
INNER = (
    "山田",
    "です。",
    "!",
    "(",
    ")",
    '"',
    "'",
    "{",
    "}",
    "$",
    "^",
    "://",
    "a.jp",
    "www.",
    ".",
    "。",
    "\u3000",
    "\u2028",
)


@given(st.lists(st.sampled_from((*LINES, *INNER)), max_size=12).map("".join))
@example("- - - - 山田")
@example("-     山田")
@example("1. 鍵\n3. 光")
def test_markdown_makes_nothing_of_a_text_that_is_called_plain(text: str) -> None:
    if structured(text):
        return
    notes: dict[str, Any] = {}
    tokens = PARSER.parse(text, notes)
    shown = [token for token in tokens if not token.type.startswith(("paragraph_", "heading_", "inline"))]
    assert {token.type for token in shown} <= {
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
    }
    assert max((token.level for token in shown), default=0) <= 1
    children = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in children} <= {"text", "softbreak", "hardbreak"}
    assert not notes.get("references")
