from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said
from support.wording import scanned

TITLE = "下校中の児童に対する声かけ事案の発生"


def test_place_and_words() -> None:
    assert said(findings(changed(TITLE, "【重要】お知らせ"))) == [
        (
            2,
            8,
            2,
            16,
            "件名「【重要】お知らせ」からは、何があったのか分かりません。",
            "The title `【重要】お知らせ` does not tell what happened.",
        )
    ]


@pytest.mark.parametrize(
    ("title", "vague"),
    [
        ("お知らせ", True),
        ("不審者情報", True),
        ("【緊急】注意してください！", True),
        ("前橋警察署からのお知らせ", True),
        ("防犯情報（第12報）", True),
        ("県民の皆さんへ", True),
        ("詐欺", True),
        ("気を付けて！（前橋市）", True),
        ("【前橋市】ご確認ください", True),
        ("群馬県前橋市の皆様へのお願い", True),
        ("null", True),
        ("。", True),
        ("あ", True),
        ("石倉町", True),
        ("不審者情報（前橋市）", False),
        ("前橋市の交通情報", False),
        ("特殊詐欺（前橋市）", False),
        ("詐欺の電話", False),
        ("情報提供のお願い", False),
        ("＃９１１０と＃８８９１", False),
        ("9110", True),
        ("通報のお願い", False),
        ("テスト配信", False),
        ("夜道の注意", False),
        ("訂正のお知らせ", False),
        ("大雪のお知らせ", False),
        ("【声かけ】みなかみ町", False),
        ("露出被害（女性）", False),
        ("つきまといの続報", False),
        ("高崎市内の不審者情報", False),
        ("熊出没注意", False),
        ("ひったくりの注意", False),
    ],
)
def test_titles(title: str, vague: bool) -> None:
    assert [rule for rule, _ in scanned("12月3日。前橋警察署", title)] == ["vague-title"] * vague
