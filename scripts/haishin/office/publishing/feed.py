"""A feed, whatever its form: the alerts of the force or of a station that changed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from haishin.core.contract.policy import Cap
from haishin.office.publishing.entries import Entry

MOST = 50  # entries


@dataclass(frozen=True, slots=True)
class Feed:
    """Its entries, the last changed first, and its names."""

    site: str  # its URL, without a slash at its end
    path: str  # below it, of page and feed, without an ending
    title: str
    force: str
    entries: Sequence[Entry]
    now: datetime
    caps: Mapping[str, Cap]  # by category, where policy states them

    @property
    def updated(self) -> datetime:
        """When an entry changed last."""
        return max((one.changed for one in self.entries), default=self.now)

    def url(self, path: str) -> str:
        """Write the whole address of a file."""
        return f"{self.site}/{path}"


def latest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Choose the entries of a feed: those that changed last, so that its readers get every change."""
    return sorted(entries, key=attrgetter("changed"), reverse=True)[:MOST]
