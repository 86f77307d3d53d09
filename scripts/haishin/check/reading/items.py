"""The free text of the front matter besides the title: it stays on record, and ``case_name`` is mailed.

Codes and times as the schema knows them name no person; everything else is scanned, names of items and comments too,
and whether or not the file can be read as an alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from haishin.check.document.lines import Lines
from haishin.core.model import Document, Path, Span

NONE = frozenset[str]()
MAILED = frozenset({"case_name"})
# What is written in words by whoever drafts: all that must be true and whole, though not all of it is mailed.
REASONS = frozenset({"why_mail", "why_late", "necessity", "reason"})
AUTHORED = MAILED | REASONS | {"title"}
_NOBODY = re.compile(
    r"[a-z_-]*|[0-9]{8}-[0-9]{4}-[a-z-]*[0-9]?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]{5,8}(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
# An anchor, alias or tag before a value: written, and no part of what it reads.
_PROPERTIES = ("&", "*", "!")
_PROPERTY = re.compile(r"(?:[&*!]\S*\s*)*")
_PERHAPS = re.compile(r"[^\x00-/:-?A-\x7f](?:(?<![0-9])|[0-9]{2})")  # no ASCII but @ and three digits


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of free text in the front matter."""

    path: Path  # empty if it is no item: a comment
    text: str
    span: Span
    offset: int | None  # its place in the file; None if it is not written as it reads (with escapes, say)

    @property
    def prose(self) -> bool:
        """Whether only a stretch of it is private; all of it is, if prose is not expected there."""
        return not self.path or self.path[-1] in AUTHORED


def pieces(document: Document, lines: Lines) -> Iterator[Piece]:
    """Yield every piece of free text, with its place in the lines of the file."""
    source = document.source
    names = ((path, str(path[-1]), span) for path, span in document.keys.items())
    spans = document.places
    written = ((path, text, spans[path]) for path, text in document.values.items() if path in spans)
    items = []
    for path, text, span in (*names, *written):
        start, end = lines.bounds(span)
        items.append((start, end))
        if path != ("title",) and not _NOBODY.fullmatch(text):
            offset = None
            if source[start:end] == text:
                offset = start
            yield Piece(path, text, span, offset)
    between = "".join(_between(source[: lines.offset(document.body_line)], sorted(items)))
    if _PERHAPS.search(between):
        yield Piece((), between, Span(1, 1, 1, 1), 0)


def _between(front: str, items: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield the text outside items, with anchors and tags before an item, and line ends in the place of the items."""
    done = 0
    for start, end in items:
        first = start
        if front[start : start + 1] in _PROPERTIES and (unread := _PROPERTY.match(front, start, end)):
            first = unread.end()
        yield front[done:first]
        yield "\n" * (end - max(done, first))
        done = max(done, end)
    yield front[done:]
