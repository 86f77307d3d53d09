"""Rule ``urgent-hours``: an urgent matter drafted outside the delivery hours says whether it goes at once (4(2)).

Without the waiver the night passes before a resident reads it; the waiver rests on the sending unit's manager alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from haishin.contract.policy import id_time
from haishin.document.sample import changed
from haishin.model import WHY, Document, Severity, Text
from haishin.rules.problem import Context, Problem

ID = "urgent-hours"
SEVERITY = Severity.WARNING

MESSAGES = {
    "waits": Text(
        "急を要する事案ですが、配信時間({opens}〜{closes})の外で、時間外の例外がありません。"
        "このままでは、次の{opens}まで届きません。",
        "An urgent matter outside the delivery hours ({opens}–{closes}) without a waiver: nobody gets it before the "
        "next {opens}.",
    ),
}
HINTS = {
    "waits": Text(
        "すぐに配信するときは、2つ目の「---」の上に「waivers:」と"
        f"「  - {{{{rule: delivery-hours, reason: {WHY}}}}}」の2行を加え、「{WHY}」を理由に書き換え、"
        "先に運用管理者に電話してください。その承認だけで、夜間でもすぐに配信されます。",
        "To send it at once, add the line `waivers:` and the line "
        f"`  - {{{{rule: delivery-hours, reason: {WHY}}}}}` above the second `---`, put the reason in place of "
        f"「{WHY}」, and telephone the manager first: that approval alone is enough, at night too.",
    ),
}
_ROBBERY = "crime\ncase: robbery\ncontent: lookout"
_NIGHT = changed("suspicious-person\ncase: approach\ncontent: caution", _ROBBERY).replace("T15:40", "T21:30")
_WAIVED = "press: none\nwaivers:\n  - {rule: delivery-hours, reason: 刃物を持って逃走中のため}"
GOOD = (
    _NIGHT.replace("T21:30", "T15:40"),
    _NIGHT.replace("press: none", _WAIVED),
    changed("T15:40", "T21:30"),
)
BAD = (("waits", _NIGHT),)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert; the moment is that of its id, or of the recognition where that is later."""
    alert, policy = document.alert, context.contract.policy
    if alert is None or alert.waives("delivery-hours") or not policy.urgent(alert):
        return
    with suppress(ValueError):  # an id without a time is told by another rule
        drafted = id_time(alert.id)
        moment = max(drafted, alert.recognized_at or drafted)
        if not policy.hours.is_open(moment):
            hours = {"opens": f"{policy.hours.opens:%H:%M}", "closes": f"{policy.hours.closes:%H:%M}"}
            yield Problem(document.place("recognized_at"), "waits", hours)
