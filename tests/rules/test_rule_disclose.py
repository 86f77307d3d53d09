from __future__ import annotations

from haishin.document.sample import changed
from support_documents import findings, said


def _with(text: str, ground: str) -> str:
    return changed("press: none", f"press: none\ndisclose: [{{text: {text}, ground: {ground}}}]")


def test_an_unknown_ground() -> None:
    assert said(findings(_with("文京町2丁目", "curiosity"))) == [
        (
            9,
            35,
            9,
            44,
            "「curiosity」は公開の根拠の一覧にありません。",
            "`curiosity` is no known ground for a disclosure.",
        )
    ]


def test_what_stands_nowhere_is_private() -> None:
    found = findings(_with("群馬300あ1234", "hit-and-run"))
    assert [(one.private, one.message.ja) for one in found] == [(True, "公開する語が、件名にも本文にもありません。")]


def test_near_miss() -> None:
    assert findings(_with("文京町2丁目", "public-wanted")) == ()
    assert findings(_with("下校中の児童", "public-wanted")) == ()
