"""Outcomes on their way from the connections' threads to the caller, who is woken once for many."""

from __future__ import annotations

from threading import Event
from time import monotonic

from haishin.send.rows import Outcome

# A commit costs the disk as much as a mail costs a relay beside us: a commit for each mail would halve the pace.
GATHER_SECONDS = 0.02


class Arrivals:
    """Outcomes that are not yet handed out. All but ``wait`` is guarded by the transport's lock."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []
        self._some, self._many = Event(), Event()  # any of them; as many as are still under way

    def add(self, outcome: Outcome, under_way: int) -> None:
        """Take an outcome; so many envelopes are still under way."""
        self._outcomes.append(outcome)
        if len(self._outcomes) == 1:
            self._some.set()
        self.expect(under_way)

    def expect(self, under_way: int) -> None:
        """Hear how many are under way."""
        if len(self._outcomes) < under_way:
            self._many.clear()
        elif not self._many.is_set():
            self._many.set()

    def wait(self, seconds: float) -> None:
        """Wait until an outcome comes, at most so long, and then a moment for others that come together with it."""
        until = monotonic() + seconds
        if self._some.wait(seconds):
            self._many.wait(min(GATHER_SECONDS, max(until - monotonic(), 0)))

    def take(self) -> list[Outcome]:
        """Return all of them."""
        outcomes, self._outcomes = self._outcomes, []
        self._some.clear()
        self._many.clear()
        return outcomes
