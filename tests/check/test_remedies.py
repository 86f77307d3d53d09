"""A remedy is one that the other checks accept: what ``fix`` writes is found by nothing that was not there before."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from haishin.check.document.sample import PATH, changed
from haishin.check.mending import mend
from haishin.check.reading import Tree
from haishin.check.rule_registry import DESCRIBED
from haishin.check.rules import Described
from support.contract import shipped
from support.documents import findings

MENDABLE = [
    pytest.param(text, id=f"{rule.ID}-{key}-{number}")
    for rule in DESCRIBED
    for number, (key, text) in enumerate(rule.BAD)
    if any(one.fix is not None for one in findings(text))
]
TITLE = "下校中の児童に対する声かけ事案の発生"
CASES = [
    (row.category, case, row.contents[0]) for row in shipped().policy.table for case in row.cases if case != "other"
]


def accepted(text: str) -> None:
    before = findings(text)
    mended = mend(PATH, text.encode("utf-8", "surrogatepass"), shipped(), Tree()).decode()
    after = findings(mended)
    assert {(one.rule, one.message.ja) for one in after} <= {(one.rule, one.message.ja) for one in before}, mended
    assert [one for one in after if one.fix is not None] == [], mended
    assert len(after) < len(before) or mended == text


@pytest.mark.parametrize("text", MENDABLE)
def test_what_fix_writes_is_found_by_nothing(text: str) -> None:
    accepted(text)


def test_most_rules_with_a_remedy_have_a_sample() -> None:
    assert len(MENDABLE) >= 15


@pytest.mark.parametrize(("category", "case", "content"), CASES)
def test_no_title_is_shortened_to_what_says_nothing(category: str, case: str, content: str) -> None:
    """F15: whatever stands in the title of what is put before it by itself."""
    row = shipped().policy.row(category)
    assert row is not None
    own = [label.say for label in row.labels if case in (label.cases or ())][:1]
    other = [label.say for label in row.labels if case not in (label.cases or ())][:1]
    for first, second in permutations((row.name, *own, *other, "お知らせ"), 2):
        for title in (f"{first}（{second}）", f"【{first}】{second}", f"前橋署：{first}"):
            items = f"{category}\ncase: {case}\ncontent: {content}"
            text = changed(TITLE, title).replace("suspicious-person\ncase: approach\ncontent: caution", items)
            accepted(text)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (
            "女性が猿に腕をかまれ、けがをしました。近づかないでください。",
            "11月28日（土）＜＜時刻＞＞ころ、＜＜市町村＞＞＜＜町名＞＞地内の＜＜動物のいた場所＞＞で、＜＜襲われた方＞＞が＜＜動物＞＞に襲われ、負傷しました。",
        ),
    ],
)
def test_the_example_is_of_the_drafter_s_own_case_and_day(body: str, hint: str) -> None:
    path = PATH.replace("20261125-1540", "20261128-0910")
    items = "information-request\ncase: animal-injury\ncontent: caution"
    text = (
        changed("suspicious-person\ncase: approach\ncontent: caution", items).split("---\n11月")[0] + f"---\n{body}\n"
    )
    [one] = [one for one in findings(text, path) if one.rule == "incomplete"]
    assert one.hint.ja.startswith(f"いつもの書き方のように、書き足してください:{hint}")
    assert "熊" not in one.hint.ja
    wrong = findings(changed("2026-11-25T15:40+09:00", "きのう"), path)
    assert [found.hint.ja for found in wrong] == ["「2026-11-28T09:10+09:00」の形に書いてください。"]


def test_a_title_that_says_nothing_is_answered_by_the_usual_one_of_its_case() -> None:
    text = changed(TITLE, "（つきまとい）").replace("case: approach", "case: stalking")
    [one] = findings(text)
    assert (one.rule, one.fix) == ("doubled-title", None)
    assert one.hint.ja.startswith("「＜＜町名＞＞、＜＜被害を受けた方＞＞が後をつけられる」のように")


@pytest.mark.parametrize("rule", DESCRIBED, ids=lambda rule: rule.ID)
def test_a_remedy_says_what_to_do_to_the_text_and_names_no_command(rule: Described) -> None:
    """F22: who drafts in a browser has no command line, and cannot write into schema/."""
    said = " ".join(words for text in (*rule.MESSAGES.values(), *rule.HINTS.values()) for words in (text.ja, text.en))
    assert re.findall(r"haishin \w+|\w+\.yaml", said) == []
