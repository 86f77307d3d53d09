"""The shapes in which officers describe a matter every day tell of nobody: no private finding, no false error.

A heading with its mark, what joins it to the item, and the item; ``skeletons.jsonl``: whole texts of such shapes,
written by somebody who had not seen the rules.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.core.model import Severity
from support.documents import findings
from support.privacy import found

HEADINGS = (
    "行為者の特徴",
    "不審者の特徴等",
    "運転手の特徴",
    "人着",
    "人相着衣",
    "概要",
    "目撃情報",
    "前橋市内",
    "発生日時",
    "手口",
)
MARKS = ("■ {}", "【{}】", "４ {}", "{}")
JOINS = ("\n", "\u3000", "：", "\n\u3000・")
ITEMS = (
    "男、40歳くらい、黒色サングラス",
    "男1名、明るい茶色の髪",
    "女、20歳代、上下黒色の服",
    "明るい色の服を着た男\u3000身長170センチメートルくらい",
)
SKELETONS = [
    "".join((mark.format(heading), join, item)) for heading, mark, join, item in product(HEADINGS, MARKS, JOINS, ITEMS)
]
WRITTEN = [json.loads(line) for line in (Path(__file__).parent / "skeletons.jsonl").read_text("utf-8").splitlines()]

LOOKOUT = changed(
    "suspicious-person\ncase: approach\ncontent: caution",
    "information-request\ncase: missing-person\ncontent: lookout",
).replace("press: none", "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00}")
# The alert is of November 2026: what contradicts that, or would be told wrongly on another day, is rightly an error.
RIGHTFUL = {
    "weekday-mismatch": {"b003", "b024", "b032", "b044", "b067", "b082"},
    "relative-day": {"b016"},
    "characters": {"b025"},
}


def framed(text: str, around: str) -> str:
    """The sample with that text in the place of its own."""
    return around[: around.index("---\n", 4) + 4] + text + "\n"


def test_none_is_left_out() -> None:
    assert len(set(SKELETONS)) == 640
    assert len({one["id"] for one in WRITTEN}) == 100


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_joined_to_no_item(heading: str) -> None:
    wrong = {}
    for text in SKELETONS:
        if heading in text:
            told = [
                (one.rule, one.matched)
                for one in findings(framed(text, SAMPLE))
                if one.private or one.severity is Severity.ERROR
            ]
            wrong |= {text: told} if told else {}
    assert wrong == {}


def test_what_another_hand_wrote_has_no_private_finding_and_no_false_error() -> None:
    errors: dict[str, set[str]] = {}
    for one in WRITTEN:
        for told in findings(
            framed(one["text"], LOOKOUT if "行方" in one["text"] or "missing person" in one["note"] else SAMPLE)
        ):
            assert not told.private, (one["id"], told.matched)
            if told.severity is Severity.ERROR:
                errors.setdefault(told.rule, set()).add(one["id"])
    assert errors == RIGHTFUL


@pytest.mark.parametrize(
    "text",
    [
        "■ 特徴\n男、40歳くらい",
        "特徴　女、20歳代",
        "高崎市内 男1名",
        "場所　前橋市文京町\n明るい道",
        "日時\n誠に申し訳ありません。",
        "手口　つきまとい",
        "■ 白色サンダル履き",
        "外国語様の言葉を話す男",
        "４　年齢　女、20歳代",
    ],
)
def test_two_things_are_no_name(text: str) -> None:
    assert found(f"{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "■ 通報者\n渡辺太郎",
        "■ 特徴\n渡辺太郎、40歳くらい",
        "氏名　渡辺　太郎",
        "渡辺\n太郎容疑者",
        "■ 行方不明者\n渡辺　明、78歳",
        "届出人はヤマダタロウサンです。",
    ],
)
def test_a_name_is_found_behind_a_heading_and_over_a_line_s_end(text: str) -> None:
    assert [kind for kind, _ in found(f"{text}\n")] == ["name"]
