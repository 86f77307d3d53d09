"""A port for a server of a test that is told its port before it listens."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiosmtpd.controller import Controller


@contextmanager
def reserved() -> Iterator[int]:
    """A port of the loopback that nobody else is given until the end, and at which a server may listen meanwhile.

    The kernel gives a port that is bound to nobody who asks for any; a server that names it takes it by SO_REUSEADDR,
    as all of them do, because nobody listens there yet.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


@contextmanager
def relay(handler: object, kind: type[Controller] = Controller, **options: Any) -> Iterator[int]:
    """The port of an aiosmtpd with that handler, which is awaited however busy the machine is."""
    with reserved() as port:
        running = kind(handler, "127.0.0.1", port, ready_timeout=120, **options)
        running.start()
    try:
        yield port
    finally:
        running.stop()


def greets(port: int, words: bytes, lives: Callable[[], bool] = lambda: True) -> bool:
    """Whether a server begins with these words, however long it takes to listen; False if it ends before."""
    until = time.monotonic() + 240
    while time.monotonic() < until and lives():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as greeting:
            if greeting.recv(len(words)) == words:
                return True
        time.sleep(0.05)
    return False
