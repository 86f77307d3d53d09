"""Which lines of a review mean something, and which ticked boxes make a list complete."""

from __future__ import annotations

import unicodedata
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.consult.forge.reviews import checklist, press_released, says
from haishin.core.model import Word

ACTING, PRESS = Word.ACTING, Word.PRESS_RELEASED


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("代決", {ACTING}),
        ("広報済", {PRESS}),
        ("確認した。\r\n代決\r\n広報済", {ACTING, PRESS}),
        ("\u3000代決 \t", {ACTING}),
        ("   広報済", {PRESS}),
        ("> 前の人の言葉\n\n代決", {ACTING}),
        ("```\nx\n```\n代決", {ACTING}),
        ("`代決`\n広報済", {PRESS}),
    ],
)
def test_a_line_that_says_it(body: str, words: set[Word]) -> None:
    assert says(body) == words


@pytest.mark.parametrize(
    "body",
    [
        "",
        "代決します",
        "「代決」",
        "代決。",
        "これは代決 です",
        "代 決",
        "代\n決",
        "> 代決",
        ">代決",
        "  > 広報済",
        "> 前の人の\n代決",  # a quoted paragraph goes on
        "```\n代決\n```",
        "```text\n代決",  # never closed: code to the end
        "~~~\n広報済\n~~~",
        "````\n```\n代決\n````",
        "    代決",
        "\t代決",
        "<!-- \n代決\n-->",
        "<!-- \n代決",
        "- 代決",
        "広報済み",
    ],
)
def test_near_misses_say_nothing(body: str) -> None:
    assert says(body) == frozenset()


def test_the_same_word_in_another_form() -> None:
    assert says("広\U0002f857済") == {PRESS}  # the compatibility ideograph is the same character in NFC
    assert says("代決\u3099") == frozenset()


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("広報済 13:05", time(13, 5)),
        ("広報済13:05", time(13, 5)),
        ("広報済\u3000９：０５", time(9, 5)),
        ("確認しました。\n広報済  7:00 ", time(7, 0)),
        ("広報済 13:00\n広報済 13:05", time(13, 5)),
        ("広報済", None),
        ("広報済 25:05", None),
        ("広報済 13:60", None),
        ("広報済 13時05分", None),
        ("13:05 広報済", None),
        ("> 広報済 13:05", None),
        ("広報済 13:05 です", None),
    ],
)
def test_the_time_of_a_release(body: str, at: time | None) -> None:
    assert press_released(body) == at
    assert (Word.PRESS_RELEASED in says(body)) is (at is not None or body == "広報済")


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("- [x] 一\n- [X] 二", "complete"),
        ("## 確認\r\n\r\n* [x] 一\r\n+ [x] 二\r\n1. [x] 三", "complete"),
        ("- [x] 一\n- [ ] 二", "open"),
        ("- [x] 一\n  - [ ] 二", "open"),
        ("", "open"),
        ("確認しました", "open"),
        ("<!-- - [x] 一 -->", "open"),
        ("```\n- [x] 一\n```", "open"),
        ("> - [x] 一", "open"),
        ("[x] 一", "open"),
        ("- [y] 一", "open"),
        ("- [x]一", "open"),
        ("- [x] 一\n\n<!-- - [ ] 例 -->", "complete"),
    ],
)
def test_the_checklist(body: str, state: str) -> None:
    assert checklist(body) == state


TEMPLATE = Path(__file__).parents[3].joinpath(".github", "pull_request_template.md").read_text(encoding="utf-8")
TICKED = TEMPLATE.replace("- [ ]", "- [x]")
LAST = next(line for line in reversed(TICKED.splitlines()) if line.startswith("- [x]"))


def test_the_template_as_it_comes_is_open_and_all_ticked_complete() -> None:
    assert TICKED.count("- [x]") == 6
    assert checklist(TEMPLATE, TEMPLATE) == "open"
    assert checklist(TICKED, TEMPLATE) == "complete"


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (LAST, LAST.replace("[x]", "[ ]"), "open"),
        (LAST, "", "open"),
        (LAST, LAST.removeprefix("- [x] "), "open"),
        (LAST, LAST.replace("- [x]", "- [ｘ]"), "open"),
        (LAST, f"> {LAST}", "open"),
        (LAST, f"<!-- {LAST} -->", "open"),
        (LAST, f"```\n{LAST}\n```", "open"),
        (LAST, f"{LAST}と思う", "open"),
        (LAST, f"{LAST}\n- [ ] もう一つ", "open"),
        ("## 承認者へ", "```\n## 承認者へ", "complete"),
        ("## 起案者の確認", "<!--\n## 起案者の確認", "open"),
        (LAST, unicodedata.normalize("NFD", LAST).replace("[x]", "[X]") + "  \r", "complete"),
        (LAST, f"{LAST}\n- [x] もう一つ", "complete"),
        (TICKED, "- [x] 全部確認した", "open"),
        (TICKED, "", "open"),
    ],
)
def test_a_box_of_the_template_that_was_taken_away_or_mangled(old: str, new: str, state: str) -> None:
    assert old in TICKED
    assert checklist(TICKED.replace(old, new), TEMPLATE) == state


@given(st.text(alphabet=" >`~\n\r\t-[]x<!代決広報済", max_size=60))
def test_a_quotation_of_anything_says_nothing(body: str) -> None:
    quoted = "".join(f"> {line}\n" for line in body.replace("\r", "\n").split("\n"))
    assert says(quoted) == frozenset()
    assert checklist(quoted) == "open"
