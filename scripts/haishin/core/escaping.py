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
    """Give for each code point what is printed for it: itself, or ``<U+202E>`` when nobody would see it.

    The bracket of ``##[`` gets a backslash: a runner reads that old command form anywhere in a line.
    """
    shown = [f"<U+{ord(character):04X}>" if _hides(character) else character for character in text]
    for command in re.finditer(r"##\[", text):
        shown[command.end() - 1] = "\\["
    return shown


def visible(text: str) -> str:
    """Make every character of a line visible; not for the start of a line, see ``line_start``."""
    return "".join(pieces(text))


def line_start(text: str) -> str:
    """Do the same for the start of a line, which a runner trims and reads ``::`` in as a command."""
    shown = visible(text)
    return f"\\{shown}" if shown.lstrip().startswith("::") else shown


def width(text: str) -> int:
    """Count the columns on a terminal: 2 for wide and full-width characters, 0 for combining ones."""
    columns = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return columns


def json_text(value: object) -> str:
    r"""Write JSON with readable Japanese; what hides, and ``##[``, is ``\\uXXXX`` and reads back the same."""
    plain = json.dumps(value, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")
    escaped = _BEYOND_ASCII.sub(
        lambda match: json.dumps(match.group())[1:-1] if _hides(match.group()) else match.group(), plain
    )
    return f"{escaped}\n"


def plain(text: str) -> str:
    """Write text for a paragraph or cell of Markdown: all ASCII punctuation as character references, no structure.

    ``@`` and ``#`` stand in an element of their own, so that nobody is called and nothing linked.
    """
    escaped = _PUNCTUATION.sub(lambda match: f"&#{ord(match.group())};", visible(text))
    return _CALLS.sub(lambda match: f"<span>{match.group()}</span>", escaped)


def code(text: str) -> str:
    """Write it as code; in an element, because backticks and ``|`` do not go together in a table."""
    return f"<code>{plain(text)}</code>"


def fenced(text: str) -> str:
    """Put text in a fence longer than any run of backticks in it; what would hide is shown."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = "\n".join(visible(line) for line in text.rstrip("\n").split("\n"))
    return f"{fence}text\n{lines}\n{fence}"
