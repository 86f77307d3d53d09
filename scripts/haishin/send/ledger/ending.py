"""The end of an alert: by a later alert of its thread that names it, or that closes the thread meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from haishin.core.model import LedgerClaim, LedgerEntry, LedgerState


class Begun(Protocol):
    """An entry of the ledger as far as ends rest on it, finished or still being folded."""

    @property
    def claim(self) -> LedgerClaim | None:
        """Its claim."""
        ...

    @property
    def state(self) -> LedgerState:
        """Its state."""
        ...


def over_with(ends: str | None, thread: str | None, alerts: Mapping[str, Begun]) -> Iterator[str]:
    """Yield the alerts that are over with an alert: the alert it ``ends``, and the running alerts of a closed thread.

    ``thread``: the first mailed alert of the thread that it closes; None if it closes none.
    """
    if ends is None:
        return
    yield ends
    for alert, begun in alerts.items():
        claim = begun.claim
        if claim is None or alert == ends or begun.state is not LedgerState.CLAIMED:
            continue
        if thread is not None and thread in (claim.alert, claim.thread):
            yield alert


def ended_by(alert: str, alerts: Mapping[str, LedgerEntry]) -> str | None:
    """Return the alert that has ended it; if that reached no reader, its own readers still wait for an end."""
    if alert not in alerts:
        return None
    by = alerts[alert].ended_by
    if by is None or by not in alerts or alerts[by].unheard:
        return None
    return by


def uncorrected(alerts: Mapping[str, LedgerEntry]) -> tuple[str, ...]:
    """List alerts that have readers, that a person has stopped, and whose end has not begun since.

    An end that is over without a reader does not count, nor an end that a person has stopped on its way.
    """
    ends = []
    for entry in alerts.values():
        stopped_on_its_way = entry.unfinished and entry.stopped
        if entry.claim is not None and entry.claim.ends is not None and not entry.unheard and not stopped_on_its_way:
            ends.append((entry.claim.thread, entry.claim.at))
    waiting = []
    for alert, entry in alerts.items():
        claim, stopped = entry.claim, entry.stopped_at
        if claim is None or stopped is None or entry.unheard:
            continue
        thread = claim.thread or claim.alert
        if not any(first == thread and at > stopped for first, at in ends):
            waiting.append(alert)
    return tuple(waiting)
