"""Exact places and words of the Markdown subset; the many hostile forms are in tests/examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.sample import SAMPLE
from haishin.check.reading import Reading, Tree
from haishin.check.rules import markdown
from support.contract import shipped
from support.documents import document, findings, said

FIRST = SAMPLE.count("\n") + 2


def only(text: str) -> list[tuple[int, int, int, int, str]]:
    """Findings of the rule, lines counted from the text's first."""
    found = said(tuple(one for one in findings(f"{SAMPLE}\n{text}\n") if one.rule == "markdown"))
    return [
        (line - FIRST + 1, column, end - FIRST + 1, end_column, en) for line, column, end, end_column, _, en in found
    ]


HTML, CODE = "Raw HTML may not be used.", "Code may not be used."
ENTITY = "Character references (&…;) may not be used."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\n二 <br> 三 <br>", [(2, 3, 2, 7, HTML), (2, 10, 2, 14, HTML)]),
        ("- 一\n- 二 `x` と `x`", [(2, 5, 2, 6, CODE), (2, 11, 2, 12, CODE)]),
        ("`` ` `` <i>", [(1, 1, 1, 3, CODE), (1, 9, 1, 12, HTML)]),
        ("&amp; と &amp;", [(1, 1, 1, 6, ENTITY), (1, 9, 1, 14, ENTITY)]),
        ("\\![絵] ![絵](https://www.pref.gunma.jp/x.png)", [(1, 7, 1, 9, "Images may not be used.")]),
        ("&unknown; R&D &", []),
        ("<1> < 2", []),
        ("一  \n二\\\n三", []),
    ],
)
def test_where(text: str, expected: list[tuple[int, int, int, int, str]]) -> None:
    assert only(text) == expected


def test_two_links_to_the_same_place_are_told_apart() -> None:
    assert [one[:2] for one in only("[a](http://x.example/) と [b](http://x.example/)")] == [(1, 5), (1, 30)]


def test_the_words_of_a_wrong_host() -> None:
    (found,) = (one for one in findings(f"{SAMPLE}\n[a](https://evil.example/)\n") if one.rule == "markdown")
    hosts = ", ".join(shipped().wording.official_hosts)
    assert found.message.ja == "リンク先が、登録された公的なサイトの正しいアドレスではありません。"
    assert found.hint.ja == f"リンクは https:// で始まる、公的なサイトのものだけです:{hosts}"


def test_without_front_matter_all_is_text() -> None:
    assert sorted({one.rule for one in findings("<b>x</b>\n")}) == ["front-matter", "markdown"]


def test_a_broken_front_matter_does_not_hide_the_text() -> None:
    rules = [one.rule for one in findings(SAMPLE.replace("press: none", "press: &a none") + "\n<b>\n")]
    assert rules == ["front-matter", "markdown"]


PIECES = st.sampled_from(
    [
        *"<>[]()!*_`#-|&;:\\\n 1.\"'",
        "https://www.pref.gunma.jp/",
        "https://evil.example",
        "www.x.jp",
        "[a]: b",
        "&lt;",
        "](",
        "![",
        "<b>",
        "<!--",
        "-->",
        "    ",
        "```",
        "|---|",
        "あ",
        "𠮷",
        "> ",
        "1. ",
        "</p>",
        "- ",
        "\r",
        "\u2028",
    ]
)


def sound(text: str) -> None:
    """Judge the text; every place that is told lies in the file."""
    read = document(f"{SAMPLE}\n{text}\n")
    rows = read.source.split("\n")
    for found in markdown.check(Reading(read, shipped(), Tree())):
        span = found.span
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert span.column <= len(rows[span.line - 1]) + 1
        assert span.end_column <= len(rows[span.end_line - 1]) + 1


@given(st.lists(PIECES, max_size=50).map("".join))
def test_it_never_crashes_and_points_into_the_file(text: str) -> None:
    sound(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 7500,
        "*a_" * 2500,
        "`" * 7500,
        "![" * 3700,
        "<" * 7500,
        "&" * 7500,
        "[a](" * 1800,
        "- " * 3700,
        "> " * 3700,
        "[a]: b\n" * 1000,
        "|" * 7500,
        "\\" * 7500,
        "<!--" * 1800,
        "<a " * 2500,
        "https://" * 900,
        "`a``" * 1800,
        "a." * 3700,
        "a-" * 3700,
        "a.jp" * 1800,
    ],
)
def test_no_repetition_breaks_it(text: str) -> None:
    sound(text)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("詳しくは example.com/abc へ", [(6, 21, "error")]),
        ("**bit**.ly/3abcd", [(1, 1, "error")]),
        ("「example.com」と x.jp", [(2, 13, "warning"), (16, 20, "warning")]),
        ("www.police.pref.gunma.jp と pref.gunma.jp", [(1, 25, "error")]),
        ("police.pref.gunma.jp からのメール", []),
        ("[x.com](https://www.police.pref.gunma.jp/)", [(2, 7, "error")]),
        ("情報は hanako@mail.example.jp へ", []),
    ],
)
def test_hosts_without_scheme(line: str, places: list[tuple[int, int, str]]) -> None:
    found = [one for one in findings(f"{SAMPLE}\n{line}\n") if one.rule == "markdown"]
    assert [(one.span.column, one.span.end_column, one.severity.value) for one in found] == places
