"""Addresses in a text: https to an official host alone, each shown undisguised (T23, T24)."""

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
    f"(?:[{_LETTER}][{_LETTER}0-9+.-]{{0,30}}[:\uff1a][/\uff0f]{{2}}"  # no scheme is longer
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
# One of these stands in every address and every host.
_SIGN = re.compile(
    f"[.\uff0e:\uff1awW\uff37\uff57](?:(?<=[.\uff0e])[{_LETTER}]|(?<=[:\uff1a])[/\uff0f]{{2}}"
    "|(?<=[wW\uff37\uff57])[.\uff0e\u3002\uff61])"
)
_KNOWN = re.compile(_ENDINGS)
_LOOKS_LIKE_ADDRESS = re.compile(r"//|^www\.|(?<=[\w-])\.[^\W\d_]{2,}")
_TRAILING = ".,:;!?"


def target_fault(target: str, hosts: Collection[str]) -> str | None:
    """Name the message that the target of a link earns; None for https to an official host."""
    match = _TARGET.fullmatch(target)
    if match is None:
        return "link-scheme"
    if match[1] not in hosts or not _REST.fullmatch(match[2] or ""):
        return "link-host"
    return None


def text_differs(text: str, target: str) -> bool:
    """Whether the text of a link looks like an address and is not exactly the target."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return bool(_LOOKS_LIKE_ADDRESS.search(plain)) and text != target


def host_fault(text: str, hosts: Collection[str]) -> bool:
    """Whether a host without scheme is neither official nor below an official host."""
    host = _plain(text).split("/")[0]
    return not any(official == host or official.endswith(f".{host}") for official in hosts)


def names_address(text: str) -> bool:
    """Whether ``bare_hosts`` or ``bare_addresses`` may find anything in a text."""
    return _SIGN.search(text) is not None


def bare_hosts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield hosts in plain text without scheme, and whether a path follows, which makes it surely an address."""
    if not names_address(text):
        return
    for match in _HOSTED.finditer(text):
        if _plain(match[0]).startswith("www."):
            continue  # an address for itself
        if match["path"] or _KNOWN.fullmatch(_plain(match["ending"])):
            yield match[0].rstrip(_TRAILING), bool(match["path"])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def bare_addresses(text: str) -> Iterator[str]:
    """Yield addresses in plain text, which mail programs turn into links."""
    if not names_address(text):
        return
    for match in _BARE.finditer(text):
        yield match[0].rstrip(_TRAILING)
