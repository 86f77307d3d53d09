"""What a detector says and what a caller gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from haishin.model import Severity

Field = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of one field: offsets in code points from 0 into the original, half-open."""

    start: int
    end: int
    severity: Severity


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Personal information of that kind; ``start`` and ``end`` as in ``Found``, into that field."""

    kind: str
    field: Field
    start: int
    end: int
    severity: Severity
