"""``smtplib`` with limits: no reply is longer, and none comes later, than a server has any reason for.

RFC 5321 4.5.3.1.5 allows 512 octets a line; ``smtplib`` counts neither lines nor seconds.
"""

from __future__ import annotations

import errno
import smtplib
from time import monotonic

LINES = 100
BYTES = 64 * 1024
CONNECT_SECONDS = 30
_PIECE = 4096


class Client(smtplib.SMTP):
    """From connecting to the login it has ``CONNECT_SECONDS``, afterwards what ``allow`` grants to each phase."""

    _until: float | None = None

    def allow(self, seconds: float) -> None:
        """Begin a phase: what is read and written from now on has to end within that time."""
        self._until = monotonic() + seconds
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply, code (-1: none) and text. Raises OSError when the line breaks or a limit is passed."""
        while (reply := self.heard(CONNECT_SECONDS)) is None:
            pass
        return reply

    def heard(self, seconds: float) -> tuple[int, bytes] | None:
        """The next reply, None when it is not whole within that time though the phase goes on."""
        if self._until is None:
            self.allow(CONNECT_SECONDS)
        if self.file is None:  # smtplib forgets it when TLS begins, and with it what was said in the clear
            self.file = _Heard()
        heard: _Heard = self.file
        pause = monotonic() + seconds
        try:
            while (reply := heard.reply()) is None:
                if (piece := self._listen(pause)) is None:
                    return None
                heard.take(piece)
        except OSError:
            self.close()
            raise
        return reply

    def _listen(self, pause: float) -> bytes | None:
        """What comes next, None when the pause does."""
        assert self._until is not None
        assert self.sock is not None  # smtplib forgets it only together with an error
        while (left := min(pause, self._until) - monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                piece = self.sock.recv(_PIECE)
            except TimeoutError:
                continue
            except OSError as broken:
                raise smtplib.SMTPServerDisconnected("connection broken") from broken
            if not piece:
                raise smtplib.SMTPServerDisconnected("connection broken")
            return piece
        if pause < self._until:
            return None
        raise TimeoutError(errno.ETIMEDOUT, "no whole reply in time")


class SecureClient(Client, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Heard:
    """What has come and is not yet read: lines of an unfinished reply, and the bytes behind them."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._rest = bytearray()
        self._searched = 0
        self._size = 0

    def take(self, piece: bytes) -> None:
        """Hear more. Raises OSError when the reply is too long."""
        self._rest += piece
        self._size += len(piece)
        if self._size > BYTES:
            raise OSError(errno.EMSGSIZE, "reply too long")

    def reply(self) -> tuple[int, bytes] | None:
        """The first whole reply (RFC 5321 4.2.1). Raises OSError when it has too many lines."""
        while (end := self._rest.find(b"\n", self._searched)) >= 0:
            line = bytes(self._rest[:end])
            del self._rest[: end + 1]
            self._searched = 0
            self._lines.append(line[4:].strip(b" \t\r"))
            if not line[:3].isdigit() or line[3:4] != b"-":
                text = b"\n".join(self._lines)
                self._lines.clear()
                self._size = len(self._rest)
                return (int(line[:3]) if line[:3].isdigit() else -1), text
            if len(self._lines) == LINES:
                raise OSError(errno.EMSGSIZE, "reply too long")
        self._searched = len(self._rest)
        return None

    def close(self) -> None:
        """Nothing to close; smtplib closes what it reads from."""
