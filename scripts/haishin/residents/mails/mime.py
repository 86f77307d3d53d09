"""A mail's bytes as parts, within limits (threat W14): a stranger wrote them, and none may crash it or take long.

The standard library's parser recurses once a nested part and its address parser once a parenthesis; neither is used.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape

MAX_BYTES = 256 * 1024
MAX_DEPTH = 10
MAX_PARTS = 100
MAX_HEADERS = 500  # of a part
MAX_HEADER = 32 * 1024  # octets of one, unfolded
MAX_WORDS = 100  # encoded words (RFC 2047) in a header


class Unreadable(Exception):
    """A mail to be set aside: ``long``, ``deep`` or ``broken``; says nothing of its content."""


# What Japanese mailers write, and what Python reads it with; all else is read as UTF-8. Python's other codecs are no
# charsets of mails, and some take quadratic time.
_CODECS = dict.fromkeys(("iso-2022-jp", "iso-2022-jp-ms", "cp50220", "cp50221"), "iso2022_jp_ext")
_CODECS |= dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "windows-31j", "cp932"), "cp932")
_CODECS |= {"euc-jp": "euc_jp", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
_FOLD = re.compile(rb"\n(?=[ \t])")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))')
_TAG = re.compile(r"<(/?)([a-zA-Z]*+)[^<>]*+>|[^<]+|<")
_ENTITY = re.compile(r"&#?\w{1,20};")
_BREAKS = frozenset(("br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "body"))
_HIDDEN = frozenset(("head", "style", "script", "title"))


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of a mail."""

    headers: tuple[tuple[str, str], ...]  # name in lower case, unfolded value, in order
    body: bytes  # as transferred

    def all(self, name: str) -> list[str]:
        """List the values of a header from the top; ``name`` in lower case."""
        return [value for header, value in self.headers if header == name]

    def first(self, name: str) -> str:
        """Return the topmost value of a header, empty if there is none."""
        return next(iter(self.all(name)), "")

    @property
    def kind(self) -> str:
        """The media type in lower case (RFC 2045 5.2)."""
        return self.first("content-type").partition(";")[0].strip().lower() or "text/plain"

    def parameter(self, name: str) -> str:
        """Return a parameter of the content type, empty if there is none."""
        for key, quoted, plain in _PARAMETER.findall(self.first("content-type")):
            if key.lower() == name:
                return str(quoted or plain)
        return ""

    def text(self) -> str:
        """Decode the body; what cannot be decoded becomes U+FFFD."""
        encoding = self.first("content-transfer-encoding").strip().lower()
        return _decoded(_transferred(self.body, encoding), self.parameter("charset")).replace("\r\n", "\n")


def parse(data: bytes) -> Part:
    """Split headers and body. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("long")
    data = data.replace(b"\r\n", b"\n")
    if data.startswith(b"\n"):
        return Part((), data[1:])
    head, _, body = data.partition(b"\n\n")
    return Part(fields(head), body)


def fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """Read the headers of a block; a line that is none is passed over. Raises Unreadable."""
    lines = _FOLD.sub(b"", head).split(b"\n")
    if len(lines) > MAX_HEADERS or any(len(line) > MAX_HEADER for line in lines):
        raise Unreadable("long")
    found = (_HEADER.fullmatch(line.decode("utf-8", "replace")) for line in lines)
    return tuple((header[1].lower(), header[2].strip()) for header in found if header is not None)


def leaves(mail: Part) -> Iterator[Part]:
    """Yield the parts that hold no parts, in order, an attached mail among them. Raises Unreadable."""
    waiting = [(mail, 1)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        boundary = part.parameter("boundary")
        if not part.kind.startswith("multipart/") or not boundary:
            yield part
            continue
        pieces = _pieces(part.body, boundary)
        if depth == MAX_DEPTH:
            raise Unreadable("deep")
        if seen + len(pieces) + len(waiting) > MAX_PARTS:
            raise Unreadable("long")
        waiting += [(parse(piece), depth + 1) for piece in reversed(pieces)]


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Cut at the boundary's lines; a mail that was cut off ends without the last of them."""
    line = rb"(?:\A|\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\n|\Z)"
    pieces: list[bytes] = []
    start = None
    for mark in re.finditer(line, body):
        if start is not None:
            pieces.append(body[start : mark.start()])
        start = None
        if mark[1]:
            return pieces
        start = mark.end() + 1
        if len(pieces) > MAX_PARTS:
            raise Unreadable("long")
    if start is not None:
        pieces.append(body[start:])
    return pieces


def plain(value: str) -> str:
    """Decode the encoded words of a header (RFC 2047), and raw ISO-2022-JP. Raises Unreadable."""
    if value.count("=?") > MAX_WORDS:
        raise Unreadable("long")
    if "\x1b" in value:
        return _decoded(value.encode(), "")
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(piece if isinstance(piece, str) else _decoded(piece, charset or "") for piece, charset in pieces)


def lines(part: Part) -> list[str]:
    """List the lines of a text as a person sees them; a page's quotations begin with ``>``."""
    text = part.text()
    if part.kind == "text/html":
        text = _shown(text)
    return text.splitlines()


def _transferred(data: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding != "base64":
        return data
    signs = _NO_BASE64.sub(b"", data)
    if len(signs) % 4 == 1:  # cut off within a byte
        signs = signs[:-1]
    return binascii.a2b_base64(signs + b"==")


def _decoded(data: bytes, charset: str) -> str:
    if b"\x1b$" in data:
        charset = "iso-2022-jp"
    return data.decode(_CODECS.get(charset.lower(), "utf-8"), "replace")


def _shown(page: str) -> str:
    """Drop the tags of a page, in one pass."""
    shown: list[str] = []
    hidden = quoted = 0
    for piece in _TAG.finditer(page):
        name = (piece[2] or "").lower()
        step = -1 if piece[1] else 1
        if name in _HIDDEN:
            hidden = max(0, hidden + step)
        if name == "blockquote":
            quoted = max(0, quoted + step)
        if name in _BREAKS:
            shown.append("\n> " if quoted else "\n")
        elif piece[2] is None and not hidden:
            shown.append(_ENTITY.sub(lambda entity: unescape(entity[0]), " ".join(piece[0].split())))
    return "".join(shown)
