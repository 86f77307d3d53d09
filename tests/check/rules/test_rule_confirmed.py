from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.sample import changed
from haishin.check.rules.confirmed import mark, plain
from haishin.core.model import Severity
from support.documents import findings

ID = "20261125-1540-koekake"
ORIGIN = "\n- 男は外国人風でした。\n"


def told(confirmed: str) -> list[tuple[str, Severity, int, str, str]]:
    confirmed = confirmed.replace("MARK", mark(ID, "origin", "外国人風"))
    text = changed("press: none", f"press: none\nconfirmed: [{confirmed}]") + ORIGIN
    return [
        (one.rule, one.severity, one.span.column, one.message.ja, one.hint.ja)
        for one in findings(text)
        if one.rule == "confirmed"
    ]


@pytest.mark.parametrize("reason", ["〇〇", "○○○", "・・・", "'-'", "XX", "TODO", "確認中", "？？"])
def test_a_reason_that_says_nothing(reason: str) -> None:
    assert told(f"{{rule: origin, mark: MARK, reason: {reason}}}") == [
        (
            "confirmed",
            Severity.ERROR,
            48,
            "このままでよいと判断した理由が書かれていません。",
            "承認する人に分かるように、確かめたことを書いてください。",
        )
    ]


@pytest.mark.parametrize("reason", ["聞いた言葉のため", "署で確認", "x社の名", "目撃者の言葉のまま"])
def test_a_reason(reason: str) -> None:
    assert told(f"{{rule: origin, mark: MARK, reason: {reason}}}") == []


def test_unknown_names() -> None:
    assert told("{rule: orign, mark: k3f9, reason: 署で確認}, {rule: zzzz, mark: k3f9, reason: 署で確認}") == [
        (
            "confirmed",
            Severity.ERROR,
            20,
            "「orign」という検査はありません。",
            "検査の結果に示された名前を書いてください。",
        ),
        (
            "confirmed",
            Severity.ERROR,
            61,
            "「zzzz」という検査はありません。",
            "検査の結果に示された名前を書いてください。",
        ),
    ]


@pytest.mark.parametrize("rule", ["mynumber", "card", "bank", "licence", "passport", "school_victim"])
def test_what_policy_names_can_never_be_confirmed(rule: str) -> None:
    assert [(one[1], one[3]) for one in told(f"{{rule: {rule}, mark: k3f9, reason: 署で確認}}")] == [
        (Severity.ERROR, f"「{rule}」は、確認したことにして通すことができません。")
    ]


@pytest.mark.parametrize(
    "same",
    ["山田太郎さん", "山田太郎様", "山田 太郎", "山田　太郎さん", "山田**太郎**さん", "山\\田太郎"],
)
def test_one_text_in_another_spelling_has_one_mark(same: str) -> None:
    assert mark(ID, "name", same) == mark(ID, "name", "山田太郎")


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_another_text_another_rule_and_another_alert_have_another_mark(one: str, other: str) -> None:
    signs = mark(ID, "name", one)
    assert re.fullmatch("[2-9b-df-hj-np-tv-z]{4}", signs)
    if plain(one) != plain(other):
        assert signs != mark(ID, "name", other)
    assert signs != mark(ID, "phone", one)
    assert signs != mark("20261125-1541-koekake", "name", one)


def test_no_mark_tells_of_anybody() -> None:
    """Marks stand in the file, and are looked through as every item is."""
    for number in range(120):
        signs = mark(ID, "name", str(number))
        found = findings(
            changed("press: none", f"press: none\nconfirmed: [{{rule: origin, mark: {signs}, reason: 署}}]")
        )
        assert [one.rule for one in found] == ["confirmed"], signs
