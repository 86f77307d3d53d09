"""One claimed alert that is being mailed: which of its rows may go next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from haishin.core.contract.policy import Limits
from haishin.core.model import Text
from haishin.send.journal.journal import Journal
from haishin.send.rows import Domains, Envelope, SnapshotRow
from haishin.send.sending.pacing import Pacing

_ASK_AGAIN = timedelta(seconds=1)
# Groups read at once: with one, every second group would be what the one before has left of it, and connections idle.
_AHEAD = 8


class Unmailable(Exception):
    """An alert cannot be made into mail; ``why`` is fit for a log."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass
class _Lane:
    """The rows of a destination that has a rate, or of all without a rate, as read in the order of their ids."""

    destination: str | None
    rows: deque[SnapshotRow] = field(default_factory=deque)  # due and not begun
    last: str = ""  # the id up to which those that were never tried are read
    idle: datetime | None = None  # when nothing was due


@dataclass
class Job:
    """One claimed alert that is being mailed."""

    alert_id: str
    rank: tuple[int, int]  # the lower goes first
    make_envelope: Callable[[SnapshotRow], Envelope]
    limits: Limits
    expiry: datetime
    open: Callable[[datetime], bool]  # whether it may be handed over at that time, before ``expiry``
    daytime: Callable[[datetime], bool]  # whether residents who want no mail at night get it then
    # Suppresses who has left, those named among them who wait again; True: the rows are to be read anew.
    left: Callable[[Collection[str]], bool] = lambda back: False
    back: set[str] = field(default_factory=set)  # recipients who wait again since ``left`` was asked
    resends: bool = False  # recipients in doubt get it once more
    stopped: bool = False
    trouble: Unmailable | None = None
    _lanes: list[_Lane] = field(default_factory=list)
    _key: tuple[bool, Mapping[str, tuple[str, ...]]] | None = None  # what their rows were read by

    def take(self, most: int, journal: Journal, pacing: Pacing, now: datetime) -> list[Envelope]:
        """Make up to that many envelopes of due rows whose destinations have room."""
        if not self.goes(now):
            return []
        key = self.daytime(now), pacing.bounded
        changed = self.left(self.back)
        self.back = set()
        if changed or key != self._key:
            self._key = key
            self._lanes = [_Lane(destination) for destination in (None, *pacing.bounded)]
        envelopes: list[Envelope] = []
        try:
            for lane in self._lanes:
                self._read(lane, journal, now)
                room = most - len(envelopes)
                if lane.destination is not None:
                    room = min(room, pacing.tokens(lane.destination))
                while lane.rows and room > 0:
                    envelopes.append(self.make_envelope(lane.rows.popleft()))
                    room -= 1
        except Unmailable as trouble:
            self.trouble = trouble
        return envelopes

    def forget(self) -> None:
        """Let the rows that were read be read anew."""
        self._key = None

    def goes(self, now: datetime) -> bool:
        """Return whether it may be mailed at that time."""
        return not self.stopped and self.trouble is None and now < self.expiry and self.open(now)

    @property
    def held_back(self) -> list[str]:
        """Destinations for which rows are due."""
        return [lane.destination for lane in self._lanes if lane.rows and lane.destination is not None]

    def _read(self, lane: _Lane, journal: Journal, now: datetime) -> None:
        """Read the next rows of an empty lane; if no row was due, once a second."""
        # A clock that was set back makes nothing wait.
        if lane.rows or self._key is None or (lane.idle is not None and timedelta() <= now - lane.idle < _ASK_AGAIN):
            return
        day, bounded = self._key
        most = _AHEAD * self.limits.in_flight
        if lane.destination is None:
            among = Domains(frozenset(chain.from_iterable(bounded.values())), others=True)
        else:
            among = Domains(frozenset(bounded[lane.destination]))
        rows = journal.due(self.alert_id, now, most, daytime=day, after=lane.last, among=among)
        lane.rows.extend(rows)
        lane.idle, lane.last = None, ""
        if not rows:
            lane.idle = now
        elif len(rows) == most:
            lane.last = rows[-1].recipient_id
