"""A thread that serves many sockets and never waits for any of them."""

from __future__ import annotations

import os
import socket
from collections import deque
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import Thread, get_ident
from time import monotonic
from typing import Generic, Protocol, TypeVar

_TICK = 0.1  # seconds between two looks at the deadlines

Order = TypeVar("Order", contravariant=True)


class Served(Protocol[Order]):
    """The user of a socket that the loop watches; called on the loop's thread."""

    sock: socket.socket

    def take(self, order: Order) -> None:
        """Carry out an order."""
        ...

    def serve(self, *, readable: bool) -> None:
        """Go on: the socket can be read, or else written."""
        ...

    def expire(self, now: float) -> None:
        """End a phase that has lasted too long."""
        ...


class Loop(Generic[Order]):
    """The thread; ``tell`` and ``close`` are called from others, ``watch`` and ``forget`` on it."""

    def __init__(self) -> None:
        self._selector = DefaultSelector()
        self._roused, self._rouser = os.pipe()
        self._selector.register(self._roused, EVENT_READ)
        self._awake = False
        self._inbox: deque[tuple[Served[Order], Order]] = deque()
        self._served: set[Served[Order]] = set()
        self._ending = False
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def here(self) -> bool:
        """Whether it is the loop's thread that asks."""
        return get_ident() == self._thread.ident

    def tell(self, served: Served[Order], order: Order) -> None:
        """Have an order taken on the loop's thread, behind those before it."""
        self._inbox.append((served, order))
        if not self.here:
            self._rouse()

    def close(self, seconds: float) -> None:
        """End when no socket is watched any more, and wait for that at most so long."""
        self._ending = True
        self._rouse()
        self._thread.join(seconds)
        if not self._thread.is_alive():
            self._selector.close()
            os.close(self._rouser)
            os.close(self._roused)

    def watch(self, served: Served[Order], *, writing: bool) -> None:
        """Serve it whenever it can be read, with ``writing`` also when it can be written."""
        events = EVENT_READ
        if writing:
            events |= EVENT_WRITE
        if served in self._served:
            self._selector.modify(served.sock, events, served)
        else:
            self._selector.register(served.sock, events, served)
            self._served.add(served)

    def forget(self, served: Served[Order]) -> None:
        """Serve it no longer."""
        self._selector.unregister(served.sock)
        self._served.remove(served)

    def _rouse(self) -> None:
        if not self._awake:
            self._awake = True
            os.write(self._rouser, b"\0")

    def _run(self) -> None:
        look = 0.0
        while not self._ending or self._served or self._inbox:
            patience: float | None = None
            if self._inbox:
                patience = 0
            elif self._served:
                patience = _TICK
            for key, events in self._selector.select(patience):
                if key.data is None:
                    os.read(self._roused, 4096)
                    self._awake = False  # before the inbox is emptied: who comes later rouses anew
                else:
                    key.data.serve(readable=bool(events & EVENT_READ))
            for _ in range(len(self._inbox)):
                served, order = self._inbox.popleft()
                served.take(order)
            if (now := monotonic()) >= look:
                look = now + _TICK
                for served in [*self._served]:
                    served.expire(now)
