"""Records as a ledger holds them, and the view of some."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from haishin.core.model import LedgerRecord
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record
from support.ledger import ALPHA, NOON

EVERYWHERE = {"prefecture": True, "stations": []}


FIRST = record("activated", NOON, None, repository="1" * 32, rehearsal=False, watermark="a" * 40)


def view(*records: LedgerRecord) -> LedgerView:
    return LedgerView("t" * 40, (FIRST, *records))


def claimed(alert: str = ALPHA, **other: Any) -> LedgerRecord:
    fields: dict[str, Any] = {
        "alert": alert, "path": f"alerts/maebashi/2026/{alert}.md", "blob": "b" * 40, "commit": "c" * 40,
        "schema": "d" * 40, "pull": 1, "approvals": [], "waivers": ["delivery-hours"], "ends": None, "thread": None,
        "journal": "1" * 32, "nonce": "2" * 32, "snapshot": 30,
        "scope": {"prefecture": False, "stations": ["ota"]}, "exercise": False,
    }  # fmt: skip
    return record("claimed", NOON, None, **{**fields, **other})


def sealed(kind: str = "sealed", alert: str = ALPHA, journal: str = "1" * 32, **counts: int) -> LedgerRecord:
    return record(kind, NOON, None, alert=alert, journal=journal, counts=counts, in_doubt=False)


def of(kind: str, alert: str = ALPHA, **fields: Any) -> LedgerRecord:
    return record(kind, NOON, "sato", alert=alert, **fields)


def hold(ledger: Ledger, alert: str, at: datetime) -> LedgerView:
    """Record once that a person's branch stops that alert."""

    def make(view: LedgerView) -> LedgerRecord | None:
        return None if view.of(alert).stopped else record("held", at, None, alert=alert, cause="stop", reason="r")

    return ledger.write(make)


def halt(ledger: Ledger, at: datetime) -> LedgerView:
    """Record once that a person's branch stops all."""
    return ledger.write(lambda view: None if view.halted else record("halted", at, None, reason="r"))
