"""Run as a program: kill senders before a real Postfix, settle by its log, send on, and look into the mailbox.

    PYTHONPATH=scripts:tests .venv/bin/python tests/support/postfix_kills.py [POINTS]

At each point one alert goes out whole, the sender of a second one is killed at a boundary as in ``support/kills.py``,
the next run finds whom that left in doubt, a third alert goes out whole, and the real ``settle`` reads what Postfix has
logged. Then nobody is in doubt, and everybody has each alert once. Needs the Debian package postfix and root.
"""

from __future__ import annotations

import re
import shutil
import ssl
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from haishin.core.contract import Contract
from haishin.core.model import Alert, LedgerClaim, Role, RowState
from haishin.message.keys import short
from haishin.send.acts.settling import Settled, read_log, settle
from haishin.send.journal.journal import Journal
from haishin.send.rows import Envelope, SnapshotRow
from support.kills import LIMITS, READERS, Broken, Fuse, PassingClock, Relays, Run, arm, demand, fast_folder, in_fork
from support.ledger import ALPHA, NOON, Host, Residents, World, contract
from support.postfix import DOMAIN, Postfix, start_postfix

BEFORE, AFTER = "20261125-1045-before", "20261125-1115-after"
TO = re.compile(rb"(?m)^To: (\S+)@")
PATIENCE = 60.0
MAC = "kxyz234567abcd"  # of every return path here


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
        self._relays = Relays(f"smtp://127.0.0.1:{server.port}", ssl.create_default_context(), {})
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
        Run(self._host(), self._relays, False, lambda: None, envelopes)()

    def _quiet(self, begin: int) -> list[bytes]:
        """All mails that were delivered, once every session since then has ended and nothing is queued."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            log = self._server.log()[begin:]
            if log.count(": connect from ") == log.count(": disconnect from "):
                return self._server.messages(0)
            time.sleep(0.02)
        raise Broken("the server has sessions that do not end")

    def _journal(self) -> Journal:
        return Journal.open(self._world.folder / "state" / "journal.sqlite")

    def _settle(self, begin: int) -> None:
        self._quiet(begin)
        host, journal = self._host(), self._journal()
        doubt = len(journal.in_doubt(ALPHA))
        people = contract().roster.people
        by = next(one.login for one in people if any(held.seat.role is Role.SUPERVISOR for held in one.roles))
        log = read_log(self._server.log()[begin:].splitlines(), short(ALPHA), lambda *path: path[2] == MAC)
        settled = settle(
            host.inputs().ledger, contract(), journal, ALPHA, log, NOON, by, resend_absent=True, short=short
        )
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
