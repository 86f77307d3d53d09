"""The pipelined dialogue (RFC 2920): a single round trip a message, all connections on a thread that waits for none.

MAIL, RCPT and DATA of a message form a group; its text and dot go out together with the next message's group. So a
connection has at most a single dot unanswered and a single group under way. Replies are counted strictly: each belongs
to the oldest unanswered command, and if they do not fit, the connection is left.
"""

from __future__ import annotations

import ssl
from collections import deque
from math import inf
from threading import Event
from time import monotonic
from typing import Literal

from haishin.send.rows import Outcome, Stage
from haishin.send.transport.connection import Connection, Owner
from haishin.send.transport.dialogue import GOOD, NO_UTF8, SECONDS, Ticket, commands, refuse_surplus
from haishin.send.transport.loop import Loop
from haishin.send.transport.relay import BLOCKED, Client
from haishin.send.transport.replies import Reply, read
from haishin.send.transport.routes import Route

Order = Ticket | Literal["begin", "quit"]
Due = Literal["reset", "mail", "rcpt", "data", "dot", "lone dot", "noop", "quit"]

_CHUNK = 65536  # offered in one write in the clear
_RECORD = 16384  # of TLS; what is offered in one write is one record, out as a whole or not at all


class _HangUp(Exception):
    """The connection is of no more use; ``ticket``: the cause, with its outcome."""

    def __init__(self, ticket: Ticket | None = None, outcome: Outcome | None = None) -> None:
        super().__init__()
        self.ticket = ticket
        self.outcome = outcome


