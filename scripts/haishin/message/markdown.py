"""Markdown → the few blocks that a mail may have. Every view is made from these, so none can show less than another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from haishin.errors import Refusal
from haishin.model import Text

# A reference definition would vanish, <a@b.jp> would become a link: switched off, both stay what was written.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["reference", "autolink"])
_DEEPEST = 12  # five lists in each other; the parser drops text beyond level 20 without a word
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_INLINE = _BREAKS | {
    *("text", "text_special", "em_open", "em_close", "strong_open", "strong_close", "link_open", "link_close")
}

_MARKUP = Text(
    "本文の{line}行目に、メールにできない書式（{kind}）があります。",
    "Line {line} of the text has markup that cannot be mailed ({kind}).",
)
_MARKUP_HINT = Text(
    "段落、強調、見出し、箇条書き、リンクだけで書き直してください。",
    "Write it with paragraphs, emphasis, headings, lists and links only.",
)
_DEEP = Text("本文の{line}行目の箇条書きが深すぎます。", "The list on line {line} of the text is nested too deeply.")
_DEEP_HINT = Text("箇条書きの段を減らしてください。", "Use fewer levels.")
_UNSAFE = Text(
    "本文に、メールに使えない文字（U+{code:04X}）があります。",
    "The text has a character (U+{code:04X}) that may not be mailed.",
)
_UNSAFE_HINT = Text(
    "その文字を消してください。「&#…;」の形で書かれている場合もあります。",
    "Delete it. It may be written in the form &#…;.",
)


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or a heading. ``inline``: the parser's tokens, flat; only text, breaks, emphasis and links."""

    heading: bool
    inline: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``start`` is None for one without numbers. An item holds blocks, or none."""

    start: int | None
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
            raise Refusal(_DEEP.format(line=_line(token)), _DEEP_HINT)
    return tuple(_blocks(iter(tokens)))


def spelled(words: str, target: str) -> str:
    """What a link shows behind its words, so that every view tells where it leads: `` (URL)``, or nothing."""
    return "" if words == target else f" ({target})" if words else target


def _refuse_invisible(text: str) -> None:
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in _INVISIBLE:
            raise Refusal(_UNSAFE.format(code=ord(character)), _UNSAFE_HINT)


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
                raise Refusal(_MARKUP.format(line=_line(token), kind=kind), _MARKUP_HINT)


def _items(tokens: Iterator[Token]) -> Iterator[tuple[Block, ...]]:
    while next(tokens).nesting > 0:
        yield tuple(_blocks(tokens))


def _checked(inline: Token) -> tuple[Token, ...]:
    line = _line(inline)
    children = tuple(inline.children or ())
    for token in children:
        if token.type not in _INLINE:
            raise Refusal(_MARKUP.format(line=line, kind=token.type), _MARKUP_HINT)
        line += token.type in _BREAKS
        _refuse_invisible(token.content)
        _refuse_invisible(str(token.attrs.get("href", "")))
    return children
