"""Time: the delivery hours (4(2)), ``not_before``, promptness (4(3)) and expiry (5(1)), in Japan time."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.consult.consultation import Consultation
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import lasting, open_minutes, opening, stamp
from haishin.core.contract.policy import Policy
from haishin.core.model import Alert, Case, History, Hold, Kind, PressKind, Reason, What


def clock(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Hold for the clock outside the hours (4(2)) and before ``not_before``; say which urgent matter would wait."""
    alert, policy = case.alert, contract.policy
    waived = alert.waives("delivery-hours")
    holds: list[Hold] = []
    reasons: list[Reason] = []
    system = Message("consult/decision/clock")
    if alert.not_before is not None and now < alert.not_before:
        until = alert.not_before if waived else opening(alert.not_before, policy)
        holds.append(Hold("clock", until, system, None))
        reasons.append(Reason(Kind.HOLD, None, Message("consult/decision/not-before", at=stamp(until))))
    if not waived and not policy.hours.is_open(now):
        until = opening(now, policy)
        holds.append(Hold("clock", until, system, policy.hours.clause))
        outside = Message("consult/decision/outside-hours", at=stamp(until))
        reasons.append(Reason(Kind.HOLD, policy.hours.clause, outside))
        if sleeps(alert, now, policy, case.history):
            urgent = Message("consult/decision/urgent-at-night")
            reasons.append(Reason(Kind.HOLD, policy.hours.clause, urgent, waiver="delivery-hours"))
    elif not holds and (case.pull is None or case.pull.merged_at is None):
        approved = now + timedelta(minutes=policy.prompt_minutes)  # as long as the approvals may take
        if sleeps(alert, approved, policy, case.history):
            hours = policy.hours
            soon = Message("consult/decision/urgent-until-closing", closes=hours.until, opens=hours.opens)
            reasons.append(Reason(Kind.SEND, policy.hours.clause, soon, waiver="delivery-hours"))
    return Aspect(tuple(reasons), tuple(holds))


def sleeps(alert: Alert, now: datetime, policy: Policy, history: History | None = None) -> bool:
    """Judge whether an urgent matter would wait for the hours, and its drafter chose neither that nor the waiver."""
    ready = max(now, alert.not_before or now)
    waits = not alert.waives("delivery-hours") and not policy.hours.is_open(ready)
    return waits and policy.manager_grants("delivery-hours", alert, history)


def promptness(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> Aspect:
    """Measure the delivery hours from recognition (an arrest: the planned release) to the last due approval (4(3)).

    While an approval is missing, to now; neither a late merge nor waiting for it makes anything late. It does not hold
    an urgent matter: there it is a note.
    """
    alert, policy = case.alert, contract.policy
    if alert.recognized_at is not None and alert.recognized_at > now:
        return reason(
            Kind.CONSULT,
            policy.prompt_clause,
            What.CORRECT_TIME,
            Message("consult/decision/recognized-ahead"),
        )
    start = alert.recognized_at
    if alert.content in policy.press.arrest_contents and alert.press.kind is PressKind.RELEASE:
        start = alert.press.at
    if start is None or alert.why_late or not policy.of_one_moment(alert):
        return Aspect()
    end = now if consulted.missing else consulted.last or now
    minutes = open_minutes(start, end, policy)
    if minutes <= policy.prompt_minutes:
        return Aspect()
    hours = minutes // 60 * 60  # a figure that grew by the minute would be written anew by the minute
    passed, limit = lasting(max(hours, policy.prompt_minutes)), lasting(policy.prompt_minutes)
    if policy.urgent(alert, case.history):
        return reason(
            Kind.SEND,
            policy.prompt_clause,
            None,
            Message("consult/decision/late-urgent", passed=passed, limit=limit),
        )
    return reason(
        Kind.CONSULT,
        policy.prompt_clause,
        What.WHY_LATE,
        Message("consult/decision/late", passed=passed, limit=limit),
    )


def expired(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Refuse an alert that is past its time (5(1)); before the merge its drafter may still set a later time."""
    end = contract.policy.expiry(case.alert)
    if now < end:
        return Aspect()
    merged = case.pull is not None and case.pull.merged_at is not None
    if not merged:
        return reason(
            Kind.REJECT,
            contract.policy.expiry_clause,
            What.CORRECT,
            Message("consult/decision/expired-unmerged", end=stamp(end)),
        )
    return reason(
        Kind.REJECT,
        contract.policy.expiry_clause,
        What.EXPIRED,
        Message("consult/decision/expired", end=stamp(end)),
    )
