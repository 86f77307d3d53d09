"""When a pull request is looked at again: how long a status stands, and a sweep that stays for the next due moment.

The link of the status carries the moment until which it stands while only the clock moves, and a digest of its basis;
until then a single call is enough for it. Our own comment changes the pull request as well, so it is looked at once
more before it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from haishin.consult.forge.github import Opened
from haishin.consult.forge.writer import OwnStatus

_LONGEST: Final = timedelta(hours=12)
_HOUR: Final = timedelta(hours=1)
_FRESH: Final = timedelta(minutes=1)  # the forge tells whole seconds: what came in the same one would be missed
_LINK: Final = re.compile(r".*#stands-([0-9a-f]{16})-([0-9]{10})")
_MINUTE: Final = timedelta(minutes=1)
_NEWS: Final = 2 * _MINUTE
_LATER: Final = 2 * _MINUTE  # a text waits since its first status, which is written after it was judged


def horizon(opened: Opened, now: datetime, *, calling: bool) -> datetime:
    """Find up to when a status may stand: the longer it lay still, the farther; within the hour where people wait."""
    if calling:
        return now + _HOUR
    return now + min(max(_HOUR, (now - opened.updated_at) / 4), _LONGEST)


def status_link(opened: Opened, basis: str, now: datetime, until: datetime) -> str:
    """Link the status to the pull request, with how long it stands; empty if the pull request has only just changed.

    ``basis``: the state of main and of the ledger at the verdict.
    """
    if now - opened.updated_at < _FRESH:
        return ""
    return f"{opened.page}#stands-{_digest(opened, basis)}-{int(until.timestamp())}"


def still_stands(opened: Opened, status: OwnStatus | None, basis: str, then: datetime, *, sole: bool) -> bool:
    """Tell whether nothing has happened that could make our newest status untrue at that time.

    ``sole``: only we can write as this account. Else a green status is proven anew each time: it may be forged (T3).
    """
    if status is None or status.state == "error" or (status.state == "success" and not sole):
        return False
    noted = _LINK.fullmatch(status.link)
    if noted is None or noted[1] != _digest(opened, basis):
        return False
    return then <= min(datetime.fromtimestamp(int(noted[2]), UTC), status.at + _LONGEST)


def _digest(opened: Opened, basis: str) -> str:
    return hashlib.sha256(f"{basis} {opened.updated_at.isoformat()}".encode()).hexdigest()[:16]


def stay(
    sweep: Callable[[datetime, datetime], Iterable[datetime]],
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    long: timedelta,
) -> None:
    """Sweep now, and again at each minute within ``long`` at which something falls due.

    It ends at once if nothing falls due. While it waits it looks for news: no event ends it, and the runs that events
    start wait for it, so that a stream of events cannot keep every run from its end. ``sweep`` runs at the first
    time that it is given, in a run that stays until the second, and returns the moments at which something falls due.
    """
    now = clock()
    end = now + long
    while True:
        ahead = [due for due in map(_minute, sweep(now, end)) if long and now < due <= end + _LATER]
        if not ahead:
            return
        then = min(*ahead, now + _NEWS)
        sleep(max(0.0, (then - clock()).total_seconds()))
        now = max(clock(), then)


def _minute(moment: datetime) -> datetime:
    """Round up to the full minute."""
    full = moment.replace(second=0, microsecond=0)
    if full < moment:
        full += _MINUTE
    return full
