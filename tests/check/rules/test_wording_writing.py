"""The rules of wording together: how much they find in mails, how little where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.sample import changed
from haishin.check.reading import Writing
from haishin.check.rule_registry import SCANNED
from haishin.core.text.sentences import before, sentence
from support.contract import shipped
from support.documents import findings
from support.wording import scanned

MAILS = yaml.safe_load((Path(__file__).parent / "wording_mails.yaml").read_text("utf-8"))


@pytest.mark.parametrize("mail", MAILS["clean"], ids=lambda mail: mail["title"])
def test_nothing_is_found_where_nothing_is_wrong(mail: dict[str, str]) -> None:
    assert scanned(mail["body"], mail["title"], mail.get("category")) == []


@pytest.mark.parametrize("mail", MAILS["faulty"], ids=lambda mail: mail["body"][6:20])
def test_each_fault_is_found_and_nothing_else(mail: dict[str, list[str]]) -> None:
    found = scanned(str(mail["body"]), str(mail["title"]), str(mail["category"]) if "category" in mail else None)
    assert {rule for rule, _ in found} == set(mail["faults"])


_BY_CONTENT = {"missing-person-wording", "arrest-wording", "exercise", "unlinked"}


def test_there_are_mails_of_every_rule() -> None:
    faults = {fault for mail in MAILS["faulty"] for fault in mail["faults"]}
    assert faults == {rule.ID for rule in SCANNED} - _BY_CONTENT


def test_the_title_is_judged_too_and_has_its_place() -> None:
    (one,) = findings(changed("声かけ事案の発生", "外国人風の男"))
    assert (one.rule, one.span.line, one.span.column, one.span.end_column) == ("origin", 2, 18, 22)


def test_the_text_is_judged_where_no_alert_formed() -> None:
    rules = {one.rule for one in findings(changed("scope: [maebashi]", "scope: [") + "\n（取扱注意）\n")}
    assert "intake-note" in rules


def test_a_warning_can_be_confirmed() -> None:
    text = changed("press: none", "press: none\nconfirmed: [{rule: origin, mark: 2mx7, reason: 聞いた言葉のため}]")
    (one,) = [one for one in findings(f"{text}\n外国人風の男\n") if one.rule == "origin"]
    assert one.severity == "note"


def test_the_sentence_around() -> None:
    text = "一。二三四。\n五六"
    assert sentence(text, 3, 4) == "二三四"
    assert before(text, 4) == "二三"
    assert sentence("あ" * 500, 250, 251) == "あ" * 241


@given(st.text(), st.text())
def test_every_stretch_lies_in_its_field(title: str, body: str) -> None:
    writing = Writing(title, body, None, "approach", "lookout")
    for rule in SCANNED:
        for one in rule.look(writing, shipped()):
            assert 0 <= one.start < one.end <= len(dict(writing.fields)[one.field])
