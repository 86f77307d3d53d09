"""A cell that a spreadsheet would run stands behind a mark, and comes back without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.escaping import bare, guarded


@given(st.text(max_size=6) | st.text("=+-@＝＋－＠\t\r\n'1", max_size=3))
def test_a_guarded_cell_comes_back(cell: str) -> None:
    safe = guarded(cell)
    assert not safe.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))
    assert bare(safe) == cell


def test_only_what_would_run_is_guarded() -> None:
    assert [guarded(cell) for cell in ("=1", "'=1", "1-1", "【訂正】", "")] == ["'=1", "''=1", "1-1", "【訂正】", ""]


@pytest.mark.parametrize("sign", "＝＋－＠\n")
def test_what_a_spreadsheet_takes_for_such_a_sign_is_guarded(sign: str) -> None:
    """S15: full width, and a line's end before the sign."""
    assert guarded(f"{sign}1") == f"'{sign}1"
