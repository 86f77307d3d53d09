"""The clock (4(2), ``not_before``): what is right, but not yet."""

from __future__ import annotations

from datetime import datetime

from haishin.contract import Contract
from haishin.contract.hours import opening
from haishin.decision.aspect import Aspect, at
from haishin.model import Case, Hold, Kind, Reason, Text

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
        if policy.urgent(alert, case.history):
            reasons.append(Reason(Kind.HOLD, policy.hours.clause, _MAY_BE_WAIVED, waiver="delivery-hours"))
    return Aspect(tuple(reasons), tuple(holds))
