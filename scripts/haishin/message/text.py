"""Markdown blocks → plain text, a paragraph or an item a line. Nothing gets lost: what cannot be shown is refused.

Where a line is broken to fit is the reader's program's to decide: it alone knows how wide the screen is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from haishin.message.markdown import Block, Listing, Prose, spelled


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text. ``first`` stands before it, ``rest`` before what is broken off from it to fit a width."""

    text: str
    first: str = ""
    rest: str = ""


def plain_text(read: Sequence[Block]) -> str:
    """The text of a body: lines by LF, no LF at the end.

    A line break of the source is a line break of the mail. Headings begin with ■, list items with ・ or their
    number; emphasis goes; a link is ``text (URL)``.
    """
    return "\n".join(f"{line.first}{line.text}".rstrip(" ") for line in lines(read))


def lines(read: Sequence[Block], *, gaps: bool = True) -> Iterator[Line]:
    """The same line by line; with ``gaps`` an empty one between two blocks, but not after a heading."""
    begun = headed = False
    for block in read:
        if begun and gaps and not headed:
            yield Line("")
        begun = True
        headed = isinstance(block, Prose) and block.heading
        yield from _list(block) if isinstance(block, Listing) else _paragraph(block)


def _list(block: Listing) -> Iterator[Line]:
    """What belongs to an item is indented under it."""
    for index, blocks_of_item in enumerate(block.items):
        mark = "・" if block.start is None else f"{block.start + index}. "
        indent = "　" if block.start is None else " " * len(mark)
        before = mark
        for line in list(lines(blocks_of_item, gaps=False)) or [Line("")]:
            yield Line(line.text, before + line.first, indent + line.rest)
            before = indent


def _paragraph(block: Prose) -> Iterator[Line]:
    first, rest = ("■ ", "　") if block.heading else ("", "")
    for part in _inline(block.inline).split("\n"):
        yield Line(part, first, rest)
        first = ""


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
