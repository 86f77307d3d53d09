"""配信時間 (4(2)) in Japan time, whatever the machine's zone: half-open, pure, no clock of the system."""

from __future__ import annotations

from datetime import datetime, timedelta

from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST, Policy


def opening(moment: datetime, policy: Policy) -> datetime:
    """Find the first moment for mail, not before the given moment."""
    local = moment.astimezone(JST)
    if policy.hours.is_open(local):
        return moment
    opens = datetime.combine(local.date(), policy.hours.opens, JST)
    if local >= opens:
        opens += timedelta(days=1)
    return opens


def morning(moment: datetime, policy: Policy, *, waived: bool) -> datetime:
    """Find the first moment for residents without night mail, not before the given moment; ``waived``: the hours."""
    goes = moment if waived else opening(moment, policy)
    if policy.is_day(goes):
        return goes
    if policy.quiet is None:
        return opening(goes, policy)
    ends = datetime.combine(goes.astimezone(JST).date(), policy.quiet.ends, JST)
    if ends <= goes:
        ends += timedelta(days=1)
    return morning(ends, policy, waived=waived)


def open_minutes(start: datetime, end: datetime, policy: Policy) -> float:
    """Count the minutes of delivery hours between two moments; 0 when ``end`` is not after ``start``."""
    return open_time(start, end, policy) / timedelta(minutes=1)


def open_time(start: datetime, end: datetime, policy: Policy) -> timedelta:
    """Add up the delivery hours between two moments; nothing when ``end`` is not after ``start``."""
    total = timedelta()
    start = max(start, end - timedelta(days=366))  # older is late by any limit
    day = start.astimezone(JST).date()
    while datetime.combine(day, policy.hours.opens, JST) < end:
        opens = datetime.combine(day, policy.hours.opens, JST)
        total += max(min(end, policy.hours.closing(day)) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return total


def after_open_time(start: datetime, length: timedelta, policy: Policy) -> datetime:
    """Find the first moment after so much of the delivery hours since another moment."""
    moment = opening(start, policy)
    while (left := policy.hours.left(moment)) < length:
        length -= left
        moment = opening(moment + left, policy)
    return moment + length


def stamp(moment: datetime) -> str:
    """Write a moment in Japan time: ``2026-11-25 16:05``."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


def lasting(minutes: float) -> Message:
    """Word a length of time in hours and minutes: 8時間, 1時間30分, 45分."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return Message("core/contract/lasting-minutes", minutes=rest)
    if not rest:
        return Message("core/contract/lasting-hours", hours=hours)
    return Message("core/contract/lasting-hours-minutes", hours=hours, minutes=rest)
