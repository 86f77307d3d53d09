"""An alert of main that was not begun, and what becomes of it: the words of the selection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from haishin.delivery import messages
from haishin.delivery.rows import SnapshotRow
from haishin.errors import ToolError
from haishin.model import ENDING, Alert, Finding, Pull, Severity, Text, Verdict
from haishin.repository.history import AlertFile, Commit


class Fate(StrEnum):
    """What becomes of an alert now: it goes, waits for the clock or for a person, or has ended unsent."""

    SEND = "send"
    WAIT = "wait"
    HELD = "held"
    LIMIT = "limit"
    NOBODY = "nobody"
    STOPPED = "stopped"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


# By what the ledger says that an alert is held.
CAUSES = {Fate.HELD: "verdict", Fate.LIMIT: "limit", Fate.NOBODY: "limit", Fate.STOPPED: "stop"}


@dataclass(frozen=True)
class SendCandidate:
    """An alert of main that the ledger has neither begun nor ended. ``crash``: reading or checking it failed."""

    file: AlertFile
    commit: Commit
    alert: Alert | None
    findings: tuple[Finding, ...] = ()
    crash: Text | None = None

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
    """A candidate and its fate; ``until`` is when a waiting one goes, None where that is unknown.

    ``verdict``: None where something else was enough. ``unknown``: it is held because something could not be known;
    ``fault``: that is its pull request, and why: of the alert itself nothing is amiss.
    """

    candidate: SendCandidate
    fate: Fate
    reasons: tuple[Text, ...] = ()
    until: datetime | None = None
    verdict: Verdict | None = None
    unknown: bool = False
    fault: ToolError | None = None


@dataclass(frozen=True, kw_only=True)
class Ready(Item):
    """One that goes now: what it rests on, and its snapshot, which is empty before the registry was asked."""

    alert: Alert
    pull: Pull | None
    verdict: Verdict
    rows: tuple[SnapshotRow, ...]


def errors_of(candidate: SendCandidate) -> tuple[Text, ...]:
    """Which rules find errors, and in which line; never in the words of the file, which end in logs (T27)."""
    errors = [finding for finding in candidate.findings if finding.severity is Severity.ERROR]
    return tuple(dict.fromkeys(messages.rule_error(error.span.line, error.rule) for error in errors))


def faults_of(candidate: SendCandidate) -> tuple[Text, ...]:
    """Why the file as it stands can never go: what failed over it, else its errors."""
    return (candidate.crash,) if candidate.crash is not None else errors_of(candidate)


def joined(reasons: Iterable[Text]) -> Text:
    """Several reasons as one."""
    told = tuple(reasons)
    return Text("、".join(one.ja for one in told), ", ".join(one.en for one in told))
