"""Searches of a text, run only if a cheap cue allows a match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise


def occurrences(text: str, part: str) -> Iterator[int]:
    """Yield the begin of each occurrence of that part of a text, those that overlap too."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


class Words:
    """Plain words by their first two letters: a text is gone through once, and only those are sought that may stand."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_head: dict[str | tuple[str, ...], list[str]] = {}
        for word in words:
            self._by_head.setdefault(tuple(word[:2]) if word[1:] else word, []).append(word)
        self._heads = frozenset(self._by_head)
        self._letters = re.compile("|".join(re.escape(head) for head in self._heads if isinstance(head, str)) or "(?!)")

    def within(self, text: str) -> list[str]:
        """List the words that stand in a text, in no order."""
        heads = {*self._letters.findall(text), *self._heads.intersection(pairwise(text))}
        return [word for head in heads for word in self._by_head[head] if word in text]


def begun(begin: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern`` where ``begin`` matches: none begins elsewhere, nor within another match."""
    done = 0
    for place in begin.finditer(text):
        if place.start() >= done and (match := pattern.match(text, place.start())):
            done = match.end()
            yield match
