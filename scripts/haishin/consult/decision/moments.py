"""The coming instants at which a verdict may change without any act: hours, limits, minutes.

Between two of them neither the verdict nor its display changes. An instant too many does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from haishin.consult.consultation.standing import SKEW
from haishin.core.contract import Contract
from haishin.core.contract.hours import after_open_time, open_time
from haishin.core.contract.policy import JST
from haishin.core.model import Alert, Case, PressKind, Pull, Verdict

_AHEAD: Final = timedelta(days=1)  # what lies behind is named by the verdict of a later moment
_MOST: Final = 100
_HOUR: Final = timedelta(hours=1)


def of_case(case: Case, verdict: Verdict, now: datetime, contract: Contract) -> tuple[datetime, ...]:
    """List the instants for an alert, of the coming day, the earliest first."""
    found = [*daily(now, contract), *_of_alert(case.alert, contract), *_of_promptness(case, verdict, now, contract)]
    return _coming((*found, *_of_pull(case.pull, case.alert, contract)), now)


def of_upkeep(pull: Pull, now: datetime, contract: Contract) -> tuple[datetime, ...]:
    """List the instants for a change without an alert."""
    return _coming((*daily(now, contract), *_of_pull(pull, None, contract)), now)


def daily(now: datetime, contract: Contract) -> Iterator[datetime]:
    """Yield when hours, duty, dates of the roster and holidays change, and when it is late for an urgent matter."""
    policy, prompt = contract.policy, timedelta(minutes=contract.policy.prompt_minutes)
    hours = (policy.hours.opens, policy.hours.closes)
    quiet = () if policy.quiet is None else (policy.quiet.begins, policy.quiet.ends)
    today = now.astimezone(JST).date()
    for day in (today + timedelta(days=number) for number in range(3)):
        for clock in (time(), policy.duty_from, policy.duty_until, *hours, *quiet):
            yield datetime.combine(day, clock, JST)
        yield from (datetime.combine(day, clock, JST) - prompt for clock in hours)


def _of_alert(alert: Alert, contract: Contract) -> Iterator[datetime | None]:
    """Yield the times that stand in the file."""
    yield from (alert.not_before, alert.recognized_at, alert.press.at, contract.policy.expiry(alert))
    if alert.consent is not None:
        yield alert.consent.at  # its last day ends at midnight, as every day


def _of_promptness(case: Case, verdict: Verdict, now: datetime, contract: Contract) -> Iterator[datetime]:
    """Yield when the limit is passed, and each full hour that a figure says, while an approval is missing."""
    alert, policy = case.alert, contract.policy
    start = alert.recognized_at
    if alert.content in policy.press.arrest_contents and alert.press.kind is PressKind.RELEASE:
        start = alert.press.at
    if start is None or alert.why_late or now - start > timedelta(days=365):
        return
    if verdict.approvals and not any(due.mode == "before" and not due.given for due in verdict.approvals):
        return
    yield after_open_time(start, timedelta(minutes=policy.prompt_minutes), policy) + datetime.resolution
    passed = open_time(start, max(now, start), policy)
    hours = passed // _HOUR + 1
    while (at := after_open_time(start, hours * _HOUR, policy)) <= now + _AHEAD:
        yield at
        hours += 1


def _of_pull(pull: Pull | None, alert: Alert | None, contract: Contract) -> Iterator[datetime | None]:
    """Yield when a review that is dated ahead begins to count, and when all of the unit are called to merge."""
    if pull is None:
        return
    usual = contract.policy.reminders
    minutes = None if usual is None else usual.of(alert, contract.policy).merge
    since = (pull.opened_at, pull.seen_at, pull.merged_at, *(review.submitted_at for review in pull.reviews))
    for moment in since:
        if moment is not None and minutes is not None:
            yield moment + timedelta(minutes=minutes)
    yield from (review.submitted_at - SKEW for review in pull.reviews)


def _coming(found: tuple[datetime | None, ...], now: datetime) -> tuple[datetime, ...]:
    coming = {moment.astimezone(JST) for moment in found if moment is not None and now < moment <= now + _AHEAD}
    return tuple(sorted(coming)[:_MOST])
