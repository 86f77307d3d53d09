from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.engine import RuleError, check, check_all
from haishin.check.findings import REPORTERS
from haishin.check.findings.labels import weight
from haishin.check.privacy.detector import Candidate, Passage
from haishin.check.privacy.detectors.name import DETECTOR as PERSONS
from haishin.check.reading import Reading, Tree
from haishin.check.rules import Problem
from haishin.check.rules.confirmed import mark
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import Finding, Severity, Span, Text
from support.contract import shipped
from support.documents import document, findings

ALERT = "20261125-1540-koekake"
PLACE = Span(10, 1, 10, 3)


def rule(name: str, severity: Severity, private: bool = False) -> SimpleNamespace:
    def run(reading: Reading) -> Iterator[Problem]:
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
        mark=mark(ALERT, "scope", "11"),
    )


def test_the_reader_s_findings_come_along_with_everything_else_in_the_order_of_the_file() -> None:
    found = run(changed("press: none", "press: no"), rule("late", Severity.ERROR))
    assert [one.rule for one in found] == ["schema", "late"]
    assert found[1].clause is None


def confirming(name: str) -> str:
    """The sample with what such a rule finds in it confirmed."""
    text = changed("press: none", "press: none\nconfirmed: []")
    found = text.split("\n")[PLACE.line - 1][PLACE.column - 1 : PLACE.end_column - 1]
    return text.replace("[]", f"[{{rule: {name}, mark: {mark(ALERT, name, found)}, reason: 確認した}}]")


def test_a_confirmed_warning_becomes_a_note() -> None:
    assert [one.severity for one in run(confirming("late"), rule("late", Severity.WARNING))] == [Severity.NOTE]


def test_it_says_why_it_stands_and_is_told_first() -> None:
    (found,) = run(confirming("late"), rule("late", Severity.WARNING))
    assert found.message == Text("「{x}」です。(確認済み:確認した)", "It is {x}. (Confirmed: 確認した)")
    assert found.confirmed
    assert sorted([replace(found, confirmed=False, severity=Severity.ERROR), found], key=weight)[0] is found
    assert run(confirming("late"), rule("late", Severity.NOTE))[0].message.en == "It is {x}."


NAME = changed("press: none", "press: none\nconfirmed: [{rule: name, mark: d7mf, reason: 会社の名前}]")


def test_an_error_of_a_kind_that_policy_allows_becomes_a_note() -> None:
    (found,) = findings(NAME + "\n前橋花子さんが通報しました。\n")
    assert (found.rule, found.severity, found.confirmed) == ("name", Severity.NOTE, True)


def test_the_next_name_is_not_confirmed_with_the_first() -> None:
    found = findings(NAME + "\n前橋花子さんと高崎太郎さんが通報しました。\n")
    assert [(one.rule, one.severity, one.span.column) for one in found] == [
        ("name", Severity.NOTE, 1),
        ("name", Severity.ERROR, 8),
    ]
    both = NAME.replace("名前}]", "名前}, {rule: name, mark: j8kr, reason: 店の名前}]")
    found = findings(both + "\n前橋花子さんと高崎太郎さんが通報しました。\n")
    assert [(one.rule, one.severity) for one in found] == [("name", Severity.NOTE)] * 2


def test_a_mark_of_another_rule_or_text_confirms_nothing() -> None:
    for wrong in (NAME.replace("rule: name", "rule: address"), NAME.replace("d7mf", "k3f9")):
        found = findings(wrong + "\n前橋花子さんが通報しました。\n")
        assert [(one.rule, one.severity) for one in found] == [
            ("confirmed", Severity.WARNING),
            ("name", Severity.ERROR),
        ]


def test_what_may_be_confirmed_prints_its_mark_until_it_is() -> None:
    [late] = run(SAMPLE, rule("late", Severity.WARNING))
    assert late.mark == mark(ALERT, "late", late.matched)
    for severity, name in ((Severity.ERROR, "late"), (Severity.NOTE, "late"), (Severity.WARNING, "mynumber")):
        assert run(SAMPLE, rule(name, severity))[0].mark == ""
    assert run(confirming("late"), rule("late", Severity.WARNING))[0].mark == ""
    assert [one.mark for one in findings(NAME)] == [""]  # what is idle is deleted, not confirmed


