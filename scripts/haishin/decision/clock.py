"""The clock (4(2), ``not_before``): what is right, but not yet; an urgent matter is not left to it in silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.contract import Contract
from haishin.contract.hours import opening
from haishin.contract.policy import Policy
from haishin.decision.aspect import Aspect, at
from haishin.model import Alert, Case, History, Hold, Kind, Reason, Text

_MAY_BE_WAIVED = Text(
    "急を要する事案です。今すぐ配信するときは、時間外の例外(waivers の delivery-hours)と理由を書いてください。"
    "配信所属の運用管理者の承認だけで、夜間でもすぐに配信されます。",
    "This is an urgent matter. To send it now, write the waiver `delivery-hours` with a reason: the approval of the "
    "sending unit's manager is enough, and it goes at night, too.",
)


def clock(case: Case, now: datetime, contract: Contract) -> Aspect:
    """4(2): outside the hours, or before ``not_before``, the clock alone is missing."""
    alert, policy = case.alert, contract.policy
    waived = alert.waives("delivery-hours")
    holds: list[Hold] = []
    reasons: list[Reason] = []
    system = Text("時刻", "the clock")
    if alert.not_before is not None and now < alert.not_before:
        until = alert.not_before if waived else opening(alert.not_before, policy)
        holds.append(Hold("clock", until, system, None))
        reasons.append(
            Reason(
                Kind.HOLD,
                None,
                Text(
                    f"{at(until)} まで待ちます(not_before の指定)。",
                    f"Waits until {at(until)} (not_before).",
                ),
            )
        )
    if not waived and not policy.hours.is_open(now):
        until = opening(now, policy)
        holds.append(Hold("clock", until, system, policy.hours.clause))
        reasons.append(
            Reason(
                Kind.HOLD,
                policy.hours.clause,
                Text(
                    f"配信時間の外です。{at(until)} に配信します。",
                    f"Outside the delivery hours: goes at {at(until)}.",
                ),
            )
        )
        if sleeps(alert, now, policy, case.history):
            reasons.append(Reason(Kind.HOLD, policy.hours.clause, _MAY_BE_WAIVED, waiver="delivery-hours"))
    elif not holds and (case.pull is None or case.pull.merged_at is None):
        approved = now + timedelta(minutes=policy.prompt_minutes)  # as long as the approvals may take
        if sleeps(alert, approved, policy, case.history):
            closes, opens = f"{policy.hours.closes:%-H:%M}", f"{policy.hours.opens:%-H:%M}"
            soon = Text(
                f"急ぐ事案です。{closes}までに承認とマージが済まないと、配信は翌朝の{opens}になります。",
                f"Urgent: unless it is approved and merged by {closes}, it goes at {opens} in the morning.",
            )
            reasons.append(Reason(Kind.SEND, policy.hours.clause, soon, waiver="delivery-hours"))
    return Aspect(tuple(reasons), tuple(holds))


def sleeps(alert: Alert, now: datetime, policy: Policy, history: History | None = None) -> bool:
    """Whether an urgent matter would wait for the hours, and its drafter has chosen neither that nor the waiver."""
    ready = max(now, alert.not_before or now)
    waits = not alert.waives("delivery-hours") and not policy.hours.is_open(ready)
    return waits and policy.urgent(alert, history)
