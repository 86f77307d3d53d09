"""What ``haishin rules`` writes into ``schema/RULES.md``: what the rules say."""

from __future__ import annotations

from haishin.check.pages import render
from haishin.check.rule_registry import DESCRIBED
from support.contract import shipped
from support.decision import city


def test_the_page_is_short() -> None:
    assert render(shipped()).count("\n") <= 1200


def test_the_index_leads_to_each_rule_in_one_sentence() -> None:
    rows = render(shipped()).split("\n")
    headings = [row[4:] for row in rows if row.startswith("### ")]
    assert headings == [f"{rule.NAME.ja}({rule.ID})" for rule in DESCRIBED]
    # As GitHub makes a heading's anchor: letters, digits, hyphens and low lines stay.
    anchors = {
        "".join(one for one in heading.lower().replace(" ", "-") if one.isalnum() or one in "-_")
        for heading in headings
    }
    index = [row.removeprefix("- [").split("](#") for row in rows if "](#" in row]
    assert {name for name, _ in index} == {rule.NAME.ja for rule in DESCRIBED}
    assert {rest.split("):")[0] for _, rest in index} == anchors
    assert all(rest.count("。") == 1 and rest.endswith("。") for _, rest in index)


def test_a_rule_says_severity_clause_remedies_and_the_line_that_differs() -> None:
    section = render(shipped()).split("### 日付に合わない曜日(weekday-mismatch)\n")[1].split("\n### ")[0]
    assert section.startswith("\nエラー · 根拠 5(3) · A weekday that does not fit\n\n| 表示 | 直し方 |\n")
    assert (
        "日付が正しければ「{fixed}」です。<br>See which of both is right; if the date is, write `{fixed}`. |" in section
    )
    assert "- 指摘される例:`11月25日（火）午後3時30分ころ、" in section
    assert section.count("\n---") == 0
    assert "- 5(3)「誤った情報発信は、" in render(shipped())


def test_nothing_hidden_stands_on_the_page() -> None:
    assert "`<U+FEFF>---`" in render(shipped())
    assert "\ufeff" not in render(shipped())


def test_another_force_reads_of_its_own_places() -> None:
    """Of its first two stations; those of the example are nobody else's."""
    page = render(city())
    assert "前橋" not in page
    assert "- よい例:`scope: [kita, minami]`" in page
    assert "- よい例:`問合せ先 北分署（099-000-0001）、警察相談専用電話 #9110`" in page
    assert "11月25日午後3時30分ころ、北区文京町2丁目地内の路上で、" in page
