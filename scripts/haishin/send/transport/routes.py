"""The relays: what is known of each, who takes the next envelope, and where another connection is of use.

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
# What the connections to one relay are to carry together, in messages a second: the most that a sender makes.
FLOW = 10_000
REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 300.0
_SMOOTHING = 0.1
# So many connections in a row that were of no use, and the relay counts as not reached.
VAIN = 3
# So many refusals in a row, and mail goes to other relays first: its table of recipients may be gone.
REFUSALS = 5
_HANGS_UP = "lets us in and hangs up"


@dataclass(eq=False)
class Route:
    """One relay and what is known of it.

    ``ceiling``: the most connections to it. ``free``: a connection for each ticket that it could take now.
    ``failure``: why it was not reached when it was last tried. ``again``: no new connection before. ``most``: how many
    connections are of use: the farther the relay, the more.
    ``took``: it has taken mail; ``contradicted``: how often another took whom it refused; ``let_in``: it was reached;
    ``unreached``: why it was not since then.
    """

    relay: Relay
    ceiling: int
    connections: int = 0
    refusals: int = 0  # in a row
    making: int = 0  # threads that try to make another one
    free: deque[Connection] = field(default_factory=deque)
    failure: Unusable | None = None
    vain: int = 0  # connections in a row that were let in, and ended before anything was said of an envelope
    again: float = 0.0
    took: bool = False
    contradicted: int = 0
    let_in: bool = False
    unreached: str = ""
    most: int = field(init=False)
    seconds: float = 0.0  # that a connection is busy for each message, smoothed; 0 before the first
    _wait: float = math.inf  # the least that a message spends on the way
    _resting: bool = False
    _failures: int = 0  # in a row

    def __post_init__(self) -> None:
        self.most = self.ceiling

    @property
    def rate(self) -> float:
        """Messages a second over so many connections, as measured: what has ended by the time that they were busy."""
        return self.most / self.seconds if self.seconds else math.inf

    @property
    def trouble(self) -> str | None:
        """Why it takes nothing, in words for a log; empty if it does or would, None if it was not tried."""
        if self.took:
            return ""
        if self.contradicted >= REFUSALS:
            return f"{self.relay}: refuses recipients whom another relay takes"
        if self.vain >= VAIN:
            return f"{self.relay}: {_HANGS_UP}"
        return self.unreached or ("" if self.let_in else None)

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
        self.seconds += (seconds - self.seconds) * (_SMOOTHING if self.seconds else 1)
        self._resting, self._failures, self.refusals = False, 0, 0

    def accepted(self, refused_by: Route | None) -> None:
        """Note that it has taken a mail, and who had refused that one."""
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
        """Of several, by their names, why each takes nothing."""
        return {str(route.relay): route.trouble for route in self._routes} if len(self._routes) > 1 else {}

    @property
    def room(self) -> int:
        """Tickets that connections could take now."""
        return sum(len(route.free) for route in self.open)

    @property
    def open(self) -> list[Route]:
        """The relays that mail may go to now: those that do not rest, or all where none else is connected."""
        if len(self._routes) == 1:
            return self._routes
        now = monotonic()
        return [route for route in self._routes if route.connections and not route.rests(now)] or self._routes

    def others(self, route: Route) -> list[Route]:
        """Return the other relays that mail may go to now."""
        return [other for other in self.open if other is not route and other.connections]

    def take(self, ticket: Ticket) -> Connection | None:
        """Return a connection for a ticket, idle ones and the fastest relay first; None where all are busy.

        None to the relay that has refused it, while there is another.
        """
        refusing = ticket.refused_by
        among = self.open if refusing is None else self.others(refusing) or self.open
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
        """Return how many connections a relay is to have: what is of use, by its rate beside the fastest one's."""
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
            if vain or route.vain < VAIN:
                route.failure, route.vain = None, 0 if vain else route.vain

    @property
    def unasked(self) -> list[Route]:
        """The relays of which it is not known that they cannot be reached, and to which nobody is connecting."""
        return [route for route in self._routes if route.failure is None and not route.making]

    @property
    def unusable(self) -> Unusable | None:
        """Why none of them can be reached; None while one may be."""
        failures = [route.failure for route in self._routes if route.failure is not None]
        if len(failures) < len(self._routes):
            return None
        text = " / ".join(failure.text for failure in failures)
        return Unusable(text, code=failures[-1].code, ours=any(failure.ours for failure in failures))
