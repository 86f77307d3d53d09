"""``schema/RULES.md`` is what the rules say; ``haishin rules`` writes it."""

from __future__ import annotations

from pathlib import Path

from haishin.rules import DESCRIBED
from haishin.rules.pages import render
from support_contract import shipped

PAGE = Path(__file__).parent.parent.parent / "schema" / "RULES.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(shipped()), "run: haishin rules > schema/RULES.md"


def test_every_rule_has_its_section_with_reason_and_remedies() -> None:
    page = render(shipped())
    assert [line[3:] for line in page.split("\n") if line.startswith("## ")] == [rule.ID for rule in DESCRIBED]
    section = page.split("## table-row\n")[1].split("\n## ")[0]
    assert "- 根拠:4(1)「メール配信の区分は、別表のとおりとする。」" in section
    assert "| 事案(case)が書かれていません。<br>The item `case` is missing. |" in section


def test_nothing_hidden_stands_on_the_page() -> None:
    assert "<U+FEFF>---" in render(shipped())
    assert "\ufeff" not in render(shipped())
