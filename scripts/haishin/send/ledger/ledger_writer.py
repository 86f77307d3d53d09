"""What a run writes into the ledger: each record once, decided on the newest view; no address, no exact number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.model import LedgerEntry, LedgerRecord, LedgerState, Limit, Text
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import BEGUN, WAITING, LedgerView
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops


class LedgerWriter:
    """The ledger of one run with the last ``view`` of it; ``journal`` is the id of ours.

    ``told``: its tip, as the remote has just named it.
    """

    def __init__(self, ledger: Ledger, journal: str, clock: Callable[[], datetime], told: str | None = None) -> None:
        self._ledger = ledger
        self._journal = journal
        self._clock = clock
        self.view = ledger.read(told)

    def read(self) -> None:
        """Read the ledger again."""
        self.view = self._ledger.read()

    def append(self, entry: LedgerRecord) -> bool:
        """Append a record on exactly this view and read again; False when somebody else was first."""
        tip = self._ledger.append(entry, self.view.tip)
        self.view = self._ledger.read(tip)
        return tip is not None

    def stops(self, standing: Stops) -> None:
        """Record every stop that stands, once, whatever becomes of its branch: only a person's word ends it."""
        reason = Message("send/ledger/unknown-stop").ja if standing.doubtful else "stop/all"
        halted = record("halted", self._clock(), reason=reason)
        held = [self._held(alert, "stop", (Message("send/ledger/stopped"),)) for alert in sorted(standing.alerts)]

        def due(view: LedgerView) -> list[LedgerRecord]:
            all_of_it = [halted] if standing.all and not view.halted else []
            return all_of_it + [entry for entry in held if _may_be_stopped(view.of(str(entry.alert)))]

        if due(self.view):
            self.view = self._ledger.write_all(due)

    def end(self, kind: str, alert: str, **fields: Any) -> None:
        """Record the end of an alert that was not begun."""
        entry = record(kind, self._clock(), alert=alert, **fields)
        self._write(lambda view: entry if view.of(alert).state in WAITING else None)

    def hold(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> None:
        """Record a hold, once for each cause and each limit."""
        entry = self._held(alert, cause, reasons, limit)

        def stands(view: LedgerView) -> bool:
            known = view.of(alert)
            return cause in known.causes and (limit is None or limit in known.limits)

        self._write(lambda view: None if stands(view) else entry)

    def _held(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> LedgerRecord:
        which = {} if limit is None else {"limit": limit.value}
        return record("held", self._clock(), alert=alert, cause=cause, reason=shortened(reasons), **which)

    def free(self, alert: str) -> None:
        """End what only the clock holds any more; what a person has stopped stays stopped."""
        entry = record("went-on", self._clock(), alert=alert)
        self._write(lambda view: entry if _held_by_us(view.of(alert)) else None)

    def seal(self, kind: str, alert: str, result: Mapping[str, Any]) -> None:
        """Record ``sealed`` or ``settled`` while the alert is this journal's; ``result``: how far it came."""
        journal = self._journal
        entry = record(kind, self._clock(), alert=alert, journal=journal, **result)
        self._write(lambda view: entry if view.of(alert).journal == journal else None)

    def _write(self, make: Callable[[LedgerView], LedgerRecord | None]) -> None:
        self.view = self._ledger.write(make)


def _may_be_stopped(entry: LedgerEntry) -> bool:
    return entry.state in WAITING | BEGUN and not entry.stopped


def _held_by_us(entry: LedgerEntry) -> bool:
    return entry.state is LedgerState.HELD and not entry.stopped


def shortened(reasons: tuple[Text, ...]) -> str:
    """Join reasons in Japanese, a line each, cut to the 2000 characters that a record may hold."""
    return "\n".join(reason.ja for reason in reasons)[:2000]
