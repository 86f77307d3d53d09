"""Untrusted text made safe to print, in a line, as JSON and in Markdown (T21, T25, T27).

Nothing hides, nothing starts a workflow command, nothing becomes structure of Markdown.
"""

from __future__ import annotations

import json
import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Fillers and variation selectors count as letters or marks, yet nobody sees them.
_FILLERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BEYOND_ASCII = re.compile(r"[\x7f-\U0010ffff]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_CALLS = re.compile(r"&#(?:35|64);")


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN or _FILLERS.match(character) is not None


def pieces(text: str) -> list[str]:
    """For each code point what is printed for it: itself, or ``<U+202E>`` when nobody would see it.

    The bracket of ``##[`` gets a backslash: a runner reads that old command form anywhere in a line.
    """
    shown = [f"<U+{ord(character):04X}>" if _hides(character) else character for character in text]
    for found in re.finditer(r"##\[", text):
        shown[found.end() - 1] = "\\["
    return shown


def visible(text: str) -> str:
    """One line in which every character can be seen; never at the start of a line, see ``line_start``."""
    return "".join(pieces(text))


def line_start(text: str) -> str:
    """The same for the start of a line: a runner trims it and reads ``::`` as a command."""
    shown = visible(text)
    return f"\\{shown}" if shown.lstrip().startswith("::") else shown


def width(text: str) -> int:
    """Columns on a terminal: 2 for wide and full-width characters, 0 for combining ones."""
    columns = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return columns


def json_text(value: object) -> str:
    r"""JSON with readable Japanese; what hides, and ``##[``, is written as ``\\uXXXX`` and reads back the same."""
    plain = json.dumps(value, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")
    escaped = _BEYOND_ASCII.sub(
        lambda found: json.dumps(found.group())[1:-1] if _hides(found.group()) else found.group(), plain
    )
    return f"{escaped}\n"


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
