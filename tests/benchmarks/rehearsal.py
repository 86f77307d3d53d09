"""A sending to very many that dies half-way: ``PYTHONPATH=scripts:tests python -m benchmarks.rehearsal``. Not a test.

The real command in a scratch repository (a rehearsal: ledger, approvals and a merged alert, residents in the registry),
mailing to sinks on this machine that write down whom they took a mail for. Twice: one relay, and ``send`` is killed
(SIGKILL) in the middle and started again; and three relays, one of which is killed. Then the sinks' own lists are held
against the journal: nobody is lost, nobody has two mails who is not in doubt. Ends with 1 where that is not so.

``--recipients``: how many (20,000 by default; a million takes 1 GB in the temporary folder). ``--relays``: one alone.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from haishin.residents.registry.registry import new_id
from support.commands import Scratch
from support.sending import CAUTION_ID, merge, ok, register

SINK = Path(__file__).with_name("quick_sink.py")
KILLED_AT = 0.4  # of the recipients
IN_DOUBT, RESENT, INTENT, ACCEPTED = "in-doubt", "resent", "intent", "accepted"


@dataclass
class Sink:
    """A relay in a process of its own, and its list."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def size(self) -> int:
        """Bytes of its list; each line has the same length."""
        return self.log.stat().st_size if self.log.exists() else 0

    def taken(self) -> Iterator[str]:
        """The address of each mail that it took."""
        if self.log.exists():
            with self.log.open(encoding="ascii") as lines:
                yield from map(str.rstrip, lines)


@contextmanager
def sink(log: Path) -> Iterator[Sink]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    process = subprocess.Popen([sys.executable, str(SINK), str(port), "0", f"log={log}"])
    try:
        _await(lambda: _listens(port))
        yield Sink(process, port, log)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _over(process: int) -> bool:
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _await(true: Callable[[], bool]) -> None:
    while not true():
        sleep(0.002)


def service(folder: Path, recipients: int) -> Scratch:
    """A rehearsal with that many residents, who all get the alert that is merged."""
    scratch = Scratch(folder)
    policy = scratch.copy / "schema" / "policy.yaml"
    wide = "audience: {prefecture: 100000000, stations: 100000000}"
    policy.write_text(re.sub(r"audience: \{.*\}", wide, policy.read_text("utf-8")), "utf-8")
    scratch.commit("an audience of any size")
    register(scratch, [_address(0)])
    with closing(sqlite3.connect(scratch.state / "subscribers.sqlite")) as sql, sql:
        columns = [str(row[1]) for row in sql.execute("PRAGMA table_info(subscriber)")]
        own = {"number": "?", "id": "?", "address": "?"}
        sql.executemany(
            f"INSERT INTO subscriber SELECT {', '.join(own.get(name, name) for name in columns)} "
            "FROM subscriber WHERE number = (SELECT min(number) FROM subscriber)",
            ((number + 1, new_id(), _address(number)) for number in range(1, recipients)),
        )
        for table in ("station", "category"):
            sql.execute(
                f"INSERT OR IGNORE INTO {table} SELECT number, (SELECT {table} FROM {table}) FROM subscriber ORDER BY 1"
            )
    ok(scratch.run("ledger", "init", "--rehearsal", now=None))
    merge(scratch)
    return scratch


def _address(number: int) -> str:
    return f"reader{number:09}@example.ne.jp"


@dataclass(frozen=True)
class Ended:
    """One run of ``send``: seconds until its first mail, if any, and in all, its exit code, its largest size in MB."""

    first: float | None
    seconds: float
    code: int
    megabytes: float


