"""Run as a program: kill senders before a real Postfix, settle by its log, send on, and look into the mailbox.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/kills.py [POINTS]

Each point has a world of its own (a bare remote, the sender's clone, ledger, journal), in memory where there is such a
folder. One alert goes out whole; the sender of a second one, a fork that reconciles as a run of the sender does, is
killed (SIGKILL) at a boundary: around a statement of SQLite, a process of git, a file of the state folder moved into
place, halfway in and after each write to a socket, around each read. The next run finds whom that left in doubt, a
third alert goes out whole, and the real ``settle`` reads what Postfix has logged. Then nobody is in doubt, and
everybody has each alert once. Ends with 1 at the first promise that does not hold. Needs the Debian package postfix and
root. What else may befall a sender, a relay that fails among it, the simulation draws (tests/simulation).
"""

from __future__ import annotations

import faulthandler
import os
import re
import shutil
import signal
import ssl
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from socket import socket
from threading import Lock
from typing import Any

from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.model import Alert, LedgerClaim, RowState
from haishin.core.repository.git import Git
from haishin.message.keys import short
from haishin.send.acts.settling import Settled, read_log, settle
from haishin.send.journal import journal as journal_module
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalFile
from haishin.send.ledger.stops import Watch
from haishin.send.rows import Envelope, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.reconcile import reconcile
from haishin.send.transport import CUT_SECONDS
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.ledger import ALPHA, NOON, PEOPLE, Clock, Host, Residents, World, contract
from support.people import supervisor
from support.postfix import DOMAIN, Postfix, start_postfix

READERS = PEOPLE[:12]
IN_FLIGHT = 4
CONNECTIONS = 8
LIMITS = {"in_flight": IN_FLIGHT, "retry_minutes": (1,)}
STUCK_SECONDS = 240
BEFORE, AFTER = "20261125-1045-before", "20261125-1115-after"
TO = re.compile(rb"(?m)^To: (\S+)@")
PATIENCE = 240.0
MAC = "kxyz234567abcd"  # of every return path here


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


def reconcile_once(host: Host, port: int) -> None:
    """Reconcile, as a process of the sender does; a refusal ends it in order."""
    journal, ticks = host.journal(), Ticks()
    relay = parse(f"smtp://127.0.0.1:{port}")
    transport = SmtpTransport([relay], "sender.test", ssl.create_default_context(), connections=CONNECTIONS)
    dispatcher = Dispatcher(journal, transport, host.clock, ticks)
    watch = Watch(host.world.ledger(host.state), "main", ticks)
    sending = replace(host.sending(journal), dispatcher=dispatcher, watch=watch, envelopes=envelopes, follows=True)
    try:
        reconcile(host.inputs(), sending)
    except HaishinError:
        dispatcher.drain(CUT_SECONDS)
    finally:
        dispatcher.abandon()
        journal.close()


def in_fork(work: Callable[[], None]) -> None:
    """Do the work in a process of its own, in which it may be killed. Raises Broken when that ended by an error."""
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
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        raise Broken(f"a sender ended with {status}")


class Broken(Exception):
    """A promise that does not hold."""


def demand(holds: bool, promise: str) -> None:
    if not holds:
        raise Broken(promise)


