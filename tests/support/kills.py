"""Run as a program: kill a sender at as many points as told, let the next ones go on, and compare with the relay's log.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/kills.py [plain] [POINTS] [FIRST SEED]

Each point has a world of its own (a bare remote, the sender's clone, ledger, journal), in memory where there is such a
folder, and a relay that fails in its own way. A fork reconciles there as a run of the sender does, and is killed
(SIGKILL) at a boundary: around a statement of SQLite, a process of git, a file of the state folder moved into place,
halfway in and after each write to a socket, around each read; or at a random moment. In every second world a correction
is merged in mid-sending. Others then do what the next runs do, the first of them still with the failing relay.
Ends with 1 at the first promise that does not hold; the seed that it names finds the same world again.
"""

from __future__ import annotations

import faulthandler
import os
import random
import signal
import ssl
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copytree, rmtree
from socket import socket
from threading import Lock
from typing import Any

from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.model import Alert, LedgerClaim, RowState
from haishin.core.repository.git import Git
from haishin.send.journal import journal as journal_module
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalFile
from haishin.send.ledger.stops import Watch
from haishin.send.rows import Envelope, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.reconcile import reconcile
from haishin.send.transport import CUT_SECONDS, Transport, dialogue, relay
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.faulty_relay import FaultyRelay, Manner, make_certificate
from support.ledger import ALPHA, BETA, NOON, PEOPLE, Clock, Host, Residents, World, git
from support.rows import envelope

READERS = PEOPLE[:12]
IN_FLIGHT = 4
CONNECTIONS = 8
LIMITS = {"in_flight": IN_FLIGHT, "retry_minutes": (1,)}
CLAIMED = "the correction is claimed"
PREPARED = "refs/prepared/correction"
STUCK_SECONDS = 120
RUNS = 9  # with a healthy relay and a patient clock everything is at rest long before


@dataclass(frozen=True)
class Case:
    """One world, in which a sender dies at a boundary or after ``seconds``. ``options``: of the transport."""

    seed: int
    manner: Manner
    starttls: bool
    correction: bool
    boundary: int | None = None
    seconds: float | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def draw(cls, seed: int, options: dict[str, Any]) -> Case:
        """The world of that seed, without its point."""
        chance = random.Random(seed)
        manner = Manner(
            seed,
            share=chance.choice((0.0, 0.03, 0.1, 0.25)),
            hangs=chance.random() < 0.15,
            pipelining=chance.random() < 0.8,
            size=chance.choice((1_000_000, 1_000_000, 1_000_000, 20)),
            session=chance.choice((None, None, 2)),
        )
        return cls(seed, manner, chance.random() < 0.4, chance.random() < 0.5, options=options)


class Fuse:
    """Counts boundaries and kills this process at the chosen one."""

    def __init__(self, point: int | None) -> None:
        self.passed = 0
        self._point = point
        self._lock = Lock()

    def __call__(self) -> None:
        with self._lock:
            if self.passed == self._point:
                os.kill(os.getpid(), signal.SIGKILL)
            self.passed += 1


