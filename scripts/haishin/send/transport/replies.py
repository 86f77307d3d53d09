"""A server's replies: cut out of the received bytes, and their meaning for the recipient, the connection and us.

RFC 5321 4.2, RFC 3463.
"""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass, field

from haishin.core.model import RowState
from haishin.send.rows import Stage

_ENHANCED = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s+|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# RFC 7372 and RFC 8616: SPF, DKIM and DMARC failed; 5.7.515 is one large receiver's word for the same.
# X.1.7 and X.1.8 are our own address (RFC 3463), of which Postfix speaks when a recipient is named.
# 4.7.28 is not among them: its sender is too fast, a matter of the pacing.
_OURS = re.compile(r"5\.7\.28|[45]\.(7\.(26|27|29|30|515)|1\.[78])")
_OURS_WORDS = re.compile(
    r"authenticat|\bSPF\b|\bDKIM\b|\bDMARC\b|unable to relay|"
    r"\brelay(ing)?\b.{0,12}\b(denied|prohibited|not (permitted|allowed))",
    re.IGNORECASE,
)
_POLICY = re.compile(r"[45]\.7\.[01]")
SAID_BYTES = 1000
LINES = 100
BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as read; ``said`` may quote an address. ``hang_up``: the connection is of no more use."""

    state: RowState
    code: int
    enhanced: str | None
    said: str = field(repr=False)
    ours: bool = False
    hang_up: bool = False


def parted(said: bytes) -> tuple[str | None, str]:
    """Split the enhanced code off the server's words, which become a single line without controls."""
    text = _CONTROL.sub(" ", said[:SAID_BYTES].decode("utf-8", "replace")).strip()
    code = _ENHANCED.match(text)
    if code is None:
        return None, text
    return code[1], text[code.end() :]


def codes(code: int, said: bytes) -> str:
    """Return all of a reply that may leave the mail host: its words may hold an address, in whatever spelling."""
    return " ".join(filter(None, (str(code), parted(said)[0])))


def read(stage: Stage, code: int, said: bytes, address: str) -> Reply:
    """Read a reply that refuses at MAIL, RCPT or DATA, or any reply to the dot."""
    enhanced, text = parted(said)
    if code == 421:
        # The server is leaving; that says nothing of this recipient.
        return Reply(RowState.PENDING, code, enhanced, text, hang_up=True)
    if not 200 <= code < 600 or 300 <= code < 400 or (200 <= code < 300 and stage != "dot"):
        state = RowState.PENDING  # out of step
        if stage == "dot":
            state = RowState.IN_DOUBT  # which command it answers cannot be known
        return Reply(state, code, enhanced, text, hang_up=True)
    if code < 300:
        return Reply(RowState.ACCEPTED, code, enhanced, text)
    if _is_ours(stage, code, enhanced or "", _without(address, text)):
        return Reply(RowState.PENDING, code, enhanced, text, ours=True)
    if code < 500 and stage == "mail":  # the relay is busy, not the recipient's mailbox
        return Reply(RowState.PENDING, code, enhanced, text)
    if code < 500:
        return Reply(RowState.DEFERRED, code, enhanced, text)
    if stage == "rcpt" and code == 552:
        return Reply(RowState.DEFERRED, code, enhanced, text)  # RFC 5321 4.5.3.1.10
    return Reply(RowState.FAILED, code, enhanced, text)


def _without(address: str, text: str) -> str:
    """Drop addresses from the words: a resident may choose an address that says DKIM, and that would stop the run."""
    local = re.escape(address.rpartition("@")[0].strip('"'))
    rest = " ".join(word for word in text.split() if "@" not in word)
    if not local:
        return rest
    return re.sub(rf"(?<!\w){local}(?!\w)", "", rest, flags=re.IGNORECASE)


def _is_ours(stage: Stage, code: int, enhanced: str, text: str) -> bool:
    if stage == "mail" and code >= 500:
        return True  # our sender address, our size, our right to send: no recipient was named yet
    if code == 530 or _OURS.fullmatch(enhanced):
        return True
    return bool(_POLICY.fullmatch(enhanced) or not enhanced) and code >= 500 and bool(_OURS_WORDS.search(text))


class ReplyBuffer:
    """The unread bytes: lines of an unfinished reply, and the bytes behind them.

    A reply has a limit that no server has reason to reach: RFC 5321 4.5.3.1.5 allows 512 octets a line, and ``smtplib``
    does not count lines.
    """

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._rest = bytearray()
        self._searched = 0
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Add received bytes. Raises OSError when the reply is too long."""
        self._rest += piece
        self._size += len(piece)
        if self._size > BYTES:
            raise OSError(errno.EMSGSIZE, "reply too long")

    def take(self) -> tuple[int, bytes] | None:
        """Take out the first whole reply, code (-1: none that can be believed) and text.

        All its lines bear the same code (RFC 5321 4.2.1); of two codes neither is believed. Raises OSError when it has
        too many lines.
        """
        while (end := self._rest.find(b"\n", self._searched)) >= 0:
            line = bytes(self._rest[:end])
            del self._rest[: end + 1]
            self._searched = 0
            self._lines.append(line)
            code = line[:3]
            if not code.isdigit() or line[3:4] != b"-":
                believed = code.isdigit() and all(said.startswith(code) for said in self._lines)
                text = b"\n".join(said[4:].strip(b" \t\r") for said in self._lines)
                self._lines.clear()
                self._size = len(self._rest)
                if not believed:
                    return -1, text
                return int(code), text
            if len(self._lines) == LINES:
                raise OSError(errno.EMSGSIZE, "reply too long")
        self._searched = len(self._rest)
        return None

    @property
    def empty(self) -> bool:
        """Whether all bytes that have come are taken."""
        return not (self._rest or self._lines)

    def close(self) -> None:
        """Do nothing; smtplib closes its source."""
