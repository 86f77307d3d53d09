"""A cell that a spreadsheet would run stands behind a mark, and comes back without it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haishin.cells import bare, guarded


@given(st.text(max_size=6))
def test_a_guarded_cell_comes_back(cell: str) -> None:
    safe = guarded(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert bare(safe) == cell


def test_only_what_would_run_is_guarded() -> None:
    assert [guarded(cell) for cell in ("=1", "'=1", "1-1", "【訂正】", "")] == ["'=1", "''=1", "1-1", "【訂正】", ""]
