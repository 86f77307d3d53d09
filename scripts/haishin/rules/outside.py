"""Rule ``outside``: what is not in the table goes by other means; by mail only with the reason why (4(4)ア, T7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.document.lines import Lines
from haishin.document.sample import changed
from haishin.document.schema import FRONT
from haishin.model import Document, Severity, Text
from haishin.rules.places import text_of
from haishin.rules.problem import Context, Problem

ID = "outside"
SEVERITY = Severity.ERROR

MESSAGES = {
    "why": Text(
        "別表にない内容ですが、メールで配信する理由(why_mail)が書かれていません。",
        "This is outside the table and does not say why it must be mailed (`why_mail`).",
    ),
    "notice": Text(
        "「{word}」は、お知らせではなく、別の広報手段によるべき内容の語です。",
        "`{word}` belongs to matters that are announced by other means than a notice.",
    ),
}
HINTS = {
    "why": Text(
        "ホームページ、X又は広報文で広報してください。メールでなければ効果がないときだけ、"
        "その理由を why_mail に書き、運用総括管理者と協議します。",
        "Use the website, X or a press text. Only if mail alone would have the effect, say so in `why_mail`; "
        "the supervisor is consulted.",
    ),
    "notice": Text(
        "ホームページ、X又は広報文で広報してください。"
        "メールが必要なら、category を outside にし、why_mail に理由を書きます。",
        "Use the website, X or a press text. If mail is needed, set `category: outside` and say why in `why_mail`.",
    ),
}
_NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety").replace(
    "下校中の児童が男に声をかけられる事案が発生しました。", "照明の点検を行います。"
)
_OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")
GOOD = (_NOTICE, _OUTSIDE.replace("press: none", "press: none\nwhy_mail: 登録者だけが対象のため"))
BAD = (("why", _OUTSIDE), ("notice", _NOTICE.replace("照明の点検を行います", "警察官募集の講習会を開きます")))


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    alert = document.alert
    if alert is None:
        return
    policy = context.contract.policy
    if alert.category == policy.outside_category and not alert.why_mail:
        yield Problem(FRONT, "why")
    if alert.category not in policy.notice_categories:
        return
    words = sorted(context.contract.wording.lists["recruiting"], key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)))
    for match in pattern.finditer(alert.title):
        yield Problem(document.place("title"), "notice", {"word": match[0]})
    text, start = text_of(document)
    lines = Lines(document.source)
    for match in pattern.finditer(text):
        yield Problem(lines.span(start + match.start(), start + match.end()), "notice", {"word": match[0]})
