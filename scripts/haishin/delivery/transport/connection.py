"""A connection as the transport sees it, the transport as a connection sees it, and the relay that it leads to."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from haishin.delivery.rows import Outcome
from haishin.delivery.transport import Unusable
from haishin.delivery.transport.dialogue import Ticket
from haishin.delivery.transport.relay import Client, Relay

# More connections make a relay on the same machine slower (measured: Postfix is at its best with 4 to 10).
NEAR = 8
# What the connections to one relay are to carry together, in messages a second: the most that a sender makes.
FLOW = 10_000
REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 300.0
_SMOOTHING = 0.1


class Connection(ABC):
    """A ready connection to a relay. ``slots``: the tickets that it takes at once; ``round_trips``: of a message.

    ``load``, ``since`` (busy without an end of a ticket) and ``used`` (has carried one) are guarded by the lock of
    its owner.
    """

    slots: ClassVar[int]
    round_trips: ClassVar[int]

    def __init__(self, client: Client, route: Route, owner: Owner) -> None:
        self.client = client
        self.route = route
        self.owner = owner
        self.load = 0
        self.since = 0.0
        self.used = False

    @abstractmethod
    def give(self, ticket: Ticket) -> None:
        """Begin with the ticket. Never waits."""

    @abstractmethod
    def quit(self) -> None:
        """Take leave of the relay; nothing is under way. Never waits."""

    @abstractmethod
    def cut(self) -> None:
        """Hang up at once, whatever is under way. Never waits."""

    @abstractmethod
    def join(self, seconds: float) -> None:
        """Wait at most that long until the connection is closed."""

    @abstractmethod
    def work(self) -> None:
        """Go on with what is given; called once, on the thread that made the connection."""


class Owner(Protocol):
    """Whom a connection asks and tells, from whatever thread."""

    def may_dot(self, ticket: Ticket) -> bool:
        """Return whether the final dot may be written now; from then on it counts as written."""
        ...

    def ended(self, connection: Connection, ticket: Ticket, outcome: Outcome | None) -> None:
        """Take the outcome of a ticket (None: of a NOOP that was answered); the connection has room again."""
        ...

    def lost(
        self, connection: Connection, ticket: Ticket | None, outcome: Outcome | None, behind: tuple[Ticket, ...] = ()
    ) -> None:
        """Take that a connection is gone, with the ticket and outcome that ended it, and those it had not begun."""
        ...


@dataclass(eq=False)
class Route:
    """One relay and what is known of it, guarded by the transport's lock.

    ``ceiling``: the most connections to it. ``free``: a connection for each ticket that it could take now.
    ``failure``: why it was not reached when it was last tried. ``again``: no new connection before.
    """

    relay: Relay
    ceiling: int
    connections: int = 0
    making: int = 0  # threads that try to make another one
    free: deque[Connection] = field(default_factory=deque)
    failure: Unusable | None = None
    again: float = 0.0
    seconds: float = 0.0  # that a connection is busy for each message, smoothed; 0 before the first
    _wait: float = math.inf  # the least that a message spends on the way
    _resting: bool = False
    _failures: int = 0  # in a row

    @property
    def most(self) -> int:
        """How many connections are of use: the farther the relay, the more."""
        return min(self.ceiling, max(NEAR, math.ceil(min(self._wait * FLOW, self.ceiling))))

    @property
    def rate(self) -> float:
        """Messages a second over so many connections, as measured: what has ended by the time that they were busy."""
        return self.most / self.seconds if self.seconds else math.inf

    def add(self, connection: Connection) -> None:
        """Count a new connection in."""
        self.failure = None
        self.connections += 1
        self._wait = min(self._wait, connection.client.round_trip * connection.round_trips)
        self.free.extend([connection] * connection.slots)

    def remove(self, connection: Connection) -> None:
        """Count a connection out."""
        self.connections -= 1
        self.free = deque(other for other in self.free if other is not connection)

    def carried(self, seconds: float) -> None:
        """Note how long a connection was busy with a message that the relay has judged."""
        self.seconds += (seconds - self.seconds) * (_SMOOTHING if self.seconds else 1)
        self._resting, self._failures = False, 0

    def fail(self, now: float, *, resting: bool) -> None:
        """Leave the relay alone for a while, each time for twice as long; ``resting``: no mail to it either."""
        if self.rests(now):
            return  # several connections have met the same failure
        self.again = now + min(REST_SECONDS * 2 ** min(self._failures, 9), LONGEST_REST_SECONDS)
        self._failures += 1
        self._resting = resting

    def rests(self, now: float) -> bool:
        """Return whether it took connections lately and no mail; others go first until it is tried again."""
        return self._resting and now < self.again
