"""Rule ``urgent-hours``: an urgent matter drafted outside the delivery hours says whether it goes at once (4(2)).

Without the waiver the night passes before a resident reads it; the waiver rests on the sending unit's manager alone.
Passes: ``not_before``, by which the drafter says that it waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from haishin.check.document.sample import changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.policy import id_time
from haishin.core.model import WHY, Severity, Text

ID = "urgent-hours"
SEVERITY = Severity.WARNING
NAME = Text("時間外の急ぎの事案", "Urgent, outside the hours")
SUMMARY = "急を要する事案が配信時間の外に当たるときは、時間外の例外を書き、運用管理者に電話してください。"

_LATE = Text(
    "急を要する事案ですが、配信時間({opens}〜{closes})の外で、時間外の例外がありません。"
    "このままでは、次の{opens}まで届きません。",
    "An urgent matter outside the delivery hours ({opens}–{closes}) without a waiver: nobody gets it before the "
    "next {opens}.",
)
MESSAGES = {"waits": _LATE, "waits-beside": _LATE}  # the same, where another principle is waived already
_ITEM = f"{{{{rule: delivery-hours, reason: {WHY}}}}}"
_CALL = Text(
    f"「{WHY}」を理由に書き換え、先に運用管理者に電話してください。その承認だけで、夜間でもすぐに配信されます。",
    f"Put the reason in place of 「{WHY}」 and telephone the manager first: that approval is enough, at night too.",
)
HINTS = {
    "waits": Text(
        f"すぐに配信するときは、2つ目の「---」の上に「waivers:」と「  - {_ITEM}」の2行を加えてください。{_CALL.ja}",
        f"To send it at once, add the line `waivers:` and the line `  - {_ITEM}` above the second `---`. {_CALL.en}",
    ),
    "waits-beside": Text(
        f"すぐに配信するときは、この「]」の前に「, {_ITEM}」を(1行に1つずつ書いてあるときは、下に「  - {_ITEM}」の行を)"
        f"加えてください。{_CALL.ja}",
        f"To send it at once, add `, {_ITEM}` before this `]` (where each has its own line, `  - {_ITEM}` below "
        f"them). {_CALL.en}",
    ),
}
_ROBBERY = "crime\ncase: robbery\ncontent: lookout"
_NIGHT = changed("suspicious-person\ncase: approach\ncontent: caution", _ROBBERY).replace("T15:40", "T21:30")
_WAIVED = "press: none\nwaivers:\n  - {rule: delivery-hours, reason: 刃物を持って逃走中のため}"
GOOD = (
    _NIGHT.replace("T21:30", "T15:40"),
    _NIGHT.replace("press: none", _WAIVED),
    _NIGHT.replace("press: none", "press: none\nnot_before: 2026-11-26T07:00+09:00"),
    changed("T15:40", "T21:30"),
)
_BESIDE = "press: none\nconsent: {state: pending}\nwaivers: [{rule: consent, reason: 命に関わり、待てないため}]"
BAD = (
    ("waits", _NIGHT),
    (
        "waits-beside",
        changed(
            "suspicious-person\ncase: approach\ncontent: caution",
            "information-request\ncase: missing-person\ncontent: lookout",
        )
        .replace("T15:40", "T21:30")
        .replace("press: none", _BESIDE),
    ),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed, at the moment of its id, or of the recognition if that is later."""
    alert, policy = reading.alert_with("waivers"), reading.contract.policy
    if alert is None or alert.waives("delivery-hours") or alert.not_before is not None or not policy.urgent(alert):
        return
    with suppress(ValueError):  # an id without a time is told by another rule
        drafted = id_time(alert.id)
        moment = max(drafted, alert.recognized_at or drafted)
        if not policy.hours.is_open(moment):
            hours = {"opens": f"{policy.hours.opens:%H:%M}", "closes": policy.hours.until}
            if alert.waivers:
                yield Problem(reading.place("waivers"), "waits-beside", hours)
            else:
                yield Problem(reading.place("recognized_at"), "waits", hours)
