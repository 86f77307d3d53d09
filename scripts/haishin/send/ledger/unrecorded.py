"""Stops of single alerts that stand as branches and that no run of the sender has recorded yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from haishin.core.model import STOP
from haishin.send.ledger.ledger_view import OVER, LedgerView
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import Stops

UNRECORDED = ""  # the reason of such a stop


def with_stops(view: LedgerView, standing: Stops, now: datetime) -> LedgerView:
    """Fold them in as the next run will record them."""
    new = [
        record("held", now, alert=alert, cause=STOP, reason=UNRECORDED)
        for alert in sorted(standing.alerts)
        if view.of(alert).state not in OVER and not view.of(alert).stopped
    ]
    return replace(view, records=(*view.records, *new))
