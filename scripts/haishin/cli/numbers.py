"""A number that may end in a log of the forge."""

from __future__ import annotations

from haishin.model import FLOOR, rounded


def number(count: int, *, exact: bool) -> str:
    """``=12``, or rounded where it is not for a terminal alone (T31)."""
    if exact:
        return f"={count}"
    near = rounded(count)
    return f"<{FLOOR}" if near is None else f"≈{near}"
