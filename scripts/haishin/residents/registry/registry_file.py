"""The registry's file: its tables, its permissions, and what SQLite's errors mean for an operator."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from haishin.core import stored
from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.residents.registry.subscriber import FORMS, moment

APPLICATION = 0x48534E52  # "HSNR" in the file's head: this is a registry and no other database
STEPS: stored.Steps = (
    (
        """CREATE TABLE subscriber (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            address TEXT NOT NULL UNIQUE,
            form TEXT NOT NULL,
            language TEXT NOT NULL,
            night INTEGER NOT NULL,
            exercise INTEGER NOT NULL,
            origin TEXT NOT NULL,
            consented_at TEXT NOT NULL,
            registered_at TEXT NOT NULL,
            left_at TEXT
        ) STRICT""",
        *(
            f"""CREATE TABLE {name} (
                subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
                {name} TEXT NOT NULL,
                PRIMARY KEY (subscriber, {name})
            ) STRICT, WITHOUT ROWID"""
            for name in ("station", "municipality", "category")
        ),
        f"PRAGMA application_id = {APPLICATION}",
    ),
    (
        "CREATE INDEX IF NOT EXISTS address_in_any_case ON subscriber (address COLLATE NOCASE)",
        "CREATE INDEX gone ON subscriber (id) WHERE left_at IS NOT NULL",
        # The unit whose control address it is.
        "ALTER TABLE subscriber ADD COLUMN control TEXT",
        "CREATE INDEX of_unit ON subscriber (control) WHERE control IS NOT NULL",
    ),
    (
        # Whether what is mailed is as ``_COLUMNS`` has it; form and language are checked there, as they are read with
        # each count. SQLite judges a row whenever anybody writes it, by whatever program, and the index holds the rows
        # that are not sound: a million residents are asked in no time. A byte that rots on the disk afterwards is
        # found by the next backup, or when the journal is read, before it is mailed.
        """ALTER TABLE subscriber ADD COLUMN sound INTEGER AS (
            typeof(id) = 'text' AND length(CAST(id AS BLOB)) = 26 AND id NOT GLOB '*[^a-z2-7]*'
            AND typeof(address) = 'text' AND length(CAST(address AS BLOB)) = length(address)
            AND address GLOB '?*@?*' AND address NOT GLOB '*[^!-~]*' AND address NOT GLOB '*@*@*'
            AND instr(address, '@') <= 65 AND length(address) - instr(address, '@') <= 255
            AND typeof(night) = 'integer' AND night IN (0, 1)
        ) VIRTUAL""",
        "CREATE INDEX unsound ON subscriber (id) WHERE NOT sound",
        # A count reads it alone, already in groups. Not a partial one, which SQLite would take where it does not help.
        "CREATE INDEX counted ON subscriber (form, language, left_at, control)",
    ),
    (
        # Nobody mails to who is silent: his address came back.
        "ALTER TABLE subscriber ADD COLUMN silent_at TEXT",
        "DROP INDEX gone",
        "CREATE INDEX away ON subscriber (id) WHERE left_at IS NOT NULL OR silent_at IS NOT NULL",
        "DROP INDEX counted",
        "CREATE INDEX counted ON subscriber (form, language, left_at, silent_at, control)",
        # Appended to, and shortened at its old end. Times of this table and the next are in UTC, to be compared.
        """CREATE TABLE event (number INTEGER PRIMARY KEY, id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL,
            how TEXT NOT NULL, by TEXT) STRICT""",
        "CREATE INDEX leaving ON event (at) WHERE what = 'left'",
        # How an alert (``keys.short``) came back, once for each class; whether its day is guarded, NULL: not judged.
        """CREATE TABLE sign (id TEXT NOT NULL, alert TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL,
            class TEXT NOT NULL, domain TEXT NOT NULL, guarded INTEGER,
            PRIMARY KEY (id, alert, class)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX of_day ON sign (day, class, domain)",
        # Ids that are nobody's any more, and the digest of the address that each had.
        "CREATE TABLE gone (id TEXT PRIMARY KEY, who TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX gone_who ON gone (who)",
        # What the inbox has to answer; whom it has answered; what it has acted upon; what it saw last.
        """CREATE TABLE answer (number INTEGER PRIMARY KEY, address TEXT NOT NULL, kind TEXT NOT NULL,
            language TEXT NOT NULL, made_at TEXT NOT NULL, tried_at TEXT) STRICT""",
        "CREATE TABLE answered (who TEXT NOT NULL, at TEXT NOT NULL) STRICT",
        "CREATE INDEX answered_who ON answered (who)",
        "CREATE TABLE mail_taken (digest TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE desk (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        # Links to choose, by the digest of their token: one of an address. The station of the mail that asked for it;
        # whoever has the choices until then, at another address.
        """CREATE TABLE link (digest TEXT PRIMARY KEY, address TEXT NOT NULL COLLATE NOCASE UNIQUE, place TEXT,
            mover TEXT, until TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        "CREATE INDEX link_mover ON link (mover)",
        "ALTER TABLE answer ADD COLUMN token TEXT",  # of the link in it; it goes with the row
        "ALTER TABLE event ADD COLUMN words TEXT",  # the digest of what a resident has read before he registered
    ),
)


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 64 and moment(value) is not None
    except ValueError:
        return False


# What each column holds, and each column of ``reach.SUBSCRIBER``.
_COLUMNS: stored.Forms = {
    "number": stored.whole,
    "subscriber": stored.whole,
    "id": stored.text(r"[a-z2-7]{26}"),
    "address": stored.address,
    "form": stored.one_of(FORMS),
    "language": stored.word,
    "night": stored.flag,
    "exercise": stored.flag,
    "origin": lambda value: isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable(),
    "consented_at": _is_moment,
    "registered_at": _is_moment,
    "left_at": stored.optional(_is_moment),
    "silent_at": stored.optional(_is_moment),
    "control": stored.optional(stored.word),
    "stations": stored.optional(stored.words),
    "municipalities": stored.optional(stored.words),
    "categories": stored.optional(stored.words),
    "at": _is_moment,
    "what": stored.text("[a-z]{1,12}"),
    "how": stored.text("[a-z-]{1,20}"),
    "by": stored.optional(stored.word),
    "alert": stored.text("[a-z2-7]{8}"),
    "day": stored.text("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "class": stored.word,
    "domain": stored.domain,
    "guarded": stored.optional(stored.flag),
    "who": stored.text("[a-z2-7]{14}"),
    "kind": stored.word,
    "made_at": _is_moment,
    "tried_at": stored.optional(_is_moment),
    "digest": stored.text("[0-9a-f]{64}"),
    "place": stored.optional(stored.word),
    "mover": stored.optional(stored.text("[a-z2-7]{26}")),
    "until": _is_moment,
    "token": stored.optional(stored.text("[a-z2-7]{16}")),
    "words": stored.optional(stored.text("[0-9a-f]{16}")),
    "name": stored.word,
    "value": stored.word,
}
_NAMES = (
    *("subscriber", "station", "municipality", "category"),
    *("event", "sign", "gone", "answer", "answered", "mail_taken", "desk", "link"),
)


def instant(at: datetime) -> str:
    """Spell a moment so that texts of it sort as the moments do."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


_MEANING = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_CANTOPEN: "closed",
    sqlite3.SQLITE_PERM: "closed",
    sqlite3.SQLITE_READONLY: "closed",
}


