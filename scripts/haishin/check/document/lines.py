"""Places in a text: from an offset to line and column, both from 1 and in code points. Only LF ends a line."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from haishin.core.model import Span


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text; an offset counts code points from 0."""

    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        starts = [0]
        while (found := self.text.find("\n", starts[-1])) >= 0:
            starts.append(found + 1)
        object.__setattr__(self, "_starts", tuple(starts))

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a place; a line behind the last is the end of the text."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def bounds(self, span: Span) -> tuple[int, int]:
        """The offsets of a span."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return Span(*self._place(start), *self._place(end))

    def line(self, line: int) -> Span:
        """The whole of a line, without its line break."""
        start = self.offset(line)
        end = self.text.find("\n", start)
        if end < 0:
            end = len(self.text)
        return self.span(start, end)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
