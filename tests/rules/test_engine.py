from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Finding, Severity, Span, Text
from haishin.rules import Context, Problem, RuleError, Tree, check
from support_contract import shipped
from support_documents import document, findings

PLACE = Span(10, 1, 10, 3)


def rule(name: str, severity: Severity, private: bool = False) -> SimpleNamespace:
    def run(document: Document, context: Context) -> Iterator[Problem]:
        yield Problem(PLACE, "it", {"what": "{x}"}, private=private)

    said = {"it": Text("「{what}」です。", "It is {what}.")}
    return SimpleNamespace(ID=name, SEVERITY=severity, MESSAGES=said, HINTS=said, GOOD=(), BAD=(), check=run)


def run(text: str, *rules: SimpleNamespace) -> tuple[Finding, ...]:
    return check(document(text), shipped(), Tree(), rules)  # type: ignore[arg-type]


def test_stamps_rule_severity_clause_and_fills_the_holes_once() -> None:
    (found,) = run(SAMPLE, rule("scope", Severity.WARNING, private=True))
    assert found == Finding(
        "alerts/maebashi/2026/20261125-1540-koekake.md",
        PLACE,
        "scope",
        Severity.WARNING,
        Text("「{x}」です。", "It is {x}."),
        Text("「{x}」です。", "It is {x}."),
        clause="4(1)",
        private=True,
    )


def test_the_reader_s_findings_come_along_with_everything_else_in_the_order_of_the_file() -> None:
    found = run(changed("press: none", "press: no"), rule("late", Severity.ERROR))
    assert [one.rule for one in found] == ["schema", "late"]
    assert found[1].clause is None


def confirming(name: str) -> str:
    return changed("press: none", f"press: none\nconfirmed: [{{rule: {name}, reason: 確認した}}]")


def test_a_confirmed_warning_becomes_a_note() -> None:
    assert [one.severity for one in run(confirming("late"), rule("late", Severity.WARNING))] == [Severity.NOTE]


def test_another_warning_an_error_and_what_can_never_be_confirmed_stay() -> None:
    assert run(confirming("late"), rule("other", Severity.WARNING))[0].severity is Severity.WARNING
    assert run(confirming("late"), rule("late", Severity.ERROR))[0].severity is Severity.ERROR
    assert run(confirming("mynumber"), rule("mynumber", Severity.WARNING))[0].severity is Severity.WARNING


def test_a_crashing_rule_is_a_tool_error_that_says_nothing_of_the_text() -> None:
    broken = rule("broken", Severity.ERROR)

    def crash(document: Document, context: Context) -> Iterator[Problem]:
        raise ValueError("秘密の本文")

    broken.check = crash
    with pytest.raises(RuleError) as caught:
        run(SAMPLE, broken)
    assert caught.value.message == Text(
        "alerts/maebashi/2026/20261125-1540-koekake.md の検査「broken」が途中で失敗しました(ValueError)。"
        "検査は済んでいません。",
        "The rule `broken` failed on alerts/maebashi/2026/20261125-1540-koekake.md (ValueError). "
        "The file is not checked.",
    )
    assert "秘密" not in str(caught.value)


def test_the_sample_is_clean() -> None:
    assert findings(SAMPLE) == ()
