"""Matters that residents still wait to hear the end of: sent, and nothing said of them since for the row's days (4(3)).

Residents ask for the closing mail more than for anything else. The ledger says what was mailed, main what is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from haishin.core.contract import Contract
from haishin.core.model import Alert, LedgerClaim
from haishin.core.repository.history import AlertFile
from haishin.send.ledger.ledger_view import WAITING, LedgerView

_TIMES = 2  # so often it is reminded of; afterwards nobody looks any more
# Path and blob of each file → its alert, None where it cannot be read.
Read = Callable[[Sequence[tuple[str, str]]], Iterable[Alert | None]]


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One that nobody has closed. ``last``: the newest mail about it; ``times``: how often its ``days`` are over."""

    last: LedgerClaim
    days: int
    times: int

    def due(self) -> datetime:
        """Return when the days were over the last time."""
        return self.last.at + self.times * timedelta(days=self.days)


def open_matters(
    view: LedgerView, files: Iterable[AlertFile], read: Read, contract: Contract, now: datetime
) -> tuple[OpenMatter, ...]:
    """List open matters, the oldest first; a resolution, cancellation, arrest or stop closes one.

    ``files``: of main. Whatever there is about to follow one is waited for; an exercise has no end to tell.
    """
    threads = _threads(view, contract, now)
    begin = min((thread[0].alert[:13] for thread in threads.values()), default="")
    waiting = [one for one in files if begin and one.id[:13] >= begin and view.of(one.id).state in WAITING]
    asked = [(one.path, one.blob) for one in waiting]
    asked += [(one.path, one.blob) for one in chain.from_iterable(threads.values())]
    alerts = dict(zip(asked, read(asked), strict=True)) if asked else {}
    coming = {alert.follows.alert for one in waiting if (alert := alerts[one.path, one.blob]) and alert.follows}
    found = (_open(thread, coming, view, alerts, contract, now) for thread in threads.values())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.last.at))


def _threads(view: LedgerView, contract: Contract, now: datetime) -> Mapping[str, list[LedgerClaim]]:
    """Group what was mailed by its first alert, the oldest first; only matters whose days may just be over."""
    days = [count for row in contract.policy.table for count in row.open_days.values()]
    threads: dict[str, list[LedgerClaim]] = {}
    for entry in view.alerts.values():
        if (claim := entry.claim) is not None and not claim.exercise and not entry.unheard:
            threads.setdefault(claim.thread or claim.alert, []).append(claim)
    if not days:
        return {}
    eldest, newest = now - timedelta(days=(_TIMES + 1) * max(days)), now - timedelta(days=min(days))
    ordered = {first: sorted(claims, key=lambda claim: claim.at) for first, claims in threads.items()}
    return {first: claims for first, claims in ordered.items() if eldest < claims[-1].at <= newest}


def _open(
    thread: list[LedgerClaim],
    coming: set[str],
    view: LedgerView,
    alerts: Mapping[tuple[str, str], Alert | None],
    contract: Contract,
    now: datetime,
) -> OpenMatter | None:
    if any(one.alert in coming or view.of(one.alert).hidden for one in thread):
        return None
    days = list(_days((alerts[one.path, one.blob] for one in thread), contract))
    if len(days) < len(thread) or not any(days):
        return None
    count = next(one for one in reversed(days) if one)
    times = (now - thread[-1].at) // timedelta(days=count)
    return OpenMatter(thread[-1], count, times) if 1 <= times <= _TIMES else None


def _days(alerts: Iterable[Alert | None], contract: Contract) -> Iterator[int]:
    """Yield for each mail after how many days it wants an end (0: it wants none), up to the mail that is the end."""
    for alert in alerts:
        if alert is None or alert.content in contract.policy.press.arrest_contents:
            return
        if alert.closes:
            return
        yield contract.policy.open_days(alert) or 0
