"""Time: the delivery hours (4(2)), ``not_before``, promptness (4(3)) and expiry (5(1)), in Japan time."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.consult.consultation import Consultation
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import lasting, open_minutes, opening
from haishin.core.contract.policy import JST, Policy
from haishin.core.model import Alert, Case, History, Hold, Kind, PressKind, Reason, What


def moment_text(moment: datetime) -> str:
    """Word a moment in Japan time."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


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
        reasons.append(
            Reason(
                Kind.HOLD,
                None,
                Message("consult/decision/waits-until-before", moment_text=moment_text(until)),
            )
        )
    if not waived and not policy.hours.is_open(now):
        until = opening(now, policy)
        holds.append(Hold("clock", until, system, policy.hours.clause))
        reasons.append(
            Reason(
                Kind.HOLD,
                policy.hours.clause,
                Message("consult/decision/outside-delivery-hours-goes", moment_text=moment_text(until)),
            )
        )
        if sleeps(alert, now, policy, case.history):
            reasons.append(
                Reason(
                    Kind.HOLD, policy.hours.clause, Message("consult/decision/may-be-waived"), waiver="delivery-hours"
                )
            )
    elif not holds and (case.pull is None or case.pull.merged_at is None):
        approved = now + timedelta(minutes=policy.prompt_minutes)  # as long as the approvals may take
        if sleeps(alert, approved, policy, case.history):
            closes, opens = f"{policy.hours.closes:%-H:%M}", f"{policy.hours.opens:%-H:%M}"
            soon = Message("consult/decision/urgent-unless-approved-merged", closes=closes, opens=opens)
            reasons.append(Reason(Kind.SEND, policy.hours.clause, soon, waiver="delivery-hours"))
    return Aspect(tuple(reasons), tuple(holds))


def sleeps(alert: Alert, now: datetime, policy: Policy, history: History | None = None) -> bool:
    """Tell whether an urgent matter would wait for the hours, and its drafter chose neither that nor the waiver."""
    ready = max(now, alert.not_before or now)
    waits = not alert.waives("delivery-hours") and not policy.hours.is_open(ready)
    return waits and policy.manager_grants("delivery-hours", alert, history)


def promptness(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> Aspect:
    """Measure the delivery hours from recognition (an arrest: the planned release) to the last due approval (4(3)).

    While one is missing, to now; neither a late merge nor waiting for it makes anything late. An urgent matter is not
    kept for it: there it is a note.
    """
    alert, policy = case.alert, contract.policy
    if alert.recognized_at is not None and alert.recognized_at > now:
        return reason(
            Kind.CONSULT,
            policy.prompt_clause,
            What.CORRECT_TIME,
            "認知日時(recognized_at)が、まだ来ていない時刻になっています。正しい日時に直してください。",
            "The time of recognition (recognized_at) lies ahead. Correct it.",
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
            f"認知から配信時間で{passed.ja}が過ぎています(目安は{limit.ja})。急を要する事案のため、このまま配信できます。",
            f"{passed.en} of delivery hours have passed since recognition (limit {limit.en}). Urgent: it is not kept.",
        )
    return reason(
        Kind.CONSULT,
        policy.prompt_clause,
        What.WHY_LATE,
        f"認知から配信時間で{passed.ja}が過ぎています(目安は{limit.ja})。"
        "遅れた理由を why_late に書き、運用管理者の承認を得てください。",
        f"{passed.en} of delivery hours have passed since recognition (limit {limit.en}). "
        "Say why in why_late and have the manager approve.",
    )


def expired(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Refuse an alert that is past its time (5(1)); before the merge its drafter may still give it another one."""
    end = contract.policy.expiry(case.alert)
    if now < end:
        return Aspect()
    merged = case.pull is not None and case.pull.merged_at is not None
    if not merged:
        return reason(
            Kind.REJECT,
            contract.policy.expiry_clause,
            What.CORRECT,
            f"有効期限({moment_text(end)})を過ぎています。まだ配信が必要なら expires_at に正しい期限を書き、"
            "要らなければ、この申請を閉じてください。",
            f"The alert expired at {moment_text(end)}. If it is still needed, write the right time into `expires_at`; "
            "else close the pull request.",
        )
    return reason(
        Kind.REJECT,
        contract.policy.expiry_clause,
        What.EXPIRED,
        f"有効期限({moment_text(end)})を過ぎています。必要なら、新しい情報として起案してください。",
        f"The alert expired at {moment_text(end)}. Draft a new one if it is still needed.",
    )
