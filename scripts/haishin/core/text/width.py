"""Characters as a reader sees them: which code points belong together, and how many columns they take."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def clusters(text: str) -> Iterator[str]:
    """Yield each base character with the marks and variation selectors (all of category M) that follow it."""
    start = 0
    for index in range(1, len(text)):
        if not unicodedata.category(text[index]).startswith("M"):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def columns(text: str) -> int:
    """Measure the columns of a fixed-width font: full width 2, marks 0 (UAX #11; ambiguous is wide in Japan)."""
    shown = (character for character in text if not unicodedata.category(character).startswith("M"))
    return sum(1 + (unicodedata.east_asian_width(character) in "WFA") for character in shown)
