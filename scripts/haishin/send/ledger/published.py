"""The rounded number of readers of an alert, on the ledger's branch: approvers see no more of the registry.

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
    """The counts as published: place (``prefecture`` or a station's id) → category → rounded people."""

    at: datetime
    counts: Counts  # a number below 10 is absent
    night: Counts  # those who take mail outside the delivery hours too

    def reach(self, scope: Scope, category: str) -> int | None:
        """Estimate how many people such an alert reaches, a multiple of 10; None: fewer than 10, or unknown.

        Of several stations it is an upper bound: a reader of two is counted twice, but never above the prefecture.
        """
        return _reach(self.counts, scope, category)

    def reach_at_night(self, scope: Scope, category: str) -> int | None:
        """Estimate how many it reaches outside the delivery hours."""
        return _reach(self.night, scope, category)


def _reach(counts: Counts, scope: Scope, category: str) -> int | None:
    everybody = counts.get(PREFECTURE, {}).get(category)
    if scope.prefecture:
        return everybody
    rows = [counts.get(station, {}) for station in scope.stations]
    numbers = [row[category] for row in rows if category in row]
    if not numbers:
        return None
    if everybody is None:
        return sum(numbers)
    return min(sum(numbers), everybody)


def read_published(git: Git, remote: str) -> Published | None:
    """Read the counts published last; None if there are none, or none of ours. Raises GitError, ToolError."""
    tip = fetch_branch(git, remote, BRANCH)
    if tip is None:
        return None
    return published_at(git, tip)


def published_before(git: Git, tip: str, moment: datetime) -> Published | None:
    """Read the counts on the ledger's branch ``tip`` at that moment; None if the days before it have none."""
    oldest, newest = int((moment - _KEPT).timestamp()), int(moment.timestamp())
    span = (f"--max-age={oldest}", f"--min-age={newest}")
    found = git.text("rev-list", "-1", *span, tip, "--", f":(top,literal){FILE}")
    if not found:
        return None
    return published_at(git, found)


def publish(ledger: Ledger, reach: Callable[[], Reached], now: datetime, *, again: bool, by: str | None = None) -> bool:
    """Publish the exact counts of ``reach``, rounded, once a day in Japan; ``again``: also a second time today.

    ``by``: the person who says that they are right (None = the sender itself); kept with them on the ledger's branch.
    Returns whether a file was written. Raises ToolError, Refusal when the ledger cannot be written.
    """
    counts: tuple[Counts, Counts] | None = None
    view = ledger.last or ledger.read()  # if it was overtaken since, the branch refuses it
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
    rounded = {place: rounded_counts(row) for place, row in exact.items()}
    return {place: row for place, row in rounded.items() if row}


def _written(published: Published) -> bytes:
    value = {"at": published.at.isoformat(), "counts": published.counts, "night": published.night}
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


def published_at(git: Git, commit: str) -> Published | None:
    """Read the counts of that commit of the ledger's branch; None if there are none, or none of ours."""
    data = small_file(git, commit, FILE, _LARGEST)
    if data is None:
        return None
    return _read(data)


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
