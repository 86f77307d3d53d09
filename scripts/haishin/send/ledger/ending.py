"""What ends an alert: a later one of its thread that names it, or that closes the thread while it is under way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from haishin.core.model import LedgerClaim, LedgerEntry, LedgerState


class Begun(Protocol):
    """What ends can be told from: an entry of the ledger, finished or still being folded."""

    @property
    def claim(self) -> LedgerClaim | None:
        """The claim by which it was begun."""
        ...

    @property
    def state(self) -> LedgerState:
        """Where it stands."""
        ...


def over_with(ends: str | None, thread: str | None, alerts: Mapping[str, Begun]) -> Iterator[str]:
    """Yield what is over with an alert: the one that it ``ends``, and what is under way of the ``thread`` it closes.

    ``thread``: its first mailed alert; None if the alert closes none.
    """
    if ends is None:
        return
    yield ends
    for alert, begun in alerts.items():
        if alert != ends and begun.state is LedgerState.CLAIMED and _is_of(begun.claim, thread):
            yield alert


def _is_of(claim: LedgerClaim | None, thread: str | None) -> bool:
    return claim is not None and thread is not None and thread in (claim.alert, claim.thread)


def ended_by(alert: str, alerts: Mapping[str, LedgerEntry]) -> str | None:
    """Return what has ended the alert; not what reached nobody: then its readers still wait for an end."""
    by = alerts[alert].ended_by if alert in alerts else None
    return None if by is None or by not in alerts or alerts[by].unheard else by


def uncorrected(alerts: Mapping[str, LedgerEntry]) -> tuple[str, ...]:
    """List alerts that somebody has got, that a person has stopped, and whose end has not begun since.

    An end that is over and has reached nobody is none, nor one that a person has stopped on its way.
    """
    claims = [entry.claim for entry in alerts.values() if entry.claim is not None and _is_an_end(entry)]
    ends = [(claim.thread, claim.at) for claim in claims]

    def waits(entry: LedgerEntry) -> bool:
        claim, stopped = entry.claim, entry.stopped_at
        if claim is None or stopped is None or entry.unheard:
            return False
        thread = claim.thread or claim.alert
        return not any(first == thread and at > stopped for first, at in ends)

    return tuple(alert for alert, entry in alerts.items() if waits(entry))


def _is_an_end(entry: LedgerEntry) -> bool:
    stopped = entry.unfinished and entry.stopped
    return entry.claim is not None and entry.claim.ends is not None and not entry.unheard and not stopped