def fast_folder() -> Path | None:
    """One in memory where there is such: killing a process loses nothing that was written, flushed or not."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def envelopes(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
    """Mails with a return path by which the log tells alert and recipient, and a mailbox that does too."""

    def make(row: SnapshotRow) -> Envelope:
        to = f"{alert.id}.{row.recipient_id}@{DOMAIN}"
        path = f"bounce+{short(alert.id)}.{row.recipient_id}.{MAC}@{DOMAIN}"
        return Envelope(alert.id, row.recipient_id, path, to, f"To: {to}\r\n\r\n".encode(), b"text\r\n")

    return make


class Points:
    """Kills in worlds of their own, before one server."""

    def __init__(self, folder: Path, server: Postfix) -> None:
        self._world = World.at(folder / "world")
        self._server = server
        self._runs = 0
        self._before: Counter[str] = Counter()  # what lay in the mailbox
        self.doubted = 0
        self.again = 0

    def length(self) -> int:
        """Boundaries of a sending without a kill."""
        fuse, said = Fuse(None), self._world.folder.parent / "said"

        def counted() -> None:
            arm(fuse)
            self._run()
            said.write_text(str(fuse.passed))

        with self._anew() as begin:
            self._world.alert(ALPHA)
            in_fork(counted)
            self._before = _addresses(self._quiet(begin))
        return int(said.read_text())

    def __call__(self, boundary: int) -> None:
        """Kill there, settle, and check. Raises Broken."""
        with self._anew() as begin:
            self._send(BEFORE)
            self._world.alert(ALPHA)

            def armed() -> None:
                arm(Fuse(boundary))
                self._run()

            self._next(armed)
            air = self._in_the_air()
            demand(air <= IN_FLIGHT, f"{air} in the air at the kill")
            self._next(self._run)
            self._send(AFTER)
            self._settle(begin)
            self._next(self._run)
            self._check(begin)

    def _send(self, alert: str) -> None:
        self._world.alert(alert)
        self._next(self._run)

    def _next(self, work: Callable[[], None]) -> None:
        self._runs += 1
        in_fork(work)

    @contextmanager
    def _anew(self) -> Iterator[int]:
        """A new world; how long the server's log is."""
        self._runs = 0
        World.active(self._world.folder)
        try:
            self._quiet(0)
            yield len(self._server.log())
        finally:
            shutil.rmtree(self._world.folder)

    def _host(self) -> Host:
        clock = PassingClock(NOON + timedelta(minutes=30 * self._runs))
        return Host(self._world, self._world.folder / "state", clock, residents=Residents(READERS), limits=dict(LIMITS))

    def _run(self) -> None:
        reconcile_once(self._host(), self._server.port)

    def _quiet(self, begin: int) -> list[bytes]:
        """All mails that were delivered, once every session since then has ended and nothing is queued."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._server.logged()
            log = self._server.log()[begin:]
            if log.count(": connect from ") == log.count(": disconnect from "):
                mails = self._server.messages(0)
                self._server.logged()
                return mails
            time.sleep(0.02)
        raise Broken("the server has sessions that do not end")

    def _journal(self) -> Journal:
        return Journal.open(self._world.folder / "state" / "journal.sqlite")

    def _in_the_air(self) -> int:
        journal = Journal.open(self._world.folder / "state" / "journal.sqlite", lock=False)
        try:
            return sum(journal.counts(entry.alert_id)[RowState.INTENT] for entry in journal.entries())
        finally:
            journal.close()

    def _settle(self, begin: int) -> None:
        self._quiet(begin)
        host, journal = self._host(), self._journal()
        doubt = len(journal.in_doubt(ALPHA))
        log = read_log(self._server.log()[begin:].splitlines(), short(ALPHA), lambda *path: path[2] == MAC)
        ledger, by = host.inputs().ledger, supervisor()
        settled = settle(ledger, contract(), journal, ALPHA, log, NOON, by, resend_absent=True, short=short)
        journal.close()
        demand(settled == Settled(settled.accepted, 0, doubt - settled.accepted, 0), f"{doubt} in doubt: {settled}")
        self.doubted += doubt
        self.again += settled.again

    def _check(self, begin: int) -> None:
        mails = self._quiet(begin)
        journal = self._journal()
        counts = {alert: dict(journal.counts(alert).states) for alert in (BEFORE, ALPHA, AFTER)}
        journal.verify()
        journal.close()
        whole = {RowState.ACCEPTED: len(READERS)}
        demand(all(one == whole for one in counts.values()), f"the journal says {counts}")
        got = _addresses(mails)
        for alert in counts:
            for reader in READERS:
                name = f"{alert}.{reader}"
                copies = got[name] - self._before[name]
                demand(copies == 1, f"{name} has {copies} copies")
        self._before = got


def _addresses(mails: Iterable[bytes]) -> Counter[str]:
    return Counter(found[1].decode() for mail in mails if (found := TO.search(mail)))


def sweep(points: int, server: Postfix) -> str:
    """Kill at so many points, spread over all there are. Raises Broken."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as made:
        kills = Points(Path(made), server)
        length = kills.length()
        for number in range(points):
            kills((2 * number + 1) * length // (2 * points))
        return (
            f"{points} points; settled {kills.doubted} in doubt, {kills.again} of them mailed again; lost 0, doubled 0"
        )


def main(points: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))  # its own user has to enter every folder above
    try:
        server = start_postfix(folder)
        try:
            sys.stdout.write(f"{sweep(points, server)}\n")
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
