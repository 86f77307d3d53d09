"""How many people an alert would reach, rounded, on the ledger's branch: all that approvers ever see of the registry.

A file beside the records and no part of their fold; every count is a multiple of 10 and none is below 10 (T31).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from haishin.core.catalogue import Message
from haishin.core.contract.policy import JST
from haishin.core.errors import ToolError
from haishin.core.model import PREFECTURE, Reached, Scope
from haishin.core.repository.git import Git, small_file
from haishin.core.repository.history import fetch_branch
from haishin.send.ledger.ledger import ATTEMPTS, Ledger
from haishin.send.ledger.records import BRANCH, moment, rounded_counts

FILE = "audience.json"
_KEPT = timedelta(days=31)  # an older figure says nothing; it bounds the walk through the branch
_LARGEST = 1024 * 1024  # bytes; anybody with write may have put something else there

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Published:
    """Place (``prefecture`` or a station's id) → category → rounded people, at that time; below 10 it is absent.

    ``night``: the same of those who take mail outside the delivery hours too.
    """

    at: datetime
    counts: Counts
    night: Counts

    def reach(self, scope: Scope, category: str) -> int | None:
        """Estimate how many people such an alert reaches, a multiple of 10; None: fewer than 10, or unknown.

        Of several stations at most so many: who chose two of them is counted twice, but never above the prefecture.
        """
        return _reach(self.counts, scope, category)

    def reach_at_night(self, scope: Scope, category: str) -> int | None:
        """Estimate how many it reaches outside the delivery hours."""
        return _reach(self.night, scope, category)


def _reach(counts: Counts, scope: Scope, category: str) -> int | None:
    everybody = counts.get(PREFECTURE, {}).get(category)
    if scope.prefecture:
        return everybody
    numbers = [number for station in scope.stations if (number := counts.get(station, {}).get(category)) is not None]
    if not numbers:
        return None
    return sum(numbers) if everybody is None else min(sum(numbers), everybody)


def read_published(git: Git, remote: str) -> Published | None:
    """Read what was published last; None where that is nothing, or not ours. Raises GitError, ToolError."""
    tip = fetch_branch(git, remote, BRANCH)
    return None if tip is None else published_at(git, tip)


def published_before(git: Git, tip: str, moment: datetime) -> Published | None:
    """Read what stood on the ledger's branch ``tip`` at that moment; None where the days before it have nothing."""
    oldest, newest = int((moment - _KEPT).timestamp()), int(moment.timestamp())
    span = (f"--max-age={oldest}", f"--min-age={newest}")
    found = git.text("rev-list", "-1", *span, tip, "--", f":(top,literal){FILE}")
    return published_at(git, found) if found else None


def publish(ledger: Ledger, reach: Callable[[], Reached], now: datetime, *, again: bool, by: str | None = None) -> bool:
    """Publish the exact counts of ``reach``, rounded, once a day in Japan; ``again``: also when that was done today.

    ``by``: who says that they are right (None = the sender itself); kept with them on the ledger's branch.
    Whether anything was written. Raises ToolError, Refusal when the ledger cannot be written.
    """
    counts: tuple[Counts, Counts] | None = None
    view = ledger.last or ledger.read()  # one that was overtaken since is refused by the branch
    for _ in range(ATTEMPTS):
        before = published_at(ledger.git, view.tip)
        today = before is not None and before.at.astimezone(JST).date() == now.astimezone(JST).date()
        if today and not again:
            return False
        if counts is None:
            exact = reach()
            counts = _rounded(exact.everybody), _rounded(exact.night)
        if today and before is not None and (before.counts, before.night) == counts:
            return False
        if ledger.put(FILE, _written(Published(now, *counts)), now, view, by):
            return True
        view = ledger.read()
    raise ToolError(Message("send/ledger/ledger-busy", branch=ledger.branch, attempts=ATTEMPTS))


def _rounded(exact: Counts) -> Counts:
    return {place: kept for place, row in exact.items() if (kept := rounded_counts(row))}


def _written(published: Published) -> bytes:
    value = {"at": published.at.isoformat(), "counts": published.counts, "night": published.night}
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


def published_at(git: Git, commit: str) -> Published | None:
    """Read what that commit of the ledger's branch has published; None where nothing, or nothing of ours."""
    data = small_file(git, commit, FILE, _LARGEST)
    return None if data is None else _read(data)


def _read(data: bytes) -> Published | None:
    try:
        value = json.loads(data)
        at, counts, night = moment(value["at"]), value["counts"], value["night"]
        if set(value) != {"at", "counts", "night"} or not all(map(_is_cell, (*_cells(counts), *_cells(night)))):
            return None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return Published(at, counts, night)


def _cells(counts: Any) -> list[object]:
    return [number for row in counts.values() for number in row.values()]


def _is_cell(number: object) -> bool:
    return type(number) is int and number >= 10 and number % 10 == 0
