from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from support.documents import findings, said

DATE = "11月25日午後3時30分ころ"
LINE = "- 不審な人を"


def _words(text: str) -> list[str]:
    return [one.message.ja for one in findings(text) if one.rule == "future-event"]


def test_place_words_and_no_fix() -> None:
    (one,) = findings(changed(DATE, "12月25日午後3時30分ころ"))
    assert said((one,)) == [
        (
            10,
            1,
            10,
            7,
            "「12月25日」はまだ来ていない日ですが、起きたこととして書かれています。",
            "`12月25日` has not been yet, but is told as past.",
        )
    ]
    assert (one.rule, one.severity, one.clause, one.fix) == ("future-event", "warning", "5(3)", None)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("１２月２５日に空き巣が発生しました。", "１２月２５日"),
        ("11月24日から26日にかけて盗まれました。", "26日"),
        ("2028年11月1日に目撃されました。", "2028年11月1日"),
        # What somebody was told is quoted: the sentence itself says what happened.
        ("11月28日（土）、児童が男に「お菓子をあげる」などと声をかけられる事案が発生しました。", "11月28日"),
        ("2027年11月25日、女性が「一緒に行こう」と言われる事案が発生しました。", "2027年11月25日"),
        ("11月28日、男が女性の後をつけるという事案が発生しました。", "11月28日"),
        ("11月24日から11月28日までの間に、自転車が盗まれました。", "11月28日"),
        ("令和9年11月25日、強盗が発生し、男が逃げています。", "令和9年11月25日"),
    ],
)
def test_days_to_come(sentence: str, word: str) -> None:
    said = f"「{word}」はまだ来ていない日ですが、起きたこととして書かれています。"
    assert _words(changed(LINE, f"{sentence}\n\n{LINE}")) == [said]


def test_the_day_of_another_year() -> None:
    assert _words(changed(DATE, "2025年11月24日午後")) == [
        "「2025年11月24日」の年が、認知した日の年(2026年)と違います。"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "12月25日午前9時から規制します。",
        "12月25日に予定していた講習会を中止しました。",
        "12月25日まで延長されました。",
        "「12月25日に来る」などという電話がありました。",
        "11月25日（水）午後4時5分ころに配信した「声かけ事案が発生しました」は、誤りでした。",
        "講習会は12月25日に開催することになりました。",
        "「12月25日に事故を起こした」と電話がありました。",
        "昨年12月25日にも発生しました。",
        "3月2日にも発生しました。",
        "11月25日にも発生しました。",
        "11月31日に発生しました。",  # no day at all: another rule's
        "25日に発生しました。",
        "2020年4月1日に施行されました。",
        "2025年11月25日の発生から1年が経過しましたが、未解決です。",
        "12月25日、28日は休みます。昨日は晴れました（11月24日）。",
    ],
)
def test_near_misses(sentence: str) -> None:
    assert _words(changed(LINE, f"{sentence}\n\n{LINE}")) == []


def test_around_the_new_year() -> None:
    january = SAMPLE.replace("2026-11-25", "2026-01-05").replace(DATE, "12月30日午後3時30分ころ")
    path = "alerts/maebashi/2026/20260105-1540-koekake.md"
    assert [one for one in findings(january, path) if one.rule == "future-event"] == []


def test_a_file_without_items_says_nothing() -> None:
    assert _words("12月25日、発生しました。\n") == []
