"""The text as a reader sees it: 山田**太郎** is 山田太郎.

What is looked for in a title, a text or an item is looked for there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from haishin.model import Document, Span
from haishin.rules.markdown import parser
from haishin.rules.places import text_of

# Without any of these a text is shown as it is written.
_MARKS = re.compile(r"[*_\\\[`&<]")
_BREAKS = ("softbreak", "hardbreak")
_SWALLOWED = "swallowed"  # our own token: line ends within what stands before it
# What is no mark for the parser (one alone, say), and cuts a word all the same.
_LONE = re.compile(r"(?<=[^\x00-\x7f])[*_`\\]+(?=[^\x00-\x7f])")


def shown(document: Document) -> Document | None:
    """The document with each line of its text as shown, every line in its place; None where that changes nothing."""
    text, start = text_of(document)
    if not _MARKS.search("\n".join((text, *document.values.values()))):
        return None
    body = _rendered(text)
    values = {path: _plain(value) for path, value in document.values.items()}
    if body == text and values == document.values:
        return None
    alert = document.alert
    if alert is not None:
        case_name = _plain(alert.case_name) if alert.case_name is not None else None
        alert = replace(alert, title=_plain(alert.title), case_name=case_name, body=body)
    return replace(document, source=document.source[:start] + body, values=values, alert=alert, findings=())


Rule = Callable[[StateInline, bool], bool]


def _counting(rule: Rule) -> Rule:
    """The rule of the parser, which also tells how many line ends it has taken without a token for each."""

    def counted(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and not silent:
            ends = state.src.count("\n", start, state.pos) - sum(map(_line_ends, state.tokens[known:]))
            if ends > 0:
                state.push(_SWALLOWED, "", 0).meta["ends"] = ends
        return done

    return counted


def _line_ends(token: Token) -> int:
    return 1 if token.type in _BREAKS else int(token.meta.get("ends", 0))


_PARSER = parser()
_RULER = _PARSER.inline.ruler
for _name, _rule in zip(_RULER.get_active_rules(), _RULER.getRules(""), strict=True):
    _RULER.at(_name, _counting(_rule))


def _rendered(text: str) -> str:
    if not _MARKS.search(text):
        return text
    text = text.replace("\r", " ").replace("\0", "\ufffd")  # as the parser does
    rows = text.split("\n")
    seen: dict[int, str] = {}
    for token in _PARSER.parse(text, {}):
        if token.type != "inline" or token.map is None:
            continue
        row = _first_row(token.content, rows, *token.map)
        seen[row] = f"{seen[row]} " if row in seen else ""  # cells of a table stand in one row
        for child in token.children or []:
            for _ in range(_line_ends(child)):
                row += 1
                seen[row] = ""
            if child.type not in (*_BREAKS, "html_inline"):
                seen[row] += child.content.replace("\n", " ")
    return "\n".join(_LONE.sub("", seen.get(row, written)) for row, written in enumerate(rows))


def _first_row(content: str, rows: list[str], begin: int, end: int) -> int:
    """The row in which what was parsed begins: the parser leaves out rows of wide blanks before it."""
    first = content.split("\n", 1)[0]
    return next((row for row in range(begin, end) if first in rows[row]), begin)


def _plain(value: str) -> str:
    """A title or an item: it is mailed with its marks, and is read without them."""
    if not _MARKS.search(value):
        return value
    children = (child for token in _PARSER.parseInline(value) for child in token.children or [])
    return _LONE.sub("", "".join(" " if _line_ends(child) else child.content for child in children).replace("\n", " "))


def whole_lines(span: Span, document: Document) -> Span:
    """The lines of a span as the document has them written: where a mark cuts a word, no column is right."""
    last = document.source.split("\n")[span.end_line - 1]
    return Span(span.line, 1, span.end_line, len(last) + 1)
