"""What waits and why: held alerts by the ledger, merged alerts that are late. For whoever looks, and for a watcher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.delivery.survey import MainSnapshot
from haishin.delivery.view import RECALLED, STOPPED_BY, LedgerView
from haishin.model import LedgerState


@dataclass(frozen=True, slots=True)
class Held:
    """One cause that holds an alert (``stop``, ``person``, ``recalled``, ``limit``, ``verdict``), since when, why."""

    alert: str
    cause: str
    since: datetime
    reason: str


def held(view: LedgerView) -> tuple[Held, ...]:
    """Every hold that stands, the oldest first; a verdict's ends by itself when the alert goes.

    Nothing is judged while a person's stop stands, so beside it what was missing before says nothing any more.
    """
    standing: dict[tuple[str, str], Held] = {}
    for record in view.records:
        alert = record.alert
        if alert is not None and record.kind == "held":
            cause = str(record.fields["cause"])
            standing.setdefault((alert, cause), Held(alert, cause, record.at, str(record.fields["reason"])))
        elif alert is not None and record.kind == RECALLED:
            standing.setdefault((alert, RECALLED), Held(alert, RECALLED, record.at, ""))
        elif alert is not None and record.kind == "released":
            standing = {key: one for key, one in standing.items() if key[0] != alert}
    return tuple(one for one in standing.values() if _holds(view, one))


def uncorrected(view: LedgerView) -> tuple[str, ...]:
    """What was recalled after it had begun, as long as nothing that ends one of its matter has begun since."""
    claims = [entry.claim for entry in view.alerts.values() if entry.claim is not None]
    ends = [(one.thread, one.at) for one in claims if one.ends is not None]
    begun = ((alert, one.claim, one.recalled) for alert, one in view.alerts.items())
    return tuple(
        alert
        for alert, claim, recalled in begun
        if claim is not None
        and recalled is not None
        and not any(first == (claim.thread or alert) and at > recalled.at for first, at in ends)
    )


def halted_since(view: LedgerView, before: datetime) -> datetime | None:
    """Since when all sending is halted, if that was at or before that moment."""
    last = [record.at for record in view.records if record.kind == "halted"][-1:] if view.halted else []
    return next((at for at in last if at <= before), None)


def refused_for(view: LedgerView, alert: str) -> list[str]:
    """Why that alert was refused, a reason a line."""
    reasons = [str(one.fields["reason"]) for one in view.records if one.kind == "refused" and one.alert == alert]
    return "\n".join(reasons).splitlines()


def _holds(view: LedgerView, one: Held) -> bool:
    entry = view.of(one.alert)
    if one.cause in STOPPED_BY:
        return entry.state in (LedgerState.HELD, LedgerState.CLAIMED)
    return entry.state is LedgerState.HELD and not entry.stopped


@dataclass(frozen=True, slots=True)
class Late:
    """A merged alert that is unsent, and since when it could have gone as far as the clock is concerned."""

    alert: str
    since: datetime


def late(survey: MainSnapshot, view: LedgerView, now: datetime, after: timedelta) -> tuple[Late, ...]:
    """Merged alerts unsent for longer than ``after`` inside the hours; what a person has stopped is not late."""
    found = []
    policy = survey.contract.policy
    for candidate in survey.candidates(view):
        alert, entry = candidate.alert, view.of(candidate.id)
        waived = alert is not None and alert.waives("delivery-hours")
        planned = alert.not_before if alert is not None else None
        since = max(candidate.commit.when, planned) if planned is not None else candidate.commit.when
        in_hours = waived or (policy.hours.is_open(now) and policy.hours.is_open(now - after))
        if not entry.stopped and now - since > after and in_hours:
            found.append(Late(candidate.id, since))
    return tuple(found)
