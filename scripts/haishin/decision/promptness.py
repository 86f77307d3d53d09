"""Promptness (4(3)): delivery hours from recognition to the last due approval."""

from __future__ import annotations

from datetime import datetime

from haishin.consultation import Consultation
from haishin.contract import Contract
from haishin.contract.hours import lasting, open_minutes
from haishin.decision.aspect import Aspect, reason
from haishin.model import Case, Kind, PressKind, What


def promptness(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> Aspect:
    """4(3): delivery hours from recognition (an arrest: the planned release) to the last due approval.

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
    if start is None or alert.why_late:
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
