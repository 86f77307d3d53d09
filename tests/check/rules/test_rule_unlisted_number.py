from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from haishin.core.model import Severity
from support.documents import findings

LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def told(sentence: str) -> list[tuple[int, int, int, str]]:
    return [
        (one.span.line, one.span.column, one.span.end_column, one.message.ja)
        for one in findings(changed(LINE, sentence))
        if one.rule == "unlisted-number"
    ]


@pytest.mark.parametrize(
    ("sentence", "start", "number"),
    [
        ("問合せ先 前橋警察署（027-001-0111）", 12, "027-001-0111"),
        ("問合せ先 前橋警察署 027-009-0110", 12, "027-009-0110"),
        ("問合せ先 フリーダイヤル 0120-012-345", 14, "0120-012-345"),
        ("問合せ先 前橋警察署 ０２７－００１－０１１１", 12, "０２７－００１－０１１１"),
        ("問合せ先 前橋警察署 027(001)0111", 12, "027(001)0111"),
    ],
)
def test_a_number_in_no_list(sentence: str, start: int, number: str) -> None:
    said = f"「{number}」は、公開の一覧にない番号です。正しいか確かめてください。"
    assert told(sentence) == [(13, start, start + len(number), said)]


@pytest.mark.parametrize(
    "sentence",
    [
        "問合せ先 前橋警察署（027-001-0110）",
        "問合せ先 前橋警察署 027(001)0110",
        "110番、警察相談専用電話 #9110、消費者ホットライン 188",
        "「+1 010」から始まる国際電話にご注意ください。",
        "090や080から始まる番号にご注意ください。",
        "11月25日午後3時から0時30分まで、約1200人が参加します。",
        "伊勢町1003番地付近の県道です。",
    ],
)
def test_what_is_listed_or_no_number_passes(sentence: str) -> None:
    assert told(sentence) == []


def test_what_is_private_is_told_once() -> None:
    found = findings(changed(LINE, "目撃した方（090-1234-5678）の話です。"))
    assert [one.rule for one in found if one.rule in ("phone", "unlisted-number")] == ["phone"]


def test_in_the_title_and_only_a_warning() -> None:
    found = findings(changed("下校中の児童", "0120-012-345 下校中の児童"))
    (one,) = [one for one in found if one.rule == "unlisted-number"]
    assert ((one.span.line, one.span.column, one.span.end_column), one.severity) == ((2, 8, 20), Severity.WARNING)
