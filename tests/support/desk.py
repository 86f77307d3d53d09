"""The residents' page in a scratch folder: its two folders, its key, and a caller without a server."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from wsgiref.util import setup_testing_defaults

from haishin.message.keys import LeaveKey
from haishin.residents.desk import desk, pages, web
from support.contract import desk_contract

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

FORCE, PHONE, STOP = "群馬県警察", "027-000-0110", "teishi@example.jp"
REGISTER = "touroku@example.jp"
TOKEN = "abcdefgh234567ij"  # of a link to choose
RESIDENT = "a" * 26
ONE_CLICK = b"List-Unsubscribe=One-Click"  # RFC 8058 3.2
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes
    log: str


@dataclass(frozen=True)
class Page:
    """What the web has: both folders, published; and the key, of which it has a copy."""

    folder: Path
    key: LeaveKey

    @classmethod
    def published(cls, folder: Path) -> Page:
        made = cls(folder, LeaveKey.load(folder / "leave.json", create=True))
        for name in ("requests", "pages"):
            (folder / name).mkdir()
        made.publish()
        return made

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    @property
    def requests(self) -> desk.Requests:
        return desk.Requests(self.folder / "requests")

    @property
    def app(self) -> WSGIApplication:
        return web.app(self.pages, self.requests)

    def publish(self) -> None:
        pages.publish(self.pages, self.folder / "leave.json", FORCE, PHONE, STOP)

    def offer(self) -> None:
        """Publish it with the pages of registering."""
        more = pages.offered(desk_contract(), REGISTER)
        pages.publish(self.pages, self.folder / "leave.json", FORCE, PHONE, STOP, more)

    def open(self, chosen: Mapping[str, object], token: str = TOKEN) -> str:
        """Lay the file of an open link there, as the inbox does; the path of the link."""
        name = sha256(token.encode()).hexdigest()
        pages.lay(self.pages, name, json.dumps({"there": [], **chosen}).encode())
        return f"/c/{token}"

    def link(self, resident: str = RESIDENT) -> str:
        return f"/l/{self.key.token(resident)}"

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file of both folders with its mode, the time of its last change and its bytes."""
        return {str(path.relative_to(self.folder)): facts(path) for path in walked(self.folder)}

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str | None = FORM,
        length: str | None = None,
        input: io.BufferedIOBase | None = None,
    ) -> Answer:
        """Ask the page as a WSGI server does; ``length`` None: the body's own."""
        errors = io.StringIO()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "wsgi.input": input or io.BytesIO(body),
            "wsgi.errors": errors,
        }
        if kind is not None:
            environ["CONTENT_TYPE"] = kind
        setup_testing_defaults(environ)
        told: list[tuple[str, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            assert len(headers) == len(dict(headers))
            told.append((status, dict(headers)))

        data = b"".join(self.app(environ, start))  # type: ignore[arg-type]
        [(status, headers)] = told
        return Answer(status, headers, data, errors.getvalue())


def facts(path: Path) -> tuple[int, int, bytes]:
    found = path.lstat()
    return found.st_mode, found.st_mtime_ns, path.read_bytes() if path.is_file() else b""


def walked(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")
