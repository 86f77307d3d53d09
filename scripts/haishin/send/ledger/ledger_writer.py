"""The records of a run in the ledger: each is written once, by the newest view; no address, no exact number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.model import LedgerRecord, LedgerState, Limit, Text
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import BEGUN, WAITING, LedgerView
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops


class LedgerWriter:
    """The ledger of a run with its last ``view``; ``journal`` is the id of ours.

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
        """Append a record on exactly this view and read again; False when another record was first."""
        tip = self._ledger.append(entry, self.view.tip)
        self.view = self._ledger.read(tip)
        return tip is not None

    def stops(self, standing: Stops) -> None:
        """Record every stop that stands, once, whatever happens to its branch: only a person's word ends it."""
        reason = "stop/all"
        if standing.doubtful:
            reason = Message("send/ledger/unknown-stop").ja
        halted = record("halted", self._clock(), reason=reason)
        held = [self._held(alert, "stop", (Message("send/ledger/stopped"),)) for alert in sorted(standing.alerts)]

        def due(view: LedgerView) -> list[LedgerRecord]:
            entries = []
            if standing.all and not view.halted:
                entries.append(halted)
            for entry in held:
                known = view.of(str(entry.alert))
                if known.state in WAITING | BEGUN and not known.stopped:
                    entries.append(entry)
            return entries

        if due(self.view):
            self.view = self._ledger.write_all(due)

    def end(self, kind: str, alert: str, **fields: Any) -> None:
        """Record the end of an alert that was not begun."""
        entry = record(kind, self._clock(), alert=alert, **fields)
        self._write(entry, lambda view: view.of(alert).state in WAITING)

    def hold(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> None:
        """Record a hold, once for each cause and each limit."""
        entry = self._held(alert, cause, reasons, limit)

        def is_new(view: LedgerView) -> bool:
            known = view.of(alert)
            return cause not in known.causes or (limit is not None and limit not in known.limits)

        self._write(entry, is_new)

    def _held(self, alert: str, cause: str, reasons: tuple[Text, ...], limit: Limit | None = None) -> LedgerRecord:
        which = {}
        if limit is not None:
            which["limit"] = limit.value
        return record("held", self._clock(), alert=alert, cause=cause, reason=shortened(reasons), **which)

    def free(self, alert: str) -> None:
        """End a hold by the clock alone; an alert that a person has stopped stays stopped."""
        entry = record("went-on", self._clock(), alert=alert)
        self._write(entry, lambda view: view.of(alert).state is LedgerState.HELD and not view.of(alert).stopped)

    def seal(self, kind: str, alert: str, result: Mapping[str, Any]) -> None:
        """Record ``sealed`` or ``settled`` while the alert is this journal's; ``result``: how far it came."""
        journal = self._journal
        entry = record(kind, self._clock(), alert=alert, journal=journal, **result)
        self._write(entry, lambda view: view.of(alert).journal == journal)

    def _write(self, entry: LedgerRecord, due: Callable[[LedgerView], bool]) -> None:
        def make(view: LedgerView) -> LedgerRecord | None:
            if due(view):
                return entry
            return None

        self.view = self._ledger.write(make)


def shortened(reasons: tuple[Text, ...]) -> str:
    """Join reasons in Japanese, a line each, cut to the 2000 characters that a record may hold."""
    return "\n".join(reason.ja for reason in reasons)[:2000]
