"""What the comment is made of: a verdict, the contract that judged, how many it reaches, and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haishin.contract import Contract
from haishin.model import Alert, Change, Language
from haishin.review.judging import Judged


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an alert goes to: rounded, None = unknown; ``at``: when that was counted.

    ``night``: how many of them take mail outside the delivery hours.
    """

    count: int | None = None
    at: datetime | None = None
    night: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the comment is made of, at the moment ``now``.

    ``first``: rounded size of the sending that this one follows.
    """

    judged: Judged
    contract: Contract
    language: Language
    reach: Reach
    now: datetime
    first: int | None = None

    @property
    def mail(self) -> Alert | None:
        """The alert where one would be mailed: no withdrawal, no upkeep, nothing that cannot be read."""
        return None if self.judged.change is Change.DELETED else self.judged.alert
