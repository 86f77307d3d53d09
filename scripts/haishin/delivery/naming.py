"""What somebody means who names an alert: in a branch made in a browser, or on a command line."""

from __future__ import annotations

import re
import unicodedata

ALL = "all"
_ID = re.compile(r"[0-9]{8}-[0-9]{4}-[a-z0-9-]+")


def plain(text: str) -> str:
    """Small, half-width (NFKC), without blanks around."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_id(text: str) -> bool:
    """Whether it has the form of an id."""
    return len(text) <= 64 and _ID.fullmatch(text) is not None


def meant(text: str) -> str:
    """The id in ``stop/<id>``, ``<id>.md`` or a whole path; ``all``; else the text itself, plain."""
    parts = plain(text).removesuffix(".md").removeprefix("stop/").split("/")
    if parts[0] == ALL:
        return ALL
    return next(filter(is_id, parts), "/".join(parts))
