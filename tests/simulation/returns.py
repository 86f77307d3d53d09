"""A year of returned mails: an old list behind a relay that passes on, with reports as Postfix writes them.

    PYTHONPATH=scripts:tests .venv/bin/python -m simulation.returns --people 50000

Mails, acts and registry are the real ones; carriers, days and the person who answers for a guard are modelled. Printed
of each world: the mails that a dead address still got, how many alarms asked a person, who was silenced wrongly, and
how many reports a person was handed since no row knows them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from haishin.core.contract.policy import JST, ResidentLimits
from haishin.message.keys import Keys, LeaveKey, return_path
from haishin.residents.desk.acting import Fate, Grounds, act_on_mail
from haishin.residents.mails.incoming import read
from haishin.residents.registry import signs
from haishin.residents.registry.readers import Guard
from haishin.residents.registry.registry import Registry
from support.reports import stored
from support.residents import wish

BEGIN = datetime(2026, 4, 1, 9, 0, tzinfo=JST)
DOMAIN = "corp.test"
ALERTS = 100  # of a year, to everybody
LIVELY = 0.003  # of the living, whose mail comes back for another reason, each alert
REASONS = ("docomo-filter", "docomo-full", "gmail-rate", "greylisted", "spam-at-dot", "blocklist-as-unknown")


@dataclass(frozen=True)
class Carrier:
    """A domain, its share of the list, and its word for an address that is no more."""

    domain: str
    share: float
    gone: str  # an example of ``tests/examples/reports``


CARRIERS = (
    Carrier("docomo.ne.jp", 0.27, "docomo-unknown"),
    Carrier("ezweb.ne.jp", 0.20, "au-unknown"),
    Carrier("softbank.example.jp", 0.15, "softbank-unknown"),
    Carrier("gmail.example.com", 0.25, "gmail-unknown"),
    Carrier("isp.example.jp", 0.08, "postfix-unknown"),
    Carrier("yahoo.example.jp", 0.05, "yahoo-unknown"),
)


@dataclass(frozen=True)
class World:
    """``answered``: a person silences whoever a guard names, but for an outage, of which he knows."""

    name: str
    dead: float
    answered: bool = True
    outages: tuple[tuple[str, datetime, timedelta], ...] = ()  # a carrier says of everybody that he is no more


SEVEN_HOURS = timedelta(hours=7)
WORLDS = (
    World("12 % dead, a person answers the next morning", 0.12),
    World("12 % dead, nobody answers", 0.12, answered=False),
    World(
        "12 % dead; docomo fails for seven hours, Gmail for seven over a midnight",
        0.12,
        outages=(
            ("docomo.ne.jp", BEGIN + timedelta(days=150, hours=1), SEVEN_HOURS),
            ("gmail.example.com", BEGIN + timedelta(days=200, hours=13), SEVEN_HOURS),
        ),
    ),
    World("nobody dead at first, 20 die between two alerts", 0.0),
)


@dataclass
class Told:
    """What a year came to."""

    world: World
    dead: int = 0
    mails: Counter[str] = field(default_factory=Counter)  # to each dead address
    alarms: int = 0  # guards that a person was asked about
    wrongly: int = 0  # living residents that were silent at the end of any day
    silent: int = 0  # dead ones, at the end
    handed: int = 0  # reports that a person was handed
    known: int = 0  # of the dead, at carriers whose word for it a row knows

    def __str__(self) -> str:
        counts = sorted(self.mails.values())
        middle = counts[len(counts) // 2] if counts else 0
        return (
            f"{self.world.name}: {self.dead} dead, {self.known} where a row knows the word; "
            f"{self.silent} silent at the end; "
            f"mails to a dead address: {middle} in the middle, {counts[-1] if counts else 0} at most; "
            f"{self.alarms} guards asked about, {self.handed} reports to a person; {self.wrongly} silenced wrongly"
        )


class Year:
    """A year of a world."""

    def __init__(self, folder: Path, world: World, people: int, seed: int = 0) -> None:
        self.random, self.world, self.told = Random(seed), world, Told(world)
        self.registry = Registry(folder / "subscribers.sqlite", patience=0)
        self.keys = Keys.throwaway()
        self.grounds = Grounds("teishi@corp.test", self.keys, LeaveKey.throwaway(), self.registry.digest())
        self.carriers = {carrier.domain: carrier for carrier in CARRIERS}
        self.people = dict(self._registered(people))
        self.dead = {person for person in self.people if self.random.random() < world.dead}
        self.asked: set[Guard] = set()
        self.number = 0

    def _registered(self, people: int) -> Iterator[tuple[str, str]]:
        domains = self.random.choices([c.domain for c in CARRIERS], [c.share for c in CARRIERS], k=people)
        first = self.registry.register(wish("first@corp.test"), BEGIN)
        del first
        with self.registry.acting() as connection:
            for number, domain in enumerate(domains):
                person, address = f"{number:026}".translate(_DIGITS), f"r{number}@{domain}"
                connection.execute(
                    "INSERT INTO subscriber (id, address, form, language, night, exercise, origin, consented_at, "
                    "registered_at) VALUES (?, ?, 'text', 'ja', 1, 0, 'x', '2020-01-01', ?)",
                    (person, address, BEGIN.isoformat()),
                )
                yield person, address

    def live(self) -> Told:
        """Live through the year."""
        for at in self._moments():
            self._alert(at)
        self._end_day(BEGIN + timedelta(days=400))
        away = self._silent()
        self.told.silent = len(away & self.dead)
        self.told.dead = len(self.dead)
        self.told.known = sum(not self.people[person].endswith("yahoo.example.jp") for person in self.dead)
        return self.told

    def _moments(self) -> Iterator[datetime]:
        usual = [BEGIN + timedelta(days=3.65 * number, hours=self.random.random() * 10) for number in range(ALERTS)]
        amid = [begin + part * length for _, begin, length in self.world.outages for part in (0.1, 0.9)]
        day = BEGIN
        for at in sorted([*usual, *amid]):
            while day.date() < at.date():
                day += timedelta(days=1)
                self._end_day(day)
            yield at

    def _alert(self, at: datetime) -> None:
        if not self.world.dead:
            self.dead |= set(self.random.sample(sorted(self.people), 20))
        failing = {name for name, begin, length in self.world.outages if begin <= at < begin + length}
        away = self._silent()
        mailed = [person for person in self.people if person not in away]
        with self.registry.acting() as connection:
            for person in mailed:
                carrier = self.carriers[self.people[person].rpartition("@")[2]]
                if person in self.dead:
                    self.told.mails[person] += 1
                if person in self.dead or carrier.domain in failing:
                    report = carrier.gone
                elif self.random.random() < LIVELY:
                    report = self.random.choice(REASONS)
                else:
                    continue
                mail = read(self._report(report, person, at), "mx.corp.test")
                self.number += 1
                if act_on_mail(connection, mail, str(self.number), self.grounds, at) is Fate.PERSON:
                    self.told.handed += 1

    def _report(self, name: str, person: str, at: datetime) -> bytes:
        """Write a stored report about this person: his address, and our return path to him in the alert of then."""
        report = stored(name)
        start = report.index(b"Final-Recipient: rfc822; ") + len(b"Final-Recipient: rfc822; ")
        example = report[start : report.index(b"\n", start)].strip()
        path = return_path(f"{at:%Y%m%d-%H%M}-alert", person, DOMAIN, self.keys)
        report = report.replace(example, self.people[person].encode())
        return report.replace(f"bounce+{name}@{DOMAIN}".encode(), path.encode())

    def _end_day(self, morning: datetime) -> None:
        with self.registry.acting() as connection:
            guards = signs.settle(connection, morning)
        self.registry.tidy(morning, ResidentLimits())
        new = set(guards) - self.asked
        self.asked |= new
        self.told.alarms += len({(guard.domain, guard.day) for guard in new})
        for guard in new:
            if self.world.answered and not self._failed(guard.domain, guard.day):
                self.registry.answer_guard("silent", guard.domain, guard.day, morning, "clerk")
        self.told.wrongly = max(self.told.wrongly, len(self._silent() - self.dead))

    def _failed(self, domain: str, day: date) -> bool:
        return any(
            name == domain and begin.date() <= day <= (begin + length).date()
            for name, begin, length in self.world.outages
        )

    def _silent(self) -> set[str]:
        with self.registry.acting() as connection:
            return {person for (person,) in connection.execute("SELECT id FROM subscriber WHERE silent_at IS NOT NULL")}


_DIGITS = str.maketrans("0189", "abcd")  # ids are base32


def year(world: World, people: int) -> Told:
    """Live through a year of a world in a scratch folder."""
    with TemporaryDirectory() as folder:
        return Year(Path(folder), world, people).live()


def main(people: int) -> None:
    """Print a year of each world."""
    for world in WORLDS:
        begun = time.monotonic()
        told = year(world, people)
        sys.stdout.write(f"{told} ({time.monotonic() - begun:.0f} s)\n")
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    main(parser.parse_args().people)
