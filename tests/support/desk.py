"""The residents' page in a scratch folder: its two folders, its key, and a caller without a server."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from wsgiref.util import setup_testing_defaults

from haishin.message.keys import LeaveKey
from haishin.residents import desk, web

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

FORCE, PHONE, STOP = "群馬県警察", "027-000-0110", "teishi@example.jp"
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
        desk.publish(self.pages, self.folder / "leave.json", FORCE, PHONE, STOP)

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
            "PATH_INFO": path,
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
