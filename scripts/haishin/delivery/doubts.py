"""What a crash, another host or a relay's log changes in a journal: whose it is, and who is in doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import cast

from haishin.delivery.records import new_id
from haishin.delivery.storage import Storage

WAITING = "state IN ('pending', 'deferred')"  # literally as in the partial index, so that it is used


class Doubts:
    """Rows in doubt: the dot may have been written, and nobody here knows what became of it.

    ``id``: the random id of the journal, by which a claim names it.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.id = str(storage.read("SELECT id FROM meta")[0][0])

    @property
    def beats(self) -> int:
        """How far it has gone; a copy that was left behind is behind what the remote has heard."""
        return cast(int, self._storage.read("SELECT beats FROM meta")[0][0])

    def recover(self) -> int:
        """Intent → in doubt for all that a dead process left behind; how many. Needs the lock."""
        return self._move("state = 'intent'", "in-doubt")

    def adopt(self, alert_id: str) -> int:
        """All that this copy has not reported as ended → in doubt: the old host may have sent it."""
        return self._move("alert_id = ? AND state IN ('pending', 'deferred', 'intent')", "in-doubt", alert_id)

    def renew(self) -> None:
        """Take another id: what was claimed under the old one goes on only after it is adopted."""
        with self._storage.transaction() as sql:
            fresh = new_id()
            sql.execute("UPDATE meta SET id = ?", (fresh,))
        self.id = fresh

    def settle(
        self,
        alert_id: str,
        accepted_ids: Iterable[str],
        not_accepted_ids: Iterable[str],
        failed_ids: Iterable[str] = (),
    ) -> int:
        """In doubt → accepted, failed, or pending for those whom the relay surely has not taken; how many changed.

        Where a later alert has ended this one the last are superseded instead. A sealed alert that has rows waiting
        again is claimed again.
        """
        change = "UPDATE delivery SET state = {} WHERE alert_id = ? AND recipient_id = ? AND state = 'in-doubt'"
        again = (
            "CASE WHEN EXISTS (SELECT 1 FROM release WHERE ends = delivery.alert_id AND state <> 'frozen') "
            "THEN 'superseded' ELSE 'pending' END, next_at = 0"
        )
        with self._storage.transaction() as sql:
            changed = sum(
                self._storage.many(change.format(state), ((alert_id, one) for one in ids))
                for state, ids in (("'accepted'", accepted_ids), ("'failed'", failed_ids), (again, not_accepted_ids))
            )
            waiting = f"SELECT 1 FROM delivery WHERE alert_id = ? AND {WAITING} LIMIT 1"
            if sql.execute(waiting, (alert_id,)).fetchone():
                sql.execute("UPDATE release SET state = 'claimed' WHERE alert_id = ? AND state = 'sealed'", (alert_id,))
        return changed

    def in_doubt(self, alert_id: str) -> frozenset[str]:
        """Recipient ids that are in doubt, those among them whom a dead sender left in the air."""
        states = "('in-doubt')" if self.taken else "('in-doubt', 'intent')"
        return self._ids(f"alert_id = ? AND state IN {states}", alert_id)

    def witnesses(
        self, alert_id: str, doubtful: Collection[str], adopted: datetime | None
    ) -> Iterator[tuple[str, str] | None]:
        """Alert and recipient whom a relay surely took next before and next after those in doubt; None: nobody.

        A log that shows both was being written in between. After ``adopt`` nobody knows when the other host sent, if
        not between the snapshot and that act.
        """
        rows = self._storage.read(
            "SELECT recipient_id, intent_at, created_at FROM delivery JOIN release USING (alert_id) "
            "WHERE alert_id = ? AND delivery.state = 'in-doubt'",
            alert_id,
        )
        spans = {
            (sent, sent) if adopted is None else (frozen, int(adopted.timestamp()))
            for one, sent, frozen in rows
            if one in doubtful
        }
        taken = "SELECT alert_id, recipient_id FROM delivery WHERE state = 'accepted' AND"
        for begun, ended in spans:
            for found in (
                self._storage.read(
                    f"{taken} done_at BETWEEN intent_at AND ? ORDER BY done_at DESC, intent_at DESC LIMIT 1", begun
                ),
                # In the same second one may have been before; a log cut off by a crash would show just that.
                self._storage.read(f"{taken} intent_at > ? ORDER BY intent_at, done_at LIMIT 1", ended),
            ):
                yield (str(found[0][0]), str(found[0][1])) if found else None

    def doubtful(self, alert_id: str, *, dead: bool) -> bool:
        """Whether anybody is in doubt; ``dead``: who left intents behind sends no more, so they count as well."""
        states = "('in-doubt', 'intent')" if dead else "('in-doubt')"
        asked = f"SELECT 1 FROM delivery WHERE alert_id = ? AND state IN {states} LIMIT 1"
        return bool(self._storage.read(asked, alert_id))

    @property
    def taken(self) -> bool:
        """Whether another process holds the lock, and so is sending now."""
        return self._storage.taken

    def _ids(self, where: str, alert_id: str) -> frozenset[str]:
        return frozenset(
            str(row[0]) for row in self._storage.read(f"SELECT recipient_id FROM delivery WHERE {where}", alert_id)
        )

    def _move(self, where: str, state: str, *values: object) -> int:
        with self._storage.transaction() as sql:
            return sql.execute(f"UPDATE delivery SET state = '{state}' WHERE {where}", values).rowcount
