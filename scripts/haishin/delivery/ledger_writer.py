"""What a run writes into the ledger: each record once, decided on the newest view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from haishin.delivery.candidates import STOPPED, STRANGE
from haishin.delivery.ledger import Ledger
from haishin.delivery.records import Record, record, times
from haishin.delivery.stops import Stops
from haishin.delivery.view import WAITING, Entry, LedgerView
from haishin.model import LedgerState, Text


class LedgerWriter:
    """The ledger of one run with the last ``view`` of it; ``journal`` is the id of ours."""

    def __init__(self, ledger: Ledger, journal: str, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._journal = journal
        self._clock = clock
        self.view = ledger.read()

    def read(self) -> None:
        """Look again."""
        self.view = self._ledger.read()

    def append(self, entry: Record) -> bool:
        """One record on exactly this view, and a new view; False when somebody else was first."""
        won = self._ledger.append(entry, self.view.tip)
        self.read()
        return won

    def halt(self, reason: str) -> None:
        """Only a person's resume ends it."""
        if self.view.halted:
            return
        halted = record("halted", self._clock(), cause="stop", reason=reason)
        self._write(lambda view: None if view.halted else halted)

    def stops(self, standing: Stops) -> None:
        """Every stop that stands, once, whatever becomes of its branch: only a person's word ends it."""
        if standing.all:
            self.halt("stop/all")
        elif standing.nameless:
            self.halt(STRANGE.ja)
        for alert in sorted(standing.alerts - standing.nameless):
            entry = self.view.of(alert)
            if entry.state in WAITING | {LedgerState.CLAIMED} and "stop" not in entry.causes:
                self.hold(alert, "stop", (STOPPED,))

    def end(self, kind: str, alert: str, **fields: Any) -> None:
        """The end of an alert that was not begun."""
        entry = record(kind, self._clock(), alert=alert, **fields)
        self._write(lambda view: entry if view.of(alert).state in WAITING else None)

    def hold(self, alert: str, cause: str, reasons: tuple[Text, ...]) -> None:
        """A hold, once for each cause."""
        entry = record("held", self._clock(), alert=alert, cause=cause, reason=joined(reasons))
        self._write(lambda view: None if cause in view.of(alert).causes else entry)

    def free(self, alert: str) -> None:
        """Nothing but the clock holds it any more; what a person has stopped stays stopped."""
        entry = record("released", self._clock(), alert=alert)
        self._write(lambda view: entry if _held_by_us(view.of(alert)) else None)

    def seal(self, kind: str, alert: str, counts: dict[str, int], doubt: bool, accepted: datetime | None) -> None:
        """``sealed`` or ``settled``, as long as the alert is this journal's; ``accepted``: the last acceptance."""
        journal, told = self._journal, times(accepted_at=accepted)
        entry = record(kind, self._clock(), alert=alert, journal=journal, counts=counts, in_doubt=doubt, **told)
        self._write(lambda view: entry if view.of(alert).journal == journal else None)

    def _write(self, make: Callable[[LedgerView], Record | None]) -> None:
        self.view = self._ledger.write(make)


def _held_by_us(entry: Entry) -> bool:
    return entry.state is LedgerState.HELD and not entry.stopped


def joined(reasons: tuple[Text, ...]) -> str:
    """Reasons as a record holds them."""
    return "\n".join(reason.ja for reason in reasons)[:2000]
