"""The mailbox of leaving and of returned mails: a Maildir, or a folder of an IMAP server over TLS.

A letter that was dealt with is removed; another is left to a person, in the folder ``kept`` below, or in ``aside`` if
it could not even be read. There it lies as unread as it came, and any mail program shows it.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from os import DirEntry, scandir
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import SplitResult, unquote, urlsplit

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import Text
from haishin.residents.mails.mime import MAX_BYTES

SECONDS = 60.0  # that a server may be silent
IMAPS = 993  # the port (RFC 8314)
HEAD_BYTES = 64 * 1024  # of a letter, in which its head is looked for
KEPT, ASIDE = "kept", "aside"
_TOP = 2048  # bytes, in which a server writes where it delivered a letter
_RETURNED = re.compile(rb"^(?:delivered-to|x-original-to):[ <\"]*bounce\+", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


class Letter(NamedTuple):
    """A mail as it lies there."""

    key: str
    data: bytes  # its beginning, at most ``MAX_BYTES``
    whole: bool
    fault: ToolError | None = None  # why it cannot be opened: it stays where it is


class Unread(NamedTuple):
    """What waits for a person: kept or set aside, and not read yet."""

    number: int
    since: datetime | None  # when the oldest of them came


class Mailbox:
    """Iterates over its letters, those to a return path last; raises ToolError if the mailbox fails."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Hold nothing that must be closed."""

    def __iter__(self) -> Iterator[Letter]:
        raise NotImplementedError

    def done(self, key: str) -> None:
        """Remove a letter; a letter that is gone is done."""
        raise NotImplementedError

    def keep(self, key: str) -> None:
        """Leave a letter to a person."""
        self._move(key, KEPT)

    def aside(self, key: str) -> None:
        """Set a letter aside that could not be read."""
        self._move(key, ASIDE)

    def unread(self) -> Unread:
        """Count what waits for a person."""
        raise NotImplementedError

    def heads(self, message_ids: Collection[str], since: datetime) -> Iterator[tuple[str, bytes]]:
        """Yield the Message-IDs that lie there, each with its letter's head, and change nothing.

        Of a Maildir only the letters that came ``since`` are read.
        """
        raise NotImplementedError

    def _move(self, key: str, folder: str) -> None:
        raise NotImplementedError


def open_mailbox(
    url: str, seconds: float = SECONDS, *, variable: str = "HAISHIN_INBOX", readonly: bool = False
) -> Mailbox:
    """Open a Maildir's path or ``imaps://USER:PASSWORD@HOST[:PORT]/FOLDER``, which ``variable`` named.

    ``readonly``: for ``heads`` alone. Raises ToolError, which shows neither user nor password.
    """
    if url.startswith("/"):
        return Maildir(Path(url))
    with contextlib.suppress(ValueError):  # of a port; it would show the URL
        parts = urlsplit(url)
        if parts.scheme == "imaps" and parts.hostname and parts.username and parts.password:
            return Imap(parts, parts.port or IMAPS, seconds, readonly=readonly)
    raise ToolError(Message("residents/mailbox-unknown", variable=variable))


@contextlib.contextmanager
def _told(place: object, step: str = "answer") -> Iterator[None]:
    """Turn a fault into a ToolError without the server's words, which may hold an address; ``step``: if refused."""
    try:
        yield
    except OSError as error:
        raise _broken(place, error.strerror or type(error).__name__) from None
    except imaplib.IMAP4.abort:
        raise _broken(place, Message("residents/imap-answer")) from None
    except (imaplib.IMAP4.error, ValueError, LookupError, AttributeError):  # of an answer that is none
        raise _broken(place, Message(f"residents/imap-{step}")) from None


def _broken(place: object, reason: Text | str) -> ToolError:
    return ToolError(Message("residents/mailbox-broken", place=place, reason=reason))


