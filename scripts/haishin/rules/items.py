"""What somebody typed into the front matter besides the title: it stays on record, and ``case_name`` is mailed.

Codes and times as the schema knows them tell of nobody; everything else is scanned, names of items and comments too,
and whether or not the file can be read as an alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from haishin.document.lines import Lines
from haishin.model import Document, Path, Span

# An item of prose, in which a found stretch alone is private; anywhere else nobody expects prose: all of it is.
_PROSE = frozenset({"case_name", "why_mail", "why_late", "necessity", "reason"})
_NOBODY = re.compile(
    r"[a-z_-]*|[0-9]{8}-[0-9]{4}-[a-z-]*[0-9]?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:]{5,8}(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
_PERHAPS = re.compile(r"[^\x00-\x7f]|[0-9]{3}|@")


@dataclass(frozen=True, slots=True)
class Piece:
    """``path`` is empty for what is no item, a comment say.

    ``offset``: its place in the file, None where it is written in another way than it reads (in quotation marks, say).
    """

    path: Path
    text: str
    span: Span
    offset: int | None

    @property
    def prose(self) -> bool:
        """Whether a stretch of it can be told from the rest."""
        return not self.path or self.path[-1] in _PROSE or self.path == ("press", "title")


def pieces(document: Document) -> Iterator[Piece]:
    """Every such text, with its place."""
    lines, source = Lines(document.source), document.source
    left = source[: lines.offset(document.body_line)]
    names = ((path, str(path[-1]), span) for path, span in document.keys.items())
    spans = document.places
    written = ((path, text, span) for path, text in document.values.items() if (span := spans.get(path)) is not None)
    for path, text, span in (*names, *written):
        start, end = lines.bounds(span)
        left = "".join((left[:start], "\n" * (end - start), left[end:]))
        if path != ("title",) and not _NOBODY.fullmatch(text):
            yield Piece(path, text, span, start if source[start:end] == text else None)
    if _PERHAPS.search(left):
        yield Piece((), left, Span(1, 1, 1, 1), 0)
