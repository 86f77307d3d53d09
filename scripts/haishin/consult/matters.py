"""Matters whose end residents still wait to hear: sent, and no mail about them since for the row's days (4(3)).

Residents ask for the closing mail more than for anything else. The ledger holds the sent mails, main those under way.
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

_TIMES = 2  # so many reminders; later ones are not read
# Path and blob of each file → its alert, None where it cannot be read.
Read = Callable[[Sequence[tuple[str, str]]], Iterable[Alert | None]]


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter that is not closed."""

    last: LedgerClaim  # the newest mail about it
    days: int
    times: int  # how often its days are over

    def due(self) -> datetime:
        """Return when the days were over the last time."""
        return self.last.at + self.times * timedelta(days=self.days)


def open_matters(
    view: LedgerView, files: Iterable[AlertFile], read: Read, contract: Contract, now: datetime
) -> tuple[OpenMatter, ...]:
    """List open matters, the oldest first; a resolution, cancellation, arrest or stop closes a matter.

    ``files``: of main; a file that follows a matter is waited for. An exercise has no end.
    """
    threads = _threads(view, contract, now)
    if not threads:
        return ()
    begin = min(thread[0].alert[:13] for thread in threads.values())
    waiting = [file for file in files if file.id[:13] >= begin and view.of(file.id).state in WAITING]
    asked = [(file.path, file.blob) for file in waiting]
    asked += [(claim.path, claim.blob) for claim in chain.from_iterable(threads.values())]
    alerts = dict(zip(asked, read(asked), strict=True))
    coming = set()
    for file in waiting:
        alert = alerts[file.path, file.blob]
        if alert is not None and alert.follows is not None:
            coming.add(alert.follows.alert)
    found = []
    for thread in threads.values():
        matter = _open(thread, coming, view, alerts, contract, now)
        if matter is not None:
            found.append(matter)
    return tuple(sorted(found, key=lambda matter: matter.last.at))


def _threads(view: LedgerView, contract: Contract, now: datetime) -> Mapping[str, list[LedgerClaim]]:
    """Group the sent mails by their first alert, the oldest first; only matters whose days may just be over."""
    days = [count for row in contract.policy.table for count in row.open_days.values()]
    if not days:
        return {}
    eldest, newest = now - timedelta(days=(_TIMES + 1) * max(days)), now - timedelta(days=min(days))
    threads: dict[str, list[LedgerClaim]] = {}
    for entry in view.alerts.values():
        claim = entry.claim
        if claim is not None and not claim.exercise and not entry.unheard:
            threads.setdefault(claim.thread or claim.alert, []).append(claim)
    for claims in threads.values():
        claims.sort(key=lambda claim: claim.at)
    return {first: claims for first, claims in threads.items() if eldest < claims[-1].at <= newest}


def _open(
    thread: list[LedgerClaim],
    coming: set[str],
    view: LedgerView,
    alerts: Mapping[tuple[str, str], Alert | None],
    contract: Contract,
    now: datetime,
) -> OpenMatter | None:
    if any(claim.alert in coming or view.of(claim.alert).hidden for claim in thread):
        return None
    days = list(_days((alerts[claim.path, claim.blob] for claim in thread), contract))
    if len(days) < len(thread) or not any(days):
        return None
    count = next(count for count in reversed(days) if count)
    times = (now - thread[-1].at) // timedelta(days=count)
    if 1 <= times <= _TIMES:
        return OpenMatter(thread[-1], count, times)
    return None


def _days(alerts: Iterable[Alert | None], contract: Contract) -> Iterator[int]:
    """Yield for each mail the days until it wants an end (0: never), up to the mail that is the end."""
    for alert in alerts:
        if alert is None or alert.content in contract.policy.press.arrest_contents:
            return
        if alert.closes:
            return
        yield contract.policy.open_days(alert) or 0
