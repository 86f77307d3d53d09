"""One dispatcher with its guard, clock and jobs, as the tests of this room mail by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.rows import Counts
from haishin.send.sending.dispatch import Dispatcher, Ending
from haishin.send.sending.job import Job
from haishin.send.transport import Transport
from support.rows import ALERT, LIMITS, NOON, Clock, envelope


@dataclass
class Told:
    """What the guard says, and what it has heard."""

    end: Callable[[], Ending | None] = lambda: None
    stop: Callable[[str], bool] = lambda alert: False
    over: list[str] = field(default_factory=list)
    hear: Callable[[], object] = lambda: None

    def ending(self) -> Ending | None:
        return self.end()

    def stopped(self, alert_id: str) -> bool:
        return self.stop(alert_id)

    def heeded(self) -> None:
        self.hear()

    def ended(self, alert_id: str) -> None:
        self.over.append(alert_id)


@dataclass
class Ticks:
    """Seconds that only grow, a quarter with each question."""

    now: float = 0.0

    def __call__(self) -> float:
        self.now += 0.25
        return self.now


def job(alert: str = ALERT, rank: tuple[int, int] = (1, 0), **changed: Any) -> Job:
    terms: dict[str, Any] = {
        "make_envelope": lambda row: envelope(row, alert),
        "limits": LIMITS,
        "expiry": NOON + timedelta(days=9),
        "open": lambda now: True,
        "daytime": lambda now: True,
        **changed,
    }
    return Job(alert, rank, **terms)


def run(
    journal: Journal,
    transport: Transport,
    *,
    alert: str = ALERT,
    guard: Told | None = None,
    clock: Clock | None = None,
    progress: Callable[[], None] = lambda: None,
    unknown: Selection | None = None,
    **changed: Any,
) -> Counts:
    dispatcher = Dispatcher(
        journal, transport, clock or Clock(), Ticks(), progress=lambda alert: progress(), unknown=unknown
    )
    dispatcher.add(job(alert, **changed))
    dispatcher.run(guard or Told())
    return journal.counts(alert)
