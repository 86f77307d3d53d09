"""Run as a program: send one small alert for each point at which a process can die, die there, and go on afterwards.

Arguments: port of the sink, folder for the journals. For each point a fork sends with a journal of its own and is
killed (SIGKILL) at that boundary: before and after each statement of SQLite and each read from the socket, and before,
halfway in and after each write to it. A second fork then does what the next run does.
Prints the number of points at which the process died.
"""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from support_dispatch import run
from support_rows import LIMITS, Clock, audience, rows

from haishin.delivery import journal as journal_module
from haishin.delivery.journal import Journal
from haishin.delivery.journal_file import JournalFile
from haishin.delivery.transport.relay import Client, parse
from haishin.delivery.transport.smtp import SmtpTransport

SIZE = 6
CONTEXT = ssl.create_default_context()  # made once: it takes longer than the whole sending
IN_FLIGHT = 3
THREE_AT_ONCE = replace(LIMITS, in_flight=IN_FLIGHT)


class Fuse:
    """Counts boundaries and kills this process at the chosen one."""

    def __init__(self, point: int) -> None:
        self._left = point
        self._lock = Lock()

    def __call__(self) -> None:
        with self._lock:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


class Connection:
    """A connection to SQLite with a boundary around each statement."""

    def __init__(self, real: Any, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name not in ("execute", "executemany"):
            return found

        def around(*values: Any) -> Any:
            self._fuse()
            result = found(*values)
            self._fuse()
            return result

        return around


def arm(fuse: Fuse) -> None:
    """Put the boundaries in, in this process."""

    class Armed(JournalFile):
        def __init__(self, path: Path, **how: Any) -> None:
            fuse()
            super().__init__(path, **how)
            self.connection: Any = Connection(self.connection, fuse)
            fuse()

    journal_module.JournalFile = Armed  # type: ignore[misc]
    send, getreply = smtplib.SMTP.send, Client.getreply

    def armed_send(self: smtplib.SMTP, data: Any) -> None:
        fuse()
        half = len(data) // 2
        assert self.sock is not None
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each half waits for an acknowledgement
        send(self, data[:half])
        fuse()
        send(self, data[half:])
        fuse()

    def armed_getreply(self: Client) -> tuple[int, bytes]:
        fuse()
        reply = getreply(self)
        fuse()
        return reply

    smtplib.SMTP.send = armed_send  # type: ignore[method-assign]
    Client.getreply = armed_getreply  # type: ignore[method-assign]


def alert(point: int) -> str:
    return f"k{point:04}"


def send_all(point: int, folder: Path, port: int) -> None:
    """What a run of the sender does: recover, freeze and claim where that was not done yet, send."""
    name = alert(point)
    journal = Journal.open(folder / f"{name}.db")
    journal.recover()
    states = {claim.alert_id: claim.state for claim in journal.entries()}
    clock = Clock()
    if name not in states:
        journal.freeze(name, "n", audience(rows(SIZE)), clock())
    if states.get(name) != "claimed":
        journal.claim(name, "n", None)
    transport = SmtpTransport([parse(f"smtp://127.0.0.1:{port}")], "sender.test", CONTEXT, connections=IN_FLIGHT)
    for _ in range(LIMITS.attempts + 1):
        run(journal, transport, alert=name, clock=clock, limits=THREE_AT_ONCE)
        clock.forward(hours=1)
    transport.close()
    journal.close()


def in_fork(work: Callable[[], None]) -> bool:
    """Whether the work ended; False when it was killed. Anything else ends the program."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        sys.exit(f"a child ended with {status}")
    return status == 0


def main(port: int, folder: Path) -> None:
    point = 0
    while True:

        def killed(here: int = point) -> None:
            arm(Fuse(here))
            send_all(here, folder, port)

        if in_fork(killed):
            break
        if not in_fork(lambda here=point: send_all(here, folder, port)):  # type: ignore[misc]
            sys.exit("the second run was killed")
        point += 1
    sys.stdout.write(f"{point}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
