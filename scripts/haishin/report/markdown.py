"""Untrusted text inside Markdown that GitHub renders: it stays text, in a paragraph and in a table's cell (T27)."""

from __future__ import annotations

import re

from haishin.report.escaping import visible

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CALLS = re.compile(r"&#(?:35|64);")


def plain(text: str) -> str:
    """All ASCII punctuation as character references, which no Markdown takes for structure.

    ``@`` and ``#`` stand in an element of their own, so that nobody is called and nothing linked.
    """
    escaped = _PUNCTUATION.sub(lambda found: f"&#{ord(found.group())};", visible(text))
    return _CALLS.sub(lambda found: f"<span>{found.group()}</span>", escaped)


def code(text: str) -> str:
    """The same as code; an element, not backticks, because those and ``|`` do not get on in a table."""
    return f"<code>{plain(text)}</code>"


def fenced(text: str) -> str:
    """The text in a fence longer than any run of backticks in it; what would hide is shown."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = "\n".join(visible(line) for line in text.rstrip("\n").split("\n"))
    return f"{fence}text\n{lines}\n{fence}"
