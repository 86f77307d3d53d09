"""What one matter of a verdict says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haishin.contract.policy import JST
from haishin.model import Hold, Ignored, Kind, Reason, Text, What


@dataclass(frozen=True, slots=True)
class Aspect:
    """Reasons and holds, when the word came that ended a person's hold, and which words did not count.

    ``what``: what somebody has to do about it.
    """

    reasons: tuple[Reason, ...] = ()
    holds: tuple[Hold, ...] = ()
    ended_at: datetime | None = None
    ignored: tuple[Ignored, ...] = ()
    what: What | None = None


def reason(kind: Kind, clause: str | None, what: What | None, ja: str, en: str) -> Aspect:
    """A matter of one reason."""
    return Aspect((Reason(kind, clause, Text(ja, en)),), what=what)


def at(moment: datetime) -> str:
    """A moment in Japan time, for a sentence."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"
