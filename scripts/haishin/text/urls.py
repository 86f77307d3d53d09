"""Addresses in a text: only https to an official host, shown as what they are (T23, T24)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

_TARGET = re.compile(r"https://([^/?#]*)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_REST = re.compile(r"[!-\[\]-~]*")  # no backslash, nothing that may mislead
# Full-width letters and signs count: mail programs make links of some of them.
_LETTER = "a-zA-Z\uff21-\uff3a\uff41-\uff5a"
_STOPS = "\\s\u3001\u3002\u300c-\u300f\u3010\u3011\uff08\uff09()<>\"'"
_BARE = re.compile(
    f"(?:[{_LETTER}][{_LETTER}0-9+.-]*[:\uff1a][/\uff0f]{{2}}"
    f"|(?<![{_LETTER}0-9.-])[wW\uff37\uff57]{{3}}[.\uff0e\u3002\uff61])"
    f"[^{_STOPS}]*"
)
# A host without scheme: behind an ending that everybody knows, or before a path (bit.ly/3abcd).
_ENDINGS = (
    "com|net|org|jp|info|biz|io|ly|me|co|cn|ru|tv|cc|xyz|top|site|online|shop|store|club|link|click|page|dev|app|us|uk|"
    "kr|tw|hk|gl|gg|icu|vip|win|work|name|pro|mobi|asia|news|live|website|space|cloud|tokyo|example"
)
_SOLE = f"{_LETTER}0-9\uff10-\uff19"
_HOSTED = re.compile(
    f"(?<![{_SOLE}@\uff20._/\uff0f\uff0e-])(?:[{_SOLE}](?:[{_SOLE}-]*[{_SOLE}])?[.\uff0e])+"
    f"(?P<ending>[{_LETTER}]{{2,18}})(?![{_SOLE}@\uff20_-])(?P<path>[/\uff0f][^{_STOPS}]*)?"
)
_KNOWN = re.compile(_ENDINGS)
_LOOKS_LIKE_ADDRESS = re.compile(r"//|^www\.|[^\W_][\w-]*\.[^\W\d_]{2,}")
_TRAILING = ".,:;!?"


def target_fault(target: str, hosts: Collection[str]) -> str | None:
    """Which message the target of a link earns; None for https to an official host."""
    found = _TARGET.fullmatch(target)
    if found is None:
        return "link-scheme"
    return None if found[1] in hosts and _REST.fullmatch(found[2] or "") else "link-host"


def text_differs(text: str, target: str) -> bool:
    """Whether the text of a link looks like an address and is not exactly the target."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return bool(_LOOKS_LIKE_ADDRESS.search(plain)) and text != target


def host_fault(text: str, hosts: Collection[str]) -> bool:
    """Whether a host, written without scheme, is none of the official ones nor what they lie under."""
    host = _plain(text).split("/")[0]
    return not any(one == host or one.endswith(f".{host}") for one in hosts)


def bare_hosts(text: str) -> Iterator[tuple[str, bool]]:
    """Hosts written as plain text without scheme, and whether a path follows, so that it is surely an address."""
    for found in _HOSTED.finditer(text):
        if _plain(found[0]).startswith("www."):
            continue  # an address for itself
        if found["path"] or _KNOWN.fullmatch(_plain(found["ending"])):
            yield found[0].rstrip(_TRAILING), bool(found["path"])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def bare_addresses(text: str) -> Iterator[str]:
    """Addresses written as plain text, which mail programs turn into links."""
    for found in _BARE.finditer(text):
        yield found[0].rstrip(_TRAILING)
