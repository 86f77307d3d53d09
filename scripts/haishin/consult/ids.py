"""The owner of an id: a single file, for ever. The ledger's records of an id belong to the file that was begun.

Main may hold the same id in two units' folders, an id from before the activation, or an id that was taken away:
such a file is never mailed, though its text is in order.
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
        """Find the blob at that path of main."""
        return next((file.blob for file in self.now if file.path == path), None)

    def bar(self, path: str, view: LedgerView) -> Text | None:
        """Say why the file at this path is never mailed: its id belongs to another file; else None."""
        alert = alert_id(path)
        entry = view.of(alert or "")
        claim = entry.claim
        if claim is not None:
            if claim.path == path:
                return None
            return Message("consult/id-of-another", path=claim.path)
        if alert in self.old:
            if path in self._untouched:
                return None
            return Message("consult/id-from-before")
        if self.blob(path) is None:
            return None
        if alert in self.removed or entry.state is LedgerState.WITHDRAWN:
            return Message("consult/id-removed")
        if self._times[alert] > 1:
            return Message("consult/same-id-twice")
        return None

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
