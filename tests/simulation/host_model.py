"""A machine that sends: a disk that holds what was committed, a clock that somebody may set, and the real sender."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.record import followed
from haishin.core import stored
from haishin.core.contract import Contract
from haishin.core.contract import policy as policies
from haishin.core.contract.policy import JST, Destination, Hours, Retention
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.json_schema import Schema
from haishin.core.model import Account, Alert, Case, Kind, LedgerClaim, Pull, Scope, Severity, Text, Turn, Verdict, What
from haishin.core.repository.history import fetch
from haishin.residents.registry.readers import Selection
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.journal.journal import RENEWED, Journal
from haishin.send.journal.journal_file import Holder, JournalError, JournalFile
from haishin.send.journal.journal_forms import COLUMNS
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger.beat import hear
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.records import Codec
from haishin.send.ledger.stops import Watch, ask
from haishin.send.rows import Envelope, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.reconcile import Run, Sending, reconcile
from haishin.send.sending.survey import Examined, SenderInputs
from haishin.send.transport import CUT_SECONDS
from simulation.git_model import Clone
from simulation.nature import Crash, Process
from simulation.relay_model import ModelTransport
from support.contract import shipped
from support.ledger import NOON, SCHEMA, examine, send, verdict

if TYPE_CHECKING:
    from simulation.world import World

REMOTE = "origin"
DOMAIN = "example.invalid"
CONTROL = "c0"  # the unit's own address


@cache
def empty_journal() -> bytes:
    """The image of a journal that is new, made by the program itself."""
    with TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder) / "journal.sqlite")
        journal.close()
        with sqlite3.connect(journal.path) as connection:
            connection.execute("PRAGMA journal_mode = delete")  # a database in memory knows no WAL
            image = connection.serialize()
        connection.close()
    return image


def beats(image: bytes) -> int:
    """Read the number of beats of a journal's image."""
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(image)
        (number,) = connection.execute("SELECT beats FROM meta").fetchone()
    connection.close()
    return int(number)


def intents(image: bytes) -> int:
    """Count the rows in the air in a journal's image."""
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(image)
        (number,) = connection.execute("SELECT count(*) FROM delivery WHERE state = 'intent'").fetchone()
    connection.close()
    return int(number)


def named(image: bytes, journal: str) -> bytes:
    """Give that journal's image another id, as ``haishin backup`` marks its copy."""
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(image)
        connection.execute(RENEWED, (journal,))
        connection.commit()
        marked = connection.serialize()
    connection.close()
    return marked


@cache
def contract(in_flight: int, resends: bool, rate: float) -> Contract:
    """The example force's contract, with limits that a small world reaches."""
    policy = shipped().policy
    carrier = {"carrier": Destination((DOMAIN,), rate)} if rate else {}
    limits = replace(policy.limits, in_flight=in_flight, retry_minutes=(1, 5, 15), attempts=4, destinations=carrier)
    doubtful = (policies.Selection(category="suspicious-person"),) if resends else ()
    return replace(shipped(), policy=replace(policy, limits=limits, resent_in_doubt=doubtful))


class _Shapes:
    """A schema that says of a record what it has said of another of that shape: it is no part of what is looked at."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._said: dict[str, list[Any]] = {}

    def violations(self, record: dict[str, object]) -> Iterator[Any]:
        shape = repr({name: type(value) for name, value in record.items()})
        if shape not in self._said:
            self._said[shape] = list(self._schema.violations(record))
        return iter(self._said[shape])


@cache
def codec() -> Codec:
    """The ledger's codec, made once."""
    made = Codec(SCHEMA)
    made._schemas = {kind: _Shapes(schema) for kind, schema in made._schemas.items()}  # type: ignore[misc]
    return made


class _Connection(sqlite3.Connection):
    """The connection of one process: what it has committed is on the disk, and nothing else is."""

    host: Host

    def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
        if sql != "COMMIT":
            return super().execute(sql, *values)
        self.host.committing()
        done = super().execute(sql)
        self.host.disk = self.serialize()
        self.host.call()
        return done


class _DiskFile(JournalFile):
    """The journal's file as that disk holds it."""

    def __init__(self, host: Host, *, anew: bool = False) -> None:
        self.path = host.state / "journal.sqlite"
        self._lock = None
        self._holder = Holder(host.name, host.clock)
        self._held_at = None
        self.unsaid = 0
        self.connection = sqlite3.connect(
            ":memory:", isolation_level=None, uri=True, factory=_Connection, check_same_thread=False
        )
        self.connection.host = host
        self.connection.deserialize(host.disk)
        stored.guard(self.connection, COLUMNS)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self._refuse_emptied(anew=anew)
        self.note()
        self.hold()