def test_a_confirmation_that_nothing_needs_is_a_warning() -> None:
    found = findings(NAME)
    assert [(one.rule, one.severity, one.span) for one in found if one.rule == "confirmed"] == [
        ("confirmed", Severity.WARNING, Span(9, 20, 9, 24))
    ]
    assert found[0].message == Text(
        "この「確認済み」に当たる指摘はありません。", "There is no finding that this confirmation belongs to."
    )


def test_another_error_says_that_it_stays() -> None:
    (found,) = run(confirming("late"), rule("late", Severity.ERROR))
    assert found.hint == Text(
        "「{x}」です。このエラーは、confirmed に理由を書いても通りません。",
        "It is {x}. This error stays, whatever `confirmed` says of it.",
    )


def test_a_reason_that_tells_something_private_is_masked() -> None:
    text = changed("press: none", "press: none\nconfirmed: [{rule: name, mark: d7mf, reason: 前橋花子は会社の名前}]")
    text += "\n前橋花子さんが通報しました。\n"
    found = findings(text)
    assert {(one.rule, one.severity) for one in found} == {("name", Severity.NOTE)}
    for report in REPORTERS.values():
        assert "前橋花子" not in report(found, {found[0].path: text}, "ja", 1)


def test_another_warning_an_error_and_what_can_never_be_confirmed_stay() -> None:
    assert run(confirming("late"), rule("other", Severity.WARNING))[0].severity is Severity.WARNING
    assert run(confirming("late"), rule("late", Severity.ERROR))[0].severity is Severity.ERROR
    assert run(confirming("mynumber"), rule("mynumber", Severity.WARNING))[0].severity is Severity.WARNING


def test_a_crashing_rule_is_a_tool_error_that_says_nothing_of_the_text() -> None:
    broken = rule("broken", Severity.ERROR)

    def crash(reading: Reading) -> Iterator[Problem]:
        raise ValueError("秘密の本文")

    broken.check = crash
    with pytest.raises(RuleError) as caught:
        run(SAMPLE, broken)
    assert caught.value.message == Message(
        "check/rule-failed",
        path="alerts/maebashi/2026/20261125-1540-koekake.md",
        rule="broken",
        error="ValueError",
    )
    assert "秘密" not in str(caught.value)


def test_of_many_documents_each_has_its_own_findings_and_a_crash_names_its_file() -> None:
    late = rule("late", Severity.WARNING)
    faulty = changed("press: none", "press: no")
    documents = [document(faulty if number % 3 else SAMPLE, path=f"{number}.md") for number in range(70)]
    found = list(check_all(documents, shipped(), Tree(), [late]))  # type: ignore[list-item]
    assert found == [check(one, shipped(), Tree(), [late]) for one in documents]  # type: ignore[list-item]
    assert [{finding.path for finding in own} for own in found] == [{one.path} for one in documents]

    def crash(reading: Reading) -> Iterator[Problem]:
        yield from () if reading.path != "40.md" else [Problem(PLACE, "no such message")]

    late.check = crash
    with pytest.raises(RuleError) as caught:
        list(check_all(documents, shipped(), Tree(), [late]))  # type: ignore[list-item]
    assert "40.md" in caught.value.message.en


def test_a_crash_of_a_detector_names_the_file_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document(changed("文京町2丁目", f"{number}番町"), path=f"{number}.md") for number in (11, 12)]

    def find(text: str, _: Passage) -> Iterator[Candidate]:
        if "12番町" in text:
            raise ValueError("秘密の本文")
        yield from ()

    crashing = replace(PERSONS, find=find, cue=re.compile(""))
    monkeypatch.setattr("haishin.check.privacy.scanning.DETECTORS", (crashing,))
    with pytest.raises(RuleError) as caught:
        list(check_all(documents, shipped(), Tree()))
    said = caught.value.message
    assert isinstance(said, Message)
    assert (said.values["path"], said.values["error"]) == ("12.md", "ValueError")  # the first rule that asks it


def test_a_crash_beside_the_rules_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(contract: Contract) -> frozenset[str]:
        raise IndexError("秘密の本文")

    monkeypatch.setattr("haishin.check.engine.known", crash)
    with pytest.raises(RuleError) as caught:
        findings(SAMPLE)
    assert "(IndexError)" in caught.value.message.en
    assert "秘密" not in str(caught.value)


def test_the_sample_is_clean() -> None:
    assert findings(SAMPLE) == ()
