"""Rows, envelopes, limits and a settable clock for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from haishin.contract.policy import Limits
from haishin.delivery.rows import Envelope, Outcome, SnapshotRow
from haishin.model import RowState

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ALERT = "20261125-1200-koekake"


# Limits of the policy, of which a sending reads the last three and how many are in flight.
LIMITS = Limits(0, 0, 0, 0, 0, 0, 0, 0, 4, {}, (5, 15, 60), 4, 0.5)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def rows(count: int, *, night: bool = True) -> list[SnapshotRow]:
    return [SnapshotRow(f"r{number:03}", "text", "ja", night, f"r{number:03}@example.test") for number in range(count)]


def envelope(row: SnapshotRow, alert_id: str = ALERT, text: bytes = b"\xe6\x9c\xac\r\n..dot\r\n") -> Envelope:
    head = f"Message-ID: <{alert_id}.{row.recipient_id}@example.test>\r\nTo: {row.address}\r\n\r\n".encode()
    return Envelope(alert_id, row.recipient_id, f"b-{row.recipient_id}@return.test", row.address, head, text)


def outcome(recipient_id: str, state: RowState, alert_id: str = ALERT, **more: object) -> Outcome:
    words = {"stage": "dot", "dot": "yes", **more}
    return Outcome(alert_id, recipient_id, state, **words)  # type: ignore[arg-type]
