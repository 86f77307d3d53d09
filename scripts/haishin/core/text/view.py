"""A text in another spelling whose characters know their places in the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A text in another spelling: ``text[i]`` stands for ``starts[i]`` to ``ends[i]`` of the original.

    Offsets count code points, half-open, ascending. They are never changed: views share them.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Find the place in the original of a non-empty stretch of this view."""
        return self.starts[start], self.ends[end - 1]

    def rewrite(
        self, pattern: re.Pattern[str], spell: Callable[[re.Match[str]], str | None], *, whole: bool = False
    ) -> View:
        """Respell each match; None leaves it as it is.

        A spelling of the same length is placed character by character (unless ``whole``), any other as a whole.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = placed = 0
        for match in pattern.finditer(self.text):
            new = spell(match)
            start, end = match.span()
            if new is None or new == match[0]:
                continue
            parts += (self.text[done:start], new)
            done = end
            if len(new) != end - start or (whole and len(new) > 1):
                starts += (*self.starts[placed:start], *repeat(self.starts[start], len(new)))
                ends += (*self.ends[placed:start], *repeat(self.ends[end - 1], len(new)))
                placed = end
        if not done:
            return self
        text = "".join((*parts, self.text[done:]))
        if not placed:
            return View(text, self.starts, self.ends)
        return View(text, [*starts, *self.starts[placed:]], [*ends, *self.ends[placed:]])
