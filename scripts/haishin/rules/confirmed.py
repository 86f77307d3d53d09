"""Rule ``confirmed``: a person can confirm the warnings of a known rule, except those that policy excludes (5(3)).

Of what is personal he confirms one text, not the kind: the next name in the mail is looked at anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from haishin.document.sample import SAMPLE, changed
from haishin.model import Confirmation, Document, Severity, Text
from haishin.privacy.scanning import KINDS, TITLES
from haishin.rules.problem import Context, Problem

ID = "confirmed"
SEVERITY = Severity.ERROR

MESSAGES = {
    "unknown": Text("「{value}」という検査はありません。", "There is no rule `{value}` to confirm."),
    "close": Text("「{value}」という検査はありません。", "There is no rule `{value}` to confirm."),
    "never": Text("「{value}」は、確認したことにして通すことができません。", "`{value}` can never be confirmed."),
    "text": Text(
        "どの語を確認したのか(text)が書かれていません。", "The item `text`, which says what was confirmed, is missing."
    ),
    "reason": Text("このままでよいと判断した理由が書かれていません。", "There is no reason why it may stand."),
    "nothing": Text(
        "この「確認済み」に当たる指摘はありません。", "There is no finding that this confirmation belongs to."
    ),
}
HINTS = {
    "unknown": Text("検査の結果に示された名前を書いてください。", "Use the name that the finding shows."),
    "close": Text(
        "検査の結果に示された名前を書いてください。近い名前:{close}",
        "Use the name that the finding shows. Close: {close}",
    ),
    "never": Text(
        "この行を消し、本文から該当する箇所を除いてください。", "Delete it, and take the matter out of the text."
    ),
    "text": Text(
        "個人情報の指摘は、1つずつ確認します。指摘された語を、本文と同じ書き方で"
        "「{{rule: {value}, text: 指摘された語, reason: 理由}}」のように書いてください。",
        "Personal information is confirmed one by one: write `{{rule: {value}, text: WHAT WAS FOUND, reason: WHY}}`, "
        "spelt as in the mail.",
    ),
    "reason": Text(
        "承認する人に分かるように、確かめたことを書いてください。", "Tell the approvers what you made sure of."
    ),
    "nothing": Text(
        "rule と text を指摘のとおりに直すか、この確認を消してください。",
        "Make `rule` and `text` those of the finding, or delete it.",
    ),
}
_CONFIRMED = "press: none\nconfirmed:\n  - {rule: origin, reason: 聞いた言葉を書いたもの}"
_NAMED = "press: none\nconfirmed:\n  - {rule: name, text: 前橋花子さん, reason: 会社の名前のため}"
_ORIGIN = SAMPLE + "\n男は外国人のような口調でした。\n"
GOOD = (
    SAMPLE,
    changed("press: none", _NAMED) + "\n通報したのは、近くに住む前橋花子さんです。\n",
)
BAD = (
    ("unknown", changed("press: none", _CONFIRMED.replace("origin", "zzzz"))),
    ("close", changed("press: none", _CONFIRMED.replace("origin", "arest-wording"))),
    ("never", changed("press: none", _CONFIRMED.replace("origin", "mynumber"))),
    ("text", changed("press: none", _NAMED.replace("text: 前橋花子さん, ", ""))),
    ("reason", changed("press: none", _CONFIRMED.replace("聞いた言葉を書いたもの", "〇〇"))),
    ("nothing", changed("press: none", _CONFIRMED)),
)
# What such a rule finds may be said of one person and not of the next.
PRIVATE = frozenset((*KINDS, "leak"))
_SAYS_NOTHING = re.compile(r"[\s\W_○〇◯●◎■□▲△▼▽◆◇×ー]*|(?:[xXｘＸ]{2,}|TODO|todo|理由|なし|確認中)[\s\W]*")
_BLANK = re.compile(r"\s")


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert. What matches nothing is told by the engine, which knows all findings."""
    never = context.contract.policy.never_confirmable
    for index, confirmation in enumerate(document.alert.confirmed if document.alert is not None else ()):
        place = document.place("confirmed", index, "rule")
        value = {"value": confirmation.rule}
        if confirmation.rule in never:
            yield Problem(place, "never", value)
        elif confirmation.rule not in context.known:
            close = ", ".join(get_close_matches(confirmation.rule, sorted(context.known)))
            yield Problem(place, "close" if close else "unknown", {**value, "close": close})
        elif confirmation.rule in PRIVATE and confirmation.text is None:
            yield Problem(place, "text", value)
        if _SAYS_NOTHING.fullmatch(confirmation.reason):
            yield Problem(document.place("confirmed", index, "reason"), "reason")


def answers(confirmation: Confirmation, rule: str, matched: str) -> bool:
    """Whether that is what was confirmed: the rule, and exactly the text where one is told (様 or さん may differ)."""
    if confirmation.rule != rule:
        return False
    if confirmation.text is None:
        return rule not in PRIVATE
    return plain(confirmation.text) == plain(matched)


def plain(text: str) -> str:
    """A found text as it is compared: without blanks and titles."""
    return TITLES.sub("", _BLANK.sub("", text))
