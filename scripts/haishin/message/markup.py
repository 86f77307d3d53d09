"""Markdown → the few blocks that a mail may have → plain text. What cannot be shown is refused, so nothing gets lost.

Every view is made from these blocks, so none can show less than another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal

# A reference definition would vanish, <a@b.jp> would become a link: switched off, both stay what was written.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["reference", "autolink"])
_DEEPEST = 12  # five lists in each other; the parser drops text beyond level 20 without a word
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_INLINE = _BREAKS | {
    *("text", "text_special", "em_open", "em_close", "strong_open", "strong_close", "link_open", "link_close")
}


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or a heading. ``inline``: the parser's tokens, flat; only text, breaks, emphasis and links."""

    heading: bool
    inline: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. An item holds blocks, or none."""

    start: int | None  # None without numbers
    items: tuple[tuple[Block, ...], ...]


Block: TypeAlias = Prose | Listing


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a Markdown body.

    Raises Refusal for other markup, for lists nested too deeply, and for control and invisible characters, also those
    written as an entity (T16, T17).
    """
    _refuse_invisible(source)
    tokens = _MARKDOWN.parse(source.replace("\t", "    "))
    for token in tokens:
        if token.level > _DEEPEST:
            raise Refusal(Message("message/nested-too-deeply", line=_line(token)))
    return tuple(_blocks(iter(tokens)))


def spelled(words: str, target: str) -> str:
    """Give the text behind a link's words, so that every view names its target: `` (URL)``, or nothing."""
    if words == target:
        return ""
    if not words:
        return target
    return f" ({target})"


def _refuse_invisible(text: str) -> None:
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in _INVISIBLE:
            raise Refusal(Message("message/unsafe-in-text", value=ord(character)))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """Up to the end of the block around them."""
    for token in tokens:
        if token.nesting < 0:
            break
        match token.type:
            case "paragraph_open" | "heading_open":
                inline = next(tokens)
                next(tokens)
                yield Prose(token.type == "heading_open", _checked(inline))
            case "bullet_list_open":
                yield Listing(None, tuple(_items(tokens)))
            case "ordered_list_open":
                yield Listing(int(token.attrs.get("start", 1)), tuple(_items(tokens)))
            case kind:
                raise Refusal(Message("message/unmailable-markup", line=_line(token), kind=kind))


def _items(tokens: Iterator[Token]) -> Iterator[tuple[Block, ...]]:
    while next(tokens).nesting > 0:
        yield tuple(_blocks(tokens))


def _checked(inline: Token) -> tuple[Token, ...]:
    line = _line(inline)
    children = tuple(inline.children or ())
    for token in children:
        if token.type not in _INLINE:
            raise Refusal(Message("message/unmailable-markup", line=line, kind=token.type))
        line += token.type in _BREAKS
        _refuse_invisible(token.content)
        _refuse_invisible(str(token.attrs.get("href", "")))
    return children


# --- plain text: a paragraph or an item a line ----------------------------------------------------------------------
# Where a line is broken to fit is the reader's program's to decide: it alone knows how wide the screen is.


def plain_text(read: Sequence[Block]) -> str:
    """The text of a body: lines by LF, no LF at the end.

    A line break of the source is a line break of the mail. Headings begin with ■, list items with ・ or their
    number; emphasis goes; a link is ``text (URL)``.
    """
    return "\n".join(line.rstrip(" ") for line in _lines(read, gaps=True))


def _lines(read: Sequence[Block], *, gaps: bool) -> Iterator[str]:
    """The same line by line; with ``gaps`` an empty line between two blocks, but not after a heading."""
    begun = headed = False
    for block in read:
        if begun and gaps and not headed:
            yield ""
        begun = True
        headed = isinstance(block, Prose) and block.heading
        if isinstance(block, Listing):
            yield from _list(block)
        else:
            text = _inline(block.inline)
            if headed:
                text = f"■ {text}"
            yield from text.split("\n")


def _list(block: Listing) -> Iterator[str]:
    """What belongs to an item is indented under it."""
    for index, blocks_of_item in enumerate(block.items):
        mark, indent = "・", "　"
        if block.start is not None:
            mark = f"{block.start + index}. "
            indent = " " * len(mark)
        first, *more = [*_lines(blocks_of_item, gaps=False)] or [""]
        yield mark + first
        for line in more:
            yield indent + line


def _inline(tokens: Sequence[Token]) -> str:
    text = ""
    links: list[tuple[str, int]] = []  # target, and where its text begins
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                text += "\n"
            case "link_open":
                links.append((str(token.attrs["href"]), len(text)))
            case "link_close":
                target, start = links.pop()
                text += spelled(text[start:], target)
            case _:
                text += token.content  # of emphasis it is empty
    return text
