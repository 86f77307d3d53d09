"""Markdown blocks → a small page: the words of the plain text, in the same order. No script, image or remote content.

Readable without its style; with it in large type, light or dark, from 320 px.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from markdown_it.token import Token

from haishin.message.framing import Frame, StandingText
from haishin.message.markup import Block, Listing, Prose, spelled

# Sizes and colours are said there of the elements that hold the words: some mail programs drop those of the body.
_PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
_RULE = re.compile(r"[-―─=＿_]{2,}")  # a line of a standing text that is drawn, not read
_SAFE = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][\x21-\x7e]*)?")  # no name before an @ that misleads
# Browsers would break a telephone number or a date behind a hyphen. None of a URL.
_NUMBER = re.compile(r"(?<![A-Za-z0-9/.?=&%~_-])[0-9]{1,5}(?:-[0-9]{1,5}){1,3}(?![A-Za-z0-9/=&%~_-])")


def page(subject: str, read: Sequence[Block], frame: Frame, *links: str) -> str:
    """Write the page: lines by LF, a single LF at the end. ``links`` become links in the standing texts.

    The subject is its title only: every mail program shows it above the page, and begins a notification with the
    page's first words.
    """
    return _PAGE.substitute(
        subject=escape(subject),
        above=_lines(_framed("header", frame.above, links)),
        text=_lines(elements(read)),
        below=_lines(_framed("footer", frame.below, links)),
    )


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def elements(read: Sequence[Block]) -> Iterator[str]:
    """Write the alert's own text, an element a line."""
    for block in read:
        if isinstance(block, Listing):
            yield from _list(block)
        else:
            # The plain text has one kind of heading too; a level left out would confuse a screen reader.
            tag = "h2" if block.heading else "p"
            yield f"<{tag}>{_inline(block.inline)}</{tag}>"


def _list(block: Listing) -> Iterator[str]:
    tag = "ul" if block.start is None else "ol"
    yield f"<{tag}>" if block.start in (None, 1) else f'<{tag} start="{block.start}">'
    for item in block.items:
        match item:
            case (Prose(heading=False) as only,):  # a paragraph that is all of an item needs no element of its own
                yield f"<li>{_inline(only.inline)}</li>"
            case _:
                yield "\n".join(("<li>", *elements(item), "</li>"))
    yield f"</{tag}>"


def _inline(tokens: Sequence[Token]) -> str:
    """Write text, breaks, links with their targets, and emphasis, each kind once however deep it is nested."""
    parts: list[str] = []
    words = ""
    links: list[tuple[str, int, int]] = []  # target, where its words begin, and its part
    depth = {"em": 0, "strong": 0}
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                words += "\n"
                parts.append(_escaped("\n"))
            case "link_open":
                links.append((str(token.attrs["href"]), len(words), len(parts)))
            case "link_close":
                target, start, part = links.pop()
                shown = spelled(words[start:], target)
                words += shown
                parts.append(_escaped(shown))
                if _SAFE.fullmatch(target):  # of any other the reader sees the address, as in the plain text
                    parts.insert(part, f'<a href="{escape(target)}">')
                    parts.append("</a>")
            case "em_open" | "strong_open":
                depth[token.tag] += 1
                if depth[token.tag] == 1:
                    parts.append(f"<{token.tag}>")
            case "em_close" | "strong_close":
                depth[token.tag] -= 1
                if depth[token.tag] == 0:
                    parts.append(f"</{token.tag}>")
            case _:
                words += token.content
                parts.append(_escaped(token.content))
    return "".join(parts)


def _framed(tag: str, part: Sequence[StandingText], links: Sequence[str]) -> Iterator[str]:
    if part:
        yield f"<{tag}>"
        yield from (paragraph(text, links) for text in part)
        yield f"</{tag}>"


def paragraph(standing: StandingText, links: Sequence[str]) -> str:
    """Write a standing text as a paragraph in its language, below a rule if its first line draws a rule."""
    rule, lines = "", standing.text.strip("\n").split("\n")
    if len(lines) > 1 and _RULE.fullmatch(lines[0]):
        rule = "<hr>\n"
        del lines[0]
    text = _escaped("\n".join(lines))
    shown = sorted((re.escape(escape(link)) for link in links if _SAFE.fullmatch(link)), key=len, reverse=True)
    if shown:  # the longer first: one address may begin another
        text = re.sub("|".join(shown), r'<a href="\g<0>">\g<0></a>', text)
    return f'{rule}<p lang="{escape(standing.language)}">{text}</p>'


def _escaped(text: str) -> str:
    return _NUMBER.sub(r"<span>\g<0></span>", escape(text)).replace("\n", "<br>\n")
