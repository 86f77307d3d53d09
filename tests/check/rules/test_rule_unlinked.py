from __future__ import annotations

import pytest

from haishin.check.document.sample import changed
from support.documents import findings, said

TITLE, BEGIN = "下校中の児童に対する声かけ事案の発生", "11月25日午後3時30分ころ、"


def words(text: str) -> list[str]:
    return [one.message.ja.split("」")[0].removeprefix("「") for one in findings(text) if one.rule == "unlinked"]


def test_place_and_words() -> None:
    found = tuple(one for one in findings(changed(TITLE, "声かけ事案の続報")) if one.rule == "unlinked")
    assert said(found) == [
        (
            2,
            14,
            2,
            16,
            "「続報」とありますが、どの情報メールの続きか(follows)が書かれていません。",
            "It says `続報` but does not name the alert that it follows (`follows`).",
        )
    ]


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("声かけ事案（続報）", "続報"),
        ("交通規制の解除", "の解除"),
        ("行方不明の方の発見", "の発見"),
        ("訂正：声かけ事案の発生", "訂正"),
        (TITLE, None),
    ],
)
def test_a_title(title: str, word: str | None) -> None:
    assert words(changed(TITLE, title)) == ([word] if word is not None else [])


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("先ほど配信した声かけ事案の男は、まだ見つかっていません。", "先ほど配信"),
        ("行方が分からなくなっていた方は、発見されました。", "発見されました"),
        ("通行止めは午後5時に解除されました。", "解除され"),
        ("不審な物を発見したときは、触らないでください。", None),
    ],
)
def test_an_opening(sentence: str, word: str | None) -> None:
    assert words(changed(BEGIN, f"{sentence}{BEGIN}")) == ([word] if word is not None else [])


def test_far_below_the_opening_it_is_no_follow_up() -> None:
    assert words(changed("通報をお願いします。", f"通報をお願いします。{'あ' * 60}通行止めは解除されました。")) == []
