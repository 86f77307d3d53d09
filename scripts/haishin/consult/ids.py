"""Whose an id is: one file's, for ever. What the ledger says of an id is true of the file that was begun, of no other.

Main may hold the same id in two units' folders, one that was there before the activation, or one that was taken away:
such a file is never mailed, though nothing is wrong with what it says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from haishin.core.catalogue import Message
from haishin.core.model import LedgerState, Text
from haishin.core.repository.git import Git
from haishin.core.repository.history import AlertFile, alert_files, alert_id
from haishin.send.ledger.ledger_view import LedgerView


@dataclass(frozen=True)
class MainIds:
    """The alert files of main ``now``, and ``before`` the activation, which are history; the ids once ``removed``."""

    now: tuple[AlertFile, ...]
    before: tuple[AlertFile, ...]
    removed: frozenset[str]

    @classmethod
    def read(cls, git: Git, tip: str, view: LedgerView, removed: frozenset[str]) -> MainIds:
        """Read both trees. Raises GitError."""
        return cls(alert_files(git, tip), alert_files(git, view.watermark), removed)

    @cached_property
    def old(self) -> frozenset[str]:
        """The ids from before the activation."""
        return frozenset(file.id for file in self.before)

    def blob(self, path: str) -> str | None:
        """Find what main has at that path now."""
        return next((file.blob for file in self.now if file.path == path), None)

    def bar(self, path: str, view: LedgerView) -> Text | None:
        """Say why what stands or stood at this path is never mailed, since its id is not its own; else None."""
        alert = alert_id(path)
        entry = view.of(alert or "")
        claim = entry.claim
        if claim is not None:
            return None if claim.path == path else Message("consult/id-of-another", path=claim.path)
        if alert in self.old:
            return None if path in self._untouched else Message("consult/id-from-before")
        if self.blob(path) is None:
            return None
        if alert in self.removed or entry.state is LedgerState.WITHDRAWN:
            return Message("consult/id-removed")
        return Message("consult/same-id-twice") if self._times[alert] > 1 else None

    def barred(self, view: LedgerView) -> dict[str, Text]:
        """List the paths of main that are never mailed for their id, and why."""
        told = {file.path: self.bar(file.path, view) for file in self.now}
        return {path: why for path, why in told.items() if why is not None}

    @cached_property
    def _untouched(self) -> frozenset[str]:
        return frozenset(file.path for file in {*self.now} & {*self.before})

    @cached_property
    def _times(self) -> Counter[str | None]:
        return Counter(file.id for file in self.now)
