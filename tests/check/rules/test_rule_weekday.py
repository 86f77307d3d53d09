from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said
from support.wording import found

DATE = "11月25日午後"


def test_place_words_and_remedy() -> None:
    (one,) = findings(changed(DATE, "11月25日（火）午後"))
    assert said((one,)) == [
        (
            10,
            1,
            10,
            10,
            "「11月25日（火）」とありますが、2026年のこの日は水曜日です。",
            "`11月25日（火）`: in 2026 that day is 水曜日.",
        )
    ]
    assert "「11月25日（水）」です" in one.hint.ja
    assert one.fix is None, "the date may be what is wrong"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("11月25日（水）午後", []),
        ("１１月２５日（水曜日）午後", []),
        ("11/25(水)午後", []),
        ("11/25(火)午後", ["「11/25(火)」"]),
        ("11月25日火曜の午後", ["「11月25日火曜」"]),
        ("11月23日（月・祝）午後", []),
        ("11月23日（祝・月）午後", []),
        ("2025年11月25日（火）午後", []),
        ("令和7年11月25日（水）午後", ["「令和7年11月25日（水）」"]),
        ("12月31日（木）と1月1日（金）の午後", []),
        ("11月28日（土）・29日（日）の午後", []),
        ("11月28日（土）・29日（土）の午後", ["「29日（土）」"]),
        ("11月30日（月）・1日（火）の午後", []),
        ("11月31日（火）午後", []),
        ("平成2年11月25日（日）午後", []),
        ("昭和64年1月7日（土）午後", []),
        ("令和元年5月1日（水）午後", []),
        ("昨年11月25日（火）午後", []),
        ("一昨年の11月25日（月）午後", []),
        ("3年前の11月25日（土）午後", []),
        ("前年11月25日（月）午後", []),  # of which year is not known
    ],
)
def test_forms(written: str, words: list[str]) -> None:
    said_of = [one.message.ja for one in findings(changed(DATE, written)) if one.rule == "weekday-mismatch"]
    assert [one.partition("とあり")[0] for one in said_of] == words


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("2月3日（月）に声かけ", []),
        ("2月3日（月）と2月5日（水）に声かけ", []),
        ("2月3日（月）と2月5日（木）に声かけ", []),
        ("2月3日（月）、2月4日（水）、2月5日（木）に声かけ", []),
        ("12月31日（水）から1月2日（金）まで", []),
        ("2026年2月3日（月）に声かけ", ["2026年2月3日（月）"]),
        ("2月3日（月）に声かけ。2026年2月1日から続き", ["2月3日（月）"]),
        ("2月3日（火）に声かけ。2026年2月1日から続き", []),
        ("2月3日（月）に声かけ。令和8年2月1日から続き", ["2月3日（月）"]),
        ("2月3日（月）に声かけ。2026/2/1から続き", ["2月3日（月）"]),
        ("2月3日（月）に声かけ。令和7年中の件数", []),
        ("2月3日（月）に声かけ。2025年2月1日と2026年2月1日", []),
    ],
)
def test_where_the_year_is_not_known(text: str, odd: list[str]) -> None:
    assert found("weekday-mismatch", f"前橋市で、{text}。前橋警察署") == odd
