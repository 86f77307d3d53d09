"""How much of a sweep a run takes: a share of its cases, or with ``HYPOTHESIS_PROFILE=thorough`` all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def thorough() -> bool:
    """Whether this run is the long one, a command of its own."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def share(cases: Sequence[T], of: int, first: int = 0) -> list[T]:
    """Every ``of``-th of those cases from number ``first`` on; all of them in a thorough run."""
    return list(cases if thorough() else cases[first % of :: of])
