from __future__ import annotations

from haishin.report.table import Choice, markdown, text
from support_report import small_contract

POLICY = small_contract().policy


def test_text_with_the_chosen_row() -> None:
    assert text(POLICY, "ja", Choice("crime", "robbery", "arrest")) == (
        "▶ 事件発生・検挙情報(crime)\n"
        "    事案:【強盗(robbery)】、その他(等)(other)\n"
        "    内容:注意喚起(caution)、【検挙情報(arrest)】\n"
        "    ※ 検挙情報については、広報実施後に行うこと。\n"
        "    └ 特殊詐欺等(fraud)\n"
        "        事案:詐欺(special-fraud)\n"
        "        内容:注意喚起(caution)\n"
    )


def test_text_without_a_choice() -> None:
    assert text(POLICY, "en") == (
        "  事件発生・検挙情報(crime)\n"
        "    cases: 強盗(robbery)、その他(等)(other)\n"
        "    contents: 注意喚起(caution)、検挙情報(arrest)\n"
        "    ※ 検挙情報については、広報実施後に行うこと。\n"
        "    └ 特殊詐欺等(fraud)\n"
        "        cases: 詐欺(special-fraud)\n"
        "        contents: 注意喚起(caution)\n"
    )


def test_a_row_of_the_second_level_is_marked_alone() -> None:
    marked = [
        line
        for line in text(POLICY, "ja", Choice("fraud", None, "caution")).splitlines()
        if "▶" in line or "【" in line
    ]
    assert marked == ["▶   └ 特殊詐欺等(fraud)", "        内容:【注意喚起(caution)】"]


def test_what_is_not_in_the_table_marks_nothing() -> None:
    assert text(POLICY, "ja", Choice("weather", "robbery", "arrest")) == text(POLICY, "ja")
    assert "【" not in text(POLICY, "ja", Choice("crime", "special-fraud", "sighting"))


def test_markdown() -> None:
    assert markdown(POLICY, "ja", Choice("fraud", "special-fraud", "caution")) == (
        "| | 配信区分 | 事案 | 配信内容 |\n"
        "| --- | --- | --- | --- |\n"
        "|  | 事件発生・検挙情報 | 強盗&#40;robbery&#41;<br>その他&#40;等&#41;&#40;other&#41; "
        "| 注意喚起&#40;caution&#41;<br>検挙情報&#40;arrest&#41;<br>※ 検挙情報については、広報実施後に行うこと。 |\n"
        "| ▶ | **└ 特殊詐欺等** | 【詐欺&#40;special&#45;fraud&#41;】 | 【注意喚起&#40;caution&#41;】 |\n"
    )
    assert markdown(POLICY, "en").startswith("| | category | cases | contents |\n")
    assert "▶" not in markdown(POLICY, "en")
