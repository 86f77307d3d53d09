"""Rule ``waivers``: only what the guideline calls a principle can be set aside, and each once (原則の例外)."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.check.rules.consent import ID as CONSENT
from haishin.core.model import Severity, Text

ID = "waivers"
SEVERITY = Severity.ERROR
NAME = Text("使えない例外", "A waiver that cannot be")
SUMMARY = "例外にできない原則や重なった例外は、消してください。"

MESSAGES = {
    "unknown": Text(
        "「{value}」は例外にできる原則ではありません。", "`{value}` is no principle that can be set aside."
    ),
    "foreign": Text(
        "行方不明の方の事案ではないので、ご家族の了解の例外(consent)は使われません。",
        "This is no missing person: the waiver `consent` has no effect.",
    ),
    "twice": Text("「{value}」の例外が2回書かれています。", "`{value}` is set aside twice."),
}
HINTS = {
    "unknown": Text("例外にできるのは {known} です。", "Principles that can be set aside are {known}."),
    "foreign": Text(
        "この例外を消してください。行方不明の方の手配なら、case を {case} にします。",
        "Delete it; a lookout for a missing person has `case: {case}`.",
    ),
    "twice": Text("理由を1つにまとめてください。", "Merge the reasons into one."),
}
_WAIVER = "press: none\nwaivers:\n  - {rule: delivery-hours, reason: 刃物を持った者が逃走中のため}"
GOOD = (SAMPLE, changed("press: none", _WAIVER))
BAD = (
    ("unknown", changed("press: none", _WAIVER.replace("delivery-hours", "table-row"))),
    ("foreign", changed("press: none", _WAIVER.replace("delivery-hours", "consent"))),
    ("twice", changed("press: none", _WAIVER + "\n  - {rule: delivery-hours, reason: 急ぐため}")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert, policy = reading.alert, reading.contract.policy
    if alert is None:
        return
    seen: set[str] = set()
    for index, waiver in enumerate(alert.waivers):
        place = reading.place("waivers", index, "rule")
        if waiver.rule not in policy.waivers:
            yield Problem(place, "unknown", {"value": waiver.rule, "known": ", ".join(policy.waivers)})
        elif waiver.rule in seen:
            yield Problem(place, "twice", {"value": waiver.rule})
        elif waiver.rule == CONSENT and reading.alert_with("case") and alert.case != policy.consent.case:
            yield Problem(place, "foreign", {"case": policy.consent.case}, severity=Severity.WARNING)
        seen.add(waiver.rule)
