"""How an alert ended that was never begun: who ended it, when and why."""

from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.send.ledger.ledger_view import OVER, LedgerView, refused_for


def ended_unsent(view: LedgerView, alert: str) -> Message | None:
    """Say how the alert ended without being begun; None if it did not."""
    entry = view.of(alert)
    if entry.state not in OVER:
        return None
    last = next(record for record in reversed(view.records) if record.alert == alert and record.kind == entry.state)
    at, why = stamp(last.at), " ".join(refused_for(view, alert))
    if last.by is None:
        return Message(f"cli/ended-{entry.state}", alert=alert, at=at)
    return Message("cli/refused-by", alert=alert, at=at, by=last.by, why=why)
