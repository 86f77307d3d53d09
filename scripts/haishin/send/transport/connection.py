"""A connection as the transport sees it, and the transport as a connection sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Protocol

from haishin.send.rows import Outcome
from haishin.send.transport.dialogue import Ticket
from haishin.send.transport.relay import Client
from haishin.send.transport.routes import Route


class Connection(ABC):
    """A ready connection to a relay. The fields ``load`` to ``carried`` are guarded by the lock of its owner."""

    slots: ClassVar[int]  # the tickets that it takes at once
    round_trips: ClassVar[int]  # of a message

    def __init__(self, client: Client, route: Route, owner: Owner) -> None:
        self.client = client
        self.route = route
        self.owner = owner
        self.load = 0
        self.since = 0.0  # busy since then without an end of a ticket
        self.used = False  # it has ended a ticket
        self.carried = False  # it has ended an envelope

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
        """Go on with given tickets; called once, on the thread that made the connection."""


class Owner(Protocol):
    """The owner of a connection, asked from any thread."""

    def may_dot(self, ticket: Ticket) -> bool:
        """Return whether the final dot may be written now; from then on it counts as written."""
        ...

    def ended(self, connection: Connection, ticket: Ticket, outcome: Outcome | None) -> None:
        """Take the outcome of a ticket (None: of a NOOP that was answered); the connection has room again."""
        ...

    def lost(
        self, connection: Connection, ticket: Ticket | None, outcome: Outcome | None, behind: Sequence[Ticket] = ()
    ) -> None:
        """Take that a connection is gone, with the ticket and outcome that ended it, and those it had not begun."""
        ...
