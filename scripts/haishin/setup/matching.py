r"""CODEOWNERS as GitHub reads it: who owns a path. The last line that matches wins, upper and lower case differ.

Patterns are those of gitignore without ``!``, ``[…]`` and ``\#``; a ``/*`` at the end reaches one level only, and a
line without owners takes the ownership away (GitHub's documentation, "About code owners"; threat T7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from haishin.model import Text

SIZE: Final = 3_000_000  # bytes; GitHub does not load a file of 3 MB or more
_OWNER: Final = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)?|[^@\s]+@[^@\s]+")
_WORDS: Final = re.compile(r"(?:\\.|[^\s\\])+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: its number (from 1), its pattern, its owners as written."""

    number: int
    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that GitHub passes over, or the whole file that it does not load (line 0)."""

    line: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Owners:
    """A file as read: the lines that count, and what does not."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]

    def line(self, path: str) -> Line | None:
        """The line that decides on a path (no slash before it), None where none matches."""
        return next((line for line in reversed(self.lines) if matches(line.pattern, path)), None)

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a path; empty where nobody owns it."""
        found = self.line(path)
        return found.owners if found is not None else ()


def parse(text: str) -> Owners:
    """Read a CODEOWNERS file."""
    lines: list[Line] = []
    faults: list[Fault] = []
    if len(text.encode()) >= SIZE:
        return Owners((), (Fault(0, _TOO_LARGE),))
    for number, raw in enumerate(text.split("\n"), 1):
        pattern, *owners = _words(raw) or [""]
        if not pattern:
            continue
        if (reason := _refused(pattern, owners)) is not None:
            faults.append(Fault(number, reason))
        else:
            lines.append(Line(number, pattern, tuple(owners)))
    return Owners(tuple(lines), tuple(faults))


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern that ``parse`` accepts covers that path."""
    return _compiled(pattern).fullmatch(path) is not None


_TOO_LARGE = Text("ファイルが 3 MB 以上のため、読み込まれません。", "The file has 3 MB or more: it is not loaded.")
_UNUSABLE = Text("パターン「{pattern}」は使えません。", "The pattern `{pattern}` cannot be used.")
_NOT_OWNER = Text("「{owner}」は所有者として書けません。", "`{owner}` cannot be an owner.")


def _words(raw: str) -> list[str]:
    """The words before a comment; a space after a backslash belongs to its word."""
    words = []
    for word in _WORDS.findall(raw.rstrip("\r")):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _refused(pattern: str, owners: Sequence[str]) -> Text | None:
    if pattern.startswith("!") or "[" in pattern or "]" in pattern or "\\#" in pattern or not pattern.strip("/"):
        return _UNUSABLE.format(pattern=pattern)
    wrong = next((owner for owner in owners if _OWNER.fullmatch(owner) is None), None)
    return _NOT_OWNER.format(owner=wrong) if wrong is not None else None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """As a regular expression over the whole path. A pattern that ends in a name covers the file or the folder."""
    folder = pattern.endswith("/")
    steps = pattern.strip("/").split("/")
    anchored = pattern.startswith("/") or len(steps) > 1
    parts = [] if anchored or steps[0] == "**" else ["(?:.+/)?"]
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        if step == "**":
            parts.append(".+" if last else "(?:.+/)?")
        else:
            parts.append(_step(step) + ("" if last else "/"))
    one_level = steps[-1] == "*" and anchored
    below = "/.+" if folder else "" if one_level or steps[-1] == "**" else "(?:/.+)?"
    return re.compile("".join(parts) + below, re.DOTALL)


def _step(step: str) -> str:
    """One name: ``*`` is any run without a slash, ``?`` one such character, a backslash takes the next as it is."""
    parts = []
    characters = iter(step)
    for character in characters:
        if character == "*":
            parts.append("[^/]*")
        elif character == "?":
            parts.append("[^/]")
        else:
            parts.append(re.escape(next(characters, "\\") if character == "\\" else character))
    return "".join(parts)
