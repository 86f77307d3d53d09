"""Untrusted text made safe to print, in a line, as JSON, in Markdown and in the cells of a CSV (T21, T25, T27).

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
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")  # some spreadsheets take the full-width signs for the others
_CALLS = re.compile(r"&#(?:35|64);")


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN or _FILLERS.match(character) is not None


def _shown(character: str) -> str:
    if _hides(character):
        return f"<U+{ord(character):04X}>"
    return character


def pieces(text: str) -> list[str]:
    """Give the printed form of each code point: itself, or ``<U+202E>`` if it would be invisible.

    The bracket of ``##[`` gets a backslash: a runner reads that old command form anywhere in a line.
    """
    shown = list(map(_shown, text))
    for command in re.finditer(r"##\[", text):
        shown[command.end() - 1] = "\\["
    return shown


def visible(text: str) -> str:
    """Make every character of a line visible; not for the start of a line, see ``line_start``."""
    return "".join(pieces(text))


def line_start(text: str) -> str:
    """Do the same for the start of a line, which a runner trims and reads ``::`` in as a command."""
    shown = visible(text)
    if shown.lstrip().startswith("::"):
        return f"\\{shown}"
    return shown


def width(text: str) -> int:
    """Count the columns on a terminal: 2 for wide and full-width characters, 0 for combining characters."""
    columns = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            continue
        columns += 1 + (unicodedata.east_asian_width(character) in ("W", "F"))
    return columns


def json_text(value: object) -> str:
    r"""Write JSON with readable Japanese; what hides, and ``##[``, is ``\\uXXXX`` and reads back the same."""
    plain = json.dumps(value, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")
    return _BEYOND_ASCII.sub(_json_character, plain) + "\n"


def _json_character(match: re.Match[str]) -> str:
    if _hides(match[0]):
        return json.dumps(match[0])[1:-1]
    return match[0]


def plain(text: str) -> str:
    """Write text for a paragraph or cell of Markdown: all ASCII punctuation as character references, no structure.

    ``@`` and ``#`` stand in an element of their own, so that no account is called and nothing linked.
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


def guarded(cell: str) -> str:
    """Put a ``'`` before the cell of a CSV if a spreadsheet would run it; ``bare`` takes that away again."""
    if _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def bare(cell: str) -> str:
    """Return the cell as it was before ``guarded``."""
    if _FORMULA.match(cell):
        return cell.removeprefix("'")
    return cell
