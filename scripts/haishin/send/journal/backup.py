"""An online copy of the state folder, whole or not at all, and the way back into an empty or damaged folder (T13).

A copy of the journal is marked as it is made: it bears another id, so no claim is its own, and goes on only by a
person's ``adopt``, whatever way it comes back. Each time that it is put back it takes another id.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from haishin.consult import mainline
from haishin.core import stored
from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.state import StateFolder, write_line
from haishin.send.journal.journal import RENEWED, Journal
from haishin.send.journal.journal_file import locked
from haishin.send.ledger import ledger
from haishin.send.ledger.records import new_id

MANIFEST = "manifest.json"
_SIDES = ("", "-wal", "-shm")  # of files that SQLite may have beside a database, and would read into another
_UNREADABLE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}


def _databases(state: StateFolder) -> dict[Path, str]:
    """Name the table without whose rows each holds nothing, in the order in which they are copied.

    The journal first: the registry knows all its recipients.
    """
    return {state.journal: "release", state.registry: "subscriber"}


def _files(state: StateFolder) -> tuple[Path, ...]:
    """List everything of the folder that a lost host is missed for."""
    memory = (state.root / name for name in (ledger.TIP_FILE, mainline.FILE))
    return (*_databases(state), state.keys, state.leave_key, *memory)


def back_up(state: StateFolder, into: Path, now: datetime) -> tuple[str, ...]:
    """Copy all files that are there into that new folder, while others write; return their names. Checks each copy.

    Raises Refusal if the folder exists or there is nothing to copy; ToolError if a copy cannot be made.
    """
    present = [file for file in _files(state) if file.exists()]
    if not any(file in _databases(state) for file in present):
        raise Refusal(Message("send/journal/nothing-to-back-up", root=state.root))
    if into.exists():
        raise Refusal(Message("send/journal/backup-exists", folder=into))
    with _as_our_errors(into):
        into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=into.parent, prefix=f".{into.name}."))
        try:
            for file in present:
                target = part / file.name
                target.touch(mode=0o600)
                if file in _databases(state):
                    _copy(file, target, mark=file == state.journal)
                else:
                    target.write_bytes(file.read_bytes())
            sums = {file.name: _digest(part / file.name) for file in present}
            (part / MANIFEST).touch(mode=0o600)
            (part / MANIFEST).write_text(json.dumps({"made_at": now.isoformat(), "sha256": sums}, indent=1), "utf-8")
            part.rename(into)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return tuple(sums)


def restore(
    state: StateFolder, backup: Path, open_journal: Callable[[StateFolder], Journal], now: datetime
) -> tuple[str, ...]:
    """Put back files that the folder lacks or holds damaged; return their names. Old files are moved, never deleted.

    A readable journal or registry that is not empty stays: it may be newer. Raises Refusal if a sender runs, if the
    backup is not whole, or if nothing is to be put back; ToolError.
    """
    sums = _manifest(backup)
    with _as_our_errors(state.root), locked(state.journal):
        wanted = [file for file in _files(state) if file.name in sums and not _stays(state, file)]
        if not wanted:
            raise Refusal(Message("send/journal/nothing-to-restore", root=state.root))
        part = StateFolder(Path(tempfile.mkdtemp(dir=state.root, prefix="restoring-")))
        try:
            for file in wanted:
                (part.root / file.name).touch(mode=0o600)
                (part.root / file.name).write_bytes((backup / file.name).read_bytes())
                if _digest(part.root / file.name) != sums[file.name]:
                    raise Refusal(Message("send/journal/backup-altered", folder=backup, name=file.name))
            renewed = None
            if state.journal in wanted:
                renewed = _renewed(part, open_journal)
            aside = state.root / f"replaced-{now:%Y%m%dT%H%M%SZ}"
            for file in wanted:
                for side in _SIDES:
                    if (old := file.with_name(file.name + side)).exists():
                        aside.mkdir(mode=0o700, exist_ok=True)
                        old.replace(aside / old.name)
                (part.root / file.name).replace(file)
            if renewed is not None:
                write_line(state.journal_id, renewed)
        finally:
            shutil.rmtree(part.root, ignore_errors=True)
    return tuple(file.name for file in wanted)


def _renewed(part: StateFolder, open_journal: Callable[[StateFolder], Journal]) -> str:
    """Bring the copy to this program's form, under an id that no other restored copy bears; return that id."""
    journal = open_journal(part)
    try:
        journal.verify()
        journal.renew()
        return journal.id
    finally:
        journal.close()


def _stays(state: StateFolder, file: Path) -> bool:
    """Return whether that file of the folder is not to be replaced: it is readable and not empty."""
    table = _databases(state).get(file)
    if table is None or not file.exists():
        return file.exists()
    try:
        with closing(sqlite3.connect(stored.read_only(file), uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            return sound and bool(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone())
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNREADABLE:
            return False
        raise


def _copy(source: Path, target: Path, *, mark: bool) -> None:
    """Copy a database as of a single moment; a writer goes on meanwhile. ``mark``: it is the journal."""
    with closing(sqlite3.connect(stored.read_only(source), uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        # Not the quick check: an address that has rotted differs from its copy in the index.
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ToolError(Message("send/journal/not-copied", place=source, why="SQLITE_CORRUPT"))
        if mark:
            copy.execute(RENEWED, (new_id(),))
            copy.commit()


def _manifest(backup: Path) -> dict[str, str]:
    """Read the digests by name. Raises Refusal if the folder is no backup."""
    try:
        manifest = json.loads((backup / MANIFEST).read_bytes())
        return {str(name): str(digest) for name, digest in manifest["sha256"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Refusal(Message("send/journal/no-backup", folder=backup)) from None


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _as_our_errors(place: Path) -> Iterator[None]:
    """Turn errors of the system and of SQLite into errors of ours, without their words."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ToolError(Message("send/journal/not-copied", place=place, why=why)) from error
    except sqlite3.Error as error:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
        raise ToolError(Message("send/journal/not-copied", place=place, why=why)) from None
