from __future__ import annotations

import pytest

from haishin.document.codes import listed, nearest, permitted
from haishin.document.sample import changed
from support_contract import shipped
from support_documents import document

CODES = {"takasaki": "高崎警察署", "maebashi-higashi": "前橋東警察署", "maebashi": "前橋警察署"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("前橋", "maebashi"),
        ("前橋東", "maebashi-higashi"),
        ("前橋警察署", "maebashi"),
        ("maebasi", "maebashi"),
        ("高崎署", None),
        ("全県", None),
        ("", None),
    ],
)
def test_nearest(value: str, code: str | None) -> None:
    assert nearest(CODES, value) == code


def test_what_is_near_comes_first_and_everything_is_there_once() -> None:
    assert listed(CODES, "前橋") == "maebashi 前橋警察署、maebashi-higashi 前橋東警察署、takasaki 高崎警察署"
    assert listed(CODES, "全県") == "takasaki 高崎警察署、maebashi-higashi 前橋東警察署、maebashi 前橋警察署"
    assert (listed({}, "a"), nearest({}, "a")) == ("", None)


def test_permitted() -> None:
    row = {"category": "suspicious-person"}
    assert permitted(("case",), row, shipped())["approach"] == "声かけ事案"
    assert list(permitted(("content",), row, shipped())) == ["sighting", "lookout", "caution", "arrest"]
    assert "regulation" in permitted(("content",), {}, shipped())
    assert permitted(("case",), {"category": ["x"]}, shipped()) == {}
    assert permitted(("scope", 0), {}, shipped())["maebashi"] == "前橋警察署"
    assert permitted(("disclose", 0, "ground"), {}, shipped())["public-wanted"]
    assert permitted(("title",), {}, shipped()) == {}


def said(old: str, new: str) -> tuple[str, str]:
    (one,) = document(changed(old, new)).findings
    return one.message.ja, one.hint.ja


@pytest.mark.parametrize(
    ("scope", "form"),
    [
        ("maebashi", "[maebashi]"),
        ("前橋", "[maebashi]"),
        ("高崎、前橋", "[takasaki, maebashi]"),
        ("全県", "[maebashi]"),
    ],
)
def test_a_scope_without_brackets_is_told_its_form(scope: str, form: str) -> None:
    message, hint = said("[maebashi]", scope)
    assert message == f"配信範囲の値「{scope}」は使えません。"
    assert hint.startswith(
        f"警察署の管内は、{form} のように [ ] に入れて書きます。県内全域なら prefecture です。使える警察署は "
    )


def test_a_name_for_a_code_is_told_the_codes() -> None:
    message, hint = said("[maebashi]", "[前橋]")
    assert message == "警察署の値「前橋」は使えません。"
    assert hint.startswith("次のどれかを書きます:maebashi 前橋警察署、maebashi-higashi 前橋東警察署、")
    assert said("approach", "声かけ") == (
        "事案の値「声かけ」は使えません。",
        "次のどれかを書きます:approach 声かけ事案、stalking つきまとい事案、exposure 露出(公然わいせつ)、"
        "indecent-act 強制わいせつ類似行為、other その他(等)",
    )
