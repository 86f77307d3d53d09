from __future__ import annotations

import pytest

from haishin.document.sample import changed
from support_documents import findings, said

DATE = "11月25日午後3時30分ころ"


def test_place_words_and_fix() -> None:
    found = findings(changed(DATE, "本日午後3時30分ころ"))
    assert said(found) == [
        (
            10,
            1,
            10,
            3,
            "「本日」の日付が、同じ段落にありません。",
            "`本日` has no date of that day in its paragraph.",
        )
    ]
    assert found[0].fix is not None
    assert found[0].fix.replacement == "本日（11月25日）"
    assert found[0].hint.ja.startswith("配信や転送が翌日になると誤りになります。「本日（11月25日）」のように")


@pytest.mark.parametrize(
    ("words", "fixes"),
    [
        ("本日（11月25日）午後3時30分ころ", []),
        ("11月25日（水）の今朝、", []),
        ("昨夜（１１月２４日）午後9時ころ", []),
        ("昨夜、", ["昨夜（11月24日）"]),
        ("先ほど、", ["先ほど（11月25日）"]),
        ("11月24日に続き本日、", ["本日（11月25日）"]),
        ("11月2日と本日、", ["本日（11月25日）"]),
        ("1月25日と本日、", ["本日（11月25日）"]),
        ("昨日と本日、", ["昨日（11月24日）", "本日（11月25日）"]),
    ],
)
def test_near_misses(words: str, fixes: list[str]) -> None:
    found = [one for one in findings(changed(DATE, words)) if one.rule == "relative-day"]
    assert [one.fix.replacement for one in found if one.fix is not None] == fixes


def test_another_paragraph_does_not_help() -> None:
    text = changed("- 不審な人に", "本日も注意してください。\n\n- 不審な人に")
    assert [one.rule for one in findings(text)] == ["relative-day"]


def test_the_day_of_the_id_where_none_is_recognized() -> None:
    text = changed("suspicious-person\ncase: approach", "notice\ncase: safety")
    text = text.replace("recognized_at: 2026-11-25T15:40+09:00\n", "").replace(DATE, "昨日")
    assert [one.fix.replacement for one in findings(text) if one.fix] == ["昨日（11月24日）"]
