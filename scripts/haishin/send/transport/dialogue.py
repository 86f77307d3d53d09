"""The commands to a relay for an envelope, the time of each phase, and the envelope's outcome."""

from __future__ import annotations

import errno
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from haishin.core.model import RowState
from haishin.send.rows import Dot, Envelope, Outcome, Stage
from haishin.send.transport import Unusable
from haishin.send.transport.relay import Client
from haishin.send.transport.replies import Reply

if TYPE_CHECKING:
    from haishin.send.transport.routes import Route

# RFC 5321 4.5.3.2. A shorter wait after the dot makes doubles.
SECONDS: dict[str, float] = {"mail": 300, "rcpt": 300, "data": 120, "dot": 600}
SECONDS |= {"noop": 30, "reset": 5, "lone dot": 5, "quit": 5}  # no mail waits for these
GOOD: dict[Stage, range] = {"mail": range(200, 300), "rcpt": range(200, 300), "data": range(354, 355)}
NO_UTF8 = Reply(RowState.FAILED, 0, "5.6.7", "the relay does not offer SMTPUTF8")
MOMENT_SECONDS = 0.25  # the wait of a caller before he looks whether he may go on
_ENVID_CHARACTERS = 100  # RFC 3461 4.4


class Ticket:
    """A task of a connection: to pass on an envelope or, without an envelope, to say NOOP and set ``reached``."""

    def __init__(self, envelope: Envelope | None) -> None:
        self.envelope = envelope
        self.dot: Dot = "no"  # whether the final dot was written; from ``maybe`` on the envelope is not taken back
        self.over = False  # its outcome is known
        self.refused_by: Route | None = None  # the relay that has refused it, so that another relay is asked
        self.reached: Future[Unusable | None] = Future()

    def told(self) -> bool:
        """Wait a moment at most; return whether ``reached`` was told."""
        return bool(wait([self.reached], MOMENT_SECONDS).done)

    @property
    def alert_id(self) -> str:
        """The alert of its envelope."""
        assert self.envelope is not None
        return self.envelope.alert_id

    @property
    def rcpt_to(self) -> str:
        """The address of its envelope."""
        assert self.envelope is not None
        return self.envelope.rcpt_to

    def outcome(self, stage: Stage, reply: Reply) -> Outcome:
        """Return the outcome that a reply means."""
        text = " ".join(filter(None, (stage.upper(), str(reply.code or ""), reply.enhanced)))
        code = reply.code or None
        return self._ended(reply.state, stage, code, reply.enhanced, text, ours=reply.ours, said=reply.said)

    def broken(self, stage: Stage, text: str, *, ours: bool = False) -> Outcome:
        """Return the outcome when no reply comes: in doubt once the relay may have the dot."""
        if self.dot == "no":
            return self._ended(RowState.PENDING, stage, text=text, ours=ours)
        return self._ended(RowState.IN_DOUBT, "dot", text=text, ours=ours)

    def unreached(self, why: Unusable) -> Outcome:
        """Return the outcome when there is no connection."""
        return self._ended(RowState.PENDING, "connect", why.code, text=why.text, ours=why.ours)

    def _ended(
        self,
        state: RowState,
        stage: Stage,
        code: int | None = None,
        enhanced: str | None = None,
        text: str = "",
        *,
        ours: bool = False,
        said: str = "",
    ) -> Outcome:
        assert self.envelope is not None
        key = self.envelope.alert_id, self.envelope.recipient_id
        return Outcome(*key, state, stage, self.dot, code, enhanced, text, ours, said)


def refuse_surplus(client: Client) -> None:
    """Raise OSError when a reply has come before the dot was written: it would be taken for the dot's."""
    if not client.replies.empty:
        raise OSError(errno.EPROTO, "reply out of step")


def relay_is_busy(outcome: Outcome) -> bool:
    """Return whether the relay took not even the sender."""
    return outcome.stage == "mail" and outcome.state is RowState.PENDING and not outcome.ours


def commands(envelope: Envelope, client: Client) -> tuple[bytes, bytes, bytes] | None:
    """Return MAIL, RCPT and DATA as lines, None if the addresses need SMTPUTF8 and the relay does not offer it."""
    mail, rcpt = f"MAIL FROM:<{envelope.mail_from}>", f"RCPT TO:<{envelope.rcpt_to}>"
    if client.has_extn("size"):
        mail += f" SIZE={len(envelope.head) + len(envelope.body)}"
    if not (envelope.mail_from + envelope.rcpt_to).isascii():
        if not client.has_extn("smtputf8"):
            return None
        mail += " SMTPUTF8"
    if client.has_extn("dsn"):
        # Alert and random id, so that a report of delivery can be joined to its row without an address.
        token = _xtext(f"{envelope.alert_id}.{envelope.recipient_id}")
        mail += " RET=HDRS"
        if len(token) <= _ENVID_CHARACTERS:
            mail += f" ENVID={token}"
        rcpt += " NOTIFY=FAILURE"
    return f"{mail}\r\n".encode(), f"{rcpt}\r\n".encode(), b"DATA\r\n"


def _xtext(text: str) -> str:
    """Encode as xtext (RFC 3461 4)."""
    encoded = ""
    for byte in text.encode():
        char = chr(byte)
        if "!" <= char <= "~" and char not in "+=":
            encoded += char
        else:
            encoded += f"+{byte:02X}"
    return encoded
