"""The text as a reader sees it: 山田**太郎** is 山田太郎, and %E5%B1%B1 in a link is 山.

What is looked for in a title, a text or an item is looked for there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from haishin.model import Document, Span
from haishin.rules.markdown import PARSER
from haishin.rules.places import text_of

# Without any of these a text is shown as it is written.
_MARKS = re.compile(r"[*_\\\[`&<]")
_BREAKS = ("softbreak", "hardbreak")
# What is no mark for the parser (one alone, say), and cuts a word all the same.
_LONE = re.compile(r"(?<=[^\x00-\x7f])[*_`\\]+(?=[^\x00-\x7f])")
_ESCAPED = re.compile("(?:%[0-9A-Fa-f]{2})+")
_DEEPEST = 3  # %2530 is %30 is 0


def shown(document: Document) -> Document | None:
    """The document with each line of its text as shown, every line in its place; None where that changes nothing."""
    return _reading(document, _MARKS, _rendered, _plain)


def decoded(document: Document) -> Document | None:
    """The document with the letters and digits that its addresses spell in percent signs; None where there are none."""
    return _reading(document, _ESCAPED, _unescaped, _unescaped)


def _reading(
    document: Document, marks: re.Pattern[str], whole: Callable[[str], str], part: Callable[[str], str]
) -> Document | None:
    """Another reading of the text (``whole``, line by line) and of title and items (``part``), each told by marks."""
    text, _ = text_of(document)
    if not marks.search("\n".join((text, *document.values.values()))):
        return None
    body = whole(text)
    values = {path: part(value) for path, value in document.values.items()}
    if body == text and values == document.values:
        return None
    head = document.source.split("\n")[: document.body_line - 1]
    alert = document.alert
    if alert is not None:
        alert = replace(alert, title=part(alert.title), body=body)
    return replace(document, source="\n".join([*head, body]), values=values, alert=alert, findings=())


def _rendered(text: str) -> str:
    if not _MARKS.search(text):
        return text
    rows = text.split("\n")
    for token in PARSER.parse(text.replace("\r", " "), {}):
        if token.type != "inline" or token.map is None:
            continue
        line, row = "", token.map[0]
        for child in token.children or []:
            if child.type in _BREAKS:
                rows[row], line, row = _LONE.sub("", line), "", row + 1
            elif child.type == "html_inline":
                row += child.content.count("\n")
            else:
                line += child.content
        rows[row] = _LONE.sub("", line)
    return "\n".join(rows)


def _plain(value: str) -> str:
    """A title or an item: it is mailed with its marks, and is read without them."""
    if not _MARKS.search(value):
        return value
    children = (child for token in PARSER.parseInline(value) for child in token.children or [])
    return _LONE.sub("", "".join(" " if child.type in _BREAKS else child.content for child in children))


def _unescaped(text: str) -> str:
    for _ in range(_DEEPEST):
        plain = _ESCAPED.sub(_letters, text)
        if plain == text:
            break
        text = plain
    return text


def _letters(found: re.Match[str]) -> str:
    data = bytes.fromhex(found[0].replace("%", ""))
    try:
        letters = data.decode()
    except UnicodeDecodeError:
        letters = data.decode("cp932", "replace")
    return re.sub(r"[\r\n]", " ", letters)


def whole_lines(span: Span, document: Document) -> Span:
    """The lines of a span as the document has them written: where a mark cuts a word, no column is right."""
    last = document.source.split("\n")[span.end_line - 1]
    return Span(span.line, 1, span.end_line, len(last) + 1)
