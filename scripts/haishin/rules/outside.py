"""Rule ``outside``: what is not in the table goes by other means; by mail only with the reason why (4(4)ア, T7).

A notice that an event is cancelled, or crowded, is one of safety: the words of publicity pass in such a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haishin.document.lines import Lines
from haishin.document.sample import changed
from haishin.document.schema import FRONT
from haishin.model import Document, Severity, Text
from haishin.rules.phrases import phrases, sentence
from haishin.rules.places import in_title, text_of
from haishin.rules.problem import Context, Problem

ID = "outside"
SEVERITY = Severity.ERROR

MESSAGES = {
    "why": Text(
        "別表にない内容ですが、メールで配信する理由(why_mail)が書かれていません。",
        "This is outside the table and does not say why it must be mailed (`why_mail`).",
    ),
    "foreign": Text(
        "別表にある区分なので、メールで配信する理由(why_mail)は使われません。",
        "The category is in the table: `why_mail` has no effect.",
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
    "foreign": Text(
        "この行を消してください。別表にない内容なら、category を outside にします。",
        "Delete the line; what is not in the table has `category: outside`.",
    ),
    "notice": Text(
        "ホームページ、X又は広報文で広報してください。"
        "メールが必要なら、category を outside にし、why_mail に理由を書きます。"
        "行事の中止や混雑など、安全のためのお知らせなら、そのことを同じ文に書いてください。",
        "Use the website, X or a press text. If mail is needed, set `category: outside` and say why in `why_mail`. "
        "If it is about safety (an event cancelled, a crowd), say so in the same sentence.",
    ),
}
_NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety").replace(
    "下校中の児童が男に声をかけられる事案が発生しました。", "照明の点検を行います。"
)
_OUTSIDE = changed("suspicious-person\ncase: approach\ncontent: caution", "outside\ncase: event\ncontent: information")
_WHY = "press: none\nwhy_mail: 登録者だけが対象のため"
GOOD = (
    _NOTICE,
    _NOTICE.replace("照明の点検を行います", "停電のため、公園のイベントは中止です"),
    _OUTSIDE.replace("press: none", _WHY),
)
BAD = (
    ("why", _OUTSIDE),
    ("foreign", changed("press: none", _WHY)),
    ("notice", _NOTICE.replace("照明の点検を行います", "警察官募集の講習会を開きます")),
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    alert = document.alert
    if alert is None:
        return
    policy = context.contract.policy
    if alert.category == policy.outside_category and not alert.why_mail:
        yield Problem(FRONT, "why")
    if alert.category != policy.outside_category and alert.why_mail:
        yield Problem(document.place("why_mail"), "foreign", severity=Severity.WARNING)
    if alert.category not in policy.notice_categories:
        return
    lists = context.contract.wording.lists
    for start, end in _publicity(alert.title, lists):
        yield Problem(in_title(document, start, end), "notice", {"word": alert.title[start:end]})
    text, first = text_of(document)
    lines = Lines(document.source)
    for start, end in _publicity(text, lists):
        yield Problem(lines.span(first + start, first + end), "notice", {"word": text[start:end]})


def _publicity(text: str, lists: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """The places of the words of publicity, less those in a sentence about safety that invites nobody."""
    safety = phrases(lists.get("recruiting_safety", ()))
    invites = phrases(lists.get("recruiting_invites", ()))
    for match in phrases(lists["recruiting"]).finditer(text):
        around = sentence(text, *match.span())
        if not safety.search(around) or invites.search(around):
            yield match.span()
