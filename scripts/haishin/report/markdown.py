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
