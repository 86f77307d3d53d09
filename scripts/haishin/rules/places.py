"""Where things stand in a document: helpers that several rules share."""

from __future__ import annotations

from haishin.document.lines import Lines
from haishin.model import Document, Span


def item(document: Document, name: str, value: str) -> Span:
    """The span of that value in a list of the front matter; of the whole list where it is written some other way."""
    lines = Lines(document.source)
    for path, span in document.places.items():
        if path[:1] == (name,) and len(path) == 2:
            written = document.source[
                lines.offset(span.line, span.column) : lines.offset(span.end_line, span.end_column)
            ]
            if written.strip("'\"") == value:
                return span
    return document.place(name)


def text_of(document: Document) -> tuple[str, int]:
    """The text below the front matter, and its offset in the file."""
    start = Lines(document.source).offset(document.body_line)
    return document.source[start:], start
