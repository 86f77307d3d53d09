"""A text in another spelling whose characters know their places in the original."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A text in another spelling: ``text[i]`` stands for ``starts[i]`` to ``ends[i]`` of the original.

    Offsets count code points, half-open, ascending. The lists are never changed: a view is kept and handed out again.
    """

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Find the place in the original of a non-empty stretch of this view."""
        return self.starts[start], self.ends[end - 1]

    def rewrite(self, pattern: re.Pattern[str], spell: Callable[[re.Match[str]], str | None]) -> View:
        """Respell each match; None leaves it as it is.

        A spelling of the same length is placed character by character, any other as a whole.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = spell(match)
            start, end = match.span()
            if new is None or new == match[0]:
                continue
            parts += (self.text[done:start], new)
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            if len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            elif new:
                starts += repeat(self.starts[start], len(new))
                ends += repeat(self.ends[end - 1], len(new))
            done = end
        if not done:
            return self
        parts.append(self.text[done:])
        return View("".join(parts), starts + self.starts[done:], ends + self.ends[done:])
