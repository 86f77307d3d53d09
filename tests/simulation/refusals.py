"""What dead addresses and a broken relay cost: whole sendings by the real dispatcher and journal, a run each minute.

    PYTHONPATH=scripts:tests .venv/bin/python -m simulation.refusals --people 200000

Clock and relay are modelled, so hours pass in seconds. Each row of what is printed is one alert to the same people: the
first of a new service, of whom nothing is known, and the next one, of whom the journal knows what the first came to.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from haishin.core.contract.policy import Limits
from haishin.core.errors import HaishinError
from haishin.core.model import RowState
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.rows import Audience, Envelope, Outcome, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher, Ending
from haishin.send.sending.job import Job
from simulation.nature import Fault, Nature, Process
from simulation.relay_model import ModelTransport, Relay
from support.contract import shipped
from support.ledger import NOON

ALERTS = ("20261125-1100-first", "20261125-1700-next")
MOST_HOURS = 8  # an alert is left alone after that
CARRIER = "carrier.example"
UNKNOWN = Fault("message", "refuse", 0)  # 550 5.1.1


@dataclass(frozen=True)
class World:
    """``dead``: the share of addresses that are no more. ``broken``: for so many minutes from the middle of each alert
    on the relay refuses everybody or, ``carrier``, of the second one whoever is at one carrier, a third of all.
    """

    name: str
    dead: float = 0.0
    broken: float = 0
    carrier: bool = False


WORLDS = (
    World("nobody dead"),
    World("3 % dead", 0.03),
    World("10 % dead", 0.1),
    World("30 % dead", 0.3),
    World("the relay refuses everybody for 30 min, 10 % dead", 0.1, 30),
    World("the relay refuses everybody from the middle on, 10 % dead", 0.1, 60 * MOST_HOURS),
    World("a carrier refuses everybody for 30 min, 10 % dead", 0.1, 30, carrier=True),
)


@dataclass
class Told:
    """What became of one alert. ``alarms``: runs after which somebody was needed; ``minutes``: to its last mail or end.

    ``wrongly``: alive and given up; ``waiting``: not ended when it was left alone.
    """

    runs: int = 0
    alarms: int = 0
    minutes: float = 0.0
    reached: int = 0
    gone: int = 0
    wrongly: int = 0
    waiting: int = 0


class UnevenRelay(Relay):
    """One of which some connections are slower than others."""

    dice = Random(0)

    @property
    def pace(self) -> float:  # type: ignore[override]
        return self.dice.uniform(0.05, 0.2)

    @pace.setter
    def pace(self, seconds: float) -> None:
        """Keep to its own."""


class GatheringTransport(ModelTransport):
    """Brings together what ends within a moment, as the real one does."""

    def poll(self, timeout: float) -> list[Outcome]:
        came = super().poll(timeout)
        self._nature.pass_time(0.02)
        return came + self._ended()


@dataclass
class Quiet:
    """A guard that ends nothing."""

    over: list[str] = field(default_factory=list)

    def ending(self) -> Ending | None:
        return None

    def stopped(self, alert_id: str) -> bool:
        return False

    def heeded(self) -> None:
        return None

    def ended(self, alert_id: str) -> None:
        self.over.append(alert_id)


class Sendings:
    """One journal, one relay, the same people again and again."""

    def __init__(self, world: World, people: int, seed: int, folder: Path) -> None:
        dice = Random(f"{world.name} {seed}")
        self.world = world
        # A random id for each, as the registry draws them.
        self.addresses = {
            f"{dice.getrandbits(64):016x}": f"r{number}@{CARRIER if number % 3 == 0 else 'other.example'}"
            for number in range(people)
        }
        self.dead = {one for one in self.addresses if dice.random() < world.dead}
        self.nature = Nature((), lambda fault, process: None, seed)
        self.relay = UnevenRelay(self.nature, 0, min(200, max(2, people // 10)), refuses=self._refuses)
        self.limits: Limits = shipped().policy.limits
        self.journal = Journal.open(folder / "journal.sqlite")
        self.journal._file.connection.execute("PRAGMA synchronous = OFF")  # no power fails here
        self.middle: float | None = None  # when the first half of the alert had been answered

    def clock(self) -> datetime:
        return NOON + timedelta(seconds=self.nature.ticks)

    def _refuses(self, envelope: Envelope) -> Fault | None:
        address = envelope.rcpt_to
        half = len(self.relay.taken) + len(self.relay.refused) >= self.half
        if half and self.middle is None:
            self.middle = self.nature.ticks
        if envelope.recipient_id in self.dead:
            return UNKNOWN
        if self.middle is None or self.nature.ticks >= self.middle + 60 * self.world.broken:
            return None
        if self.world.carrier and not (address.endswith(CARRIER) and envelope.alert_id == ALERTS[1]):
            return None
        return UNKNOWN

    def send(self, alert: str) -> Told:
        """Send one alert by a run each minute, until nobody waits or it is left alone."""
        self.relay.taken.clear()
        self.relay.refused.clear()
        self.middle, self.half = None, len(self.addresses) // 2
        told, begun = Told(), self.nature.ticks
        self.journal.freeze(alert, "n" + alert, self._audience(), self.clock())
        self.journal.claim(alert, "n" + alert, None)
        while self.journal.waits(alert) and self.nature.ticks - begun < 3600 * MOST_HOURS:
            until = self.nature.ticks + 60
            told.runs += 1
            told.alarms += self._run(alert)
            told.minutes = (self.nature.ticks - begun) / 60
            self.nature.pass_time(max(until - self.nature.ticks, 0))
        counts = self.journal.counts(alert)
        failed = {
            str(one)
            for (one,) in self.journal._file.read(
                "SELECT recipient_id FROM delivery WHERE alert_id = ? AND state = 'failed'", alert
            )
        }
        told.reached, told.waiting = counts[RowState.ACCEPTED], counts.waiting
        told.gone, told.wrongly = len(failed & self.dead), len(failed - self.dead)
        twice = [one for one, times in Counter(one.recipient for one in self.relay.taken).items() if times > 1]
        assert not twice
        assert counts.total == len(self.addresses) == told.reached + told.waiting + len(failed)
        if not told.waiting:
            self.journal.seal(alert)
        return told

    def _run(self, alert: str) -> bool:
        """Run the sender once; return whether it ended with an alarm."""
        transport = GatheringTransport(self.relay, Process(), "host")
        dispatcher = Dispatcher(self.journal, transport, self.clock, lambda: self.nature.ticks)
        dispatcher.add(
            Job(
                alert,
                (1, 0),
                self._envelope(alert),
                self.limits,
                NOON + timedelta(days=9),
                open=lambda now: True,
                daytime=lambda now: True,
            )
        )
        failed = False
        try:
            dispatcher.run(Quiet())
        except HaishinError:
            failed = True
        finally:
            dispatcher.abandon()
        return failed or alert in self.journal.unbelieved(self.clock())

    @staticmethod
    def _envelope(alert: str) -> Callable[[SnapshotRow], Envelope]:
        body = f"{alert}\r\n".encode()
        return lambda row: Envelope(
            alert, row.recipient_id, "b@example.invalid", row.address, f"To: {row.address}\r\n\r\n".encode(), body
        )

    def _audience(self) -> Audience:
        rows = json.dumps([(one, address) for one, address in self.addresses.items()])
        columns = "value ->> 0 AS id, value ->> 1 AS address, 'text' AS form, 'ja' AS language, 1 AS night"
        selection = Selection(Path(os.devnull), f"SELECT {columns} FROM json_each(?)", (rows,))
        return Audience(selection, {("text", "ja"): len(self.addresses)})


def sendings(world: World, people: int, seed: int = 0) -> Iterator[Told]:
    """Yield what became of each of the alerts of a world."""
    with TemporaryDirectory() as folder:
        sender = Sendings(world, people, seed, Path(folder))
        for alert in ALERTS:
            yield sender.send(alert)
            sender.nature.pass_time(3600 * MOST_HOURS)
        sender.journal.verify()
        sender.journal.close()


HEAD = ("runs", "with alarm", "minutes", "got it", "dead, given up", "given up wrongly", "waiting")


def main(people: int, seed: int) -> None:
    """Print a line for each alert of each world."""
    sys.stdout.write(f"{people:,} people\n{'':58}{''.join(f'{one:>17}' for one in HEAD)}\n")
    for world in WORLDS:
        begun = time.monotonic()
        for told, which in zip(sendings(world, people, seed), ("first", "next"), strict=True):
            numbers = (told.runs, told.alarms, round(told.minutes), told.reached, told.gone, told.wrongly, told.waiting)
            name = f"{world.name}: {which}"
            sys.stdout.write(f"{name:58}{''.join(f'{one:>17,}' for one in numbers)}\n")
            sys.stdout.flush()
        sys.stderr.write(f"({time.monotonic() - begun:.0f} s)\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="by which the dead are drawn")
    given = parser.parse_args()
    main(given.people, given.seed)
