"""An aspect of a case: its part of the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haishin.core.model import Hold, Ignored, Kind, Reason, Text, What


@dataclass(frozen=True, slots=True)
class Aspect:
    """An aspect's part of the verdict."""

    reasons: tuple[Reason, ...] = ()
    holds: tuple[Hold, ...] = ()
    ended_at: datetime | None = None  # when a word ended a person's hold
    ignored: tuple[Ignored, ...] = ()  # words that did not count
    what: What | None = None  # the act that it asks for


def reason(kind: Kind, clause: str | None, what: What | None, message: Text) -> Aspect:
    """Make an aspect of a single reason."""
    return Aspect((Reason(kind, clause, message),), what=what)