def send(
    scratch: Scratch, sinks: list[Sink], now: str, meanwhile: Callable[[int], None] = lambda process: None
) -> Ended:
    """Run it to its end at that time of the day; ``meanwhile`` is handed the process once it has mailed."""
    relays = " ".join(f"smtp://127.0.0.1:{one.port}" for one in sinks)
    before, start = sum(one.size() for one in sinks), perf_counter()
    with (scratch.folder / "said").open("ab") as said:
        command = [sys.executable, "-m", "haishin", "send", "--live"]
        environment = scratch._environment(f"2026-11-25T{now}+09:00", True, {"HAISHIN_SMTP": relays})
        process = subprocess.Popen(
            command, cwd=scratch.copy, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _await(lambda: sum(one.size() for one in sinks) > before or _over(process.pid))
        first = perf_counter() - start if sum(one.size() for one in sinks) > before else None
        meanwhile(process.pid)
        _, status, used = os.wait4(process.pid, 0)
    return Ended(first, perf_counter() - start, os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024)


def compared(scratch: Scratch, sinks: list[Sink], recipients: int) -> bool:
    """Print what journal and lists say together, and whether all of it holds."""
    with closing(sqlite3.connect(scratch.state / "journal.sqlite")) as sql:
        rows = {
            str(address): str(RESENT if resent else state)
            for address, state, resent in sql.execute("SELECT address, state, resent FROM delivery")
        }
        snapshot = sql.execute("SELECT snapshot FROM release WHERE alert_id = ?", (CAUTION_ID,)).fetchone()[0]
    copies = Counter(address for one in sinks for address in one.taken())
    states = Counter(rows.values())
    lost = sum(1 for address, state in rows.items() if not copies[address] and state not in (IN_DOUBT, RESENT))
    doubled = sum(1 for address, number in copies.items() if number > 1 and rows.get(address) not in (IN_DOUBT, RESENT))
    strangers = sum(1 for address in copies if address not in rows)
    sizes = [sum(1 for _ in one.taken()) for one in sinks]
    sys.stdout.write(
        f"  journal: {dict(states)}, {snapshot:,} in the snapshot; sinks: {sizes}\n"
        f"  lost {lost}, doubled outside doubt {doubled}, in doubt {states[IN_DOUBT]}"
        f" (of them taken {sum(1 for address, state in rows.items() if state == IN_DOUBT and copies[address])})\n"
    )
    whole = len(rows) == snapshot == recipients and not states[INTENT]
    return whole and not (lost or doubled or strangers) and states[IN_DOUBT] <= 256


def rehearse(folder: Path, recipients: int, relays: int) -> bool:
    """One sending; whether nobody was lost or doubled."""
    scratch = service(folder, recipients)
    with ExitStack() as stack:
        sinks = [stack.enter_context(sink(folder / f"taken-{number}")) for number in range(relays)]

        def die(process: int) -> None:
            middle = KILLED_AT * recipients * len(f"{_address(0)}\n")
            _await(lambda: sum(one.size() for one in sinks) >= middle or _over(process))
            os.kill(process if relays == 1 else sinks[-1].process.pid, signal.SIGKILL)

        # Whoever was refused or cut off for a while waits for the second run.
        runs = [send(scratch, sinks, "17:10", die), send(scratch, sinks, "17:30")]
        for run in runs:
            first = "nothing to mail" if run.first is None else f"first mail after {run.first:.2f} s"
            sys.stdout.write(f"  send: exit {run.code}, {run.seconds:.1f} s, {first}, {run.megabytes:.0f} MB\n")
        mailed = sum(run.seconds - run.first for run in runs if run.first is not None)
        sys.stdout.write(f"  {recipients / mailed:,.0f} recipients/s\n")
        for file in ("subscribers.sqlite", "journal.sqlite"):
            size = sum(one.stat().st_size for one in scratch.state.glob(f"{file}*"))
            sys.stdout.write(f"  {file}: {size / recipients:,.0f} bytes a recipient\n")
        holds = compared(scratch, sinks, recipients)
    if not holds:
        sys.stdout.write((folder / "said").read_text("utf-8"))
    return holds


def main() -> int:
    """0 when nobody was lost or doubled."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--relays", type=int, choices=(1, 3))
    given = parser.parse_args()
    hold = True
    for relays in (1, 3) if given.relays is None else (given.relays,):
        killed = "the sender is killed" if relays == 1 else "one of them is killed"
        sys.stdout.write(f"{given.recipients:,} recipients, {relays} relay{'s' * (relays > 1)}, {killed}\n")
        sys.stdout.flush()
        with TemporaryDirectory() as folder:
            hold = rehearse(Path(folder), given.recipients, relays) and hold
    sys.stdout.write("nobody lost, nobody doubled\n" if hold else "NOT as promised\n")
    return 0 if hold else 1


if __name__ == "__main__":
    sys.exit(main())
