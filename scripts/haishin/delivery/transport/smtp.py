"""The SMTP transport: several connections to each of several relays, and for each envelope exactly one outcome.

Threads: the caller's alone calls ``ask``, ``submit``, ``poll``, ``recall``, ``close``. Each connection is made on a
thread of its own; it calls back ``may_dot``, ``ended``, ``lost``. All of them change what is below under one lock, and
nobody waits for a relay while holding it. An envelope is with one connection at a time. Whoever takes it out of
``_unanswered`` says what became of it; what others say of it afterwards is not heard.
"""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic

from haishin.delivery.rows import Envelope, Outcome
from haishin.delivery.transport import Unusable
from haishin.delivery.transport.connection import Connection, Route
from haishin.delivery.transport.dialogue import Ticket
from haishin.delivery.transport.plain import PlainConnection
from haishin.delivery.transport.relay import Relay, connect
from haishin.model import RowState

CONNECTIONS = 50  # what Postfix grants a client unless told (smtpd_client_connection_count_limit)
ASK_SECONDS = 35  # a little longer than a relay may take to greet
CLOSE_SECONDS = 1.0
_TAKEN_BACK = Unusable("", ours=False)


class SmtpTransport:
    """Sends over all its relays, to each over as many connections as are of use, ``connections`` at most.

    Whichever connection is free takes the next envelope, those to the fastest relay first. A relay that fails is left
    out and tried again, each time after twice as long; what may have its dot never moves to another. ``local_hostname``
    is our name in EHLO. ``context`` checks the relays' certificates; the default is strict.
    """

    def __init__(
        self,
        relays: Sequence[Relay],
        local_hostname: str,
        context: ssl.SSLContext | None = None,
        *,
        connections: int = CONNECTIONS,
    ) -> None:
        self._local_hostname = local_hostname
        self._context = context or ssl.create_default_context()
        self._lock = Lock()
        self._routes = [Route(relay, connections) for relay in relays]
        self._connections: set[Connection] = set()
        self._waiting: deque[Ticket] = deque()  # with no connection
        self._unanswered: dict[Ticket, None] = {}  # the envelopes without an outcome, in their order
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._closed = False

    # --- what the caller asks ----------------------------------------------------------------------------------------

    def ask(self) -> Unusable | None:
        """Have a relay answer now, over a connection that is there or a new one; return why none does."""
        question = Ticket(None)
        with self._lock:
            self._begin([question])
        try:
            return question.reached.result(ASK_SECONDS)
        except TimeoutError:
            return Unusable(" / ".join(f"{route.relay}: no answer in time" for route in self._routes), ours=False)

    @property
    def room(self) -> int:
        """Envelopes; one at least when none is under way, so that it is found out whether a relay can be reached."""
        with self._lock:
            free = sum(len(route.free) for route in self._open()) - len(self._waiting)
            return max(free, 0 if self._unanswered else 1)

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        """Begin the envelopes. When no relay can be reached all that wait come back as pending, stage ``connect``."""
        tickets = [Ticket(envelope) for envelope in envelopes]
        with self._lock:
            self._unanswered.update(dict.fromkeys(tickets))
            self._begin(tickets)

    def poll(self, timeout: float) -> list[Outcome]:
        """Wait until something has ended, at most so long, and return all that has."""
        with self._lock:
            self._go_on()  # the rest of a relay may be over
        try:
            first = self._outcomes.get(timeout=timeout) if timeout > 0 else self._outcomes.get_nowait()
        except Empty:
            return []
        return [first, *self._ended_by_now()]

    def recall(self, alert_id: str | None) -> None:
        """Take back what has no dot, of this alert or (None) of all; it is pending, stage ``connect``, without words.

        A connection that is in the middle of one hangs up before the dot.
        """
        with self._lock:
            for ticket in [*self._unanswered]:
                if ticket.dot == "no" and alert_id in (None, ticket.alert_id):
                    self._settle(ticket, ticket.unreached(_TAKEN_BACK))
            self._waiting = deque(filter(self._is_open, self._waiting))

    def close(self) -> list[Outcome]:
        """Hang up, within about a second, and return the remaining outcomes.

        What may have its dot is in doubt, the rest pending, stage ``connect``, without words.
        """
        with self._lock:
            self._closed = True
            for ticket in [*self._unanswered]:
                begun = ticket.dot != "no"
                outcome = ticket.broken("dot", "reply not awaited") if begun else ticket.unreached(_TAKEN_BACK)
                self._settle(ticket, outcome)
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
        return self._ended_by_now()

    def _ended_by_now(self) -> list[Outcome]:
        outcomes: list[Outcome] = []
        while True:
            try:
                outcomes.append(self._outcomes.get_nowait())
            except Empty:
                return outcomes

    # --- what connections tell, on their threads ---------------------------------------------------------------------

    def may_dot(self, ticket: Ticket) -> bool:
        """Return whether the envelope was not taken back; from now on it cannot be."""
        with self._lock:
            if self._is_open(ticket):
                ticket.dot = "maybe"
            return ticket.dot != "no"

    def ended(self, connection: Connection, ticket: Ticket, outcome: Outcome | None) -> None:
        """Note what a ticket has come to (None: a NOOP was answered), and give the connection the next one."""
        with self._lock:
            now = monotonic()
            if outcome is None:
                ticket.reached.set_result(None)
            else:
                self._settle(ticket, outcome)
                if _relay_is_busy(outcome):
                    connection.route.fail(now, resting=True)
                else:
                    connection.route.carried(now - connection.since)
            connection.load -= 1
            connection.since = now
            connection.used = True
            if not connection.load and self._is_surplus(connection.route, now):
                self._remove(connection)
                connection.quit()
            else:
                connection.route.free.append(connection)
            self._go_on()

    def lost(
        self, connection: Connection, ticket: Ticket | None, outcome: Outcome | None, behind: Sequence[Ticket] = ()
    ) -> None:
        """Note the end of a connection, while it was idle or by a ticket; what it had not begun goes to another.

        So does the ticket itself, if the relay closed a used connection and had said nothing of the ticket yet.
        """
        again = [*behind]
        with self._lock:
            self._remove(connection)
            if ticket is not None and self._is_open(ticket):
                if connection.used and (outcome is None or _relay_is_busy(outcome)):
                    again.insert(0, ticket)
                elif outcome is None:
                    ticket.reached.set_result(Unusable(f"{connection.route.relay}: connection broken", ours=False))
                else:
                    self._settle(ticket, outcome)
                if not connection.used:
                    connection.route.fail(monotonic(), resting=True)
            self._waiting.extendleft(reversed([*filter(self._is_open, again)]))
            if not self._connections:
                self._ask_anew()
            self._go_on()

    # --- with the lock held ------------------------------------------------------------------------------------------

    def _begin(self, tickets: Sequence[Ticket]) -> None:
        if not self._connections and not self._waiting:
            self._ask_anew()
        self._waiting.extend(tickets)
        self._go_on()

    def _go_on(self) -> None:
        """Hand out what waits, and make connections where they are of use."""
        if self._closed:
            return
        while self._waiting and (routes := [route for route in self._open() if route.free]):
            connection = max(routes, key=lambda route: route.rate).free.popleft()
            if not connection.load:
                connection.since = monotonic()
            connection.load += 1
            connection.give(self._waiting.popleft())
        if self._connections:
            self._grow()
        elif self._waiting:
            self._reach()

    def _open(self) -> list[Route]:
        """Return the relays that mail may go to now: those that do not rest, or all where none else is connected."""
        now = monotonic()
        return [route for route in self._routes if route.connections and not route.rests(now)] or self._routes

    def _grow(self) -> None:
        """Where every connection is busy with mail make as many again, up to what is of use."""
        if not self._unanswered or any(route.free for route in self._open()):
            return
        now = monotonic()
        for route in self._routes:
            most = min(self._share(route), 2 * route.connections or 1)
            for _ in range(most - route.connections - route.making if now >= route.again else 0):
                self._connect(route)

    def _share(self, route: Route) -> int:
        """Return how many connections a relay is to have: what is of use, by its rate beside the fastest one's."""
        if not route.seconds:
            return route.most
        fastest = max(other.rate for other in self._routes if other.seconds)
        return max(1, round(route.most * route.rate / fastest))

    def _is_surplus(self, route: Route, now: float) -> bool:
        """Return whether a relay has more than twice its share, or rests while another does not."""
        return route.connections > 2 * self._share(route) or route not in self._open()

    def _reach(self) -> None:
        """Without a connection try each relay once; when none can be reached give back what waits."""
        for route in self._routes:
            if route.failure is None and not route.making:
                self._connect(route)
        failures = [route.failure for route in self._routes if route.failure is not None]
        if len(failures) < len(self._routes):
            return
        text = " / ".join(failure.text for failure in failures)
        why = Unusable(text, code=failures[-1].code, ours=any(failure.ours for failure in failures))
        while self._waiting:
            ticket = self._waiting.popleft()
            if ticket.envelope is None:
                ticket.reached.set_result(why)
            else:
                self._settle(ticket, ticket.unreached(why))

    def _ask_anew(self) -> None:
        """Forget which relays could not be reached: each of them is to be tried now."""
        for route in self._routes:
            route.failure = None

    def _is_open(self, ticket: Ticket) -> bool:
        """Return whether nobody has said yet what became of it."""
        return ticket in self._unanswered or (ticket.envelope is None and not ticket.reached.done())

    def _settle(self, ticket: Ticket, outcome: Outcome) -> None:
        if ticket in self._unanswered:
            del self._unanswered[ticket]
            self._outcomes.put(outcome)

    def _remove(self, connection: Connection) -> None:
        self._connections.remove(connection)
        connection.route.remove(connection)

    def _connect(self, route: Route) -> None:
        Thread(target=self._work, args=(route,), daemon=True).start()
        route.making += 1

    def _work(self, route: Route) -> None:
        """Make a connection and go on with it: what its thread does."""
        try:
            client = connect(route.relay, self._local_hostname, self._context)
        except Unusable as why:
            with self._lock:
                route.making -= 1
                route.failure = why
                route.fail(monotonic(), resting=False)
                self._go_on()
            return
        connection = PlainConnection(client, route, self)
        with self._lock:
            route.making -= 1
            if not self._closed:
                self._connections.add(connection)
                route.add(connection)
                self._go_on()
            else:
                connection.quit()
        connection.work()


def _relay_is_busy(outcome: Outcome) -> bool:
    """Return whether the relay took not even the sender."""
    return outcome.stage == "mail" and outcome.state is RowState.PENDING and not outcome.ours
