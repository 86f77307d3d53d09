"""Rule ``consult``: the supervisor is a word only where there is one."""

from __future__ import annotations

from haishin.core.contract import Contract
from support.decision import city, contract, written


def _said(asked: str, force: Contract, **base: str) -> list[tuple[str, str]]:
    _, findings = written({"consult": f"[{asked}]"}, "11月25日(水)、事案がありました。\n", force, base)
    return [(one.message.ja, one.hint.ja) for one in findings if one.rule == "consult"]


def test_the_supervisor_of_the_shipped_force() -> None:
    assert _said("supervisor", contract()) == []


def test_a_force_without_a_supervisor() -> None:
    base = {"unit": "kita", "category": "higai", "case": "ranbo", "content": "chui"}
    assert _said("kodomo", city(), **base) == []
    assert _said("supervisor", city(), **base) == [
        (
            "協議先「supervisor」という所属はありません。",
            "次のどれかを書いてください:shimin-anzen 市民安全局、kodomo 子ども局、kita 北分署、minami 南分署、"
            "nishi 西分署",
        )
    ]
