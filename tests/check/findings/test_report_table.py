"""別表 as it is printed: a row of the second level below its own, the codes below, what was chosen marked."""

from __future__ import annotations

from dataclasses import replace

from haishin.check.findings.table import Choice, markdown, ordered, text
from haishin.core.contract.policy import Clause, Row
from support.report import small_contract

POLICY = small_contract().policy
PRINTED = """\
    ・強盗等の事件
      注意喚起、検挙情報
      ※ 検挙情報については、広報実施後に行うこと。
"""


def test_text_with_the_chosen_row() -> None:
    assert text(POLICY, "ja", Choice("crime", "robbery", "arrest")) == (
        f"▶ 事件発生・検挙情報\n{PRINTED}"
        "  └ 特殊詐欺等\n"
        "      注意喚起\n"
        "\n"
        "■ ファイルでの書き方\n"
        "▶ 事件発生・検挙情報(crime)\n"
        "    事案:【強盗(robbery)】、その他(等)(other)\n"
        "    内容:注意喚起(caution)、【検挙情報(arrest)】\n"
        "  特殊詐欺等(fraud)\n"
        "    事案:詐欺(special-fraud)\n"
        "    内容:注意喚起(caution)\n"
    )


def test_text_without_a_choice() -> None:
    told = text(POLICY, "en")
    assert told.startswith(f"  事件発生・検挙情報\n{PRINTED}")
    assert told.endswith("  特殊詐欺等(fraud)\n    cases: 詐欺(special-fraud)\n    contents: 注意喚起(caution)\n")
    assert "▶" not in told
    assert "【" not in told


def test_a_row_of_the_second_level_is_marked_alone() -> None:
    lines = text(POLICY, "ja", Choice("fraud", None, "caution")).splitlines()
    assert [line for line in lines if "▶" in line or "【" in line] == [
        "▶ └ 特殊詐欺等",
        "▶ 特殊詐欺等(fraud)",
        "    内容:【注意喚起(caution)】",
    ]


def test_what_is_not_in_the_table_marks_nothing() -> None:
    assert text(POLICY, "ja", Choice("weather", "robbery", "arrest")) == text(POLICY, "ja")
    assert "【" not in text(POLICY, "ja", Choice("crime", "special-fraud", "sighting"))


def test_a_new_category_stands_in_its_place_and_what_is_outside_below_the_table() -> None:
    outside = Row(
        "outside", "別表以外", None, "4(4)ア", (("別表にないもの",),), {"event": "行事"}, ("caution",), "never", 72
    )
    flood = Row("flood", "出水", "事件発生・検挙情報", "T2", (("出水に伴う注意喚起",),), {}, ("caution",), "always", 72)
    storm = Row("storm", "荒天", None, "T2", (("荒天に伴う注意喚起",),), {}, ("caution",), "always", 72)
    clauses = {**POLICY.clauses, "T*": Clause("配信毎に確認すること。", ("stated",))}
    grown = replace(POLICY, table=(*POLICY.table, outside, flood, storm), clauses=clauses)
    assert [row.category for row in ordered(grown)] == ["crime", "fraud", "flood", "outside", "storm"]
    assert text(grown, "ja", Choice("outside", "event", "caution")).startswith(
        f"  事件発生・検挙情報\n{PRINTED}"
        "  └ 特殊詐欺等\n      注意喚起\n"
        "  └ 出水\n      出水に伴う注意喚起\n"
        "  荒天\n    荒天に伴う注意喚起\n"
        "\n配信毎に確認すること。\n"
        "\n▶ 別表以外(要領 4(4)ア)\n    別表にないもの\n"
        "\n■ ファイルでの書き方\n"
    )
    assert (
        "|  | └ 出水 |  | 出水に伴う注意喚起 |\n|  | 荒天 |  | 荒天に伴う注意喚起 |\n"
        "\n配信毎に確認すること。\n"
        "\n▶ **別表以外&#40;要領 4&#40;4&#41;ア&#41;**<br>別表にないもの\n"
    ) in markdown(grown, "ja", Choice("outside", "event", "caution"))


def test_markdown() -> None:
    assert markdown(POLICY, "ja", Choice("fraud", "special-fraud", "caution")) == (
        "| | 配信区分 | | 配信内容等 |\n"
        "| --- | --- | --- | --- |\n"
        "|  | 事件発生・検挙情報 | ・強盗等の事件 "
        "| 注意喚起、検挙情報<br>※ 検挙情報については、広報実施後に行うこと。 |\n"
        "| ▶ | **└ 特殊詐欺等** |  | 注意喚起 |\n"
        "\n"
        "**ファイルでの書き方**\n"
        "\n"
        "| | 配信区分 | 事案 | 配信内容 |\n"
        "| --- | --- | --- | --- |\n"
        "|  | 事件発生・検挙情報<br><code>crime</code> | 強盗&#40;robbery&#41;<br>その他&#40;等&#41;&#40;other&#41; "
        "| 注意喚起&#40;caution&#41;<br>検挙情報&#40;arrest&#41; |\n"
        "| ▶ | 特殊詐欺等<br><code>fraud</code> | 【詐欺&#40;special&#45;fraud&#41;】 "
        "| 【注意喚起&#40;caution&#41;】 |\n"
    )
    assert markdown(POLICY, "en").startswith("| | category | cases | contents |\n")
    assert "▶" not in markdown(POLICY, "en")
