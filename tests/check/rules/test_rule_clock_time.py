from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said
from support.wording import found, scanned

DATE = "11月25日午後3時30分ころ"


def test_place_and_words() -> None:
    assert said(tuple(one for one in findings(changed(DATE, "午後3時30分ころ")) if one.rule == "time-without-day")) == [
        (
            10,
            1,
            10,
            10,
            "「午後3時30分ころ」が、何月何日のことか書かれていません。",
            "The day of `午後3時30分ころ` is not given.",
        )
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("午後3時ころ、男が声をかけました", ["午後3時ころ"]),
        ("16:40ごろ、男が目撃されました", ["16:40ごろ"]),
        ("夕方5時ころ、男が現れました", ["夕方5時ころ"]),
        ("12月3日12時ころと午後3時ころ、男が現れました", ["12時ころ"]),
        ("12月3日12時ころ、男が現れました", []),
        ("11月25日の夕方、男が現れました", []),
        ("下校時に、児童が男を見ました（3日）", []),
        ("夕方は早めにライトを点灯しましょう", []),
        ("深夜に及ぶ外出は控えてください", []),
        ("朝夕、冷え込みました", []),
        ("12月3日の夜12時ころ、男が現れました", []),
        ("12月3日午後3時から4時ころ、男が現れました", []),
        ("12月3日8時ころ、男が現れました", []),
        ("3日午後3時ころ、男が現れました", ["3日"]),
        ("毎月3日午後3時ころ、男が現れました", []),
        ("先週の土曜日、午後3時ころ、男が現れました", []),
        ("午後3時ころ（12月3日）、男が現れました", []),
        ("午後4時から6時ころに事故が増えています", []),
        ("受付時間は午前9時から午後5時までです", []),
        ("本日午後3時ころ（12月3日）、男が現れました", []),
        ("24時間以内に発生しました", []),
        ("毎朝8時ころ、立哨をしています", []),
        ("通行止めは15時40分に解除しました", []),
        ("日没は16時30分ころです", []),
    ],
)
def test_forms(text: str, words: list[str]) -> None:
    assert found("time-without-day", f"前橋市で、{text}。前橋警察署") == words


def test_the_title_may_give_the_day() -> None:
    body = "午後3時ころ、男が現れました。ご注意ください。前橋警察署"
    assert ("time-without-day", "午後3時ころ") in scanned(body)
    assert scanned(body, "声かけ（12月3日）") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昨日、男が現れました", ["昨日"]),
        ("本日午後3時ころ、男が現れました", ["本日"]),
        ("先ほど、男が現れました", ["先ほど"]),
        ("本日（12月3日）午後3時ころ、男が現れました", []),
        ("男は「今日、遊ぼう」と声をかけました", []),
        ("今日も元気に登校しましょう", []),
        ("昨日お知らせした男性は、無事に見つかりました", []),
        ("今朝のメールの場所を訂正します", []),
    ],
)
def test_relative_days_of_a_mail_without_any_date(text: str, words: list[str]) -> None:
    assert found("relative-day", f"{text}。前橋警察署") == words
