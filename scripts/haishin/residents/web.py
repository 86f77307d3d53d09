"""The page on which a resident leaves, by a button or by his mail program's one click (RFC 8058).

It knows no resident: good, forged and repeated links are answered by the same bytes (W11), and what comes of it the
registered address is told by mail. GET changes nothing, for scanners open every link (W7). No address of a client, no
path and no token is logged (W19).
"""

from __future__ import annotations

import io
import re
import socket
import sys
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError
from haishin.core.terminal import unforeseen
from haishin.message.keys import LeaveKey
from haishin.residents.desk import KEY, How, Requests

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST: Final = 16 << 10  # bytes of a body
BACKLOG: Final = 128  # connections that wait for a thread
THREADS: Final = 32
_LINKS: Final = "/l/"
_STYLE: Final = "/page.css"
_TYPES: Final = ("application/x-www-form-urlencoded", "multipart/form-data")  # RFC 8058 3.1
_LENGTH: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_AGAIN: Final = ("Retry-After", "600")  # seconds
_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
)  # fmt: skip


class Reply(NamedTuple):
    """An answer."""

    status: HTTPStatus
    body: bytes
    kind: str = "text/html; charset=utf-8"
    more: tuple[tuple[str, str], ...] = ()  # headers of its own


def app(pages: Path, requests: Requests) -> WSGIApplication:
    """Make the page: of what lies in ``pages``, read anew each time, for the inbox may renew it."""
    return _Page(pages, requests)


class _Page:
    def __init__(self, pages: Path, requests: Requests) -> None:
        self._leave, self._accepted, self._again = (pages / f"{name}.html" for name in ("leave", "accepted", "again"))
        self._style = pages / "page.css"
        self._key = pages / KEY
        self._requests = requests

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        try:
            reply = self._answer(method, environ.get("PATH_INFO", ""), environ)
        except Exception as fault:  # noqa: BLE001 (whatever it is, its words may hold the token)
            error = fault if isinstance(fault, HaishinError) else unforeseen(fault)
            environ["wsgi.errors"].write(f"{Message('residents/web-trouble', why=error.message).en}\n")
            reply = self._closed()
        length = ("Content-Length", str(len(reply.body)))
        status = f"{reply.status.value} {reply.status.phrase}"
        start_response(status, [("Content-Type", reply.kind), length, *_HEADERS, *reply.more])
        return [] if method == "HEAD" else [reply.body]

    def _answer(self, method: str, path: str, environ: WSGIEnvironment) -> Reply:
        if path == _STYLE:
            allowed: tuple[str, ...] = ("GET", "HEAD")
        elif path.startswith(_LINKS):
            allowed = ("GET", "HEAD", "POST")
        else:
            return _said(HTTPStatus.NOT_FOUND, Message("residents/web-nothing"))
        if method not in allowed:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", ", ".join(allowed)))
        if method == "POST":
            return self._posted(path.removeprefix(_LINKS), environ)
        if path == _STYLE:
            return Reply(HTTPStatus.OK, self._style.read_bytes(), "text/css; charset=utf-8")
        return Reply(HTTPStatus.OK, self._leave.read_bytes())

    def _posted(self, token: str, environ: WSGIEnvironment) -> Reply:
        """Take a request whose token is ours; whose it is not gets the same answer, and nothing is written."""
        kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH") or "0"
        if _LENGTH.fullmatch(length) is None:
            return _refused(HTTPStatus.BAD_REQUEST)
        if int(length) > LARGEST:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = environ["wsgi.input"].read(int(length))
        if kind.partition(";")[0].strip().lower() not in _TYPES:
            return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        accepted = Reply(HTTPStatus.OK, self._accepted.read_bytes())
        key = LeaveKey.load(self._key, create=False)
        resident = key.resident(token)
        if resident is not None:
            how: How = "one-click" if b"One-Click" in body else "button"
            self._requests.put(key.token(resident), how)
        return accepted

    def _closed(self) -> Reply:
        try:
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, self._again.read_bytes(), more=(_AGAIN,))
        except OSError:  # before the inbox has run
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, Message("residents/web-closed"), _AGAIN)


def _refused(status: HTTPStatus, *headers: tuple[str, str]) -> Reply:
    return _said(status, Message("residents/web-refused"), *headers)


def _said(status: HTTPStatus, message: Message, *headers: tuple[str, str]) -> Reply:
    return Reply(status, f"{message.ja}\n{message.en}\n".encode(), "text/plain; charset=utf-8", headers)


# --- the server: what stands behind a proxy, or is tried without one -------------------------------------------------


class _Sent(socket.SocketIO):
    """What a connection sends: no more than a request may have, nor for longer than it may take."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__(connection, "r")
        self._connection = connection
        self._left = 4 * LARGEST
        self._until = monotonic() + seconds

    def readinto(self, buffer: Any) -> int | None:
        self._connection.settimeout(max(self._until - monotonic(), 0.001))
        read = super().readinto(memoryview(buffer)[: self._left])
        self._left -= read or 0
        return read


class _Gateway(SimpleHandler):
    os_environ: dict[str, str] = {}  # noqa: RUF012 (copied before it is changed)

    def log_exception(self, exc_info: object) -> None:
        """Log nothing: the page has told its own troubles, and what is left are clients that hung up."""


class Connection(WSGIRequestHandler):
    """One request and its answer."""

    seconds = 20.0  # in all: who sends a byte now and then keeps no thread
    wbufsize = -1  # an answer is sent at once
    server: Any

    def handle(self) -> None:
        """Answer it."""
        sent = io.BufferedReader(_Sent(self.connection, self.seconds))
        self.rfile = sent
        self.raw_requestline = sent.readline(LARGEST)
        if self.parse_request():
            stdout: Any = self.wfile
            _Gateway(sent, stdout, sys.stderr, self.get_environ()).run(self.server.application)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: a request's line holds its token."""


class Server:
    """Serves a socket that listens already, by so many threads and no more; who comes beside them waits in its backlog.

    It opens no socket, so its unit may forbid all of them (threat W2).
    """

    def __init__(self, listening: socket.socket, application: WSGIApplication, threads: int = THREADS) -> None:
        listening.settimeout(None)
        self._listening = listening
        self.application = application
        self.base_environ = {"SERVER_NAME": "localhost", "SERVER_PORT": "0", "SCRIPT_NAME": "", "CONTENT_LENGTH": ""}
        self._threads = [Thread(target=self._serve, daemon=True) for _ in range(threads)]
        self._is_open = True

    def run(self) -> None:
        """Serve until it is closed."""
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()

    def close(self) -> None:
        """Take nobody more."""
        self._is_open = False
        self._listening.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        server: Any = self
        while self._is_open:
            try:
                with self._listening.accept()[0] as connected:
                    Connection(connected, ("", 0), server)  # whose it is nobody here need know
                    connected.shutdown(socket.SHUT_WR)
            except OSError:
                continue  # somebody hung up
            except Exception as fault:  # noqa: BLE001 (the next is served)
                sys.stderr.write(f"{unforeseen(fault).message.en}\n")
