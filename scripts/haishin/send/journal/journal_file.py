"""The SQLite file under the journal: how it is made, opened, locked, and how its errors are told."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from haishin.core import stored
from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.state import read_line, write_line
from haishin.send.journal.journal_forms import COLUMNS, STEPS, TABLES

LEASE = 60  # seconds for which another host believes that the holder goes on
_EVERY = 10  # seconds between two words of the holder
_PAUSES = (0.05, 0.05, 0)  # seconds: a mere look holds the lock for an instant
# SQLite's own words for these tell the event, and no stored value.
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


class JournalError(ToolError):
    """The journal cannot be read or written: mail that cannot be remembered may not be sent."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Names a host until it starts anew, with its clock: both show another host that the journal is in use."""

    host: str
    clock: Callable[[], datetime]

    @property
    def now(self) -> int:
        """The second."""
        return int(self.clock().timestamp())


class JournalFile:
    """A connection to the journal's file; used by a single thread.

    The lock keeps a second sender of this host away. The holder's row in ``meta`` betrays a file that was copied here
    while another host sends; the id that the folder notes beside the file betrays an empty file in its place.
    """

    def __init__(
        self, path: Path, *, lock: bool, busy_seconds: float, holder: Holder | None = None, anew: bool = False
    ) -> None:
        self.path = path
        self._holder = holder
        self._held_at: int | None = None
        self.unsaid = 0  # rows written of which no copy is left behind
        self._lock: int | None = None
        if lock:
            self._lock = _locked(path)
        try:
            if lock:
                self._refuse_gone(anew=anew)
                # Made by hand so that no other mode than 0600 ever exists; SQLite's side files take it over.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                os.chmod(path, 0o600)
            elif not path.is_file():
                raise JournalError(Message("send/journal/journal-missing", path=path))
            self.connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, uri=True)
            stored.guard(self.connection, COLUMNS)
            try:
                self._prepare(writable=lock)
                if lock:
                    self._refuse_emptied(anew=anew)
                    self.note()
                    self.hold()
            except BaseException:
                self.connection.close()
                raise
        except BaseException as error:
            self._unlock()
            if isinstance(error, (sqlite3.Error, OSError)):
                raise _journal_error(path, error) from None
            raise

    def _prepare(self, *, writable: bool) -> None:
        if not writable:
            self.connection.execute("PRAGMA query_only = ON")
        elif (mode := self.connection.execute("PRAGMA journal_mode = wal").fetchone()[0]) != "wal":
            # A network file system answers otherwise, and forgets what it said it had written.
            raise JournalError(Message("send/journal/journal-not-wal", path=self.path, mode=mode))
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        try:
            if writable:
                with self.transaction():
                    stored.migrate(self.connection, STEPS)
            elif stored.is_empty(self.connection):
                raise JournalError(Message("send/journal/journal-missing", path=self.path))
            elif not stored.is_current(self.connection, STEPS):
                raise JournalError(Message("send/journal/journal-of-earlier-form", path=self.path))
        except stored.OtherForm as other:
            raise JournalError(
                Message(
                    "send/journal/journal-of-other-form",
                    path=self.path,
                    form=other.form,
                    known=other.known,
                    needed=other.needed,
                )
            ) from None

    @property
    def id(self) -> str:
        """The random id of the journal. Raises JournalError."""
        return str(self.read("SELECT id FROM meta")[0][0])

    @property
    def _noted(self) -> Path:
        return self.path.with_name(f"{self.path.stem}-id")

    def note(self) -> None:
        """Let the folder remember the journal's id. Raises ToolError."""
        write_line(self._noted, self.id)

    def _refuse_gone(self, *, anew: bool) -> None:
        if not anew and read_line(self._noted) is not None and not (self.path.exists() and self.path.stat().st_size):
            raise JournalError(Message("send/journal/journal-gone", name=self.path.name))

    def _refuse_emptied(self, *, anew: bool) -> None:
        other = read_line(self._noted) not in (None, self.id)
        if other and not anew and not self.read("SELECT 1 FROM release LIMIT 1"):
            raise JournalError(Message("send/journal/journal-gone", name=self.path.name))

    def hold(self) -> None:
        """Say that this host holds the journal; called often, it writes every ten seconds.

        Raises Refusal while another host says so; JournalError.
        """
        holder = self._holder
        if holder is None or (self._held_at is not None and 0 <= holder.now - self._held_at < _EVERY):
            return
        now = holder.now
        with self.transaction() as sql:
            other, since = sql.execute("SELECT holder, held_at FROM meta").fetchone()
            if other not in (None, holder.host) and since is not None and abs(now - since) < LEASE:
                raise Refusal(
                    Message(
                        "send/journal/held-elsewhere", host=other.partition("/")[0], seconds=LEASE - abs(now - since)
                    )
                )
            self._say(holder.host, now)
        self._held_at = now

    def _say(self, host: str | None, now: int | None) -> None:
        self.unsaid += self.connection.execute("UPDATE meta SET holder = ?, held_at = ?", (host, now)).rowcount

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Begin an IMMEDIATE transaction; after a normal end its commit is on the disk. Raises JournalError.

        Within another transaction it is a part of that, and reaches the disk with it.
        """
        if self.connection.in_transaction:
            yield self.connection
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection
            self.connection.execute("COMMIT")
        except (sqlite3.Error, stored.Damage) as error:
            raise self._error(error) from None
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def beside(self, file: Path) -> Iterator[None]:
        """Attach another database, to be read alone: a transaction begun meanwhile takes no lock to write in it."""
        try:
            self.connection.execute("ATTACH ? AS beside", (stored.read_only(file),))
        except sqlite3.Error as error:
            raise _journal_error(file, error) from None
        try:
            yield
        finally:
            self.connection.execute("DETACH beside")

    def many(self, sql: str, values: Iterable[tuple[object, ...]]) -> int:
        """Run a statement for each tuple, inside a transaction; return the number of rows changed."""
        # SQLite says -1 when there was no tuple at all.
        return max(self.connection.executemany(sql, values).rowcount, 0)

    def read(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Return all rows of a query. Raises JournalError."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except (sqlite3.Error, stored.Damage) as error:
            raise self._error(error) from None

    def _error(self, error: sqlite3.Error | stored.Damage) -> JournalError:
        if isinstance(error, sqlite3.Error):
            return _journal_error(self.path, error)
        try:
            what = Message("send/journal/journal", path=self.path)
            return JournalError(stored.damaged(self.connection, TABLES, what))
        except sqlite3.Error as worse:
            return _journal_error(self.path, worse)

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
        """Close the file, then let go of it."""
        if self._held_at is not None:
            with suppress(JournalError), self.transaction():  # else another host waits a minute
                self._say(None, None)
        self.connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the journal at that path, whatever file is there. Raises Refusal, JournalError."""
    held = _locked(path)
    try:
        yield
    finally:
        os.close(held)


def _locked(path: Path) -> int:
    """Open the side file that holds the lock; the kernel lets go of it when the process dies."""
    side = _side(path)
    try:
        held = os.open(side, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _journal_error(side, error) from error
    for pause in _PAUSES:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return held
        except BlockingIOError:
            time.sleep(pause)
    os.close(held)
    raise Refusal(Message("send/journal/sender-running"))


def _side(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _journal_error(path: Path, error: Exception) -> JournalError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _DAMAGED:
        return JournalError(Message("send/journal/journal-damaged", path=path))
    if isinstance(error, OSError) or (code is not None and code & 0xFF in _PLAIN):
        why = str(error)
    else:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
    return JournalError(Message("send/journal/journal-unusable", path=path, why=why))
