"""What a relay's refusals leave in a journal: whom it may be asked for again, and which alerts reached nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from haishin.delivery import rows
from haishin.delivery.doubts import WAITING, Doubts

REACHED = ", ".join(f"'{state}'" for state in rows.REACHED)
# Refused for good, and not because of the mailbox: RFC 3463 has its address in X.1 and the mailbox itself in X.2.
_REFUSED = "state = 'failed' AND code BETWEEN 500 AND 599 AND (enhanced IS NULL OR enhanced NOT GLOB '[245].[12].*')"


class Refusals(Doubts):
    """Rows that the relay refused for good."""

    def refused(self, alert_id: str) -> frozenset[str]:
        """Recipient ids that were refused for good, and otherwise than because of their mailbox."""
        return self._ids(f"alert_id = ? AND {_REFUSED}", alert_id)

    def give_back(self, alert_id: str, recipient_ids: Iterable[str]) -> int:
        """Failed → pending for those of them who are ``refused``, of a claimed alert; how many.

        A 5xx was the relay's no, so nobody is mailed twice. Nothing where a later alert has ended this one.
        """
        with self._storage.transaction():
            return self._storage.many(
                f"UPDATE delivery SET state = 'pending', next_at = 0 WHERE alert_id = ? AND recipient_id = ? "
                f"AND {_REFUSED} "
                "AND EXISTS (SELECT 1 FROM release WHERE alert_id = delivery.alert_id AND state = 'claimed') "
                "AND NOT EXISTS (SELECT 1 FROM release WHERE ends = delivery.alert_id AND state <> 'frozen')",
                ((alert_id, identity) for identity in recipient_ids),
            )

    def unreached(self, before: datetime) -> dict[str, bool]:
        """Alerts that were tried and of which no recipient is accepted, in the air or in doubt; whether it has ended.

        One that still waits only where it was begun before that moment. Who has left, or gets the alert that ended this
        one, was not to be reached.
        """
        row = "EXISTS (SELECT 1 FROM delivery WHERE alert_id = release.alert_id AND"
        found = self._storage.read(
            f"SELECT alert_id, NOT {row} {WAITING}) FROM release WHERE state <> 'frozen' "
            f"AND NOT {row} state IN ({REACHED}, 'intent')) "
            f"AND CASE WHEN {row} {WAITING}) THEN created_at < ? AND {row} {WAITING} AND intent_at IS NOT NULL) "
            f"ELSE {row} state IN ('failed', 'expired')) END",
            int(before.timestamp()),
        )
        return {str(alert): bool(ended) for alert, ended in found}