class Connection:
    """A connection to SQLite with a boundary around each statement."""

    def __init__(self, real: Any, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return around(found, self._fuse) if name in ("execute", "executemany") else found


def around(work: Callable[..., Any], fuse: Fuse) -> Callable[..., Any]:
    """The same with a boundary before and after."""

    def bounded(*values: Any, **named: Any) -> Any:
        fuse()
        result = work(*values, **named)
        fuse()
        return result

    return bounded


def arm(fuse: Fuse) -> None:
    """Put the boundaries in, in this process."""

    class Armed(JournalFile):
        def __init__(self, path: Path, **how: Any) -> None:
            fuse()
            super().__init__(path, **how)
            self.connection: Any = Connection(self.connection, fuse)
            fuse()

    journal_module.JournalFile = Armed  # type: ignore[misc]
    Git.attempt = around(Git.attempt, fuse)  # type: ignore[method-assign]
    os.replace = around(os.replace, fuse)
    for kind in (socket, ssl.SSLSocket):
        send = kind.send

        def half(self: Any, data: Any, *flags: int, send: Any = send) -> int:
            view = memoryview(data)
            fuse()
            count: int = send(self, view[: max(len(view) // 2, 2)], *flags)
            fuse()
            return count

        def whole(self: Any, data: Any, *flags: int, half: Any = half) -> None:
            view = memoryview(data)
            while view:
                view = view[half(self, view, *flags) :]

        kind.send, kind.sendall = half, whole  # type: ignore[method-assign, assignment]
        kind.recv = around(kind.recv, fuse)  # type: ignore[method-assign]
    socket.connect = around(socket.connect, fuse)  # type: ignore[method-assign]


def make_template(folder: Path) -> Path:
    """A world in which the first alert is merged and its correction waits beside main."""
    world = World.active(folder)
    world.alert(ALPHA)
    tip = git(world.remote, "rev-parse", "main")
    world.alert(BETA, follows=ALPHA, **{"as": "correction"})
    git(world.remote, "update-ref", PREPARED, "main")
    git(world.remote, "update-ref", "refs/heads/main", tip)
    rmtree(world.work)
    for repository in (world.remote, world.clone):
        git(repository, "repack", "-a", "-d", "-q")
    return folder


def merge_correction(world: World) -> None:
    """Merge it, as often as one likes."""
    git(world.remote, "update-ref", "refs/heads/main", PREPARED)


def envelopes(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
    return lambda row: envelope(row, alert.id)


class PassingClock(Clock):
    """A second passes with each question, so that a throttled destination opens soon."""

    def __call__(self) -> datetime:
        self.later(seconds=1)
        return self.now


class Ticks:
    """Seconds that only grow, so fast that the remote is looked at in every second group."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


@dataclass(frozen=True)
class Relays:
    """The way out of a sender: what its transport is made of."""

    url: str
    context: ssl.SSLContext
    options: dict[str, Any]

    def transport(self) -> Transport:
        return SmtpTransport([parse(self.url)], "sender.test", self.context, connections=CONNECTIONS, **self.options)


@dataclass
class Run:
    """What one run of the sender in that world rests on; ``claimed`` is called when the correction is."""

    host: Host
    relays: Relays
    correction: bool
    claimed: Callable[[], None]
    make: Callable[..., Callable[[SnapshotRow], Envelope]] = envelopes

    def __call__(self) -> None:
        """Reconcile, as a process of the sender does; a refusal ends it in order."""
        world = self.host.world
        journal = self.host.journal()
        real = journal.claim

        def claim(alert_id: str, nonce: str, ends: str | None, over: Iterable[str] = ()) -> None:
            real(alert_id, nonce, ends, over)
            if alert_id == BETA:
                self.claimed()

        journal.claim = claim  # type: ignore[method-assign]
        ticks = Ticks()
        progress = partial(self._progress, world) if self.correction else lambda alert: None
        dispatcher = Dispatcher(journal, self.relays.transport(), self.host.clock, ticks, progress=progress)
        watch = Watch(world.ledger(self.host.state), "main", ticks)
        sending = replace(
            self.host.sending(journal), dispatcher=dispatcher, watch=watch, envelopes=self.make, follows=True
        )
        try:
            run = reconcile(self.host.inputs(), sending)
            while run.moved:
                run = reconcile(self.host.inputs(), sending, run)
        except HaishinError:
            dispatcher.drain(CUT_SECONDS)
        finally:
            dispatcher.abandon()
            journal.close()

    def _progress(self, world: World, alert_id: str) -> None:
        if alert_id == ALPHA:
            merge_correction(world)


def in_fork(work: Callable[[], None], seconds: float | None = None) -> bool:
    """Whether the work ended; False when it was killed, by itself or after those seconds. Else ends the program."""
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            traceback.print_exception(error)
            sys.stderr.flush()
            os._exit(1)
        sys.stderr.flush()
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        raise Broken(f"a sender ended with {status}")
    return status == 0


class Broken(Exception):
    """A promise that does not hold."""


def demand(holds: bool, promise: str) -> None:
    if not holds:
        raise Broken(promise)


@dataclass
class Figures:
    """What a sweep has seen."""

    points: int = 0
    killed: int = 0
    accepted: int = 0
    doubted: int = 0
    most: int = 0
    corrected: int = 0  # worlds in which the correction was claimed while the first was not at its end
    superseded: int = 0

    def __str__(self) -> str:
        return (
            f"{self.points} points, {self.killed} killed; accepted {self.accepted}, in doubt {self.doubted} "
            f"(at most {self.most} in the air at a kill), superseded {self.superseded} in {self.corrected} worlds; "
            "lost 0, doubled 0"
        )


class Sweep:
    """Makes worlds in a folder, kills in them, and checks the promises."""

    def __init__(self, folder: Path, relay: FaultyRelay, certificate: Path) -> None:
        self.figures = Figures()
        self._folder = folder
        self._relay = relay
        self._template = make_template(folder / "template")
        self._context = ssl.create_default_context(cafile=str(certificate / "cert.pem"))

    def length(self, case: Case) -> tuple[int, float]:
        """Boundaries and seconds of a first run without a kill."""
        fuse = Fuse(None)
        said = self._folder / "said"

        def counted() -> None:
            arm(fuse)
            self._run(case, 0)()
            said.write_text(str(fuse.passed))

        self._begin(case)
        began = time.monotonic()
        in_fork(counted)
        took = time.monotonic() - began
        self._end()
        return int(said.read_text()), took

    def __call__(self, case: Case) -> None:
        """Kill at one point; then come to rest, and check. Raises Broken."""
        self._begin(case)
        fuse = Fuse(case.boundary)

        def armed() -> None:
            arm(fuse)
            self._run(case, 0)()

        killed = not in_fork(armed if case.seconds is None else self._run(case, 0), case.seconds)
        air = self._in_the_air()
        demand(air <= IN_FLIGHT, f"{air} in the air at the kill")
        in_fork(self._run(case, 1))
        air += self._in_the_air()
        self._relay.behave(Manner(case.seed))
        for number in range(2, RUNS):
            in_fork(self._run(case, number))
            if self._rests(case):
                break
        self._check(case, air)
        self.figures.points += 1
        self.figures.killed += killed
        self.figures.most = max(self.figures.most, air)
        self._end()

    def _begin(self, case: Case) -> None:
        self._end()
        copytree(self._template, self._world.folder, symlinks=True)
        self._relay.behave(case.manner, anew=True)

    def _end(self) -> None:
        rmtree(self._world.folder, ignore_errors=True)

    @property
    def _world(self) -> World:
        return World.at(self._folder / "world")

    def _host(self, number: int) -> Host:
        clock = PassingClock(NOON + timedelta(minutes=40 * number))
        return Host(self._world, self._world.folder / "state", clock, residents=Residents(READERS), limits=dict(LIMITS))

    def _run(self, case: Case, number: int) -> Callable[[], None]:
        patience = 0.4 if case.manner.hangs and number < 2 else 60.0

        def run() -> None:
            for stage in dialogue.SECONDS:
                dialogue.SECONDS[stage] = patience
            relay.CONNECT_SECONDS = min(patience, 30)  # type: ignore[assignment]
            if case.correction and number > 1 and "claimed" in self._world.kinds():  # before that nothing may follow it
                merge_correction(self._world)
            url = f"smtp{'+starttls' if case.starttls else ''}://127.0.0.1:{self._relay.port}"
            relays = Relays(url, self._context, case.options)
            Run(self._host(number), relays, case.correction, partial(self._relay.mark, CLAIMED))()

        return run

    def _journal(self) -> Journal | None:
        path = self._world.folder / "state" / "journal.sqlite"
        try:
            return Journal.open(path, lock=False)
        except HaishinError:
            return None  # it died before there was one

    def _in_the_air(self) -> int:
        if (journal := self._journal()) is None:
            return 0
        try:
            return sum(journal.counts(entry.alert_id)[RowState.INTENT] for entry in journal.entries())
        finally:
            journal.close()

    def _rests(self, case: Case) -> bool:
        """Whether all that was begun is sealed."""
        journal = self._journal()
        assert journal is not None
        try:
            begun = {entry.alert_id: entry.state for entry in journal.entries()}
        finally:
            journal.close()
        ended = [line["alert"] for line in self._world.ledger_lines() if line["kind"] == "sealed"]
        return {*begun.values()} == {"sealed"} and sorted(ended) == [ALPHA, BETA][: 1 + case.correction]

    def _check(self, case: Case, air: int) -> None:
        log = self._relay.log()
        taken = Counter(log.took)
        journal = self._journal()
        assert journal is not None
        demand(self._rests(case), f"it does not come to rest: {journal.entries()}, {self._world.kinds()}")
        journal.verify()
        doubted = 0
        begun = [entry.alert_id for entry in journal.entries()]
        for alert in begun:
            counts = journal.counts(alert)
            demand(counts.total == len(READERS), f"{alert}: the states sum to {counts.total}")
            rows = journal._file.read("SELECT recipient_id, state FROM delivery WHERE alert_id = ?", alert)
            for recipient, state in rows:
                copies = taken.pop(f"{alert}.{recipient}", 0)
                most = {"accepted": (1,), "in-doubt": (0, 1)}.get(str(state), (0,))
                demand(copies in most, f"{alert}: {recipient} is {state} and has {copies} copies")
            doubted += counts[RowState.IN_DOUBT]
            self.figures.accepted += counts[RowState.ACCEPTED]
            self.figures.superseded += counts[RowState.SUPERSEDED]
        journal.close()
        bound = air + log.unsure
        demand(case.manner.hangs or doubted <= bound, f"{doubted} in doubt, at most {bound} could be")
        self.figures.doubted += doubted
        kinds = Counter(self._world.kinds())
        demand(kinds["claimed"] == len(begun), f"the ledger says {dict(kinds)}")
        marks = taken.pop(CLAIMED, 0)
        demand(not taken, f"the relay took {dict(taken)} besides")
        if marks:
            behind = log.took[log.took.index(CLAIMED) :]
            wrong = [one for one in behind if one.startswith(ALPHA)]
            demand(not wrong, f"the wrong text after the claim of its correction: {wrong}")
            self.figures.corrected += 1


def cases(first: int, points: int, options: dict[str, Any], length: Callable[[Case], tuple[int, float]]) -> Any:
    """So many worlds with their points: of each seed a few boundaries, spread over all there are, and a moment."""
    each = 5
    for seed in range(first, first + -(-points // each)):
        case = Case.draw(seed, options)
        boundaries, seconds = length(case)
        chance = random.Random(~seed)
        for number in range(min(each, points - (seed - first) * each)):
            if number % 5 == 4:
                yield replace(case, seconds=chance.uniform(0, seconds))
            else:
                yield replace(case, boundary=int((number + chance.random()) * boundaries / each))


def fast_folder() -> Path | None:
    """One in memory where there is such: killing a process loses nothing that was written, flushed or not."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def sweep(points: int, first: int, tell: Callable[[Figures], None], **options: Any) -> Figures:
    """Kill at so many points. Raises Broken, with the seed and the point."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as made:
        folder = Path(made)
        certificate = make_certificate(folder)
        with FaultyRelay(certificate) as relay:
            kills = Sweep(folder, relay, certificate)
            for case in cases(first, points, options, kills.length):
                try:
                    kills(case)
                except Broken as broken:
                    raise Broken(f"{case}: {broken}") from None
                if kills.figures.points % 100 == 0:
                    tell(kills.figures)
            return kills.figures


def say(figures: Figures) -> None:
    sys.stdout.write(f"{figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "plain"]
    count, begin = [*map(int, given), *(1000, 0)[len(given) :]]
    say(sweep(count, begin, say, **({"pipelining": False} if "plain" in sys.argv else {})))
