"""Rows, envelopes, limits and a settable clock for the tests of this room."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from haishin.core.contract.policy import Limits
from haishin.core.model import RowState
from haishin.residents.registry.readers import Selection
from haishin.send.rows import Audience, Envelope, Outcome, SnapshotRow

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ALERT = "20261125-1200-koekake"


# Limits of the policy, of which a sending reads the last two, how many are in flight, and what refusals weigh.
LIMITS = Limits(0, 0, 0, 0, 0, 0, 0, 0, 4, {}, (5, 15, 60), 4)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def rows(count: int, *, night: bool = True) -> list[SnapshotRow]:
    return [SnapshotRow(f"r{number:03}", "text", "ja", night, f"r{number:03}@example.test") for number in range(count)]


def audience(rows: Iterable[SnapshotRow]) -> Audience:
    """Those rows as what a registry would give."""
    listed = [(row.recipient_id, row.address, row.form, row.language, row.night) for row in rows]
    columns = enumerate(("id", "address", "form", "language", "night"))
    named = ", ".join(f"value ->> {at} AS {name}" for at, name in columns)
    selection = Selection(Path(os.devnull), f"SELECT {named} FROM json_each(?)", (json.dumps(listed),))
    return Audience(selection, Counter((form, language) for _, _, form, language, _ in listed))


def left(ids: Iterable[str]) -> Selection:
    """Those ids as a registry would say that they have left."""
    return Selection(Path(os.devnull), "SELECT value FROM json_each(?)", (json.dumps(sorted(ids)),))


def envelope(row: SnapshotRow, alert_id: str = ALERT, text: bytes = b"\xe6\x9c\xac\r\n..dot\r\n") -> Envelope:
    head = f"Message-ID: <{alert_id}.{row.recipient_id}@example.test>\r\nTo: {row.address}\r\n\r\n".encode()
    return Envelope(alert_id, row.recipient_id, f"b-{row.recipient_id}@return.test", row.address, head, text)


def outcome(recipient_id: str, state: RowState, alert_id: str = ALERT, **more: object) -> Outcome:
    words = {"stage": "dot", "dot": "yes", **more}
    return Outcome(alert_id, recipient_id, state, **words)  # type: ignore[arg-type]
