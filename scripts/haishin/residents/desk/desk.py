"""The two folders between the residents' page and the registry, both sides of each (threats W1, W4, W20).

``requests/`` (2730): the web writes into it, and can neither list nor read. ``pages/`` (2710): the web reads it by
name, and cannot write. Whoever takes the web's process over has what lies in them, and no resident's address.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError

How = Literal["one-click", "button", "choices", "test", "page"]  # by a token of leaving; then by a link to choose
Chosen: TypeAlias = Mapping[str, Sequence[str]]  # what a form holds, by the names of its fields

REQUESTS: Final = "requests"
PAGES: Final = "pages"
LARGEST: Final = 16 << 10  # bytes of a request, which may name all municipalities of a large prefecture
FIELDS: Final[tuple[str, ...]] = ("station", "municipality", "category", "form", "language", "night", "page")
KEY: Final = "leave.json"  # in pages/: the copy of the key of leaving
_DRAFT: Final = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}")  # while it is written: behind its name, the token's digest
_TOKEN: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FLOOR: Final = 64 << 20  # bytes that stay free for the others of the disk
_WRITING: Final = timedelta(minutes=1)  # longer than any writing takes: what is no request by then never becomes one


class NoRoom(Exception):
    """The disk is nearly full: nothing was written, and the resident is to try again."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that the page took. Nothing in it is believed: the web may have been taken over."""

    name: str  # of its file
    token: str = field(repr=False)
    how: How
    chosen: Chosen = field(default_factory=dict)  # of ``choices``


def place(environment: Mapping[str, str]) -> Path | None:
    """Return the folder of ``requests/`` and ``pages/``; None: this force has no page."""
    named = environment.get("HAISHIN_DESK")
    return Path(named).absolute() if named else None


class Requests:
    """``requests/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.strange = 0  # how many entries were no requests, and were removed

    # --- the web's side -------------------------------------------------------------------------------------------

    def put(self, token: str, how: How, chosen: Chosen | None = None) -> None:
        """Keep a request until the inbox takes it; it is on the disk when this returns. A repetition writes nothing.

        Raises NoRoom, or OSError if the folder cannot be written.
        """
        path = f"{self.folder}/{sha256(token.encode()).hexdigest()}"
        if os.path.exists(path):
            return
        disk = os.statvfs(self.folder)
        if disk.f_bavail * disk.f_frsize < _FLOOR:
            raise NoRoom
        alone = os.stat(self.folder).st_uid == os.geteuid()  # to try it: web and inbox are one user
        draft = f"{path}.{secrets.token_hex(8)}"
        asked = {"token": token, "how": how} | ({} if chosen is None else {"chosen": chosen})
        write(draft, json.dumps(asked).encode(), 0o400 if alone else 0o040)
        try:
            os.rename(draft, path)  # so its name is always that of a whole request
        except FileNotFoundError:
            return  # the inbox was quicker

    # --- the inbox's side -----------------------------------------------------------------------------------------

    def take(self, now: datetime) -> Iterator[Request]:
        """Yield each request; it stays until ``done``. A file that is no request is removed and counted (W4).

        Raises ToolError if the folder cannot be read.
        """
        for entry, facts in self._entries():
            if _DRAFT.fullmatch(entry.name) and now - _written(facts) < _WRITING:
                continue
            request = _read(entry, facts)
            if request is not None:
                yield request
                continue
            self.strange += 1
            remove = os.rmdir if stat.S_ISDIR(facts.st_mode) else os.unlink
            with suppress(OSError):  # a folder with something in it stays, and is counted at each look
                remove(entry.path)

    def done(self, name: str) -> None:
        """Take a request away that was acted on. Raises ToolError."""
        with folder(self.folder):
            (self.folder / name).unlink(missing_ok=True)

    def oldest(self, now: datetime) -> timedelta | None:
        """Return how long the oldest entry waits; None if the folder is empty. Raises ToolError."""
        return max((now - _written(facts) for _, facts in self._entries()), default=None)

    def _entries(self) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
        with folder(self.folder), os.scandir(self.folder) as entries:
            for entry in entries:
                try:
                    facts = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # it has got its last name meanwhile
                yield entry, facts


@contextmanager
def folder(place: Path) -> Iterator[None]:
    """Say which of both folders cannot be used. Raises ToolError."""
    try:
        yield
    except OSError as fault:
        raise ToolError(Message("residents/desk-unusable", folder=place, why=fault.strerror)) from fault


def _written(facts: os.stat_result) -> datetime:
    """Return when the disk saw it change last, which its owner cannot forge."""
    return datetime.fromtimestamp(facts.st_ctime, UTC)


def _read(entry: os.DirEntry[str], facts: os.stat_result) -> Request | None:
    """Read a request; None for anything else. No link is followed, no pipe waited for, no more read than may be."""
    name = entry.name.partition(".")[0]
    is_named = name == entry.name or _DRAFT.fullmatch(entry.name) is not None
    if not is_named or not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST:
        return None
    try:
        file = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            asked = json.loads(os.read(file, LARGEST))
        finally:
            os.close(file)
        token, how, chosen = asked.pop("token"), asked.pop("how"), asked.pop("chosen", {})
    except (OSError, ValueError, RecursionError, LookupError, AttributeError, TypeError):
        return None
    if asked or how not in get_args(How) or not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
        return None
    if sha256(token.encode()).hexdigest() != name or not _is_chosen(chosen):
        return None
    return Request(entry.name, token, how, chosen)


def _is_chosen(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {*FIELDS}:
        return False
    return all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in value.values())


def write(path: str, data: bytes, mode: int) -> None:
    """Write a new file to the disk; nobody may open it before it is whole. What cannot be written is removed again."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0)
    try:
        if os.write(file, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fchmod(file, mode)  # whatever mask the process has
        os.fsync(file)
    except BaseException:
        os.unlink(path)
        raise
    finally:
        os.close(file)