class Maildir(Mailbox):
    """A Maildir: new letters in ``new``, those seen by a mail program in ``cur``. Folders below are Maildir++."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _told(path):
            if not (path / "new").is_dir():
                raise _broken(path, Message("residents/no-maildir"))

    def __iter__(self) -> Iterator[Letter]:
        with _told(self._path):
            # A name begins with the second of its delivery.
            lying = sorted((_is_returned(Path(entry.path)), entry.name, entry.path) for entry in _lying(self._path))
        for _, _, path in lying:
            try:
                data = _beginning(Path(path), MAX_BYTES + 1)
            except FileNotFoundError:  # a mail program has moved it; the next pass finds it
                continue
            except OSError as error:  # somebody else put it there; the next goes on
                fault = _broken(Path(path).parent, error.strerror or type(error).__name__)
                yield Letter(path, b"", whole=False, fault=fault)
            else:
                yield Letter(path, data[:MAX_BYTES], len(data) <= MAX_BYTES)

    def done(self, key: str) -> None:
        """Remove a letter; the next pass finds a letter that a mail program has moved."""
        with _told(self._path):
            Path(key).unlink(missing_ok=True)

    def unread(self) -> Unread:
        """Count the letters without the flag *seen*."""
        with _told(self._path):
            waiting = [entry for name in (KEPT, ASIDE) for entry in _lying(self._path / f".{name}")]
            came = [entry.stat().st_mtime for entry in waiting if "S" not in entry.name.partition(":2,")[2]]
        return Unread(len(came), min((datetime.fromtimestamp(at, UTC) for at in came), default=None))

    def heads(self, message_ids: Collection[str], since: datetime) -> Iterator[tuple[str, bytes]]:
        """Read the beginning of each letter that came since."""
        with _told(self._path):
            for entry in _lying(self._path):
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat().st_mtime < since.timestamp():
                        continue
                    head = _beginning(Path(entry.path), HEAD_BYTES).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
                    found = _MESSAGE_ID.search(head)
                    if found is not None and (name := found[1].decode("ascii", "replace")) in message_ids:
                        yield name, head

    def _move(self, key: str, name: str) -> None:
        path, folder = Path(key), self._path / f".{name}"
        with _told(self._path), contextlib.suppress(FileNotFoundError):
            for part in ("tmp", "cur", "new"):
                (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / "maildirfolder").touch()
            target = folder / path.parent.name / path.name
            while target.exists():  # no letter takes the place of another
                target = target.with_name(f"0.{target.name}")
            path.rename(target)


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(size)


def _is_returned(path: Path) -> bool:
    """Whether a letter says that it was mailed to a return path; it is believed no more than its place in a row."""
    try:
        return _RETURNED.search(_beginning(path, _TOP)) is not None
    except OSError:
        return False


def _lying(folder: Path) -> list[DirEntry[str]]:
    """List the files of ``new`` and ``cur``; none without such a folder."""
    found: list[DirEntry[str]] = []
    for part in ("new", "cur"):
        with contextlib.suppress(FileNotFoundError), scandir(folder / part) as entries:
            found += [entry for entry in entries if entry.is_file(follow_symlinks=False) and entry.name[0] != "."]
    return found


class Imap(Mailbox):
    """A folder of an IMAP server (RFC 9051), over TLS by the system's certificates (``SSL_CERT_FILE`` names others).

    Nothing is marked as seen. Without MOVE and UIDPLUS, letters are copied and marked as deleted.
    """

    def __init__(self, parts: SplitResult, port: int, seconds: float, *, readonly: bool) -> None:
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        self._place = f"imaps://{parts.hostname}:{port}/{self._folder}"
        with _told(self._place):
            context = ssl.create_default_context()
            self._client = imaplib.IMAP4_SSL(str(parts.hostname), port, ssl_context=context, timeout=seconds)
            try:
                with _told(self._place, "login"):
                    self._client.login(unquote(str(parts.username)), unquote(str(parts.password)))
                self._can = _good(self._client.capability())[0].upper().split()
                # `(\Noselect) "/" ""`: what stands between the names of folders (RFC 3501 6.3.8).
                self._between = _good(self._client.list('""', '""'))[0].split(b'"')[1].decode()
                with _told(self._place, "folder"):
                    _good(self._client.select(f'"{self._folder}"', readonly=readonly))
            except BaseException:
                self._client.shutdown()
                raise

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()

    def __iter__(self) -> Iterator[Letter]:
        with _told(self._place):
            keys = self._ask("SEARCH", "UNDELETED")[0].decode().split()
            mailed = "OR HEADER Delivered-To bounce+ HEADER X-Original-To bounce+"
            returned = set(self._ask("SEARCH", "UNDELETED", mailed)[0].decode().split())
        for key in sorted(keys, key=returned.__contains__):
            with _told(self._place):
                answer = self._ask("FETCH", key, f"(RFC822.SIZE BODY.PEEK[]<0.{MAX_BYTES}>)")
                texts = [piece[1] for piece in answer if isinstance(piece, tuple)]
                told = b" ".join(piece[0] if isinstance(piece, tuple) else piece for piece in answer if piece)
                size = re.search(rb"RFC822\.SIZE (\d+)", told)
            if texts and size is not None:  # else it is gone
                yield Letter(key, texts[0], int(size[1]) <= MAX_BYTES)

    def done(self, key: str) -> None:
        """Remove a letter, and no other that somebody marked as deleted."""
        with _told(self._place):
            self._ask("STORE", key, "+FLAGS.SILENT", r"(\Deleted)")
            if b"UIDPLUS" in self._can:
                self._ask("EXPUNGE", key)

    def unread(self) -> Unread:
        """Count the letters that nobody has seen; the first of a folder is its oldest."""
        number = 0
        came: list[datetime] = []
        with _told(self._place):
            for name in (KEPT, ASIDE):
                if self._client.select(self._below(name), readonly=True)[0] != "OK":
                    continue  # nothing was ever put there
                keys = self._ask("SEARCH", "UNSEEN UNDELETED")[0].decode().split()
                number += len(keys)
                for key in keys[:1]:
                    told = self._ask("FETCH", key, "(INTERNALDATE)")[0].split(b'"')[1].decode().strip()
                    came.append(datetime.strptime(told, "%d-%b-%Y %H:%M:%S %z"))
            _good(self._client.select(f'"{self._folder}"'))
        return Unread(number, min(came, default=None))

    def heads(self, message_ids: Collection[str], since: datetime) -> Iterator[tuple[str, bytes]]:
        """Ask the server for each."""
        for name in message_ids:
            with _told(self._place):
                for key in self._ask("SEARCH", "HEADER", "Message-ID", f'"{name}"')[0].decode().split()[:1]:
                    answer = self._ask("FETCH", key, f"(BODY.PEEK[HEADER]<0.{HEAD_BYTES}>)")
                    head = b"".join(piece[1] for piece in answer if isinstance(piece, tuple))
                    yield name, head.replace(b"\r\n", b"\n")

    def _move(self, key: str, name: str) -> None:
        with _told(self._place):
            self._client.create(self._below(name))  # NO: it is there
            if b"MOVE" in self._can:
                self._ask("MOVE", key, self._below(name))
                return
            self._ask("COPY", key, self._below(name))
        self.done(key)

    def _below(self, name: str) -> str:
        return f'"{self._folder}{self._between}{name}"'

    def _ask(self, command: str, *words: str) -> list[Any]:
        return _good(self._client.uid(command, *words))


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]
