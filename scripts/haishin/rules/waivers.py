"""Rule ``waivers``: only what the guideline calls a principle can be set aside, and each once (原則の例外)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.problem import Context, Problem

ID = "waivers"
SEVERITY = Severity.ERROR

MESSAGES = {
    "unknown": Text(
        "「{value}」は例外にできる原則ではありません。", "`{value}` is no principle that can be set aside."
    ),
    "twice": Text("「{value}」の例外が2回書かれています。", "`{value}` is set aside twice."),
}
HINTS = {
    "unknown": Text("例外にできるのは {known} です。", "Principles that can be set aside are {known}."),
    "twice": Text("理由を1つにまとめてください。", "Merge the reasons into one."),
}
_WAIVER = "press: none\nwaivers:\n  - {rule: delivery-hours, reason: 刃物を持った者が逃走中のため}"
GOOD = (SAMPLE, changed("press: none", _WAIVER))
BAD = (
    ("unknown", changed("press: none", _WAIVER.replace("delivery-hours", "table-row"))),
    ("twice", changed("press: none", _WAIVER + "\n  - {rule: delivery-hours, reason: 急ぐため}")),
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    known = context.contract.policy.waivers
    seen: set[str] = set()
    for index, waiver in enumerate(document.alert.waivers if document.alert is not None else ()):
        place = document.place("waivers", index, "rule")
        if waiver.rule not in known:
            yield Problem(place, "unknown", {"value": waiver.rule, "known": ", ".join(known)})
        elif waiver.rule in seen:
            yield Problem(place, "twice", {"value": waiver.rule})
        seen.add(waiver.rule)
