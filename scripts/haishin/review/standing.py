"""How long what is said of a pull request stands while nothing but the clock moves: so long one call is enough for it.

The status carries it in its link: until when, and a digest of what it rests on. Our own comment changes the pull
request as well, so it is looked at once more before it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from haishin.forge.github import Opened
from haishin.forge.writer import OwnStatus

_LONGEST: Final = timedelta(hours=12)
_HOUR: Final = timedelta(hours=1)
_FRESH: Final = timedelta(minutes=1)  # the forge tells whole seconds: what came in the same one would be missed
_STEPS: Final = (*range(10, 60, 10), *range(60, 721, 60))  # minutes from now at which it is looked at how it would read
_LINK: Final = re.compile(r".*#stands-([0-9a-f]{16})-([0-9]{10})")


def moments(opened: Opened, now: datetime, *, calling: bool) -> Iterator[datetime]:
    """When it would next be looked at: the longer it has lain still, the farther; within the hour where people wait."""
    horizon = _HOUR if calling else min(max(_HOUR, (now - opened.updated_at) / 4), _LONGEST)
    return (now + timedelta(minutes=minutes) for minutes in _STEPS if timedelta(minutes=minutes) <= horizon)


def link(opened: Opened, basis: str, now: datetime, until: datetime) -> str:
    """Where the status leads: to the pull request; empty where that has only just changed.

    ``basis``: main and the ledger, by which it was judged.
    """
    if now - opened.updated_at < _FRESH:
        return ""
    return f"{opened.page}#stands-{_digest(opened, basis)}-{int(until.timestamp())}"


def stands(opened: Opened, said: OwnStatus | None, basis: str, then: datetime, *, sole: bool) -> bool:
    """Whether nothing has happened that could make the newest status of ours untrue at that time.

    ``sole``: nobody else can write as this account. Else a green one is proven anew each time: it may be forged (T3).
    """
    if said is None or said.state == "error" or (said.state == "success" and not sole):
        return False
    found = _LINK.fullmatch(said.link)
    if found is None or found[1] != _digest(opened, basis):
        return False
    return then <= min(datetime.fromtimestamp(int(found[2]), UTC), said.at + _LONGEST)


def _digest(opened: Opened, basis: str) -> str:
    return hashlib.sha256(f"{basis} {opened.updated_at.isoformat()}".encode()).hexdigest()[:16]
