"""Rule ``confirmed``: a person can confirm the warnings of a known rule, except those that policy excludes (5(3))."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.problem import Context, Problem

ID = "confirmed"
SEVERITY = Severity.ERROR

MESSAGES = {
    "unknown": Text("「{value}」という検査はありません。", "There is no rule `{value}` to confirm."),
    "never": Text("「{value}」は、確認したことにして通すことができません。", "`{value}` can never be confirmed."),
}
HINTS = {
    "unknown": Text(
        "検査の結果に示された名前を書いてください。近い名前:{close}",
        "Use the name that the finding shows. Close: {close}",
    ),
    "never": Text(
        "この行を消し、本文から該当する箇所を除いてください。", "Delete it, and take the matter out of the text."
    ),
}
_CONFIRMED = "press: none\nconfirmed:\n  - {rule: arrest-wording, reason: 検挙を伝える文ではない}"
GOOD = (SAMPLE, changed("press: none", _CONFIRMED))
BAD = (
    ("unknown", changed("press: none", _CONFIRMED.replace("arrest-wording", "arest-wording"))),
    ("never", changed("press: none", _CONFIRMED.replace("arrest-wording", "mynumber"))),
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    never = context.contract.policy.never_confirmable
    for index, confirmation in enumerate(document.alert.confirmed if document.alert is not None else ()):
        place = document.place("confirmed", index, "rule")
        if confirmation.rule in never:
            yield Problem(place, "never", {"value": confirmation.rule})
        elif confirmation.rule not in context.known:
            close = ", ".join(get_close_matches(confirmation.rule, sorted(context.known))) or "-"
            yield Problem(place, "unknown", {"value": confirmation.rule, "close": close})
