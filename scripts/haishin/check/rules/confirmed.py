"""Rule ``confirmed``: a person can confirm what a known rule found, except the kinds that policy excludes (5(3)).

He confirms what was found, not the kind and not the place: the finding prints a mark of four signs, which only that
text of that rule has in that alert. What is pasted or moved changes no mark; another text has another.

The mark of a private text is a digest without a key, some 19 bits of it: whoever has the mark and no file could try a
list of surnames. So it is printed only for whoever can read the file itself (checks, comment and summary of one private
repository, the drafter's terminal), the alert's id goes into it so that no list serves two alerts, and no mark goes
into a mail, a status, the ledger or a log of the sender. A key would have to lie where every drafter's check
can read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from unicodedata import normalize

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy.detectors.name import TITLES
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Confirmation, Severity, Text

ID = "confirmed"
SEVERITY = Severity.ERROR
NAME = Text("確認済みの書き方", "What is confirmed")
SUMMARY = "「確認済み」に当たる指摘や理由がないときは、その行を消すか、理由を書いてください。"

MESSAGES = {
    "unknown": Text("「{value}」という検査はありません。", "There is no rule `{value}` to confirm."),
    "never": Text("「{value}」は、確認したことにして通すことができません。", "`{value}` can never be confirmed."),
    "reason": Text("このままでよいと判断した理由が書かれていません。", "There is no reason why it may stand."),
    "nothing": Text(
        "この「確認済み」に当たる指摘はありません。", "There is no finding that this confirmation belongs to."
    ),
}
HINTS = {
    "unknown": Text("検査の結果に示された名前を書いてください。", "Use the name that the finding shows."),
    "never": Text(
        "この行を消し、本文から該当する箇所を除いてください。", "Delete it, and take the matter out of the text."
    ),
    "reason": Text(
        "承認する人に分かるように、確かめたことを書いてください。", "Tell the approvers what you made sure of."
    ),
    "nothing": Text(
        "文を直したときは、この確認を消してください。残った指摘には、検査の結果に出る行を貼り直します。",
        "Where the text was mended, delete it; for what is still found, paste the lines that the check prints.",
    ),
}
_CONFIRMED = "press: none\nconfirmed:\n  - {rule: origin, mark: k3f9, reason: 聞いた言葉を書いたもの}"
_NAMED = "press: none\nconfirmed:\n  - {rule: name, mark: d7mf, reason: 会社の名前のため}"
GOOD = (
    SAMPLE,
    changed("press: none", _NAMED) + "\n通報したのは、近くに住む前橋花子さんです。\n",
)
BAD = (
    ("unknown", changed("press: none", _CONFIRMED.replace("origin", "zzzz"))),
    ("never", changed("press: none", _CONFIRMED.replace("origin", "mynumber"))),
    ("reason", changed("press: none", _CONFIRMED.replace("聞いた言葉を書いたもの", "〇〇"))),
    ("nothing", changed("press: none", _CONFIRMED)),
)
SAYS_NOTHING = re.compile(r"[\s\W_○〇◯●◎■□▲△▼▽◆◇×ー]*|(?:[xXｘＸ]{2,}|TODO|todo|WHY|理由|なし|確認中)[\s\W]*")
_SIGNS = "23456789bcdfghjkmnpqrstvwxyz"  # without vowels they spell no word, and none is mistaken for another
_LENGTH = 4
_BLANK = re.compile(r"[\s*_\\`\[\]]")  # and marks of emphasis, which cut a word as it is written


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed; the engine, which knows all findings, reports what matches none."""
    if reading.alert is None:
        return
    never = reading.contract.policy.never_confirmable
    for index, confirmation in enumerate(reading.alert.confirmed):
        place = reading.place("confirmed", index, "rule")
        value = {"value": confirmation.rule}
        if confirmation.rule in never:
            yield Problem(place, "never", value)
        elif confirmation.rule not in reading.known:
            yield Problem(place, "unknown", value)
        if SAYS_NOTHING.fullmatch(confirmation.reason):
            yield Problem(reading.place("confirmed", index, "reason"), "reason")


def answers(confirmation: Confirmation, alert_id: str, rule: str, matched: str) -> bool:
    """Whether the confirmation is of that text of that rule."""
    return confirmation.rule == rule and confirmation.mark == mark(alert_id, rule, matched)


def mark(alert_id: str, rule: str, matched: str) -> str:
    """Make the four signs that bind a confirmation to a text found by that rule in that alert."""
    bound = "\0".join((alert_id, rule, plain(matched))).encode("utf-8", "surrogatepass")
    number = int.from_bytes(sha256(bound).digest()[:8])
    return "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(_LENGTH))


def plain(text: str) -> str:
    """Reduce a text to what is compared: one spelling (様 or さん may differ), no blanks, emphasis and titles."""
    return TITLES.sub("", _BLANK.sub("", normalize("NFKC", text)))
