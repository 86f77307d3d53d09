from __future__ import annotations

from haishin.check.document.sample import changed
from haishin.core.model import Severity
from support.documents import findings, said

OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")


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


def test_a_reason_inside_the_table_is_a_warning() -> None:
    (one,) = findings(changed("press: none", "press: none\nwhy_mail: 登録者だけが対象のため"))
    assert said((one,)) == [
        (
            9,
            11,
            9,
            22,
            "別表にある区分なので、メールで配信する理由(why_mail)は使われません。",
            "The category is in the table: `why_mail` has no effect.",
        )
    ]
    assert one.severity is Severity.WARNING
