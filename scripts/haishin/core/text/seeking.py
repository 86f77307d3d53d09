"""Searches of a text, run only if a cheap cue allows a match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def occurrences(text: str, part: str) -> Iterator[int]:
    """Yield the begin of each occurrence of that part of a text, those that overlap too."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def either(words: Iterable[str], guard: str = "") -> str:
    """Spell these plain words as an alternation, in their order, that tries only those with the right first letter.

    ``guard``: what must hold, spelled for right behind the first letter.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    parts = []
    for first, rest in rests.items():
        behind = rest[0]
        if len(rest) > 1:
            behind = f"(?:{'|'.join(rest)})"
        parts.append(first + guard + behind)
    return "|".join(parts)


def begun(begin: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern`` where ``begin`` matches: none begins elsewhere, nor within what it matches."""
    done = 0
    for place in begin.finditer(text):
        if place.start() >= done and (match := pattern.match(text, place.start())):
            done = match.end()
            yield match


def near(
    mark: re.Pattern[str], pattern: re.Pattern[str], text: str, before: int, behind: int = 40
) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern`` with a ``mark`` that begins within their first ``before`` characters.

    From the mark on, a match with all that it looks at is shorter than ``behind``.
    """
    done = 0
    for place in mark.finditer(text):
        start = max(done, place.start() - before)
        while start <= place.start():
            match = pattern.search(text, start, place.start() + behind)
            if match is None or match.start() > place.start():
                break
            start = done = match.end()
            yield match
