"""The journal: each recipient of each alert, at any time in exactly one state (SQLite, WAL, synchronous=FULL).

Every method that writes is a transaction and has reached the disk when it returns, or, of several ``together``, when
all have. Sum of states = snapshot, always.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from haishin.core.catalogue import Message
from haishin.core.contract.policy import Limits, Retention
from haishin.core.errors import Refusal
from haishin.core.model import RowState
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal_file import Holder, JournalError, JournalFile
from haishin.send.ledger.records import new_id
from haishin.send.rows import (
    ADDRESSES_PURGED,
    EVERYWHERE,
    REACHED,
    ROWS_PURGED,
    Audience,
    AudienceChanged,
    Counts,
    Domains,
    Failed,
    JournalEntry,
    Outcome,
    SendState,
    SnapshotRow,
    Trace,
)

RENEWED = "UPDATE meta SET id = ?"
OF_STATE = "delivery INDEXED BY by_state"  # left to itself SQLite reads every row of an alert to find these few
WAITING = "state IN ('pending', 'deferred')"  # literally as in the partial index, so that it is used
RESIDENT = "control = 0"  # no control address: those are mailed like others and counted nowhere
DESTINATION = "lower(substr(address, instr(address, '@') + 1))"
PURGED_AT_ONCE = 100_000  # rows, a second or two
REACHED_STATES = ", ".join(f"'{state}'" for state in REACHED)
_REFUSED = "code BETWEEN 500 AND 599"  # by the relay, with a no: a further try mails no reader twice
# No such mailbox, or a closed mailbox (RFC 3463); without such a code, of older servers (RFC 5321 4.2.2).
_DEAD = "(enhanced GLOB '5.1.*' OR enhanced = '5.2.1' OR enhanced IS NULL AND code IN (550, 551, 553))"
LIFE = timedelta(days=7)  # no alert is tried longer
ASKED_ALERTS = 100  # that show whether a recipient was reached before; some days of a prefecture


class JournalMismatch(JournalError):
    """The journal is readable and contradicts the program: by a mistake of the program or a swapped file."""


class Journal:
    """The frozen snapshots and their rows. Made by ``open``; used by a single thread.

    ``id``: the random id of the journal, by which a claim names it.
    """

    def __init__(self, file: JournalFile) -> None:
        self._file = file
        self._entries: tuple[object, list[JournalEntry]] = None, []
        self.id = file.id

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        lock: bool = True,
        busy_seconds: float = 5,
        holder: Holder | None = None,
        anew: bool = False,
    ) -> Journal:
        """Open, and with ``lock`` make if missing. Without ``lock`` it is only read, while another may send.

        ``holder``: this host; without it another host's hold is not heeded. ``anew``: the folder's former journal is
        given up. Raises Refusal when another sender holds the lock or another host the journal, JournalError otherwise.
        """
        return cls(JournalFile(path, lock=lock, busy_seconds=busy_seconds, holder=holder, anew=anew))

    def hold(self) -> None:
        """Say that this host goes on with the journal; called often while mail goes. Raises Refusal, JournalError."""
        self._file.hold()

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self._file.close()

    def together(self) -> AbstractContextManager[object]:
        """Make a single transaction of all writes inside. Raises JournalError, and then none of them is written."""
        return self._file.transaction()

    def beat(self) -> None:
        """Raise the count, so that every older copy is behind."""
        with self._file.transaction() as sql:
            sql.execute("UPDATE meta SET beats = beats + 1")

    @property
    def beats(self) -> int:
        """Number of beats; a copy that was left behind has fewer than the ledger's branch has heard."""
        return cast(int, self._file.read("SELECT beats FROM meta")[0][0])

    def beaten(self, at: datetime) -> None:
        """Keep when a beat was last read back: by it a copy knows its own age."""
        with self._file.transaction() as sql:
            self._file.unsaid += sql.execute("UPDATE meta SET beaten_at = ?", (_seconds(at),)).rowcount

    @property
    def last_beat(self) -> datetime | None:
        """When the last beat known to this journal, or to the journal that it copies, was read back."""
        return _moment(cast("int | None", self._file.read("SELECT beaten_at FROM meta")[0][0]))

    @property
    def written(self) -> int:
        """Number of rows that this process has written, but for those that say who holds the journal."""
        return self._file.connection.total_changes - self._file.unsaid

    @property
    def taken(self) -> bool:
        """Return whether another process holds the lock, and so is sending now."""
        return self._file.taken

    # --- releases -------------------------------------------------------------------------------

    def freeze(self, alert_id: str, nonce: str, audience: Audience, now: datetime) -> int:
        """Write the snapshot, all rows pending, straight from the registry; return its size.

        Raises Refusal when the alert is known already, and AudienceChanged, with nothing written, when the registry
        gives another number than was counted, or a form or language that was not.
        """
        selection = audience.selection
        with self._file.beside(selection.file), self._file.transaction() as sql:
            if sql.execute("SELECT 1 FROM release WHERE alert_id = ?", (alert_id,)).fetchone():
                raise Refusal(Message("send/journal/frozen-already", alert=alert_id))
            sql.execute(
                "INSERT INTO release(alert_id, nonce, state, created_at, snapshot) VALUES (?, ?, 'frozen', ?, ?)",
                (alert_id, nonce, _seconds(now), audience.size),
            )
            size = sql.execute(
                "INSERT INTO delivery(alert_id, recipient_id, address, destination, form, language, night) "
                f"SELECT ?, id, address, {DESTINATION}, form, language, night FROM ({selection.rows}) "
                # The pluses: a scan and a sort are faster than the ways through indexes, which jump about in the file.
                "WHERE (+form, +language) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?)) "
                "ORDER BY +id",
                (alert_id, *selection.parameters, json.dumps(list(audience.forms))),
            ).rowcount
            if size != audience.size:
                raise AudienceChanged
            if size and audience.controls is not None:
                self._freeze_controls(sql, alert_id, audience.controls, audience.forms)
        return size

    def _freeze_controls(
        self, sql: sqlite3.Connection, alert_id: str, controls: Selection, forms: Mapping[tuple[str, str], int]
    ) -> None:
        """Write the unit's control addresses beside the snapshot, to be mailed with the residents.

        In their own form if the mail is made in it, else in the residents' most usual form.
        """
        known, usual = json.dumps(list(forms)), max(forms, key=lambda form: forms[form])
        chosen = "(form, language) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))"
        sql.execute(
            "INSERT INTO delivery(alert_id, recipient_id, address, destination, form, language, night, control) "
            f"SELECT ?, id, address, {DESTINATION}, iif({chosen}, form, ?), iif({chosen}, language, ?), 1, 1 "
            f"FROM ({controls.rows})",
            (alert_id, known, usual[0], known, usual[1], *controls.parameters),
        )

    def claim(self, alert_id: str, nonce: str, ends: str | None, over: Iterable[str] = ()) -> None:
        """Turn frozen into claimed, and in the same transaction the waiting rows of the ended alert into superseded.

        ``over``: the other alerts of its thread that end with it; their rows in doubt are mailed no more, either.
        Doing it again with the same nonce changes nothing. JournalError when there is no such snapshot.
        """
        with self._file.transaction() as sql:
            release = sql.execute("SELECT nonce, state FROM release WHERE alert_id = ?", (alert_id,)).fetchone()
            if release is None or release[0] != nonce:
                raise JournalMismatch(Message("send/journal/no-matching-record", alert=alert_id))
            if release[1] == "frozen":
                sql.execute("UPDATE release SET state = 'claimed', ends = ? WHERE alert_id = ?", (ends, alert_id))
                if ends is not None:
                    _end_waiting(sql, ends)
                for other in over:
                    _supersede(sql, other)

    def drop(self, alert_id: str) -> None:
        """Forget a snapshot whose claim did not win. JournalError when it is not merely frozen."""
        with self._file.transaction() as sql:
            self._demand(sql, alert_id, "frozen")
            sql.execute("DELETE FROM delivery WHERE alert_id = ?", (alert_id,))
            sql.execute("DELETE FROM release WHERE alert_id = ?", (alert_id,))

    def seal(self, alert_id: str) -> Counts:
        """Turn claimed into sealed; return the final counts. Raises JournalError while a row waits or is in the air.

        A control address holds up no end: if it still waits it has expired.
        """
        with self._file.transaction() as sql:
            self._demand(sql, alert_id, "claimed")
            counts = self.counts(alert_id)
            if counts.waiting or counts[RowState.INTENT]:
                raise JournalMismatch(Message("send/journal/still-waiting", alert=alert_id))
            sql.execute(f"UPDATE delivery SET state = 'expired' WHERE alert_id = ? AND {WAITING}", (alert_id,))
            sql.execute("UPDATE release SET state = 'sealed', was_sealed = 1 WHERE alert_id = ?", (alert_id,))
        return counts

    def entries(self) -> list[JournalEntry]:
        """List every alert that this journal knows, the oldest first; read anew if the file was written since."""
        written = (self._file.read("PRAGMA data_version")[0][0], self.written)  # by anybody else, by us
        if self._entries[0] == written:
            return self._entries[1]
        rows = self._file.read(
            "SELECT alert_id, nonce, state, ends, snapshot, was_sealed, purged FROM release "
            "ORDER BY created_at, alert_id"
        )
        entries = [JournalEntry(*cast("tuple[str, str, SendState, str | None, int, int, int]", row)) for row in rows]
        if not self._file.connection.in_transaction:  # which may yet be rolled back
            self._entries = written, entries
        return entries

    # --- the loop -------------------------------------------------------------------------------

    def due(
        self,
        alert_id: str,
        now: datetime,
        limit: int,
        *,
        daytime: bool,
        after: str = "",
        among: Domains = EVERYWHERE,
    ) -> list[SnapshotRow]:
        """List up to ``limit`` rows that may go now, in the order of their random ids.

        Rows never tried come first; the others follow when none is left, so that a recipient who is refused again and
        again keeps no other from his mail. Unless ``daytime``, only recipients who also want mail at night. ``after``:
        of rows never tried, only those behind that id. An alert that is not claimed has no due row.
        """
        domains, named = "", list[str]()
        if among != EVERYWHERE:
            domains = "AND destination IN (SELECT value FROM json_each(?)) "
            named = [json.dumps(sorted(among.names))]
        if among.others:
            domains = domains.replace(" IN ", " NOT IN ", 1)
        rows: list[tuple[object, ...]] = []
        for tried, behind in (("IS NULL", after), ("IS NOT NULL", "")):
            rows = self._file.read(
                f"SELECT recipient_id, form, language, night, address FROM delivery WHERE alert_id = ? AND {WAITING} "
                f"AND next_at <= ? AND night >= ? AND recipient_id > ? AND intent_at {tried} {domains}AND EXISTS "
                "(SELECT 1 FROM release WHERE release.alert_id = delivery.alert_id AND release.state = 'claimed') "
                "ORDER BY recipient_id LIMIT ?",
                alert_id,
                _seconds(now),
                int(not daytime),
                behind,
                *named,
                limit,
            )
            if rows:
                break
        return [
            SnapshotRow(str(identity), str(form), str(language), bool(night), str(address))
            for identity, form, language, night, address in rows
        ]

    def intend(self, alert_id: str, recipient_ids: Sequence[str], now: datetime) -> None:
        """Turn pending or deferred into intent. Only after its return may a dot be written for these rows."""
        with self._file.transaction() as sql:
            changed = sql.execute(
                f"UPDATE delivery SET state = 'intent', intent_at = ? "
                f"WHERE alert_id = ? AND recipient_id IN (SELECT value FROM json_each(?)) AND {WAITING}",
                (_seconds(now), alert_id, json.dumps(recipient_ids)),
            ).rowcount
            if changed != len(recipient_ids):
                raise JournalMismatch(Message("send/journal/not-waiting", alert=alert_id))

    def record(
        self,
        alert_id: str,
        outcomes: Sequence[Outcome],
        now: datetime,
        limits: Limits,
        believed: Collection[str] | None = None,
    ) -> None:
        """Turn intent into the state of each outcome; a refusal with 4xx waits, the last allowed refusal has failed.

        A refusal that names our set-up waits too, and is never the last; so does a refusal for good of a recipient who
        is not ``believed`` to be refused (None: all are). An attempt that broke before the dot is pending again; if it
        broke in the dialogue, after a first wait, so that a message that breaks connections cannot stay at the head of
        the line.
        """
        with self._file.transaction() as sql:
            for outcome in outcomes:
                sure = believed is None or outcome.recipient_id in believed
                self._record(sql, alert_id, outcome, _seconds(now), limits, sure=sure)

    def _record(
        self, sql: sqlite3.Connection, alert_id: str, outcome: Outcome, now: int, limits: Limits, *, sure: bool
    ) -> None:
        state, next_at, refused, steps = outcome.state, 0, 0, limits.retry_minutes
        key = (alert_id, outcome.recipient_id)
        unsure = outcome.suspected or (outcome.refused and not sure)
        if state is RowState.DEFERRED or unsure:
            before = sql.execute("SELECT attempt FROM delivery WHERE alert_id = ? AND recipient_id = ?", key).fetchone()
            (attempts,) = before or (0,)
            refused = 1
            if unsure and attempts >= len(steps):
                refused = 0  # the recipient is not given up for a fault that may be ours
            attempt = attempts + refused
            state = RowState.DEFERRED
            if not unsure and attempt >= limits.attempts:
                state = RowState.FAILED
            next_at = now + _spread(steps[min(attempt, len(steps)) - 1], *key)
        elif state is RowState.PENDING and outcome.stage != "connect" and not outcome.ours:
            next_at = now + _spread(steps[0], *key)
        if state in (RowState.PENDING, RowState.DEFERRED):
            later = "SELECT 1 FROM release WHERE ends = ? AND state <> 'frozen' LIMIT 1"
            if sql.execute(later, (alert_id,)).fetchone():
                state = RowState.SUPERSEDED
        changed = sql.execute(
            "UPDATE delivery SET state = ?, attempt = attempt + ?, next_at = ?, stage = ?, code = ?, enhanced = ?, "
            "text = ?, done_at = ? WHERE alert_id = ? AND recipient_id = ? AND state = 'intent'",
            (
                state,
                refused,
                next_at,
                outcome.stage,
                outcome.code,
                outcome.enhanced,
                outcome.said or outcome.text,
                now,
                alert_id,
                outcome.recipient_id,
            ),
        ).rowcount
        if changed != 1:
            raise JournalMismatch(Message("send/journal/not-in-the-air", alert=alert_id))

    def buckets(self) -> dict[str, tuple[float, float, float]]:
        """Return by destination the rate, the tokens and the moment at which they were kept."""
        rows = self._file.read("SELECT destination, rate, tokens, at FROM bucket")
        return {str(name): cast("tuple[float, float, float]", tuple(values)) for name, *values in rows}

    def keep_buckets(self, buckets: Mapping[str, tuple[float, float, float]]) -> None:
        """Keep these buckets, and no others."""
        with self._file.transaction() as sql:
            sql.execute("DELETE FROM bucket")
            self._file.many(
                "INSERT INTO bucket VALUES (?, ?, ?, ?)", ((name, *values) for name, values in buckets.items())
            )

    # --- single acts ----------------------------------------------------------------------------

    def expire(self, alert_id: str) -> int:
        """Turn waiting rows into expired; return how many."""
        return self._move(f"alert_id = ? AND {WAITING}", "expired", alert_id)

    def suppress(self, alert_id: str, left: Selection, among: Collection[str] | None = None) -> int:
        """Turn waiting rows of those who have left into suppressed; return how many. ``among``: only these, a few."""
        asked: tuple[str, ...] = (alert_id,)
        who = f"recipient_id IN ({left.rows})"
        if among is not None:  # each is looked up, however many have ever left
            asked = (alert_id, json.dumps(sorted(among)))
            away = f"WITH away(id) AS ({left.rows}) SELECT 1 FROM away WHERE id = recipient_id"
            who = f"recipient_id IN (SELECT value FROM json_each(?)) AND EXISTS ({away})"
        with self._file.beside(left.file), self._file.transaction() as sql:
            return sql.execute(
                f"UPDATE delivery SET state = 'suppressed' WHERE alert_id = ? AND {WAITING} AND {who}",
                (*asked, *left.parameters),
            ).rowcount

    def purge(self, retention: Retention, now: datetime) -> int:
        """Take out addresses and servers' words, later the rows, of alerts that have ended; return how many rows.

        Only of sealed alerts without rows in doubt, the oldest first, and no more after ``PURGED_AT_ONCE`` rows: the
        rest goes after the next run. Purged bytes are overwritten in the file.
        """
        done = 0
        self._file.connection.execute("PRAGMA secure_delete = ON")
        for step, days, purge in (
            (ADDRESSES_PURGED, retention.address_days, self._purge_addresses),
            (ROWS_PURGED, retention.follow_up_days, self._purge_rows),
        ):
            ended = self._file.read(
                "SELECT alert_id FROM release WHERE purged = ? AND state = 'sealed' AND created_at < ? AND NOT EXISTS "
                f"(SELECT 1 FROM delivery WHERE delivery.alert_id = release.alert_id AND {RESIDENT} AND "
                "delivery.state = 'in-doubt') "
                "ORDER BY created_at",
                step - 1,
                _seconds(now - timedelta(days=days)),
            )
            for (alert_id,) in ended:
                if done >= PURGED_AT_ONCE:
                    break
                with self._file.transaction() as sql:
                    done += purge(sql, str(alert_id))
                    sql.execute("UPDATE release SET purged = ? WHERE alert_id = ?", (step, alert_id))
        return done

    def _purge_addresses(self, sql: sqlite3.Connection, alert_id: str) -> int:
        change = "UPDATE delivery SET address = '', destination = '', text = '' WHERE alert_id = ?"
        return sql.execute(change, (alert_id,)).rowcount

    def _purge_rows(self, sql: sqlite3.Connection, alert_id: str) -> int:
        sql.execute(
            "INSERT INTO sums SELECT alert_id, state, count(*) FROM delivery "
            f"WHERE alert_id = ? AND {RESIDENT} GROUP BY state",
            (alert_id,),
        )
        return sql.execute("DELETE FROM delivery WHERE alert_id = ?", (alert_id,)).rowcount

    # --- rows in doubt: after a crash, by another host, by a relay's log --------------------------------

    def recover(self) -> int:
        """Turn intents that a dead process left behind into in doubt; return how many. Needs the lock."""
        return self._move("state = 'intent' AND alert_id IN (SELECT alert_id FROM release)", "in-doubt")

    def resend(self, alert_id: str, at: datetime) -> int:
        """Turn rows in doubt that were tried once into pending from that moment on; return how many.

        None of a sealed alert, nor of an alert that a later alert has ended.
        """
        with self._file.transaction() as sql:
            return sql.execute(
                f"UPDATE {OF_STATE} SET state = 'pending', resent = 1, next_at = ? WHERE alert_id = ? "
                "AND state = 'in-doubt' AND resent = 0 AND intent_at IS NOT NULL "
                "AND EXISTS (SELECT 1 FROM release WHERE alert_id = delivery.alert_id AND state = 'claimed') "
                "AND NOT EXISTS (SELECT 1 FROM release WHERE ends = delivery.alert_id AND state <> 'frozen')",
                (_seconds(at), alert_id),
            ).rowcount

    def adopt(self, alert_id: str) -> int:
        """Put all rows that have not ended in this copy in doubt: the old host may have sent them, and once more."""
        with self._file.transaction() as sql:
            moved = self._move("alert_id = ? AND state IN ('pending', 'deferred', 'intent')", "in-doubt", alert_id)
            sql.execute("UPDATE delivery SET resent = 1 WHERE alert_id = ? AND state = 'in-doubt'", (alert_id,))
        return moved

    def supersede(self, alert_id: str) -> None:
        """Mail no more rows of an alert: by the ledger a later alert has ended it, which this copy does not know."""
        with self._file.transaction() as sql:
            _supersede(sql, alert_id)

    def renew(self) -> None:
        """Take another id: alerts claimed under the old id go on only after they are adopted."""
        fresh = new_id()
        with self._file.transaction() as sql:
            sql.execute(RENEWED, (fresh,))
        self._file.note()
        self.id = fresh

    def settle(
        self,
        alert_id: str,
        accepted_ids: Iterable[str],
        not_accepted_ids: Iterable[str],
        failed_ids: Iterable[str] = (),
        *,
        ended: bool,
        maybe: bool = False,
    ) -> int:
        """Turn in doubt into accepted, failed, or pending for mails that the relay has not taken; return how many.

        ``maybe``: it may have taken them all the same. ``ended``: by the ledger a later alert has ended it, which a
        restored journal need not know; then the last are superseded instead. A sealed alert that has rows waiting again
        is claimed again.
        """
        change = "UPDATE delivery SET state = {} WHERE alert_id = ? AND recipient_id = ? AND state = 'in-doubt'"
        again = "'pending'"
        if ended:
            again = "'superseded'"
        again += f", next_at = 0, resent = max(resent, {int(maybe)})"
        changed = 0
        with self._file.transaction() as sql:
            for state, ids in (("'accepted'", accepted_ids), ("'failed'", failed_ids), (again, not_accepted_ids)):
                changed += self._file.many(change.format(state), ((alert_id, identity) for identity in ids))
            waiting = f"SELECT 1 FROM delivery WHERE alert_id = ? AND {WAITING} LIMIT 1"
            if sql.execute(waiting, (alert_id,)).fetchone():
                sql.execute("UPDATE release SET state = 'claimed' WHERE alert_id = ? AND state = 'sealed'", (alert_id,))
        return changed

    def in_doubt(self, alert_id: str) -> frozenset[str]:
        """Return the recipient ids in doubt, among them rows that a dead sender left in the air."""
        states = "('in-doubt', 'intent')"
        if self.taken:
            states = "('in-doubt')"
        return self._ids(f"alert_id = ? AND state IN {states}", alert_id)

    def witnesses(
        self, alert_id: str, doubtful: Collection[str], adopted: datetime | None
    ) -> Iterator[tuple[str, str] | None]:
        """Yield alert and recipient of the mail that a relay surely took last before, and first after, those in doubt.

        None: there is none. A log that shows both was being written in between. After ``adopt`` the other host may have
        sent at any time between the snapshot and that act.
        """
        rows = self._file.read(
            "SELECT recipient_id, intent_at, created_at FROM delivery JOIN release USING (alert_id) "
            "WHERE alert_id = ? AND delivery.state = 'in-doubt'",
            alert_id,
        )
        spans = set()
        for identity, sent, frozen in rows:
            if identity not in doubtful:
                continue
            if adopted is None:
                spans.add((sent, sent))
            else:
                spans.add((frozen, _seconds(adopted)))
        taken = "SELECT alert_id, recipient_id FROM delivery WHERE state = 'accepted' AND"
        for begun, ended in spans:
            for nearest in (
                self._file.read(
                    f"{taken} done_at BETWEEN intent_at AND ? ORDER BY done_at DESC, intent_at DESC LIMIT 1", begun
                ),
                # In the same second a mail may have been before; a log cut off by a crash would show just that.
                self._file.read(f"{taken} intent_at > ? ORDER BY intent_at, done_at LIMIT 1", ended),
            ):
                if nearest:
                    yield str(nearest[0][0]), str(nearest[0][1])
                else:
                    yield None

    # --- rows refused --------------------------------------------------------------------------

    def known(
        self, alert_id: str, recipient_ids: Sequence[str], unknown: Selection | None = None
    ) -> dict[str, bool | None]:
        """Return by recipient whether the newest other alert that tells has reached him (True) or no mailbox (False).

        None: it was refused for another reason. A recipient of none of the last ``ASKED_ALERTS`` is not named.
        ``unknown``: who came back to the registry since, whatever a relay that passes on said (False).
        """
        others = self._file.read(
            "SELECT alert_id FROM release WHERE alert_id <> ? AND state <> 'frozen' "
            "ORDER BY created_at DESC, alert_id DESC LIMIT ?",
            alert_id,
            ASKED_ALERTS,
        )
        reached: dict[str, bool | None] = {}
        if unknown is not None:
            with self._file.beside(unknown.file):
                came_back = self._file.read(
                    f"SELECT id AS recipient_id FROM ({unknown.rows}) WHERE id IN (SELECT value FROM json_each(?))",
                    *unknown.parameters,
                    json.dumps(recipient_ids),
                )
            reached = dict.fromkeys((str(recipient) for (recipient,) in came_back), False)
        for (other,) in others:
            untold = [recipient for recipient in recipient_ids if recipient not in reached]
            if not untold:
                break
            rows = self._file.read(
                f"SELECT recipient_id, CASE WHEN state = 'accepted' THEN 1 WHEN {_DEAD} THEN 0 END AS flag "
                "FROM delivery WHERE alert_id = ? AND recipient_id IN (SELECT value FROM json_each(?)) "
                f"AND (state = 'accepted' OR state = 'failed' AND {_REFUSED})",
                other,
                json.dumps(untold),
            )
            for recipient, flag in rows:
                reached[str(recipient)] = None
                if flag is not None:
                    reached[str(recipient)] = bool(flag)
        return reached

    def give_up(self, alert_id: str, recipient_ids: Iterable[str]) -> None:
        """Turn deferred into failed for those of them that the relay has refused for good."""
        with self._file.transaction():
            self._file.many(
                "UPDATE delivery SET state = 'failed' "
                f"WHERE alert_id = ? AND recipient_id = ? AND state = 'deferred' AND {_REFUSED}",
                ((alert_id, identity) for identity in recipient_ids),
            )

    def at_once(self, alert_id: str, recipient_ids: Iterable[str]) -> None:
        """Let rows that were deferred for our set-up wait no longer."""
        with self._file.transaction():
            self._file.many(
                "UPDATE delivery SET next_at = 0 WHERE alert_id = ? AND recipient_id = ? AND state = 'deferred'",
                ((alert_id, identity) for identity in recipient_ids),
            )

    def hurry(self, alert_id: str, before: datetime) -> None:
        """Let rows that the relay had refused by then wait no longer: it takes mail again."""
        with self._file.transaction() as sql:
            sql.execute(
                f"UPDATE delivery SET next_at = 0 WHERE alert_id = ? AND {WAITING} AND state = 'deferred' "
                f"AND {_REFUSED} AND done_at < ?",
                (alert_id, _seconds(before)),
            )

    def unbelieved(self, before: datetime) -> dict[str, tuple[int, str]]:
        """Return by alert the number of waiting residents that the relay had refused by then, and its usual code."""
        rows = self._file.read(
            "SELECT alert_id, count(*), code, coalesce(enhanced, '') "
            f"FROM release CROSS JOIN {OF_STATE} USING (alert_id) "
            f"WHERE delivery.state = 'deferred' AND {RESIDENT} AND {_REFUSED} AND done_at <= ? "
            "GROUP BY alert_id, code, enhanced ORDER BY 2",
            _seconds(before),
        )
        waiting: dict[str, tuple[int, str]] = {}
        for alert, number, code, enhanced in rows:
            others = waiting.get(str(alert), (0, ""))[0]
            waiting[str(alert)] = others + cast(int, number), f"{code} {enhanced}".strip()
        return waiting

    def unreached(self, before: datetime) -> dict[str, bool]:
        """Find alerts that were tried and have reached no resident, and whether each has ended.

        A waiting alert counts only if it was begun before that moment. A resident who has left, or who gets the alert
        that ended it, was not to be reached.
        """
        row = f"EXISTS (SELECT 1 FROM delivery WHERE alert_id = release.alert_id AND {RESIDENT} AND"
        releases = self._file.read(
            f"SELECT alert_id, NOT {row} {WAITING}) FROM release WHERE state <> 'frozen' "
            f"AND NOT {row} state IN ({REACHED_STATES}, 'intent')) "
            f"AND CASE WHEN {row} {WAITING}) THEN created_at < ? AND {row} {WAITING} AND intent_at IS NOT NULL) "
            f"ELSE {row} state IN ('failed', 'expired')) END",
            int(before.timestamp()),
        )
        return {str(alert): bool(ended) for alert, ended in releases}

    # --- questions ------------------------------------------------------------------------------

    def counts(self, alert_id: str) -> Counts:
        """Count the rows by state, those that are purged included."""
        numbers = self._file.read(
            f"SELECT state, count(*) FROM delivery WHERE alert_id = ?1 AND {RESIDENT} GROUP BY state "
            "UNION ALL SELECT state, number FROM sums WHERE alert_id = ?1",
            alert_id,
        )
        return Counts({RowState(str(state)): cast(int, number) for state, number in numbers})

    def unsure(self, *, dead: bool) -> frozenset[str]:
        """Return the alerts with rows in doubt; ``dead``: intents count as well, because their sender is dead."""
        states = "('in-doubt')"
        if dead:
            states = "('in-doubt', 'intent')"
        rows = self._file.read(
            f"SELECT alert_id FROM release WHERE EXISTS (SELECT 1 FROM {OF_STATE} "
            f"WHERE delivery.alert_id = release.alert_id AND {RESIDENT} AND delivery.state IN {states})"
        )
        return frozenset(str(alert) for (alert,) in rows)

    def snapshot_ids(self, alert_id: str) -> frozenset[str]:
        """Return the recipient ids of the frozen snapshot."""
        return self._ids("alert_id = ?", alert_id)

    def reached(self, alert_id: str) -> frozenset[str]:
        """Return the recipient ids that are accepted or in doubt."""
        return self._ids(f"alert_id = ? AND state IN ({REACHED_STATES})", alert_id)

    def controls(self, alert_id: str) -> list[str]:
        """List the control addresses that were to be mailed, by id; whom leaving or a correction spared apart."""
        rows = self._file.read(
            "SELECT recipient_id FROM delivery WHERE alert_id = ? AND control = 1 "
            "AND state NOT IN ('suppressed', 'superseded') ORDER BY recipient_id",
            alert_id,
        )
        return [str(recipient) for (recipient,) in rows]

    def people(self, alert_ids: Sequence[str], *, reached: bool) -> tuple[str, tuple[object, ...]]:
        """Return a SELECT of the recipient ids in any of their snapshots, or of the ``reached``, and its parameters."""
        states = ""
        if reached:
            states = f" AND (state IN ({REACHED_STATES}, 'intent') OR resent = 1)"
        of_these = "alert_id IN (SELECT value FROM json_each(?))"
        return f"SELECT recipient_id FROM delivery WHERE {of_these} AND {RESIDENT}{states}", (json.dumps(alert_ids),)

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    def last_accepted(self, alert_id: str) -> datetime | None:
        """Return when the relay took the alert's last mail, to the second; None if it took none."""
        (row,) = self._file.read(
            f"SELECT max(done_at) AS done_at FROM delivery WHERE alert_id = ? AND {RESIDENT} AND state = 'accepted'",
            alert_id,
        )
        return _moment(cast("int | None", row[0]))

    def failed(self, alert_id: str) -> list[Failed]:
        """List recipients that the relay has refused for good, by address, those who wait again included."""
        rows = self._file.read(
            "SELECT address, code, enhanced FROM delivery WHERE alert_id = ? AND address <> '' "
            f"AND (state = 'failed' OR {WAITING} AND {_REFUSED}) ORDER BY address",
            alert_id,
        )
        return [Failed(*cast("tuple[str, int | None, str | None]", row)) for row in rows]

    def refusals(self, since: datetime, until: datetime) -> list[tuple[str, str, datetime, str, int, str | None, str]]:
        """List whom a relay refused for good in that time: id, alert, moment, command, code, enhanced code, words."""
        rows = self._file.read(
            f"SELECT recipient_id, alert_id, done_at, stage, code, enhanced, text FROM {OF_STATE} "
            "WHERE alert_id IN (SELECT alert_id FROM release WHERE created_at >= ?) AND delivery.state = 'failed' "
            f"AND {RESIDENT} AND {_REFUSED} AND done_at >= ? AND done_at < ? ORDER BY done_at, recipient_id",
            _seconds(since - LIFE),
            _seconds(since),
            _seconds(until),
        )
        return [
            (str(recipient), str(alert), datetime.fromtimestamp(at, UTC), stage, code, enhanced, str(text))
            for recipient, alert, at, stage, code, enhanced, text in cast("list[tuple[Any, ...]]", rows)
        ]

    def traces(self, address: str, recipient_id: str | None) -> list[Trace]:
        """List the state of each mail to a person, the newest alert first.

        By the address as it was when the alert was frozen, and by the id, which stays when addresses are purged.
        """
        rows = self._file.read(
            "SELECT alert_id, delivery.state, intent_at, done_at, code, enhanced, text FROM delivery "
            "JOIN release USING (alert_id) WHERE address = ? OR recipient_id = ? ORDER BY created_at DESC, alert_id",
            address,
            recipient_id,
        )
        return [
            Trace(str(alert), RowState(str(state)), _moment(tried), _moment(ended), code, enhanced, str(said))
            for alert, state, tried, ended, code, enhanced, said in cast("list[tuple[Any, ...]]", rows)
        ]

    def waits(self, alert_id: str) -> bool:
        """Return whether a row still has to be mailed; a control address only for the first time."""
        asked = (
            f"SELECT 1 FROM delivery INDEXED BY waiting WHERE alert_id = ? AND {WAITING} "
            f"AND ({RESIDENT} OR intent_at IS NULL) LIMIT 1"
        )
        return bool(self._file.read(asked, alert_id))

    def pace(self) -> float | None:
        """Return the messages a second at which the last alert to 100 people or more was taken; None without such.

        Only seconds in which mail was taken count, so no night and no pause does.
        """
        last = (
            "SELECT alert_id FROM release WHERE state = 'sealed' AND snapshot >= 100 ORDER BY created_at DESC LIMIT 1"
        )
        ((taken, seconds),) = self._file.read(
            f"SELECT count(*), count(DISTINCT done_at) FROM delivery WHERE alert_id = ({last}) AND state = 'accepted'"
        )
        if not seconds:
            return None
        return cast(int, taken) / cast(int, seconds)

    def untried(self, alert_id: str, *, day: bool) -> bool:
        """Return whether a row was never tried; unless ``day``, of residents who want mail at night too."""
        asked = (
            f"SELECT 1 FROM {OF_STATE} WHERE alert_id = ? AND {RESIDENT} AND state = 'pending' AND next_at = 0 "
            "AND night >= ? LIMIT 1"
        )
        return bool(self._file.read(asked, alert_id, int(not day)))

    def verify(self) -> None:
        """Raise JournalError unless the states of every alert sum to its snapshot and no sealed alert waits."""
        self.entries()
        self._file.read("SELECT DISTINCT state FROM delivery")  # each value that is read is checked
        differ = self._file.read(
            "SELECT alert_id FROM release LEFT JOIN "
            f"(SELECT alert_id, count(*) AS size, sum({WAITING} OR state = 'intent') AS open FROM delivery "
            f"WHERE {RESIDENT} GROUP BY 1) "
            "USING (alert_id) LEFT JOIN (SELECT alert_id, sum(number) AS gone FROM sums GROUP BY 1) USING (alert_id) "
            "WHERE coalesce(size, 0) + coalesce(gone, 0) <> snapshot OR (state = 'sealed' AND open) LIMIT 1"
        )
        if differ:
            raise JournalMismatch(Message("send/journal/sums-differ", alert=differ[0][0]))

    # --- helpers --------------------------------------------------------------------------------

    def _ids(self, where: str, alert_id: str) -> frozenset[str]:
        return frozenset(
            str(row[0])
            for row in self._file.read(f"SELECT recipient_id FROM {OF_STATE} WHERE {RESIDENT} AND {where}", alert_id)
        )

    def _move(self, where: str, state: str, *values: object) -> int:
        with self._file.transaction() as sql:
            return sql.execute(f"UPDATE {OF_STATE} SET state = '{state}' WHERE {where}", values).rowcount

    def _demand(self, sql: sqlite3.Connection, alert_id: str, state: SendState) -> None:
        if not sql.execute("SELECT 1 FROM release WHERE alert_id = ? AND state = ?", (alert_id, state)).fetchone():
            raise JournalMismatch(Message("send/journal/no-matching-record", alert=alert_id))


def _moment(seconds: int | None) -> datetime | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _spread(minutes: int, alert_id: str, recipient_id: str) -> int:
    """Return the seconds of a wait, up to a fifth shorter, so that those refused together do not come back together."""
    seconds = 60 * minutes
    return seconds - crc32(f"{alert_id}.{recipient_id}".encode()) % (seconds // 5)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _end_waiting(sql: sqlite3.Connection, alert_id: str) -> None:
    sql.execute(f"UPDATE delivery SET state = 'superseded' WHERE alert_id = ? AND {WAITING}", (alert_id,))


def _supersede(sql: sqlite3.Connection, alert_id: str) -> None:
    _end_waiting(sql, alert_id)
    sql.execute("UPDATE delivery SET resent = 1 WHERE alert_id = ? AND state IN ('in-doubt', 'intent')", (alert_id,))
