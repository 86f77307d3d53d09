"""Header bytes and addresses, written by hand.

The standard library's folding breaks limits, loses spaces and parses again.
RFC 5322 2.1.1 and 2.2.3 (lines, folding), RFC 2047 2 and 5 (encoded words), threat T16 (injection).
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.text.width import clusters

LINE = 76  # octets of a line with an encoded word, without CRLF (RFC 2047 2)
WISHED = 78  # octets of any line (RFC 5322 2.1.1)
LONGEST = 998  # and what it may never exceed
_WORD = 75
_OPEN, _CLOSE = "=?UTF-8?B?", "?="
_ALLOWED = frozenset("LMNPS")  # letters, marks, numbers, punctuation, symbols
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_VALUE = rf" [\x21-\x7e](?:[\x20-\x7e]{{0,{LONGEST - 3}}}[\x21-\x7e])?\r\n"  # with the space before it
_HEADER = re.compile(rf"[A-Za-z][A-Za-z0-9-]*:(?:\r\n)?(?:{_VALUE})+")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTABLE = re.compile(r"[\x20-\x7e]{1,64}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def refuse_unsafe(text: str, field: Text) -> None:
    """Let only visible characters and spaces of an authored line pass, and no ``=?``.

    Refused by category: control, format (bidi, zero width), U+0085, U+2028, U+2029, private use, surrogates,
    unassigned. Raises Refusal naming ``field`` and the code point.
    """
    for character in text:
        category = unicodedata.category(character)
        if category[0] not in _ALLOWED and category != "Zs":
            raise Refusal(Message("message/unsafe-in-header", field=field, value=ord(character)))
    if "=?" in text:
        raise Refusal(Message("message/encoded-word-in-header", field=field))


def encoded_words(text: str, column: int) -> list[str]:
    """Encode as RFC 2047 words of at most 75 characters; the first fits a line that begins with ``column`` octets.

    Marks and variation selectors stay with their base unless there are more of them than a word can hold.
    """
    words: list[str] = []
    piece = b""
    room = _octets(LINE - column)
    for unit in _units(text):
        if piece and len(piece) + len(unit) > room:
            words.append(_word(piece))
            piece, room = b"", _octets(_WORD)
        piece += unit
    return [*words, _word(piece)]


def _units(text: str) -> Iterator[bytes]:
    """Yield the pieces that are never split: clusters, and the characters of a cluster larger than any first word."""
    for cluster in clusters(text):
        data = cluster.encode()
        if len(data) <= 24:
            yield data
        else:
            yield from (character.encode() for character in cluster)


def _octets(room: int) -> int:
    """Return how many octets a word of at most that many characters carries."""
    return (min(room, _WORD) - len(_OPEN) - len(_CLOSE)) // 4 * 3


def _word(data: bytes) -> str:
    return _OPEN + base64.b64encode(data).decode("ascii") + _CLOSE


def raw(name: str, *values: str) -> bytes:
    """Write a header of ASCII values, folded between two of them, and after the colon of too long a first line.

    A value is never folded: a URI or an identifier must reach the reader unencoded and whole, even if the line gets
    longer than ``WISHED``. Raises ToolError on anything else than printable ASCII (T16).
    """
    lines = [f"{name}: {values[0]}", *values[1:]]
    if len(lines[0]) > WISHED:
        lines[:1] = [f"{name}:", values[0]]
    text = "\r\n ".join(lines) + "\r\n"
    # Counted too: a value with a fold of its own would be of the right form.
    if not _HEADER.fullmatch(text) or text.count("\n") != len(lines):
        raise ToolError(Message("message/unwritable-header", name=name))
    return text.encode("ascii")


def unstructured(name: str, text: str, field: Text) -> bytes:
    """Write a header for people, as encoded words altogether: no seam between plain and encoded text."""
    refuse_unsafe(text, field)
    return raw(name, *encoded_words(text, len(name) + 2))


def phrased(name: str, phrase: str, angle: str, field: Text) -> bytes:
    """Write ``phrase <angle>``: a name in ASCII as it is or quoted, any other as encoded words (RFC 2047 5(3))."""
    refuse_unsafe(phrase, field)
    if _ATOMS.fullmatch(phrase):
        words = [phrase]
    elif phrase.isascii():
        words = ['"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"']
    else:
        words = encoded_words(phrase, len(name) + 2)
    end = f"<{angle}>"
    column = len(name) + 2 if len(words) == 1 else 1
    if column + len(words[-1]) + 1 + len(end) <= LINE:
        words[-1] += f" {end}"
    else:
        words.append(end)
    return raw(name, *words)


def wire(address: str) -> str:
    """Write ``local@domain`` for RCPT and To: the local part quoted if it must be, the domain in lower case.

    Raises Refusal when it is not in ASCII without control characters (RFC 5321 4.1.2, 4.5.3.1). A domain of other
    letters is kept as A-labels by the registry, and not guessed here. Carriers once sold local parts that are no
    dot-atom (``a..b``, ``a.``, ``.a``): quoted they are lawful and work; the registry keeps them unquoted.
    """
    local, at, domain = address.rpartition("@")
    if not at or not _QUOTABLE.fullmatch(local) or not _DOMAIN.fullmatch(domain) or len(domain) > 255:
        raise Refusal(Message("message/no-address"))
    if not _DOT_ATOM.fullmatch(local):
        local = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{domain.lower()}"
