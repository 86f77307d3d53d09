"""The SMTP transport: several connections to each of several relays, and for each envelope exactly one outcome.

Threads: the caller's alone calls ``ask``, ``submit``, ``poll``, ``recall``, ``close``. Each connection is made on a
thread of its own; it calls back ``may_dot``, ``ended``, ``lost``. All of them change the state below under a single
lock, and no thread waits for a relay while holding it. An envelope is with a single connection at a time. The thread
that takes it out of ``_unanswered`` sets its outcome; a later outcome is dropped.
"""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from threading import Lock, Thread
from time import monotonic

from haishin.core.model import RowState
from haishin.send.rows import Envelope, Outcome
from haishin.send.transport import Unusable
from haishin.send.transport.arrivals import Arrivals
from haishin.send.transport.connection import Connection
from haishin.send.transport.dialogue import Ticket, relay_is_busy
from haishin.send.transport.loop import Loop
from haishin.send.transport.pipelined import Order, PipelinedConnection
from haishin.send.transport.plain import PlainConnection
from haishin.send.transport.relay import Client, Relay, connect
from haishin.send.transport.routes import Route, Routes

CONNECTIONS = 50  # what Postfix grants a client unless told (smtpd_client_connection_count_limit)
ASK_SECONDS = 35  # a little longer than a relay may take to greet
CLOSE_SECONDS = 1.0
_TAKEN_BACK = Unusable("", ours=False)


