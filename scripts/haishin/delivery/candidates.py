"""An alert of main that was not begun, and what becomes of it: the words of the selection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from haishin.delivery.rows import Row
from haishin.model import ENDING, Alert, Finding, Pull, Severity, Text, Verdict
from haishin.repository.history import AlertFile, Commit

STOPPED = Text("人が止めています。", "Stopped by a person.")
HALTED = Text("全停止中です。", "All sending is halted.")
STRANGE = Text(
    "当たる情報メールのない停止用のブランチがあります。", "A stop branch that names no alert stops everything new."
)


class Fate(StrEnum):
    """What becomes of an alert now: it goes, waits for the clock or for a person, or has ended unsent."""

    SEND = "send"
    WAIT = "wait"
    HELD = "held"
    LIMIT = "limit"
    NOBODY = "nobody"
    STOPPED = "stopped"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Candidate:
    """An alert of main that the ledger has neither begun nor ended."""

    file: AlertFile
    commit: Commit
    alert: Alert | None
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """The alert's id."""
        return self.file.id

    @property
    def ends(self) -> str | None:
        """The alert that this one ends, if it ends one."""
        follows = self.alert.follows if self.alert is not None else None
        return follows.alert if follows is not None and follows.kind in ENDING else None


@dataclass(frozen=True)
class Item:
    """A candidate and its fate; ``until`` is when a waiting one goes, None where that is unknown."""

    candidate: Candidate
    fate: Fate
    reasons: tuple[Text, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ready(Item):
    """One that goes now: what it rests on, and its snapshot."""

    alert: Alert
    pull: Pull | None
    verdict: Verdict
    rows: tuple[Row, ...]


def item_of(candidate: Candidate, fate: Fate, ja: str, en: str) -> Item:
    """The item with that one reason."""
    return Item(candidate, fate, (Text(ja, en),))


def errors_of(candidate: Candidate) -> tuple[Text, ...]:
    """What the rules' errors say; a private finding keeps its words to itself (DESIGN §9.3)."""
    masked = Text("個人情報とみられる記載があります。", "It seems to hold personal information.")
    errors = [finding for finding in candidate.findings if finding.severity is Severity.ERROR]
    return tuple(dict.fromkeys(masked if finding.private else finding.message for finding in errors))
