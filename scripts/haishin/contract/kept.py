"""What is made once of a value that is asked about in a row: one run has one contract, a dozen rules one document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Source = TypeVar("_Source")
_Made = TypeVar("_Made")


def of_last(make: Callable[[_Source], _Made]) -> Callable[[_Source], _Made]:
    """The same function, which keeps what it made of the very object that it was last asked about."""
    kept: tuple[_Source, _Made] | None = None

    @wraps(make)
    def made(source: _Source) -> _Made:
        nonlocal kept
        if kept is None or kept[0] is not source:
            kept = source, make(source)
        return kept[1]

    return made
