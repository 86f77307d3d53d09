"""The pages on which a resident chooses and leaves, by a button or by his mail program's one click (RFC 8058).

It knows no resident: good, forged and repeated links to leave are answered by the same bytes (W11). Of an open link to
choose it has the choices, by the token's digest, and no address. The result is mailed to the registered address. GET
changes nothing, for scanners open every link (W7). No address of a client, no path and no token is logged (W19).
"""

from __future__ import annotations

import io
import json
import re
import socket
import sys
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError
from haishin.core.terminal import unforeseen
from haishin.message.keys import LeaveKey
from haishin.residents.desk.desk import FIELDS, KEY, Chosen, How, Requests

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST: Final = 16 << 10  # bytes of a body
BACKLOG: Final = 128  # connections that wait for a thread
THREADS: Final = 32
_LINKS: Final = "/l/"
_CHOICES: Final = "/c/"
_TOKEN: Final = re.compile(r"[a-z2-7]{16}")
_LANGUAGE: Final = re.compile(r"[a-z-]{2,10}")
_OFFERED: Final = re.compile(r'name="([a-z]+)" value="([^"]*)"')
_ACTS: Final[tuple[How, ...]] = ("choices", "test", "page")
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
        self._pages = pages
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
        first = self._pages / "welcome.html"
        if path == _STYLE or (path == "/" and first.exists()):
            allowed: tuple[str, ...] = ("GET", "HEAD")
        elif path.startswith((_LINKS, _CHOICES)):
            allowed = ("GET", "HEAD", "POST")
        else:
            return _said(HTTPStatus.NOT_FOUND, Message("residents/web-nothing"))
        if method not in allowed:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", ", ".join(allowed)))
        if path == "/":
            return Reply(HTTPStatus.OK, first.read_bytes())
        if path.startswith(_CHOICES):
            return self._choose(method, path.removeprefix(_CHOICES), environ)
        if method == "POST":
            return self._posted(path.removeprefix(_LINKS), environ)
        if path == _STYLE:
            return Reply(HTTPStatus.OK, self._style.read_bytes(), "text/css; charset=utf-8")
        return Reply(HTTPStatus.OK, self._leave.read_bytes())

    def _posted(self, token: str, environ: WSGIEnvironment) -> Reply:
        """Take a request whose token is ours; whose it is not gets the same answer, and nothing is written."""
        body = _body(environ, _TYPES)
        if isinstance(body, Reply):
            return body
        accepted = Reply(HTTPStatus.OK, self._accepted.read_bytes())
        key = LeaveKey.load(self._key, create=False)
        resident = key.resident(token)
        if resident is not None:
            how: How = "one-click" if b"One-Click" in body else "button"
            self._requests.put(key.token(resident), how)
        return accepted

    def _choose(self, method: str, token: str, environ: WSGIEnvironment) -> Reply:
        """Show the form of an open link with its choices, or take the new choices; of any other link, the same page."""
        body = _body(environ, _TYPES[:1]) if method == "POST" else b""
        if isinstance(body, Reply):
            return body
        name = sha256(token.encode()).hexdigest()
        if _TOKEN.fullmatch(token) is None or not (self._pages / name).exists():
            return Reply(HTTPStatus.NOT_FOUND, (self._pages / "gone.html").read_bytes())
        before = json.loads((self._pages / name).read_bytes())
        language = self._language(parse_qs(environ.get("QUERY_STRING", "")).get("l", before["language"])[-1])
        page = (self._pages / f"choose.{language}.html").read_text("utf-8").replace("%TOKEN%", token)
        if method != "POST":
            own = {} if before["there"] else {"language": [language]}  # of a stranger: the one he reads
            return Reply(HTTPStatus.OK, filled(page, {**before, **own}, ()).encode())
        try:
            posted = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=LARGEST // 8)
        except ValueError:
            return _refused(HTTPStatus.BAD_REQUEST)
        act = posted.get("act")
        how: How = next((known for known in _ACTS if act == [known]), "choices")
        chosen: Chosen = {field: posted[field] for field in FIELDS if field in posted}
        if how == "choices" and (wrong := _wrong(page, chosen)):
            again = filled(page, {**chosen, "there": before["there"]}, wrong)
            return Reply(HTTPStatus.UNPROCESSABLE_ENTITY, again.encode())
        self._requests.put(token, how, chosen if how == "choices" else None)
        return Reply(HTTPStatus.OK, (self._pages / f"saved.{language}.html").read_bytes())

    def _language(self, asked: str) -> str:
        is_there = _LANGUAGE.fullmatch(asked) and (self._pages / f"choose.{asked}.html").exists()
        return asked if is_there else "ja"

    def _closed(self) -> Reply:
        try:
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, self._again.read_bytes(), more=(_AGAIN,))
        except OSError:  # before the inbox has run
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, Message("residents/web-closed"), _AGAIN)


def _body(environ: WSGIEnvironment, kinds: tuple[str, ...]) -> bytes | Reply:
    """Read the body of a POST, or refuse it."""
    kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH") or "0"
    if _LENGTH.fullmatch(length) is None:
        return _refused(HTTPStatus.BAD_REQUEST)
    if int(length) > LARGEST:
        return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body: bytes = environ["wsgi.input"].read(int(length))
    if kind.partition(";")[0].strip().lower() not in kinds:
        return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return body


def _wrong(page: str, chosen: Chosen) -> list[str]:
    """List the notes of the form that tell why it cannot be taken: the page itself shows the offers."""
    offered = set(_OFFERED.findall(page))
    if any((name, escape(value)) not in offered for name, values in chosen.items() for value in values):
        return ["why-changed"]
    if any(len(chosen.get(name, ())) != 1 for name in ("form", "language", "page")):
        return ["why-changed"]
    places, categories = {*chosen} & {"station", "municipality"}, "category" in chosen
    return ["why-place"] * (not places) + ["why-category"] * (not categories)


def filled(page: str, chosen: Chosen, wrong: Iterable[str]) -> str:
    """Mark the choices in the form; name those that are not offered any more; show these notes."""
    offered, removed = set(_OFFERED.findall(page)), list[str]()
    notes = [*wrong, *["why"] * bool(wrong), *["there"] * bool(chosen.get("there"))]
    for name, values in chosen.items():
        for value in map(escape, values):
            option = f'name="{name}" value="{value}"'
            if (name, value) in offered and name != "page":
                page = page.replace(option, f"{option} checked")
            elif name in ("station", "municipality", "category"):
                removed.append(value)
    if removed:
        notes.append("removed")
    for note in notes:
        page = page.replace(f'id="{note}" hidden', f'id="{note}"')
    if chosen.get("municipality"):
        page = page.replace('id="municipalities"', 'id="municipalities" open')
    return page.replace("%REMOVED%", ", ".join(removed))


def _refused(status: HTTPStatus, *headers: tuple[str, str]) -> Reply:
    return _said(status, Message("residents/web-refused"), *headers)


def _said(status: HTTPStatus, message: Message, *headers: tuple[str, str]) -> Reply:
    return Reply(status, f"{message.ja}\n{message.en}\n".encode(), "text/plain; charset=utf-8", headers)


# --- the server: what stands behind a proxy, or is tried without one -------------------------------------------------


class _Sent(socket.SocketIO):
    """The bytes of a connection: no more than a request may have, nor for longer than it may take."""

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
        """Log nothing: the page has told its own troubles; the others are clients that hung up."""


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
