from __future__ import annotations

import pytest

from haishin.document.sample import changed
from haishin.model import Severity
from support_documents import findings

ORIGIN = "\n- 男は外国人風でした。\n"


def told(confirmed: str) -> list[tuple[str, Severity, int, str, str]]:
    text = changed("press: none", f"press: none\nconfirmed: [{confirmed}]") + ORIGIN
    return [
        (one.rule, one.severity, one.span.column, one.message.ja, one.hint.ja)
        for one in findings(text)
        if one.rule == "confirmed"
    ]


@pytest.mark.parametrize("reason", ["〇〇", "○○○", "・・・", "'-'", "XX", "TODO", "確認中", "？？"])
def test_a_reason_that_says_nothing(reason: str) -> None:
    assert told(f"{{rule: origin, reason: {reason}}}") == [
        (
            "confirmed",
            Severity.ERROR,
            36,
            "このままでよいと判断した理由が書かれていません。",
            "承認する人に分かるように、確かめたことを書いてください。",
        )
    ]


@pytest.mark.parametrize("reason", ["聞いた言葉のため", "署で確認", "x社の名", "目撃者の言葉のまま"])
def test_a_reason(reason: str) -> None:
    assert told(f"{{rule: origin, reason: {reason}}}") == []


def test_names_that_are_near() -> None:
    assert told("{rule: orign, reason: 署で確認}, {rule: zzzz, reason: 署で確認}") == [
        (
            "confirmed",
            Severity.ERROR,
            20,
            "「orign」という検査はありません。",
            "検査の結果に示された名前を書いてください。近い名前:origin",
        ),
        (
            "confirmed",
            Severity.ERROR,
            49,
            "「zzzz」という検査はありません。",
            "検査の結果に示された名前を書いてください。",
        ),
    ]


@pytest.mark.parametrize("rule", ["mynumber", "card", "bank", "licence", "passport", "school_victim"])
def test_what_policy_names_can_never_be_confirmed(rule: str) -> None:
    assert [(one[1], one[3]) for one in told(f"{{rule: {rule}, text: 語, reason: 署で確認}}")] == [
        (Severity.ERROR, f"「{rule}」は、確認したことにして通すことができません。")
    ]
