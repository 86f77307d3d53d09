from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said
from support.wording import found

TIME = "11月25日午後3時30分ころ"


def test_place_and_words() -> None:
    assert said(findings(changed(TIME, "11月25日25時ころ"))) == [
        (10, 7, 10, 10, "「25時」という時刻はありません。", "There is no such time as `25時`.")
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("500歳の男", ["500歳"]),
        ("２００歳代", ["２００歳"]),
        ("25時", ["25時"]),
        ("15:78、", ["15:78"]),
        ("午後3時75分", ["午後3時75分"]),
        ("午前14時", ["午前14時"]),
        ("13月2日", ["13月2日"]),
        ("2月30日", ["2月30日"]),
        ("2025年2月29日", ["2025年2月29日"]),
        ("平成30年2月29日", ["平成30年2月29日"]),
        ("平成28年2月29日", []),
        ("2026/13/02", ["2026/13/02"]),
        ("令和99年", []),
        ("令和99年1月1日", ["令和99年1月1日"]),
        ("20226年", ["20226年"]),
        ("時速1500キロ", ["時速1500キロ"]),
        ("身長1650センチ", ["身長1650センチ"]),
        ("身長 17 センチ", []),
        ("身長17センチ", ["身長17センチ"]),
        ("体重800キロ", ["体重800キロ"]),
        ("震度8", ["震度8"]),
        ("国道999号", ["国道999号"]),
        ("2月30日8時から", ["2月30日"]),
        ("11月31日", ["11月31日"]),
        ("小学8年生", ["小学8年生"]),
        ("令和0年1月1日", ["令和0年1月1日"]),
        ("最高速度500キロ", ["最高速度500キロ"]),
        ("「2月30日が締切り」という電話", ["2月30日"]),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    body = f"前橋市で、{text}、声かけ。前橋警察署"
    assert found("impossible-number", body) == [one for one in numbers if one in body]


@pytest.mark.parametrize(
    "text",
    [
        "100歳の男性",
        "24時間対応",
        "48時間以内",
        "0時",
        "24時",
        "75分間",
        "3:2の割合",
        "2024年2月29日",
        "2月29日",
        "1/2に減少",
        "番号は5195/1323/7190/2615",
        "創業1300年以上",
        "時速120キロ",
        "身長180センチ",
        "震度7",
        "国道407号",
        "1か月40日",
        "110番",
        "「500歳」と言う男",
        "30代の男",
        "2000年代",
    ],
)
def test_near_misses(text: str) -> None:
    assert found("impossible-number", f"前橋市で、{text}、声かけ。前橋警察署") == []


def test_the_year_of_the_alert_decides_about_the_29th_of_february() -> None:
    text = changed(TIME, "2月29日午後3時ころ")
    assert [one.message.ja for one in findings(text) if one.rule == "impossible-number"] == [
        "「2月29日」という日はありません。"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("車上ねらいの事件が3発生しています", ["事件が3"]),
        ("不審な電話が５相次いでいます", ["電話が５"]),
        ("事件が3件発生しています", []),
        ("住宅で被害が2軒ありました", []),
        ("銃声が2発生じました", []),
    ],
)
def test_a_number_says_what_is_counted(text: str, words: list[str]) -> None:
    assert found("impossible-number", f"12月3日、前橋市で、{text}。前橋警察署") == words