class SmtpTransport:
    """Sends over all its relays, to each over as many connections as are of use, ``connections`` at most.

    A free connection takes the next envelope, those to the fastest relay first. A relay that fails is left out and
    tried again, each time after twice as long; an envelope that may have its dot never moves to another.
    ``local_hostname`` is our name in EHLO. ``context`` checks the relays' certificates; the default is strict. Without
    ``pipelining`` each dialogue is plain, as with a relay that does not offer it.
    """

    def __init__(
        self,
        relays: Sequence[Relay],
        local_hostname: str,
        context: ssl.SSLContext | None = None,
        *,
        connections: int = CONNECTIONS,
        pipelining: bool = True,
    ) -> None:
        self._local_hostname = local_hostname
        self._context = context or ssl.create_default_context()
        self._lock = Lock()
        self._routes = Routes(relays, connections)
        self._connections: set[Connection] = set()
        self._waiting: deque[Ticket] = deque()  # with no connection
        self._unanswered: dict[Ticket, None] = {}  # the envelopes without an outcome, in their order
        self._arrivals = Arrivals()
        self._pipelining = pipelining
        self._loop: Loop[Order] | None = None
        self._ended = 0  # envelopes since the last were submitted
        self._closed = False

    # --- what the caller asks ----------------------------------------------------------------------------------------

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        """Have a relay answer now, over a present or a new connection; return why none does."""
        question = Ticket(None)
        with self._lock:
            self._begin([question])
        until = monotonic() + ASK_SECONDS
        while not question.told():
            if monotonic() >= until or not still():
                return Unusable(" / ".join(f"{route.relay}: no answer in time" for route in self._routes), ours=False)
        return question.reached.result()

    @property
    def room(self) -> int:
        """The envelopes that connections can take now, and by the next commit: twice as many as ended since the last.

        So the faster they end, the more go into a commit. At least 1 when none is under way, to find out whether a
        relay can be reached.
        """
        with self._lock:
            free = self._routes.room - len(self._waiting) + 2 * self._ended
            return max(free, int(not self._unanswered))

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Begin the envelopes. When no relay can be reached all that wait come back as pending, stage ``connect``."""
        tickets = [Ticket(envelope) for envelope in envelopes]
        with self._lock:
            self._ended = 0
            self._unanswered.update(dict.fromkeys(tickets))
            self._arrivals.expect(len(self._unanswered))
            self._begin(tickets)

    def poll(self, timeout: float) -> list[Outcome]:
        """Wait for an outcome, at most so long, and return all that have come by then and a moment later."""
        with self._lock:
            self._go_on()  # the rest of a relay may be over
        self._arrivals.wait(timeout)
        with self._lock:
            return self._arrivals.take()

    def recall(self, alert_id: str | None) -> None:
        """Take back envelopes without a dot, of this alert or (None) of all: pending, stage ``connect``, without words.

        A connection in the middle of such an envelope hangs up before the dot.
        """
        with self._lock:
            for ticket in [*self._unanswered]:
                if ticket.dot == "no" and alert_id in (None, ticket.alert_id):
                    self._settle(ticket, ticket.unreached(_TAKEN_BACK))
            self._waiting = deque(ticket for ticket in self._waiting if not ticket.over)

    @property
    def tried(self) -> Mapping[str, str | None]:
        """Why each of several relays takes nothing; see the protocol."""
        with self._lock:
            return self._routes.tried

    def close(self) -> list[Outcome]:
        """Hang up, within about a second, and return the remaining outcomes.

        An envelope that may have its dot is in doubt, the rest pending, stage ``connect``, without words.
        """
        with self._lock:
            if self._closed:
                return []
            self._closed = True
            for ticket in [*self._unanswered]:
                if ticket.dot == "no":
                    self._settle(ticket, ticket.unreached(_TAKEN_BACK))
                else:
                    self._settle(ticket, ticket.broken("dot", "reply not awaited"))
            self._waiting.clear()
            connections = [*self._connections]
            for connection in connections:
                if connection.load:
                    connection.cut()
                else:
                    connection.quit()
        until = monotonic() + CLOSE_SECONDS
        for connection in connections:
            connection.join(max(until - monotonic(), 0))
        if self._loop is not None:
            self._loop.close(max(until - monotonic(), 0))
        with self._lock:
            return self._arrivals.take()

    # --- what connections tell, on their threads ---------------------------------------------------------------------

    def may_dot(self, ticket: Ticket) -> bool:
        """Return whether the envelope was not taken back; from now on it cannot be."""
        with self._lock:
            if not ticket.over:
                ticket.dot = "maybe"
            return not ticket.over

    def ended(self, connection: Connection, ticket: Ticket, outcome: Outcome | None) -> None:
        """Note the outcome of a ticket (None: a NOOP was answered), and give the connection the next ticket."""
        with self._lock:
            now = monotonic()
            if outcome is None:
                ticket.reached.set_result(None)
            elif not ticket.over:
                self._judge(connection.route, ticket, outcome, now - connection.since)
                connection.carried, connection.route.vain = True, 0
            connection.load -= 1
            connection.since = now
            connection.used = True
            if connection.load:
                connection.route.free.append(connection)
            elif self._routes.surplus(connection.route):
                self._remove(connection)
                connection.quit()
            else:
                connection.route.free.appendleft(connection)
            self._go_on()

    def lost(
        self, connection: Connection, ticket: Ticket | None, outcome: Outcome | None, behind: Sequence[Ticket] = ()
    ) -> None:
        """Note the end of a connection, while it was idle or by a ticket; tickets it had not begun go to another.

        So does the ticket itself, if the relay closed a used connection without a word of the ticket.
        """
        again = [*behind]
        with self._lock:
            if self._remove(connection) and connection.load and not connection.carried:
                connection.route.in_vain(monotonic(), silent=outcome is None or outcome.code is None)
            if ticket is not None and not ticket.over:
                if connection.used and (outcome is None or relay_is_busy(outcome)):
                    again.insert(0, ticket)
                elif outcome is None:
                    ticket.reached.set_result(Unusable(f"{connection.route.relay}: connection broken", ours=False))
                elif outcome.dot == "no":
                    self._judge(connection.route, ticket, outcome, 0)
                else:
                    self._settle(ticket, outcome)
            self._waiting.extendleft(ticket for ticket in reversed(again) if not ticket.over)
            if not self._connections:
                self._routes.ask_anew()
            self._go_on()

    # --- with the lock held ------------------------------------------------------------------------------------------

    def _begin(self, tickets: Sequence[Ticket]) -> None:
        if not self._connections and not self._waiting:
            self._routes.ask_anew(vain=True)
        self._waiting.extend(tickets)
        self._go_on()

    def _go_on(self) -> None:
        """Hand out waiting tickets, and make connections if all are busy with mail."""
        if self._closed:
            return
        kept: list[Ticket] = []  # tickets that no connection can take now
        while self._waiting:
            ticket = self._waiting.popleft()
            connection = self._routes.take(ticket)
            if connection is None:
                kept.append(ticket)
                if ticket.refused_by is None:
                    break
                continue  # only the relay that refused it may be free: for those behind it
            if not connection.load:
                connection.since = monotonic()
            connection.load += 1
            connection.give(ticket)
        self._waiting.extendleft(reversed(kept))
        if not self._connections and self._waiting:
            self._reach()
        elif self._unanswered and (kept or not self._routes.room):
            for route in self._routes.lacking():
                self._connect(route)

    def _reach(self) -> None:
        """Without a connection try each relay once; when none can be reached give back all waiting tickets."""
        for route in self._routes.unasked:
            self._connect(route)
        why = self._routes.unusable
        if why is None:
            return
        while self._waiting:
            ticket = self._waiting.popleft()
            if ticket.envelope is None:
                ticket.reached.set_result(why)
            else:
                self._settle(ticket, ticket.unreached(why))

    def _judge(self, route: Route, ticket: Ticket, outcome: Outcome, seconds: float) -> None:
        """Settle a relay's answer; a refusal before the dot is asked of a second relay, if there is another."""
        if outcome.dot != "no":
            route.carried(seconds)
            if outcome.state is RowState.ACCEPTED:
                route.accepted(ticket.refused_by)
        elif outcome.code:
            route.refused(monotonic(), busy=relay_is_busy(outcome))
        if outcome.dot == "no" and outcome.code and ticket.refused_by is None and self._routes.others(route):
            ticket.refused_by = route
            self._waiting.appendleft(ticket)
        else:
            self._settle(ticket, outcome)

    def _settle(self, ticket: Ticket, outcome: Outcome) -> None:
        """Set the outcome of an envelope, unless it is set."""
        if not ticket.over:
            ticket.over = True
            del self._unanswered[ticket]
            self._ended += 1
            self._arrivals.add(outcome, len(self._unanswered))

    def _remove(self, connection: Connection) -> bool:
        """Forget a connection; return whether it was known."""
        if connection not in self._connections:
            return False
        self._connections.remove(connection)
        connection.route.remove(connection)
        return True

    def _connect(self, route: Route) -> None:
        Thread(target=self._work, args=(route,), daemon=True).start()
        route.making += 1

    def _work(self, route: Route) -> None:
        """Make a connection and go on with it: the work of its thread."""
        try:
            client = connect(route.relay, self._local_hostname, self._context)
        except Unusable as why:
            with self._lock:
                route.making -= 1
                route.failure, route.unreached = why, why.text
                route.fail(monotonic(), resting=False)
                self._go_on()
            return
        with self._lock:
            route.making -= 1
            if self._closed:
                client.close()  # it comes too late
                return
            connection = self._connection(client, route)
            self._connections.add(connection)
            route.add(connection)
            self._go_on()
        connection.work()

    def _connection(self, client: Client, route: Route) -> Connection:
        if not self._pipelining or not client.has_extn("pipelining"):
            return PlainConnection(client, route, self)
        self._loop = self._loop or Loop()
        return PipelinedConnection(client, route, self, self._loop)