def _fault(code: str, path: Path) -> ToolError:
    """Report a file that SQLite or the system does not let use."""
    return ToolError(Message(f"residents/file-{code}", name=path.name))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ToolError, by their code alone."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a mistake of ours
    except sqlite3.Error as error:
        # What Python's own module finds has no code, and words that may hold a value.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code == sqlite3.SQLITE_IOERR and os.statvfs(path.parent).f_bavail == 0:
            code = sqlite3.SQLITE_FULL  # of the log or its index
        if code in _MEANING:
            raise _fault(_MEANING[code], path) from None
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        raise ToolError(Message("residents/sqlite-error", name=path.name, error=name)) from None


@contextmanager
def reading(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """Open a connection in autocommit mode; ``patience``: seconds to wait for another process's lock.

    A registry of an earlier form is migrated first, by readers, too, for the sender only reads.
    Raises ToolError: no registry, open to other users, a later form, SQLite's own.
    """
    with _connection(path, patience) as connection:
        if not _is_current(path, connection):
            with writing(path, patience):
                pass
        yield connection


@contextmanager
def writing(path: Path, patience: float, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a transaction, all or nothing; ``create`` makes the tables inside it. Raises as ``reading``.

    The write lock is taken at once, so a value read inside still holds at the end.
    """
    if create:
        _touch(path)
    with _connection(path, patience) as connection:
        if create and stored.is_empty(connection):
            connection.execute("PRAGMA journal_mode = WAL")  # not possible inside a transaction
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if (create and stored.is_empty(connection)) or not _is_current(path, connection):
                stored.migrate(connection, STEPS)
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # after a full disk SQLite has rolled back by itself
                connection.execute("ROLLBACK")
            raise


def forget(path: Path, patience: float) -> None:
    """Write the file anew and empty its log: no byte stays of a row that was deleted. Raises as ``reading``.

    ``secure_delete`` overwrites a row, not the copies that SQLite left when it moved rows between pages.
    """
    with _connection(path, patience) as connection:
        connection.execute("VACUUM")
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:  # somebody reads as of before
            raise _fault("locked", path)
        connection.execute("DELETE FROM desk WHERE name = 'forget'")


@contextmanager
def _connection(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    _guard(path)
    with (
        explained(path),
        closing(sqlite3.connect(path, timeout=patience, isolation_level=None, uri=True)) as connection,
    ):
        stored.guard(connection, _COLUMNS)
        connection.execute("PRAGMA foreign_keys = ON")
        try:
            yield connection
        except stored.Damage:
            what = Message("residents/registry", name=path.name)
            raise ToolError(stored.damaged(connection, _NAMES, what)) from None
        except stored.OtherForm as other:
            raise ToolError(
                Message(
                    "residents/registry-of-other-form",
                    name=path.name,
                    form=other.form,
                    known=other.known,
                    needed=other.needed,
                )
            ) from None


def _touch(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _fault("disk-full", path) from error
        raise _fault("closed", path) from error


def _guard(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ToolError(Message("residents/registry-missing", name=path.name)) from None
    except OSError as error:
        raise _fault("closed", path) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ToolError(Message("residents/registry-open-to-others", name=path.name, mode=stat.S_IMODE(mode)))


def _is_current(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether the registry needs no migration. Raises ToolError if it is none, or of a later form."""
    if stored.is_empty(connection):
        raise ToolError(Message("residents/registry-missing", name=path.name))
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION:
        raise _fault("damaged", path)
    return stored.is_current(connection, STEPS)
