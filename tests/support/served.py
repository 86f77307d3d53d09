"""The residents' page behind its own server, on a free port of the loopback."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from haishin.residents.desk import web

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def served(application: WSGIApplication, threads: int = web.THREADS, port: int = 0) -> Iterator[int]:
    """Its port; 0: any."""
    with socket.create_server(("127.0.0.1", port), backlog=web.BACKLOG) as listening:
        server = web.Server(listening, application, threads)
        thread = Thread(target=server.run)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.close()
            thread.join()


def ask(port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Got:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=240)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    got = Got(answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return got


@contextmanager
def line(port: int) -> Iterator[socket.socket]:
    """A connection to be written to by hand."""
    with socket.create_connection(("127.0.0.1", port), timeout=240) as connected:
        yield connected


def heard(connected: socket.socket) -> bytes:
    """All that comes until the other side has ended; a connection that it broke off has ended, too."""
    said = b""
    try:
        while part := connected.recv(65536):
            said += part
    except ConnectionResetError:
        return said
    return said
