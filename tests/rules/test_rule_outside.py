from __future__ import annotations

import pytest

from haishin.document.sample import changed
from support_documents import findings, said

OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")
NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety")
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def test_outside_says_why() -> None:
    found = findings(OUTSIDE)
    assert said(found) == [
        (
            1,
            1,
            1,
            4,
            "別表にない内容ですが、メールで配信する理由(why_mail)が書かれていません。",
            "This is outside the table and does not say why it must be mailed (`why_mail`).",
        )
    ]
    assert "ホームページ、X又は広報文" in found[0].hint.ja
    assert found[0].clause == "4(4)ア"
    assert findings(OUTSIDE.replace("press: none", "press: none\nwhy_mail: 登録者だけが対象のため")) == ()


@pytest.mark.parametrize(
    ("line", "place", "word"),
    [
        ("防犯講習会を開きます。", (13, 3), "講習会"),
        ("警察官を募集しています。", (13, 5), "募集"),
        ("採用試験の案内です。", (13, 1), "採用試験"),
    ],
)
def test_recruiting_in_a_notice(line: str, place: tuple[int, int], word: str) -> None:
    found = findings(NOTICE.replace(LINE, line))
    assert [((one.span.line, one.span.column), one.message.en) for one in found] == [
        (place, f"`{word}` belongs to matters that are announced by other means than a notice.")
    ]


def test_the_same_words_elsewhere_pass() -> None:
    assert findings(changed(LINE, "講習会の会場付近で発生しました。")) == ()
    assert findings(NOTICE) == ()
