from __future__ import annotations

from haishin.check.document.sample import changed
from haishin.core.model import Severity
from support.documents import findings, said


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
    found = findings(_with("群馬300あ1234", "public-wanted"))
    assert [(one.private, one.message.ja) for one in found] == [(True, "公開する語が、件名にも本文にもありません。")]


def test_a_ground_of_another_case_is_a_warning() -> None:
    (one,) = findings(_with("文京町2丁目", "missing-vehicle"))
    assert said((one,)) == [
        (
            9,
            35,
            9,
            50,
            "根拠「missing-vehicle」(行方不明者の使用車両)は、この事案では使わないものです。",
            "The ground `missing-vehicle` does not belong to this case.",
        )
    ]
    assert (one.severity, one.clause) == (Severity.WARNING, "5(4)")
    assert one.hint.ja.endswith("この根拠を使う事案は missing-person です。")
    fatal = _with("文京町2丁目", "hit-and-run").replace("suspicious-person\ncase: approach", "traffic\ncase: serious")
    assert "disclose" not in [found.rule for found in findings(fatal)]


def test_near_miss() -> None:
    assert findings(_with("文京町2丁目", "public-wanted")) == ()
    assert findings(_with("下校中の児童", "public-wanted")) == ()
