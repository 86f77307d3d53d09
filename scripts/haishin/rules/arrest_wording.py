"""Rule ``arrest-wording``: a text that reports an arrest is an arrest (T2): content, press release and hold as such.

Negations pass (「逮捕に至っていません」), and what a swindler says in quotation marks (「逮捕します」).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.phrases import phrases
from haishin.rules.places import text_of
from haishin.rules.problem import Context, Problem

ID = "arrest-wording"
SEVERITY = Severity.ERROR

MESSAGES = {
    "arrest": Text(
        "「{word}」は検挙を知らせる語ですが、配信内容が検挙情報(arrest)になっていません。",
        "`{word}` reports an arrest, but the content is not `arrest`.",
    )
}
HINTS = {
    "arrest": Text(
        "検挙を知らせるなら content を arrest にし、報道発表の後に配信します。"
        "危険が去ったことだけを知らせるなら、「行為者を特定し、危険はなくなりました」のように、検挙に触れない文にしてください。",
        "To report the arrest set `content: arrest` (it goes after the press release). To say only that the danger "
        "is over, use a wording that reports no arrest.",
    )
}
_BODY = "- 不審な人を見かけたときは"
GOOD = (
    SAMPLE,
    changed(_BODY, "- 行為者はまだ逮捕に至っていません。見かけたときは"),
    changed("suspicious-person\ncase: approach", "fraud\ncase: warning-call").replace(
        _BODY, "- 「あなたを逮捕します」という電話は詐欺です。見かけたときは"
    ),
)
BAD = (
    ("arrest", changed(_BODY, "- 行為者を逮捕しました。見かけたときは")),
    ("arrest", changed("声かけ事案の発生", "声かけ事案の被疑者検挙")),
)
_QUOTED = re.compile(r"「[^「」]*」|『[^『』]*』")


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    alert = document.alert
    if alert is None or alert.content in context.contract.policy.press.arrest_contents:
        return
    lists = context.contract.wording.lists
    found = phrases(lists["arrest_words"], lists["arrest_negations"])
    for match in found.finditer(alert.title):
        yield Problem(document.place("title"), "arrest", {"word": match[0]})
    text, start = text_of(document)
    lines = Lines(document.source)
    quotes = (
        [match.span() for match in _QUOTED.finditer(text)]
        if alert.category in context.contract.policy.press.quotes_pass
        else []
    )
    for match in found.finditer(text):
        if not any(begin < match.start() < end for begin, end in quotes):
            yield Problem(lines.span(start + match.start(), start + match.end()), "arrest", {"word": match[0]})
