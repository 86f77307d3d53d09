"""Addresses in a text: only https to an official host, shown as what they are (T23, T24)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

_TARGET = re.compile(r"https://([^/?#]*)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_REST = re.compile(r"[!-~]*")
# Full-width letters and signs count: mail programs make links of some of them.
_LETTER = "a-zA-Z\uff21-\uff3a\uff41-\uff5a"
_BARE = re.compile(
    f"(?:[{_LETTER}][{_LETTER}0-9+.-]*[:\uff1a][/\uff0f]{{2}}"
    f"|(?<![{_LETTER}0-9.-])[wW\uff37\uff57]{{3}}[.\uff0e\u3002\uff61])"
    "[^\\s\u3001\u3002\u300c-\u300f\u3010\u3011\uff08\uff09()<>\"']*"
)
_LOOKS_LIKE_ADDRESS = re.compile(r"//|^www\.|[^\W_][\w-]*\.[^\W\d_]{2,}")
_TRAILING = ".,:;!?"


def target_fault(target: str, hosts: Collection[str]) -> str | None:
    """Which message the target of a link earns; None for https to an official host."""
    found = _TARGET.fullmatch(target)
    if found is None:
        return "link-scheme"
    authority, rest = found[1], found[2] or ""
    if "@" in authority or ":" in authority:
        return "link-authority"
    if not _HOST.fullmatch(authority) or "xn--" in authority:
        return "link-letters"
    if authority not in hosts:
        return "link-host"
    if not _REST.fullmatch(rest) or "\\" in rest:
        return "link-letters"
    return None


def text_differs(text: str, target: str) -> bool:
    """Whether the text of a link looks like an address and is not exactly the target."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return bool(_LOOKS_LIKE_ADDRESS.search(plain)) and text != target


def bare_addresses(text: str) -> Iterator[str]:
    """Addresses written as plain text, which mail programs turn into links."""
    for found in _BARE.finditer(text):
        yield found[0].rstrip(_TRAILING)
