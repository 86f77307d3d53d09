"""Rule ``outside``: a matter outside the table goes by mail only with the reason why (4(4)ア)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.document.schema import FRONT
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text

ID = "outside"
SEVERITY = Severity.ERROR
NAME = Text("別表にない内容", "Matters outside the table")
SUMMARY = "別表にない内容をメールで送るときは、ほかの広報手段で足りない理由を why_mail に書いてください。"

MESSAGES = {
    "why": Text(
        "別表にない内容ですが、メールで配信する理由(why_mail)が書かれていません。",
        "This is outside the table and does not say why it must be mailed (`why_mail`).",
    ),
    "foreign": Text(
        "別表にある区分なので、メールで配信する理由(why_mail)は使われません。",
        "The category is in the table: `why_mail` has no effect.",
    ),
}
HINTS = {
    "why": Text(
        "ホームページ、X又は広報文で広報してください。メールでなければ効果がないときだけ、"
        "その理由を why_mail に書き、運用総括管理者と協議します。",
        "Use the website, X or a press text. Only if mail alone would have the effect, say so in `why_mail`; "
        "the supervisor is consulted.",
    ),
    "foreign": Text(
        "この行を消してください。別表にない内容なら、category を outside にします。",
        "Delete the line; what is not in the table has `category: outside`.",
    ),
}
_OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")
_WHY = "press: none\nwhy_mail: 登録者だけが対象のため"
GOOD = (
    SAMPLE,
    _OUTSIDE.replace("press: none", _WHY),
)
BAD = (
    ("why", _OUTSIDE),
    ("foreign", changed("press: none", _WHY)),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert_with("category", "why_mail")
    if alert is None:
        return
    policy = reading.contract.policy
    if alert.category == policy.outside_category and not alert.why_mail:
        yield Problem(FRONT, "why")
    if alert.category != policy.outside_category and alert.why_mail:
        yield Problem(reading.place("why_mail"), "foreign", severity=Severity.WARNING)
