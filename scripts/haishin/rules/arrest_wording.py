"""Rule ``arrest-wording``: a text that reports an arrest is an arrest (T2): content, press release and hold as such.

Negations and aims pass (逮捕に至っていません, 検挙に向けて), and what a swindler says (息子を逮捕したと言い). What
reads as a report is an error that nobody can confirm away, and so is an arrest without a press release: the guideline
knows no exception.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, PressKind, Severity, Text
from haishin.rules.arrest_grammar import reports
from haishin.rules.places import in_title, text_of
from haishin.rules.problem import Context, Problem

ID = "arrest-wording"
SEVERITY = Severity.ERROR
NAME = Text("検挙を知らせる語", "Words of an arrest")
SUMMARY = "検挙情報でないのに検挙を知らせる語があるときは、content を arrest にするか、検挙に触れない文にしてください。"

MESSAGES = {
    "arrest": Text(
        "「{word}」は検挙を知らせる語ですが、配信内容が検挙情報(arrest)になっていません。",
        "`{word}` reports an arrest, but the content is not `arrest`.",
    ),
    "release": Text(
        "検挙情報は、報道発表の後でなければ配信できません(例外はありません)。",
        "An arrest may be mailed after its press release alone, without exception.",
    ),
}
HINTS = {
    "arrest": Text(
        "検挙を知らせるなら content を arrest にし、報道発表の後に配信します。"
        "危険が去ったことだけを知らせるなら、「行為者を特定し、危険はなくなりました」のように、検挙に触れない文にしてください。"
        "まだのときは、「逮捕に至っていません」のように、すぐ後に打ち消しを書いてください。",
        "To report the arrest set `content: arrest` (it goes after the press release). To say only that the danger "
        "is over, use a wording that reports no arrest. If there was none, say so right after the word "
        "(「逮捕に至っていません」).",
    ),
    "release": Text(
        "報道発表があるときは、press に発表の予定を書いてください。",
        "Where there is one, write its plan into `press`.",
    ),
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
    ("arrest", changed(_BODY, "- 行為者の身柄は、すでに確保されています。見かけたときは")),
    ("arrest", changed("声かけ事案の発生", "声かけ事案の被疑者検挙")),
    ("release", changed("content: caution", "content: arrest")),
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert. The items that reach the mail in words: title, ``case_name``, text."""
    alert = document.alert
    press = context.contract.policy.press
    if alert is None:
        return
    if alert.content in press.arrest_contents:
        if alert.press.kind is PressKind.NONE:
            yield Problem(document.place("press"), "release")
        return
    lists = context.contract.wording.lists
    swindle = alert.category in press.quotes_pass
    for start, end in reports(alert.title, lists, swindle=swindle):
        yield Problem(in_title(document, start, end), "arrest", {"word": alert.title[start:end]})
    for start, end in reports(alert.case_name or "", lists, swindle=swindle):
        yield Problem(document.place("case_name"), "arrest", {"word": (alert.case_name or "")[start:end]})
    text, first = text_of(document)
    lines = Lines(document.source)
    for start, end in reports(text, lists, swindle=swindle):
        yield Problem(lines.span(first + start, first + end), "arrest", {"word": text[start:end]})
