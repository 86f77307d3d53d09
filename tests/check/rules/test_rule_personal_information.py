"""The rules over the detectors: place, masked form, consent, disclosure, confirmation."""

from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy import KINDS
from haishin.check.rules.confirmed import mark
from haishin.check.rules.personal_information import RULES
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import brief, findings

PHONE = f"{SAMPLE}\n連絡は 090-0012-3424 へ。\n"
ID = "20261125-1540-koekake"
MISSING = changed(
    "suspicious-person\ncase: approach\ncontent: caution", "information-request\ncase: missing-person\ncontent: lookout"
)


def test_there_is_one_rule_for_each_kind_and_each_has_its_clause() -> None:
    assert sorted(rule.ID for rule in RULES) == sorted(KINDS)
    assert {shipped().policy.rules[rule.ID] for rule in RULES} == {"5(4)"}


def test_the_kinds_of_policy_are_kinds() -> None:
    policy = shipped().policy
    assert policy.never_confirmable <= set(KINDS)
    assert policy.confirmable_errors.isdisjoint(policy.never_confirmable)


def test_a_hit_is_shown_masked_and_is_private() -> None:
    (one,) = findings(PHONE)
    assert (one.rule, one.severity, one.clause, one.private) == ("phone", Severity.ERROR, "5(4)", True)
    assert (one.span.line, one.span.column, one.span.end_column) == (15, 5, 18)
    assert one.message.ja == "公開の一覧にない電話番号が書かれています:090-****-****"
    assert one.message.en == "There is a phone number that is not listed as public: 090-****-****"
    assert "3424-" not in one.message.ja + one.hint.ja


@pytest.mark.parametrize(
    ("title", "column", "end"),
    [("前橋花子さんの件", 8, 14), ('"前橋花子さんの件"', 8, 18), ("'前橋花子さんの件'", 8, 18)],
)
def test_a_hit_in_the_title(title: str, column: int, end: int) -> None:
    found = findings(changed("下校中の児童に対する声かけ事案の発生", title))
    assert [(one.rule, one.span.line, one.span.column, one.span.end_column) for one in found] == [
        ("name", 2, column, end)
    ]


def test_what_is_private_is_known_where_no_alert_can_be_formed() -> None:
    found = findings(PHONE.replace("category: suspicious-person\n", ""))
    assert [one.rule for one in found if one.private] == ["phone"]
    assert len(found) > 1


def test_consent_lets_the_named_person_pass() -> None:
    given = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [前橋花子]}"
    text = MISSING + "\n前橋花子さんを捜しています。昭和18年4月29日生まれです。\n"
    assert [rule for rule, _, _ in brief(findings(text.replace("press: none", given)))] == ["birthdate"]
    refused = given.replace("state: given", "state: refused")
    assert "name" in [rule for rule, _, _ in brief(findings(text.replace("press: none", refused)))]


@pytest.mark.parametrize("line", ["前橋　花子さん（まえばし　はなこ）", "前橋花子(マエバシ ハナコ)さん"])
def test_the_reading_of_a_consented_name_passes(line: str) -> None:
    given = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [前橋花子]}"
    assert findings(f"{MISSING}\n{line}を捜しています。\n".replace("press: none", given)) == ()
    stranger = line.replace("前橋", "高崎", 1)
    assert findings(f"{MISSING}\n{stranger}を捜しています。\n".replace("press: none", given)) != ()


def test_consent_names_nobody_in_another_case() -> None:
    given = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, names: [前橋花子]}"
    text = f"{SAMPLE}\n声をかけたのは前橋花子さんです。\n".replace("press: none", given)
    assert [rule for rule, _, _ in brief(findings(text))] == ["consent", "name"]


def test_what_can_never_be_confirmed_is_not_disclosed_either() -> None:
    disclosed = "press: none\ndisclose: [{text: 123456789018, ground: public-wanted}]"
    text = f"{SAMPLE}\n番号は123456789018です。\n".replace("press: none", disclosed)
    assert {one.rule for one in findings(text)} == {"mynumber"}


def test_a_ground_of_another_case_discloses_nothing() -> None:
    disclosed = "press: none\ndisclose: [{text: 群馬 300 あ 12-34, ground: hit-and-run}]"
    text = f"{SAMPLE}\n車は群馬 300 あ 12-34 です。\n".replace("press: none", disclosed)
    assert {one.rule for one in findings(text)} == {"disclose", "plate"}


def test_what_is_disclosed_passes() -> None:
    disclosed = "press: none\ndisclose: [{text: 群馬 300 あ 12-34, ground: public-wanted}]"
    text = f"{SAMPLE}\n車は群馬 300 あ 12-34 です。\n"
    assert [one.rule for one in findings(text)] == ["plate"]
    assert findings(text.replace("press: none", disclosed)) == ()


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("山田太郎容疑者を捜しています。", []),
        ("山田太郎（30歳）を捜しています。", []),
        ("山田太郎容疑者（３０歳）を捜しています。", []),
        ("山田太郎（やまだ たろう）容疑者（30）を捜しています。", []),
        ("山田太郎さんと前橋花子さんを捜しています。", ["name"]),
        ("山田太郎容疑者（昭和50年3月3日生まれ）を捜しています。", ["birthdate"]),
    ],
)
def test_a_disclosed_name_passes_with_its_title_and_age(line: str, rules: list[str]) -> None:
    disclosed = "press: none\ndisclose: [{text: 山田太郎, ground: public-wanted}]"
    text = f"{SAMPLE}\n{line}\n"
    assert "name" in [one.rule for one in findings(text)]
    assert [one.rule for one in findings(text.replace("press: none", disclosed))] == rules


def test_the_hint_says_how_to_disclose_a_name() -> None:
    (one,) = findings(f"{SAMPLE}\n山田太郎容疑者を捜しています。\n")
    assert "disclose に「{text: 氏名, ground: public-wanted}」" in one.hint.ja


@pytest.mark.parametrize(
    ("rule", "text", "line", "severity"),
    [
        ("name", "前橋花子", "前橋花子さんの店の前です。", Severity.NOTE),
        ("address", "前橋市台町5丁目3番", "前橋市台町5丁目3番の路上です。", Severity.NOTE),
        ("phone", "090-0012-3424", "連絡は 090-0012-3424 へ。", Severity.ERROR),
        ("card", "4111111111111111", "番号は 4111111111111111 です。", Severity.ERROR),
    ],
)
def test_what_a_person_can_confirm(rule: str, text: str, line: str, severity: Severity) -> None:
    confirmed = f"press: none\nconfirmed: [{{rule: {rule}, mark: {mark(ID, rule, text)}, reason: 現場で確かめたため}}]"
    found = findings(f"{SAMPLE}\n{line}\n".replace("press: none", confirmed))
    assert [one.severity for one in found if one.private] == [severity]


def test_a_named_workplace_is_a_warning_that_a_reason_answers() -> None:
    text = changed("下校中の児童が", "株式会社青葉精工に勤める女性が")
    (one,) = (one for one in findings(text) if one.rule == "workplace")
    assert (one.severity, one.private, one.clause) == (Severity.WARNING, True, "5(4)")
    reason = f"confirmed: [{{rule: workplace, mark: {one.mark}, reason: 会社の前で起きたため}}]"
    (one,) = (one for one in findings(text.replace("press: none", f"press: none\n{reason}")) if one.rule == "workplace")
    assert (one.severity, one.confirmed) == (Severity.NOTE, True)
