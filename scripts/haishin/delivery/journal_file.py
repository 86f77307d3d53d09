"""The SQLite file under the journal: how it is made, opened, locked, and how its errors are told."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from haishin import stored
from haishin.delivery import messages
from haishin.delivery.journal_forms import STEPS
from haishin.delivery.messages import JournalError
from haishin.model import RowState, Text

_PAUSES = (0.05, 0.05, 0)  # seconds: who only looks holds the lock for an instant
_TOKEN = stored.text(r"[A-Za-z0-9_-]{1,64}")
_COLUMNS: stored.Forms = {
    "id": _TOKEN,
    "alert_id": _TOKEN,
    "nonce": _TOKEN,
    "ends": stored.optional(_TOKEN),
    "state": stored.one_of({"frozen", "claimed", "sealed", *RowState}),
    "recipient_id": _TOKEN,
    "address": stored.address,
    "form": stored.word,
    "language": stored.word,
    "night": stored.flag,
    "destination": stored.domain,
    "control": stored.flag,
    "resent": stored.flag,
    "holder": stored.optional(stored.words),
    **dict.fromkeys(
        ("beats", "created_at", "snapshot", "was_sealed", "purged", "number", "attempt", "next_at"), stored.whole
    ),
    **dict.fromkeys(("code", "intent_at", "done_at", "held_at"), stored.optional(stored.whole)),
    **dict.fromkeys(("rate", "tokens", "at"), stored.real),
    "enhanced": stored.optional(stored.word),
    "text": lambda value: isinstance(value, str),
}
_NAMES = ("meta", "release", "delivery", "sums", "bucket")
# SQLite's own words for these say what happened, and nothing of what is stored.
_PLAIN = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


class JournalFile:
    """One connection to the journal's file; used by one thread."""

    def __init__(self, path: Path, *, lock: bool, busy_seconds: float) -> None:
        self.path = path
        self._lock = _locked(path) if lock else None
        try:
            if lock:
                # Made by hand so that no other mode than 0600 ever exists; SQLite's side files take it over.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                os.chmod(path, 0o600)
            elif not path.is_file():
                raise messages.journal_missing(path)
            self.connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, uri=True)
            stored.guard(self.connection, _COLUMNS)
            try:
                self._prepare(writable=lock)
            except BaseException:
                self.connection.close()
                raise
        except BaseException as error:
            self._unlock()
            if isinstance(error, (sqlite3.Error, OSError)):
                raise _told(path, error) from None
            raise

    def _prepare(self, *, writable: bool) -> None:
        if not writable:
            self.connection.execute("PRAGMA query_only = ON")
        elif (mode := self.connection.execute("PRAGMA journal_mode = wal").fetchone()[0]) != "wal":
            # A network file system answers otherwise, and forgets what it said it had written.
            raise messages.journal_not_wal(self.path, mode)
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        try:
            if writable:
                with self.transaction():
                    stored.migrate(self.connection, STEPS)
            elif stored.is_empty(self.connection):
                raise messages.journal_missing(self.path)
            elif not stored.is_current(self.connection, STEPS):
                raise messages.journal_of_earlier_form(self.path)
        except stored.OtherForm as other:
            raise messages.journal_of_other_form(self.path, other.form, other.known) from None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Begin an IMMEDIATE transaction; after a normal end its commit is on the disk. Raises JournalError.

        Within another it is a part of that one, and reaches the disk with it.
        """
        if self.connection.in_transaction:
            yield self.connection
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection
            self.connection.execute("COMMIT")
        except (sqlite3.Error, stored.Damage) as error:
            raise self._told(error) from None
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def beside(self, file: Path) -> Iterator[None]:
        """Attach another database, to be read alone: a transaction begun meanwhile takes no lock to write in it."""
        try:
            self.connection.execute("ATTACH ? AS beside", (stored.read_only(file),))
        except sqlite3.Error as error:
            raise _told(file, error) from None
        try:
            yield
        finally:
            self.connection.execute("DETACH beside")

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Read as of one moment, whatever another process writes meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def many(self, sql: str, values: Iterable[tuple[object, ...]]) -> int:
        """Run one statement for each tuple, inside a transaction; return the number of rows changed."""
        # SQLite says -1 when there was no tuple at all.
        return max(self.connection.executemany(sql, values).rowcount, 0)

    def read(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Return all rows of one query. Raises JournalError."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except (sqlite3.Error, stored.Damage) as error:
            raise self._told(error) from None

    def _told(self, error: sqlite3.Error | stored.Damage) -> JournalError:
        if isinstance(error, sqlite3.Error):
            return _told(self.path, error)
        try:
            what = Text(f"配信記録 {self.path} ", f"the journal {self.path}")
            return JournalError(*stored.damaged(self.connection, _NAMES, what))
        except sqlite3.Error as worse:
            return _told(self.path, worse)

    @property
    def taken(self) -> bool:
        """Return whether another process holds the lock: by a shared lock of an instant, which ``_locked`` forgives."""
        if self._lock is not None:
            return False
        try:
            side = os.open(_side(self.path), os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(side, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(side)
        return False

    def close(self) -> None:
        """Close the file, then let go of the lock."""
        self.connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(path: Path) -> int:
    """Open the side file that holds the lock; the kernel lets go of it when the process dies."""
    side = _side(path)
    try:
        held = os.open(side, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _told(side, error) from error
    for pause in _PAUSES:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return held
        except BlockingIOError:
            time.sleep(pause)
    os.close(held)
    raise messages.sender_running()


def _side(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _told(path: Path, error: Exception) -> JournalError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _DAMAGED:
        return messages.journal_damaged(path)
    if isinstance(error, OSError) or (code is not None and code & 0xFF in _PLAIN):
        why = str(error)
    else:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
    return messages.journal_unusable(path, why)
