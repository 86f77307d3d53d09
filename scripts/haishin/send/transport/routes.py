"""The relays: the state of each, who takes the next envelope, and who can use another connection.

Guarded by the transport's lock.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from haishin.send.transport import Unusable
from haishin.send.transport.relay import Relay

if TYPE_CHECKING:
    from haishin.send.transport.connection import Connection
    from haishin.send.transport.dialogue import Ticket

# More connections make a relay on the same machine slower (measured: Postfix is at its best with 4 to 10).
NEAR = 8
# The messages a second that the connections to a relay are to carry together: the most that a sender makes.
FLOW = 10_000
REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 300.0
_SMOOTHING = 0.1
# After so many useless connections in a row the relay counts as not reached.
VAIN = 3
# After so many refusals in a row mail goes to other relays first: its table of recipients may be gone.
REFUSALS = 5
_HANGS_UP = "lets us in and hangs up"


@dataclass(eq=False)
class Route:
    """A relay and its state."""

    relay: Relay
    ceiling: int  # the most connections to it
    connections: int = 0
    refusals: int = 0  # in a row
    making: int = 0  # threads that try to make another connection
    free: deque[Connection] = field(default_factory=deque)  # a connection for each ticket that it could take now
    failure: Unusable | None = None  # why it was not reached when it was last tried
    vain: int = 0  # connections in a row that were let in, and ended before an envelope was judged
    again: float = 0.0  # no new connection before
    took: bool = False  # it has taken mail
    contradicted: int = 0  # how often another relay took a recipient that it refused
    let_in: bool = False  # it was reached
    unreached: str = ""  # why it was not reached since then
    most: int = field(init=False)  # how many connections are of use: the farther the relay, the more
    seconds: float = 0.0  # that a connection is busy for each message, smoothed; 0 before the first
    _wait: float = math.inf  # the least that a message spends on the way
    _resting: bool = False
    _failures: int = 0  # in a row

    def __post_init__(self) -> None:
        self.most = self.ceiling

    @property
    def rate(self) -> float:
        """Messages a second over so many connections, as measured: messages by the time that they were busy."""
        if not self.seconds:
            return math.inf
        return self.most / self.seconds

    @property
    def trouble(self) -> str | None:
        """Why it takes nothing, in words for a log; empty if it does or would, None if it was not tried."""
        if self.took:
            return ""
        if self.contradicted >= REFUSALS:
            return f"{self.relay}: refuses recipients whom another relay takes"
        if self.vain >= VAIN:
            return f"{self.relay}: {_HANGS_UP}"
        if not self.unreached and not self.let_in:
            return None
        return self.unreached

    def add(self, connection: Connection) -> None:
        """Count a new connection in."""
        self.failure, self.unreached, self.let_in = None, "", True
        self.connections += 1
        self._wait = min(self._wait, connection.client.round_trip * connection.round_trips)
        self.most = min(self.ceiling, max(NEAR, math.ceil(min(self._wait * FLOW, self.ceiling))))
        self.free.appendleft(connection)  # those with nothing to do go first
        self.free.extend([connection] * (connection.slots - 1))

    def remove(self, connection: Connection) -> None:
        """Count a connection out."""
        self.connections -= 1
        self.free = deque(other for other in self.free if other is not connection)

    def carried(self, seconds: float) -> None:
        """Note how long a connection was busy with a message that the relay has judged."""
        if self.seconds:
            self.seconds += (seconds - self.seconds) * _SMOOTHING
        else:
            self.seconds = seconds
        self._resting, self._failures, self.refusals = False, 0, 0

    def accepted(self, refused_by: Route | None) -> None:
        """Note that it has taken a mail, and the relay that had refused it."""
        self.took = True
        if refused_by is not None:
            refused_by.contradicted += 1

    def fail(self, now: float, *, resting: bool) -> None:
        """Leave the relay alone for a while, each time for twice as long; ``resting``: no mail to it either."""
        if self.rests(now):
            return  # several connections have met the same failure
        self.again = now + min(REST_SECONDS * 2 ** min(self._failures, 9), LONGEST_REST_SECONDS)
        self._failures += 1
        self._resting = resting

    def refused(self, now: float, *, busy: bool) -> None:
        """Count a refusal before the dot, which says nothing of how fast the relay is; ``busy``: of the sender."""
        self.refusals += 1
        if busy or self.refusals >= REFUSALS:
            self.fail(now, resting=True)

    def in_vain(self, now: float, *, silent: bool) -> None:
        """Count a connection that was let in and broken off before it carried anything; ``silent``: without a word."""
        self.fail(now, resting=True)
        self.vain += silent
        if self.vain >= VAIN:
            self.failure = Unusable(f"{self.relay}: {_HANGS_UP}", ours=False)

    def rests(self, now: float) -> bool:
        """Return whether it took connections lately and no mail; others go first until it is tried again."""
        return self._resting and now < self.again


class Routes:
    """All relays, ``ceiling`` connections to each at most."""

    def __init__(self, relays: Sequence[Relay], ceiling: int) -> None:
        self._routes = [Route(relay, ceiling) for relay in relays]

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    @property
    def tried(self) -> dict[str, str | None]:
        """Of several relays, by their names, why each takes nothing."""
        if len(self._routes) == 1:
            return {}
        return {str(route.relay): route.trouble for route in self._routes}

    @property
    def room(self) -> int:
        """Tickets that connections could take now."""
        return sum(len(route.free) for route in self.open)

    @property
    def open(self) -> list[Route]:
        """The relays that mail may go to now: those that do not rest, or all if no other is connected."""
        if len(self._routes) == 1:
            return self._routes
        now = monotonic()
        return [route for route in self._routes if route.connections and not route.rests(now)] or self._routes

    def others(self, route: Route) -> list[Route]:
        """Return the other relays that mail may go to now."""
        return [other for other in self.open if other is not route and other.connections]

    def take(self, ticket: Ticket) -> Connection | None:
        """Return a connection for a ticket, idle connections and the fastest relay first; None if all are busy.

        The relay that has refused it is left out, while there is another.
        """
        among = self.open
        if ticket.refused_by is not None:
            among = self.others(ticket.refused_by) or among
        free = [route for route in among if route.free]
        if not free:
            return None
        return max(free, key=lambda route: (not route.free[0].load, route.rate)).free.popleft()

    def lacking(self) -> list[Route]:
        """Return the relay of each connection that is to be made: up to its share, four times as many at a step."""
        fewer = [route for route in self._routes if route.connections + route.making < route.most]
        return [
            route
            for route in fewer
            if monotonic() >= route.again
            for _ in range(min(self.share(route), 4 * route.connections or 1) - route.connections - route.making)
        ]

    def share(self, route: Route) -> int:
        """Return how many connections a relay is to have: the useful number, by its rate beside the fastest relay's."""
        if not route.seconds:
            return route.most
        fastest = max(other.rate for other in self._routes if other.seconds)
        return max(1, round(route.most * route.rate / fastest))

    def surplus(self, route: Route) -> bool:
        """Return whether a relay has more than twice its share of connections, or rests while another does not."""
        return route.connections > 2 * self.share(route) or route not in self.open

    def ask_anew(self, *, vain: bool = False) -> None:
        """Forget which relays could not be reached: each is to be tried now; with ``vain`` also who has hung up."""
        for route in self._routes:
            if vain:
                route.vain = 0
            if route.vain < VAIN:
                route.failure = None

    @property
    def unasked(self) -> list[Route]:
        """The relays that may be reachable and that no thread is connecting to."""
        return [route for route in self._routes if route.failure is None and not route.making]

    @property
    def unusable(self) -> Unusable | None:
        """Why no relay can be reached; None while any may be."""
        failures = [route.failure for route in self._routes if route.failure is not None]
        if len(failures) < len(self._routes):
            return None
        text = " / ".join(failure.text for failure in failures)
        return Unusable(text, code=failures[-1].code, ours=any(failure.ours for failure in failures))
