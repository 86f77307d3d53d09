"""The plain dialogue: a single message at a time on a thread of its own, each command waits for its reply.

Slow, and easy to be sure of: for relays without PIPELINING, and as the measure of the pipelined dialogue.
"""

from __future__ import annotations

import contextlib
import errno
from queue import SimpleQueue
from threading import current_thread

from haishin.send.rows import Outcome, Stage
from haishin.send.transport.connection import Connection, Owner
from haishin.send.transport.dialogue import GOOD, NO_UTF8, SECONDS, Ticket, commands, refuse_surplus
from haishin.send.transport.relay import Client
from haishin.send.transport.replies import Reply, read
from haishin.send.transport.routes import Route


class PlainConnection(Connection):
    """A ready connection and the thread that talks on it, which has made it."""

    slots = 1
    round_trips = 4  # of a message

    def __init__(self, client: Client, route: Route, owner: Owner) -> None:
        super().__init__(client, route, owner)
        self._given: SimpleQueue[Ticket | None] = SimpleQueue()
        self._thread = current_thread()

    def give(self, ticket: Ticket) -> None:
        """Begin with the ticket."""
        self._given.put(ticket)

    def quit(self) -> None:
        """Take leave, after the given tickets."""
        self._given.put(None)

    def cut(self) -> None:
        """Hang up, also in the middle of a ticket."""
        self.client.cut()
        self._given.put(None)

    def join(self, seconds: float) -> None:
        """Wait at most that long until the connection is closed."""
        self._thread.join(seconds)

    def work(self) -> None:
        """Talk until nothing more is given, or the line is of no more use."""
        while (ticket := self._given.get()) is not None:
            dialogue = _Dialogue(self.client, ticket, self.owner)
            outcome = dialogue.run()
            if dialogue.hang_up:
                self.client.close()
                self.owner.lost(self, ticket, outcome)
                return
            self.owner.ended(self, ticket, outcome)
        with contextlib.suppress(OSError):  # it is closed all the same
            self.client.allow(SECONDS["quit"])
            self.client.quit()
        self.client.close()


class _Dialogue:
    """MAIL, RCPT, DATA, text, dot for an envelope, so that stage and dot are known exactly when it breaks."""

    def __init__(self, client: Client, ticket: Ticket, owner: Owner) -> None:
        self._client = client
        self._ticket = ticket
        self._owner = owner
        self._stage: Stage = "mail"
        self.hang_up = False

    def run(self) -> Outcome | None:
        """Return the outcome, None of a NOOP. Never raises: an error of ours ends this envelope and is told."""
        try:
            if self._ticket.envelope is None:
                self._client.allow(SECONDS["noop"])
                self.hang_up = self._client.noop()[0] != 250
                return None
            reply = self._talk()
        except OSError as error:  # smtplib's SMTPServerDisconnected is one too
            return self._broken(error.strerror or "connection broken")
        except Exception as error:  # noqa: BLE001 (on this thread nobody else would hear of it)
            return self._broken(f"{self._stage}: {type(error).__name__}", ours=True)
        self.hang_up = self.hang_up or reply.hang_up
        return self._ticket.outcome(self._stage, reply)

    def _talk(self) -> Reply:
        envelope = self._ticket.envelope
        assert envelope is not None
        lines = commands(envelope, self._client)
        if lines is None:
            self._stage = "rcpt"
            return NO_UTF8
        for line, (stage, good) in zip(lines, GOOD.items(), strict=True):
            self._enter(stage)
            self._client.send(line)
            code, said = self._client.getreply()
            if code not in good:
                reply = read(stage, code, said, envelope.rcpt_to)
                if not reply.hang_up:
                    self._reset()
                return reply
        refuse_surplus(self._client)
        self._client.send(envelope.head + envelope.body)
        self._enter("dot")
        if not self._owner.may_dot(self._ticket):
            raise OSError(errno.ECANCELED, "recalled")
        self._client.send(b".\r\n")
        self._ticket.dot = "yes"
        code, said = self._client.getreply()
        return read("dot", code, said, envelope.rcpt_to)

    def _broken(self, text: str, *, ours: bool = False) -> Outcome | None:
        self.hang_up = True
        if self._ticket.envelope is None:
            return None
        return self._ticket.broken(self._stage, text, ours=ours)

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        self._client.allow(SECONDS[stage])

    def _reset(self) -> None:
        """Clear the refused transaction; a server that cannot do that at once is left."""
        try:
            self._client.allow(SECONDS["reset"])
            code, _ = self._client.rset()
        except OSError:
            code = -1
        self.hang_up = code != 250