class PipelinedConnection(Connection):
    """A connection to a relay that offers PIPELINING.

    ``give``, ``quit``, ``cut`` and ``join`` are called from any thread, the rest on the loop's.
    """

    slots = 2
    round_trips = 1

    def __init__(self, client: Client, route: Route, owner: Owner, loop: Loop[Order]) -> None:
        super().__init__(client, route, owner)
        assert client.sock is not None  # smtplib forgets it only together with an error
        self.sock = client.sock
        self._secured = isinstance(self.sock, ssl.SSLSocket)
        self._loop = loop
        self._closed = Event()
        self._leaving = False
        self._due: deque[tuple[Ticket | None, Due]] = deque()  # the commands that await replies, in their order
        self._queue: deque[Ticket] = deque()  # given, not begun
        self._group: Ticket | None = None  # whose MAIL, RCPT, DATA are not all answered
        self._refusal: tuple[Stage, Reply] | None = None  # of the group
        self._untidy = False  # the refused transaction stands at the relay until RSET
        self._out = bytearray()  # to be written
        self._dot: tuple[int, Ticket] | None = None  # where in it a dot ends, and whose that is
        self._writing = False
        self._broken = False  # nothing more can be read
        self._serving = False
        self._sent = self._come = 0  # tickets by way of the loop, and those of them that have come
        self._phase: object = None
        self._until = inf
        loop.tell(self, "begin")

    def give(self, ticket: Ticket) -> None:
        """Begin with the ticket, behind those given before."""
        if self._serving and self._sent == self._come and self._loop.here:
            self._queue.append(ticket)  # its group goes out together with the text that is about to
        else:
            self._sent += 1  # under the lock of the owner, which gives
            self._loop.tell(self, ticket)

    def quit(self) -> None:
        """Take leave of the relay."""
        self._loop.tell(self, "quit")

    def cut(self) -> None:
        """Break the line, which the loop sees."""
        self.client.cut()

    def join(self, seconds: float) -> None:
        """Wait at most that long until the connection is closed."""
        self._closed.wait(seconds)

    def work(self) -> None:
        """Leave the work to the loop."""

    def take(self, order: Order) -> None:
        """Take a ticket, begin, or say QUIT."""
        self._come += isinstance(order, Ticket)
        if self._closed.is_set():
            if isinstance(order, Ticket):
                self.owner.lost(self, None, None, [order])
            return
        if isinstance(order, Ticket):
            self._queue.append(order)
        elif order == "quit":
            self._leaving = True
            self._say(b"quit\r\n", None, "quit")
        else:
            self.sock.setblocking(False)
            self._loop.watch(self, writing=False)
        self.serve(readable=order == "begin")  # TLS may have read unasked bytes already

    def serve(self, *, readable: bool) -> None:
        """Read and write all that can be without waiting. Never raises: an error of ours ends the connection."""
        if self._closed.is_set():
            return  # by another serving in the same round
        self._serving = True
        try:
            if readable and not self._broken:
                self._broken = not self.client.take_in()
            while self._hear() or self._begin() or self._write():
                pass
            if self._broken:
                raise OSError
        except _HangUp as end:
            self._close(end)
        except OSError as error:
            self._close(self._break(error.strerror or "connection broken"))
        except Exception as error:  # noqa: BLE001 (on this thread nobody else would hear of it)
            self._close(self._break(type(error).__name__, ours=True))
        else:
            self._note_phase()
        finally:
            self._serving = False

    def expire(self, now: float) -> None:
        """Hang up when the present phase has lasted too long."""
        if now >= self._until:
            self._close(self._break("no whole reply in time"))

    def _hear(self) -> bool:
        """Take the next reply, if any; while a text is being written it has to wait, as for a dialogue that waits."""
        if self._dot is not None:
            return False
        reply = self.client.replies.take()
        if reply is None:
            return False
        if not self._due:
            raise _HangUp  # it takes leave of an idle client, or speaks unasked
        ticket, due = self._due.popleft()
        code, said = reply
        if ticket is None:
            raise _HangUp  # the answer to QUIT
        if due == "noop":
            if code != 250:
                raise _HangUp(ticket)
            self._group = None
            self.owner.ended(self, ticket, None)
        elif due == "reset":
            if code != 250:
                raise _HangUp  # the group behind it is not begun
        elif due == "dot":
            judged = read("dot", code, said, ticket.rcpt_to)
            if judged.hang_up:
                raise _HangUp(ticket, ticket.outcome("dot", judged))
            self.owner.ended(self, ticket, ticket.outcome("dot", judged))
        elif due == "lone dot":
            self._refused(ticket, code)
        elif due != "quit":
            self._hear_of_group(ticket, due, code, said)
        return True

    def _hear_of_group(self, ticket: Ticket, stage: Stage, code: int, said: bytes) -> None:
        """Take a reply to MAIL, RCPT or DATA. After a refusal the other two are still to come."""
        if self._refusal is None and code not in GOOD[stage]:
            reply = read(stage, code, said, ticket.rcpt_to)
            if reply.hang_up:
                raise _HangUp(ticket, ticket.outcome(stage, reply))
            self._refusal = stage, reply
        if stage != "data":
            return
        if self._refusal is None:
            envelope = ticket.envelope
            assert envelope is not None
            self._group = None
            self._say(envelope.head + envelope.body + b".\r\n", ticket, "dot")
            self._dot = len(self._out), ticket
        elif code == 354 and self._refusal[0] == "rcpt":
            self._say(b".\r\n", ticket, "lone dot")  # RFC 2920 3.1: it goes to no recipient
        else:
            self._untidy = True
            self._refused(ticket, code)

    def _refused(self, ticket: Ticket, code: int) -> None:
        """End the refused group with its last reply; a reply that is no refusal itself is out of step."""
        assert self._refusal is not None
        outcome = ticket.outcome(*self._refusal)
        if code == 421 or not 400 <= code < 600:
            raise _HangUp(ticket, outcome)
        self._group = self._refusal = None
        self.owner.ended(self, ticket, outcome)

    def _begin(self) -> bool:
        """Write the next ticket's group, if any, when the group before it is answered."""
        if self._group is not None or not self._queue:
            return False
        ticket = self._group = self._queue.popleft()
        if ticket.envelope is None:
            self._say(b"noop\r\n", ticket, "noop")
        elif ticket.over or (lines := commands(ticket.envelope, self.client)) is None:
            self._group = None
            self.owner.ended(self, ticket, ticket.outcome("rcpt", NO_UTF8))
        else:
            if self._untidy:
                self._untidy = False
                self._say(b"rset\r\n", ticket, "reset")
            self._say(b"".join(lines), ticket, "mail", "rcpt", "data")
        return True

    def _say(self, text: bytes, ticket: Ticket | None, *due: Due) -> None:
        self._out += text
        self._due.extend((ticket, command) for command in due)

    def _write(self) -> bool:
        """Write until it would block; return whether a dot has gone out.

        The same bytes are offered again after TLS has refused them, with others behind them at most.
        """
        most = _CHUNK
        if self._secured:
            most = _RECORD
        while self._out:
            piece = bytes(self._out[:most])
            end, dotted = self._dot or (0, None)
            ready = dotted
            if end > len(piece):
                ready = None
            count = self._offer(piece, ready, end)
            del self._out[:count]
            if dotted is not None:
                self._dot = end - count, dotted
                if count >= end:
                    self._dot = None
                    return True
            if count < len(piece):
                break
        return False

    def _offer(self, piece: bytes, dotted: Ticket | None, end: int) -> int:
        """Write as much of it as is taken, with the dot that ends there. Only TLS may write and say that it has not.

        The ticket changes in a single step: in between a written dot must not count as unwritten.
        """
        if dotted is not None:
            refuse_surplus(self.client)
            if not self.owner.may_dot(dotted):
                raise _HangUp(dotted)
        count = 0
        try:
            count = self.sock.send(piece)
        except BLOCKED:
            pass
        finally:
            if dotted is not None and count >= end:
                dotted.dot = "yes"
            elif dotted is not None and not self._secured:
                dotted.dot = "no"
        return count

    def _note_phase(self) -> None:
        """Watch for the awaited event, and until when."""
        if self._writing is not bool(self._out):
            self._writing = not self._writing
            self._loop.watch(self, writing=self._writing)
        oldest = next(iter(self._due), None)
        phase = oldest, self._dot is None
        if phase != self._phase:
            self._phase = phase
            if self._dot is not None:
                self._until = monotonic() + SECONDS["data"]
            elif oldest is not None:
                self._until = monotonic() + SECONDS[oldest[1]]
            else:
                self._until = inf

    def _break(self, text: str, *, ours: bool = False) -> _HangUp:
        """Return the outcome of the oldest command without a reply."""
        ticket, due = next(iter(self._due), (self._group, "mail"))
        if ticket is None or due == "reset" or due == "quit":
            return _HangUp()
        if due == "noop":
            return _HangUp(ticket)
        if self._refusal is not None or due == "lone dot":
            assert self._refusal is not None
            return _HangUp(ticket, ticket.outcome(*self._refusal))
        if ours:
            text = f"{due}: {text}"
        if due == "dot":
            due = "data"
        return _HangUp(ticket, ticket.broken(due, text, ours=ours))

    def _close(self, end: _HangUp) -> None:
        self._loop.forget(self)
        self.client.close()
        self._closed.set()
        if not self._leaving:
            behind = [*self._queue]
            if self._group is not None and self._group is not end.ticket:
                behind.insert(0, self._group)
            self.owner.lost(self, end.ticket, end.outcome, behind)
