"""Run as a program: an urgent alert that is merged a minute after a long notice has begun, under a destination's rate.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/urgent.py [NOTICE] [URGENT]

By the real reconcile, over git and SQLite; the relay takes at once and time passes only where the sender waits.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from haishin.core.contract import Contract
from haishin.core.contract.policy import Destination
from haishin.core.model import Scope
from haishin.residents.registry.readers import Selection
from haishin.send.rows import Outcome
from haishin.send.sending.reconcile import reconcile
from support.ledger import ALPHA, BETA, Clock, Host, Mail, Residents, World

RATE = 50.0
CARRIER = {"carrier": Destination(("example.invalid",), RATE)}
MINUTE = timedelta(minutes=1)


class TimedMail(Mail):
    """Takes at once and notes when; a turn in which nothing can go takes as long as the sender waits."""

    room = 500

    def __init__(self, world: World, clock: Clock) -> None:
        super().__init__()
        self._world, self._clock = world, clock
        self._merge_at = clock.now + MINUTE
        self.merged = False
        self.times: dict[str, list[datetime]] = {ALPHA: [], BETA: []}

    def poll(self, timeout: float) -> list[Outcome]:
        if not self._queue:
            self._clock.later(seconds=max(timeout, 0.5))  # 25 mails a turn
        if not self.merged and self._clock.now >= self._merge_at:
            self.merged = True
            self._world.alert(BETA, category="crime", case="robbery")
        done = super().poll(timeout)
        for one in done:
            self.times[one.alert_id].append(self._clock.now)
        return done


@dataclass
class ManyResidents(Residents):
    """So many for the notice, and the first so many of them for the urgent alert."""

    urgent: int = 0

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        people = self.people[: self.urgent] if category == "crime" else self.people
        return Residents(people).choosing(scope, category, exercise, contract)


@dataclass(frozen=True)
class Course:
    """Seconds since the beginning. ``between``: mails of the notice while the urgent one was going."""

    urgent_merged: float
    urgent_done: float
    notice_done: float
    between: int
    mails: tuple[int, int]


def course(folder: Path, notice: int, urgent: int) -> Course:
    """Send both, and tell how it went."""
    world = World.active(folder)
    host = Host(world, folder / "state")
    began = host.clock.now
    mail = host.mail = TimedMail(world, host.clock)
    host.residents = ManyResidents(tuple(f"r{number:06}" for number in range(notice)), urgent=urgent)
    host.limits = {"destinations": CARRIER, "audience": {"prefecture": notice, "stations": notice}}
    world.alert(ALPHA)
    journal = host.journal()
    sending = replace(host.sending(journal), follows=True)
    run = reconcile(host.inputs(), sending)
    while run.moved:
        run = reconcile(host.inputs(), sending, run)
    journal.verify()
    journal.close()
    first, last = mail.times[BETA][0], mail.times[BETA][-1]
    return Course(
        MINUTE.total_seconds(),
        (last - began).total_seconds(),
        (mail.times[ALPHA][-1] - began).total_seconds(),
        sum(first < at < last for at in mail.times[ALPHA]),
        (len(mail.times[ALPHA]), len(mail.times[BETA])),
    )


def main(words: Sequence[str]) -> None:
    notice, urgent = [*map(int, words), *(100_000, 2_000)[len(words) :]]
    with tempfile.TemporaryDirectory() as made:
        sys.stdout.write(f"{course(Path(made), notice, urgent)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
