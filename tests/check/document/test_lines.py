from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haishin.check.document.lines import Lines
from haishin.core.model import Span


def test_places() -> None:
    lines = Lines("あ\n\n𠮷b")
    assert lines.span(0, 2) == Span(1, 1, 2, 1)
    assert lines.span(3, 5) == Span(3, 1, 3, 3)
    assert (lines.line(1), lines.line(2), lines.line(3)) == (Span(1, 1, 1, 2), Span(2, 1, 2, 1), Span(3, 1, 3, 3))
    assert (lines.offset(3, 2), lines.offset(9)) == (4, 5)


@given(st.text(alphabet="a\nあ𠮷"), st.integers(0, 30))
def test_offset_and_place_are_inverse(text: str, offset: int) -> None:
    lines = Lines(text)
    offset = min(offset, len(text))
    span = lines.span(offset, offset)
    assert lines.offset(span.line, span.column) == offset
