"""The text as a reader sees it: 山田**太郎** is 山田太郎, so what is looked for in a text is looked for there too."""

from __future__ import annotations

import re
from dataclasses import replace

from haishin.model import Document, Span
from haishin.rules.markdown import PARSER
from haishin.rules.places import text_of

# Without any of these a text is shown as it is written.
_MARKS = re.compile(r"[*_\\\[`]")
_BREAKS = ("softbreak", "hardbreak")


def shown(document: Document) -> Document | None:
    """The document with each line of its text as shown, every line in its place; None where that changes nothing."""
    text, _ = text_of(document)
    if not _MARKS.search(text):
        return None
    rows = text.split("\n")
    for token in PARSER.parse(text.replace("\r", " "), {}):
        if token.type != "inline" or token.map is None:
            continue
        line, row = "", token.map[0]
        for child in token.children or []:
            if child.type in _BREAKS:
                rows[row], line, row = line, "", row + 1
            else:
                line += child.content
        rows[row] = line
    body = "\n".join(rows)
    if body == text:
        return None
    head = document.source.split("\n")[: document.body_line - 1]
    alert = None if document.alert is None else replace(document.alert, body=body)
    return replace(document, source="\n".join([*head, body]), alert=alert, findings=())


def whole_lines(span: Span, document: Document) -> Span:
    """The lines of a span as the document has them written: where a mark cuts a word, no column is right."""
    last = document.source.split("\n")[span.end_line - 1]
    return Span(span.line, 1, span.end_line, len(last) + 1)
