"""A sweep that stays: what falls due soon, at a known minute, waits for no schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

_MINUTE: Final = timedelta(minutes=1)
_LATER: Final = 2 * _MINUTE  # a text waits since its first status, which is written after it was judged


def stay(
    sweep: Callable[[datetime, datetime], Iterable[datetime]],
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    long: timedelta,
) -> None:
    """Sweep now, and again at each minute within ``long`` at which something falls due; at once the end otherwise.

    ``sweep``: at that time, in a run that stays until that one; gives what falls due when.
    """
    now = clock()
    end = now + long
    while True:
        ahead = [one for one in map(_minute, sweep(now, end)) if long and now < one <= end + _LATER]
        if not ahead:
            return
        then = min(ahead)
        sleep(max(0.0, (then - clock()).total_seconds()))
        now = max(clock(), then)


def _minute(moment: datetime) -> datetime:
    """The next full minute, or itself."""
    full = moment.replace(second=0, microsecond=0)
    return full if full == moment else full + _MINUTE
