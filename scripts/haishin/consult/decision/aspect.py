"""One aspect of a case: what it adds to the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haishin.core.model import Hold, Ignored, Kind, Reason, Text, What


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect's reasons, holds and words that did not count; ``ended_at``: when a word ended a person's hold.

    ``what``: what somebody has to do about it.
    """

    reasons: tuple[Reason, ...] = ()
    holds: tuple[Hold, ...] = ()
    ended_at: datetime | None = None
    ignored: tuple[Ignored, ...] = ()
    what: What | None = None


def reason(kind: Kind, clause: str | None, what: What | None, message: Text) -> Aspect:
    """Make an aspect of that one reason."""
    return Aspect((Reason(kind, clause, message),), what=what)
