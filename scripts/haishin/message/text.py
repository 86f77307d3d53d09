"""Markdown blocks → plain text as a phone shows it. Nothing written gets lost: what cannot be shown is refused."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from haishin.message.kinsoku import wrap
from haishin.message.markdown import Block, Listing, Prose, spelled
from haishin.message.width import columns

WIDTH = 70  # columns: 35 full-width characters


def plain_text(read: Sequence[Block], width: int = WIDTH) -> str:
    """The text of a body: lines by LF, wrapped at so many columns, no LF at the end.

    A line break of the source is a line break of the mail. Headings begin with ■, list items with ・ or their
    number; emphasis goes; a link is ``text (URL)``.
    """
    return "\n".join(_lines(read, width, gaps=True))


def _lines(read: Sequence[Block], width: int, *, gaps: bool) -> list[str]:
    """With ``gaps`` an empty line between two blocks, but not after a heading."""
    lines: list[str] = []
    headed = False
    for block in read:
        if lines and gaps and not headed:
            lines.append("")
        headed = isinstance(block, Prose) and block.heading
        lines += _list(block, width) if isinstance(block, Listing) else _paragraph(block, width)
    return lines


def _list(block: Listing, width: int) -> list[str]:
    """What belongs to an item is indented under it."""
    lines: list[str] = []
    for index, blocks_of_item in enumerate(block.items):
        mark = "・" if block.start is None else f"{block.start + index}. "
        indent = "　" if block.start is None else " " * len(mark)
        item = _lines(blocks_of_item, width - columns(mark), gaps=False) or [""]
        lines += [f"{mark}{item[0]}".rstrip(), *(f"{indent}{line}" for line in item[1:])]
    return lines


def _paragraph(block: Prose, width: int) -> list[str]:
    mark, rest = ("■ ", "　") if block.heading else ("", "")
    lines: list[str] = []
    for part in _inline(block.inline).split("\n"):
        lines += wrap(part, width, "" if lines else mark, rest)
    return lines


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
