"""The text as a reader sees it: 山田**太郎** is 山田太郎. Each character knows its place in the text as written.

Searches of a title, a text or an item look there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from haishin.core.text.view import View

# Without any of these a text is shown as it is written.
MARKS = re.compile(r"[*_\\\[`&<]")
# Without any of these it is paragraphs, headings and items that stand one under another, whatever else is in it.
_SIGNS = re.compile(r"[*_\\\[`&<>|~\r]")
_LINES = re.compile(r"\n(?:[ \t]|[-+](?:[-+\t]|[ ](?:[-+ \t]|[0-9]{1,9}[.)]))|[0-9]{1,9}[.)])")
_BREAKS = ("softbreak", "hardbreak")
_SWALLOWED = "swallowed"  # our own token: line ends within what stands before it
# What is no mark for the parser (one alone, say), and cuts a word all the same.
_LONE = re.compile(r"(?<=[^\x00-\x7f])[*_`\\]+(?=[^\x00-\x7f])")
_TARGET = re.compile(r"[*_`]*\]\(")

Rule = Callable[[StateInline, bool], bool]


def _parser() -> MarkdownIt:
    """Make a parser with everything switched on, which refuses or rewrites nothing and reports every line end."""
    made = MarkdownIt("commonmark", {"html": True}).enable("table").disable("text_join")
    # Links that the library would refuse or rewrite must be seen as they are written.
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    made.normalizeLink = lambda url: url  # type: ignore[method-assign]
    ruler = made.inline.ruler
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        ruler.at(name, _counting(rule))
    return made


def _counting(rule: Rule) -> Rule:
    """Wrap a rule of the parser to count the line ends that it takes without a token for each."""

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
    if token.type in _BREAKS:
        return 1
    return int(token.meta.get("ends", 0))


PARSER = _parser()


@dataclass(slots=True)
class _Row:
    """The text shown in a row, each character with its place in the text as written."""

    text: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, content: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Append text to the row."""
        self.text.append(content)
        self.starts += starts
        self.ends += ends


class _Finder:
    """A cursor that finds the text of inline tokens again, from left to right: they carry no places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unbroken = text.replace("\n", " ")  # as the parser has what stands between backticks
        self._targets: list[str] = []
        self.cursor = 0

    def write(self, token: Token, limit: int, row: _Row) -> None:
        """Find the token's text between the cursor and ``limit``, and move the cursor behind it."""
        content = token.content.replace("\n", " ")
        if token.type == "link_open":
            target = ""
            if token.markup != "autolink":
                target = str(token.attrs["href"])
            self._targets.append(target)
        elif token.type == "text_special" and token.markup != content:
            start, end = self.cursor, self.cursor + 1
            at = self._text.find(token.markup, self.cursor, limit)
            if at >= 0:
                start, end = at, at + len(token.markup)
            row.add(content, [start] * len(content), [end] * len(content))
            self.cursor = end
        elif content:
            starts = self._places(token, limit)
            row.add(content, starts, [start + 1 for start in starts])
        if token.type == "link_close":
            self._skip(self._targets.pop(), limit)
        elif token.type == "image":
            self._skip(str(token.attrs["src"]), limit)

    def pass_over(self, content: str, limit: int) -> None:
        """Move the cursor behind a text that is not shown."""
        at = self._text.find(content, self.cursor, limit)
        if at >= 0:
            self.cursor = at + len(content)

    def _places(self, token: Token, limit: int) -> Sequence[int]:
        content = token.content
        text = self._text
        if token.type == "code_inline":
            text = self._unbroken
        at = text.find(content, self.cursor, limit)
        if at >= 0:
            self.cursor = at + len(content)
            return range(at, self.cursor)
        places = []
        for character in content:  # written in another way than it reads: letter by letter
            at = self.cursor
            if not (character.isspace() and self._text[at : at + 1].isspace()):
                at = self._text.find(character, self.cursor, limit)
            if at < 0:
                places.append(self.cursor)
            else:
                places.append(at)
                self.cursor = at + 1
        return places

    def _skip(self, target: str, limit: int) -> None:
        """Move the cursor behind the target of a link that ends here."""
        opening = _TARGET.match(self._text, self.cursor, limit)
        if opening is None:
            return
        closing = self._text.find(")", opening.end() + len(target), limit)
        if closing >= 0:
            self.cursor = closing + 1


def structured(text: str) -> bool:
    """Whether Markdown may make more of a text than paragraphs, headings and a plain list."""
    return _SIGNS.search(text) is not None or _LINES.search("\n" + text) is not None


def rendered(text: str, tokens: Sequence[Token]) -> View:
    """Render the text as shown, row by row in its place; ``tokens``: the parser's."""
    text = text.replace("\r", " ").replace("\0", "\ufffd")  # as the parser does
    rows = text.split("\n")
    offsets = [0]
    for written in rows:
        offsets.append(offsets[-1] + len(written) + 1)
    seen: dict[int, _Row] = {}
    finder = _Finder(text)
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        number = _first_row(token.content, rows, *token.map)
        limit = offsets[token.map[1]]
        finder.cursor = max(finder.cursor, offsets[number])
        if number in seen:
            seen[number].add(" ", [finder.cursor], [finder.cursor])  # cells of a table stand in one row
        row = seen.setdefault(number, _Row())
        for child in token.children or []:
            for _ in range(_line_ends(child)):
                number += 1
                row = seen[number] = _Row()
                finder.cursor = max(finder.cursor, offsets[min(number, len(rows))])
            if child.type == "html_inline":
                finder.pass_over(child.content, limit)
            elif child.type not in _BREAKS:
                finder.write(child, limit, row)
    whole = _Row()
    for number, written in enumerate(rows):
        start = offsets[number]
        end = offsets[number + 1] - 1
        if number:
            before = whole.ends[-1] if whole.ends else 0  # a row shows what is written in the next one, too
            whole.add("\n", [max(start - 1, before - 1)], [max(start, before)])
        if number in seen:
            whole.add("".join(seen[number].text), seen[number].starts, seen[number].ends)
        else:
            whole.add(written, range(start, end), range(start + 1, end + 1))
    return View("".join(whole.text), whole.starts, whole.ends).rewrite(_LONE, lambda _: "")


def _first_row(content: str, rows: list[str], begin: int, end: int) -> int:
    """Find the first row of the parsed text: the parser leaves out rows of wide blanks before it."""
    first = content.split("\n", 1)[0]
    return next((row for row in range(begin, end) if first in rows[row]), begin)


def plain(value: str) -> View | None:
    """Render a title or an item, which is mailed with its marks and read without them; None without marks."""
    if not MARKS.search(value):
        return None
    row, finder = _Row(), _Finder(value)
    for token in PARSER.parseInline(value):
        for child in token.children or []:
            if _line_ends(child):
                at = max(value.find("\n", finder.cursor), finder.cursor)
                row.add(" ", [at], [at + 1])
                finder.cursor = at + 1
            else:
                finder.write(child, len(value), row)
    view = View("".join(row.text), row.starts, row.ends).rewrite(_LONE, lambda _: "")
    if view.text == value:
        return None
    return view