@dataclass
class Registry:
    """Who is registered: id → whether he wants mail at night; ``left``: who was and is no more, and since when.

    ``controlled``: a unit has an address of its own, which gets all of its mail.
    """

    people: dict[str, bool]
    controlled: bool = False
    left: dict[str, float] = field(default_factory=dict)
    changes: int = 0

    def leave(self, identity: str, at: float) -> None:
        """Take one out."""
        if identity not in self.left:
            self.left[identity] = at
            self.changes += 1

    def here(self) -> list[str]:
        """List who is registered."""
        return [one for one in self.people if one not in self.left]


@dataclass
class Residents:
    """The registry as one process asks it."""

    registry: Registry
    journal: Callable[[], sqlite3.Connection]

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        return self._selection("TRUE", ())

    def among(self, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
        return self._selection(f"value ->> 0 IN ({ids})", parameters)

    def registered(self) -> Selection:
        return self._selection("TRUE", ())

    def left(self) -> Selection:
        gone = json.dumps(sorted(self.registry.left))
        return Selection(Path(os.devnull), "SELECT value FROM json_each(?)", (gone,))

    def count(self, selection: Selection, journal: Path | None) -> Mapping[tuple[str, str], int]:
        sql = f"SELECT count(*) FROM ({selection.rows})"
        (size,) = self.journal().execute(sql, selection.parameters).fetchone()
        return {("text", "ja"): size} if size else {}

    def _selection(self, condition: str, parameters: Sequence[object]) -> Selection:
        people = self.registry.people
        return _selection([(one, people[one]) for one in self.registry.here()], condition, parameters)

    def controls(self, unit: str) -> Selection:
        return _selection([(CONTROL, True)] if self.registry.controlled else [], "TRUE", ())

    def mark(self) -> object:
        return self.registry.changes


def _selection(people: Sequence[tuple[str, bool]], condition: str, parameters: Sequence[object]) -> Selection:
    columns = f"value ->> 0 AS id, value ->> 0 || '@{DOMAIN}' AS address, 'text' AS form, 'ja' AS language"
    sql = f"SELECT {columns}, value ->> 1 AS night FROM json_each(?) WHERE {condition}"
    return Selection(Path(os.devnull), sql, (json.dumps([(one, int(night)) for one, night in people]), *parameters))


@dataclass
class Pulls:
    """The forge: every alert was approved, when it answers."""

    host: Host

    def pull(self, alert_id: str, most: int) -> Pull | None:
        self.host.call()
        if self.host.nature.faults("forge"):
            raise ToolError(Text("読めません。", "It cannot be read."), Text("", ""))
        return Pull(7, Account("drafter"), (), "complete", NOON - timedelta(hours=2), NOON - timedelta(hours=1), ())


def decide(case: Case, now: datetime, contract: Contract) -> Verdict:
    """Everything goes, inside its hours, but for what has an error, and what follows what nobody has got."""
    if any(finding.severity is Severity.ERROR for finding in case.findings):
        return rejected(case.findings, Turn(What.CORRECT))
    if followed(case, contract).reasons:
        return verdict(Kind.REJECT)
    hours = contract.policy.hours
    if any(waiver.rule == "delivery-hours" for waiver in case.alert.waivers) or hours.is_open(now):
        return replace(send(case, now, contract), since=now)
    return verdict(Kind.HOLD, mergeable=True, until=opening(now, hours))


def opening(now: datetime, hours: Hours) -> datetime:
    """When the hours open next."""
    today = datetime.combine(now.astimezone(JST).date(), hours.opens, JST)
    return today if now < today else today + timedelta(days=1)


def envelopes(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
    """The text of each mail is its alert's name."""
    body = f"{alert.id}\r\n".encode()
    return lambda row: Envelope(
        alert.id, row.recipient_id, "b@example.invalid", row.address, f"To: {row.address}\r\n\r\n".encode(), body
    )


class Host:
    """One mail host. ``disk``: the journal's file as it would be after a crash."""

    def __init__(self, world: World, name: str, state: Path) -> None:
        self.world = world
        self.nature = world.nature
        self.name = name
        self.state = state
        self.clone = Clone(world.remote, self._wire, self.call)
        self.process = Process()
        self.wall = timedelta()  # how far its clock is off
        self._walls = [(0.0, self.wall)]  # since when
        self.journal: Journal | None = None
        self.refused = False
        self.in_the_air: list[int] = []  # intents on the disk at each death
        self.disk = named(empty_journal(), hashlib.md5(name.encode()).hexdigest())

    def clock(self) -> datetime:
        """Its wall clock."""
        return self.world.start + timedelta(seconds=self.nature.ticks) + self.wall

    def set_clock(self, seconds: float) -> None:
        """Set its wall clock forward, or back."""
        self.wall += timedelta(seconds=seconds)
        self._walls.append((self.nature.ticks, self.wall))

    def clocks(self, at: float, margin: float) -> list[datetime]:
        """Return what its wall clock showed in the seconds before a moment."""
        shown = []
        for (since, wall), (until, _) in zip(self._walls, [*self._walls[1:], (float("inf"), self.wall)], strict=True):
            if since <= at and until >= at - margin:
                moments = max(since, at - margin), min(until, at)
                shown += [self.world.start + timedelta(seconds=moment) + wall for moment in moments]
        return shown

    def call(self) -> None:
        """Stand between two calls of the running process."""
        self.nature.call(self.process)

    def committing(self) -> None:
        """Stand before a commit: the process may die, or the disk be full."""
        self.call()
        if any(fault.kind == "full" for fault in self.nature.faults("commit")):
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
            raise full
        self.nature.pass_time(self.world.plan.commit)

    def _wire(self, act: Callable[[], Any], timeout: float) -> Any:
        return self.world.wire(self, act, timeout)

    def ledger(self) -> Ledger:
        """The ledger as this host sees it."""
        return Ledger(self.clone, REMOTE, SCHEMA, self.state)

    def open(self) -> Journal:
        """Open the journal that the disk holds."""
        self.journal = Journal(_DiskFile(self))
        return self.journal

    @contextmanager
    def opened(self) -> Iterator[Journal]:
        """Open the journal for who looks or acts by hand; one in whose place an empty one lies is given up."""
        self.process = Process()
        try:
            journal = self.open()
        except JournalError:
            journal = self.journal = Journal(_DiskFile(self, anew=True))
        try:
            yield journal
        finally:
            journal.close()
            self.journal = None

    def contract(self, commit: str) -> Contract:
        """What the policy says."""
        plan = self.world.plan
        return contract(plan.in_flight, plan.resends, plan.rate)

    def examine(self, path: str, blob: str, contract: Contract) -> Examined:
        """Read an alert's file."""
        return examine(path, self.clone.run("cat-file", "blob", blob), contract)

    def connection(self) -> sqlite3.Connection:
        """The open journal's."""
        assert self.journal is not None
        return self.journal._file.connection

    def run(self) -> Run | None:
        """Start the sender; None when it died or gave up. What it raised is told in the story."""
        self.process = Process()
        self.world.tell(f"{self.name} starts at {self.clock():%H:%M:%S}")
        self.refused = False
        try:
            run = self._run()
        except Crash:
            self.world.tell(f"{self.name} died")
            self.in_the_air.append(intents(self.disk))
            return None
        except HaishinError as error:
            self.world.tell(f"{self.name} gave up: {error.message.en}")
            self.refused = isinstance(error, Refusal)
            return None
        finally:
            self.process.dead = True
            self.journal = None
        self.world.tell(f"{self.name} ended: sent {run.sent}, resumed {run.resumed}, sealed {run.sealed}")
        return run

    def _run(self) -> Run:
        """Do what ``assembly.runs.run_sender`` does, over the models."""
        git, ledger = self.clone, self.ledger()
        journal = self.open()
        try:
            self._verify(journal)
            told = ask(git, REMOTE, "main", ledger.branch)
            view = ledger.read(told.get(ledger.branch))
            heard = hear(git, view, self.clock())
            refuse_unfit(view, journal, heard)
            pulse = Pulse(journal, self.clock, self.ticks, self._warned, "a" * 40, heard)
            pulse.over(ledger)
            process = self.process
            dispatcher = Dispatcher(
                journal,
                ModelTransport(self.world.relay, process, self.name),
                self.clock,
                self.ticks,
                going=pulse.going,
            )
            sending = Sending(
                journal=journal,
                dispatcher=dispatcher,
                watch=Watch(ledger, "main", self.ticks),
                envelopes=envelopes,
                signalled=lambda: process.term,
                finished=lambda alert, counts: None,
                alive=pulse.alive,
                tell=self._warned,
                follows=True,
            )
            try:
                run = reconcile(self._inputs(ledger), sending, told=told)
                while run.moved:
                    self.world.tell(f"{self.name} follows main")
                    run = reconcile(self._inputs(ledger), sending, run)
            except HaishinError:
                dispatcher.drain(CUT_SECONDS)
                raise
            finally:
                dispatcher.abandon()
            if self.world.plan.purges:
                journal.purge(Retention(address_days=0, follow_up_days=365), self.clock())
            pulse.end()
            return run
        finally:
            journal.close()

    def _verify(self, journal: Journal) -> None:
        """Raise AssertionError where what the disk holds does not add up."""
        try:
            journal.verify()
        except HaishinError as error:
            raise AssertionError(error.message.en) from error

    def _inputs(self, ledger: Ledger) -> SenderInputs:
        git = self.clone
        return SenderInputs(
            git,
            REMOTE,
            fetch(git, REMOTE, "main"),
            ledger,
            Pulls(self),
            Residents(self.world.registry, self.connection),
            self.contract,
            self.examine,
            decide,
            lambda verdict, pull: (),
            self.clock,
            None,
            self.state,
        )

    def ticks(self) -> float:
        """Seconds that only grow."""
        return self.nature.ticks

    def _warned(self, why: Text) -> None:
        self.world.tell(f"{self.name} warns: {why.en}")
