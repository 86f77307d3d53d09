"""What is outside of every sender: time and what falls due in it, and the calls at which a fault may strike."""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Semaphore, Thread


class Crash(BaseException):
    """A process has died; nothing that it would still do takes place."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, or that somebody does, at the ``at``-th call of its place.

    ``value``: seconds, mostly; ``who``: whom or what it concerns.
    """

    place: str
    kind: str
    at: int
    value: float = 0
    who: str = ""

    def __str__(self) -> str:
        more = "".join((f" {self.value:g}" if self.value else "", f" {self.who}" if self.who else ""))
        return f"{self.kind}{more} at {self.place} {self.at}"


class Process:
    """A running sender; ``dead``: it was killed, so that it calls nothing more. ``term``: it was asked to end."""

    dead = False
    term = False


class Nature:
    """Time in seconds since the beginning; whoever calls anything outside of his process passes ``call``."""

    def __init__(self, faults: Iterable[Fault], strike: Callable[[Fault, Process], None], seed: int) -> None:
        self.ticks = 0.0
        self.calm = True  # no fault strikes
        self._strike = strike
        self._faults: dict[tuple[str, int], list[Fault]] = defaultdict(list)
        for fault in faults:
            self._faults[fault.place, fault.at].append(fault)
        self._counts: Counter[str] = Counter()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._dice = random.Random(f"turns {seed}")
        self._rival: _Rival | None = None
        self._waits: list[tuple[float, float]] = []  # when one sender stood still because it was the other's turn

    # --- time ---

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Let something happen later, whoever waits meanwhile."""
        self._order += 1
        heapq.heappush(self._due, (self.ticks + seconds, self._order, act))

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and all happen that falls due."""
        until = self.ticks + seconds
        while self.next_due() <= until:
            self.step()
        self.ticks = until

    def next_due(self) -> float:
        """Return when the next thing falls due."""
        return self._due[0][0] if self._due else float("inf")

    def step(self) -> None:
        """Let the next thing happen that is due."""
        when, _, act = heapq.heappop(self._due)
        self.ticks = max(self.ticks, when)
        act()

    # --- calls ---

    def faults(self, place: str) -> list[Fault]:
        """Count one call of that place; return what strikes it."""
        if self.calm:
            return []
        at = self._counts[place]
        self._counts[place] += 1
        return self._faults.get((place, at), [])

    def call(self, process: Process) -> None:
        """Stand between two calls of a process: here it may die, and others may act."""
        if process.dead:
            raise Crash
        self.pass_time(0.01)
        for fault in self.faults("call"):
            self._strike(fault, process)
        if self._rival is not None and self._dice.random() < 0.2:
            begun = self.ticks
            self._rival.switch()
            self._waits.append((begun, self.ticks))
        if process.dead:
            raise Crash

    @property
    def calls(self) -> Counter[str]:
        """How many calls there were, by place."""
        return self._counts

    # --- two at once ---

    def stood_still(self, begin: float, end: float) -> float:
        """Return how long a sender may have waited for its turn in that time."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for since, until in self._waits)

    def begin_beside(self, act: Callable[[], object]) -> None:
        """Start a second sender, which takes turns with the first at each call."""
        if self._rival is None:
            self._rival = _Rival(act)

    def end_beside(self) -> None:
        """Let the second sender, if there is one, come to its end."""
        if self._rival is not None:
            self._rival.finish()
            self._rival = None


class _Rival:
    """A thread that runs only while the main one waits, and the other way round, so that all is as drawn."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._mine, self._theirs = Semaphore(0), Semaphore(0)
        self._act = act
        self._thread = Thread(target=self._run, daemon=True)
        self._running = False  # whether the rival's turn is on
        self._over = False
        self._failed: BaseException | None = None
        self._thread.start()

    def _run(self) -> None:
        self._theirs.acquire()
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 (raised again in the main thread)
            self._failed = error
        self._over = True
        self._running = False
        self._mine.release()

    def switch(self) -> None:
        """Hand the turn to the other."""
        if self._over:
            return
        if self._running:
            self._running = False
            self._mine.release()
            self._theirs.acquire()
        else:
            self._running = True
            self._theirs.release()
            self._mine.acquire()

    def finish(self) -> None:
        """Give the rival all turns that it needs; raise what it has raised."""
        while not self._over:
            self.switch()
        self._thread.join()
        if self._failed is not None:
            raise self._failed
