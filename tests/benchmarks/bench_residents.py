"""What leaving and registering cost: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_residents.py``.

Not a test. A function a ratio; ``RATIOS`` names all. Rounds in turn in one process, the best of each way counts.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from haishin.core.recipient import Recipient
from haishin.message.prepare import Prepared
from haishin.residents.registry.registry import Registry
from support.contract import shipped
from support.desk import FORM, ONE_CLICK, Page
from support.mails import prepared, samples

_What = TypeVar("_What")
READERS = [
    Recipient(f"{number:026}", f"reader{number}@example.ne.jp") for number in range(500)
]  # few: the best of short rounds is one that nothing disturbed
ROUNDS = 600


@dataclass(frozen=True)
class Ratio:
    """What was measured: ``value`` is to be at least, or at most, what was asked."""

    name: str
    value: float
    asked: str
    kept: bool
    said: str


def best(ways: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The fewest seconds of each way, all of them in turn in each round."""
    seconds = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = perf_counter()
            way()
            seconds[name] = min(seconds[name], perf_counter() - start)
    return seconds


def head() -> Ratio:
    """A head with the reader's token to one of the same alert without: one more MAC a mail."""
    alert = max(samples(), key=lambda one: len(one.body))

    def heads(of: Prepared) -> Callable[[], None]:
        def make() -> None:
            for reader in READERS:
                of.head(reader)

        return make

    spent = best({name: heads(prepared(alert, "html", desk=name == "with")) for name in ("with", "without")})
    micro = {name: seconds / len(READERS) * 1e6 for name, seconds in spent.items()}
    value = spent["with"] / spent["without"]
    said = f"{micro['with']:.2f} µs a mail with, {micro['without']:.2f} µs without"
    return Ratio("head with the token : without", value, "<= 1.2", value <= 1.2, said)


CLICKS, THREADS, TURNS = 2000, 4, 3  # of one click


def one_click() -> Ratio:
    """One-clicks through ``haishin web`` over the loopback to bare synced writes, as many threads asking or writing."""
    with TemporaryDirectory(dir="/var/tmp") as name:  # on a disk: what is in memory has nothing to sync
        page = Page.published(Path(name))
        (page.folder / "bare").mkdir()
        fastest = {"click": 0.0, "write": 0.0}
        with serving(page) as port:
            for turn in range(TURNS):
                links = [page.link(f"resident{turn}-{number}") for number in range(CLICKS)]
                files = [page.folder / "bare" / f"{turn}-{number}" for number in range(CLICKS)]
                fastest["click"] = max(fastest["click"], rate(partial(click, port), links))
                fastest["write"] = max(fastest["write"], rate(write, files))
        kept = len(list(page.requests.folder.iterdir()))
    if kept != CLICKS * TURNS:
        raise SystemExit(f"{kept} requests of {CLICKS * TURNS} clicks")
    value = fastest["click"] / fastest["write"]
    said = f"{fastest['click']:,.0f} clicks/s, {fastest['write']:,.0f} writes/s, {THREADS} threads"
    return Ratio("one click : bare synced write", value, ">= 0.2", value >= 0.2, said)


def rate(act: Callable[[_What], None], what: Sequence[_What]) -> float:
    """How many a second are done by the threads together."""
    start = perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(act, what):
            pass
    return len(what) / (perf_counter() - start)


def click(port: int, link: str) -> None:
    """Ask as a mailbox provider does (RFC 8058)."""
    head = f"POST {link} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(ONE_CLICK)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connected:
        connected.sendall(head.encode() + ONE_CLICK)
        said = connected.recv(65536)
        while connected.recv(65536):
            continue
    if not said.startswith(b"HTTP/1.0 200 OK"):
        raise SystemExit(said[:80])


def write(path: Path) -> None:
    """Write as many bytes as a request has into a new file, and sync them."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(file, b"x" * 80)
    os.fsync(file)
    os.close(file)


@contextmanager
def serving(page: Page) -> Iterator[int]:
    """The port of the page as it is started, in a process of its own."""
    started = "import os\nos.geteuid = lambda: 65534\nfrom haishin.cli import script\nscript()\n"  # root serves no page
    command = [sys.executable, "-c", started, "web", "--listen", "127.0.0.1:0"]
    told = {**os.environ, "HAISHIN_DESK": str(page.folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        [port] = re.findall(r"127\.0\.0\.1:([0-9]+)", process.stdout.readline())
        try:
            yield int(port)
        finally:
            process.kill()


PEOPLE = 200_000
HEAD = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"
LINE = "reader{n}@example.ne.jp,{station},,{category},html,ja,no,no,test,2026-04-02"


def imported() -> Ratio:
    """A CSV of many people into a new registry to the same rows by SQLite alone, each in one transaction."""
    contract = shipped()
    stations = contract.organization.stations
    category = next(row.category for row in contract.policy.table)
    lines = [
        LINE.format(n=number, station=stations[number % len(stations)], category=category) for number in range(PEOPLE)
    ]
    file = "\n".join((HEAD, *lines)).encode()
    with TemporaryDirectory(dir="/var/tmp") as name:
        registry = Registry(Path(name) / "subscribers.sqlite")
        start = perf_counter()
        report = registry.import_csv(BytesIO(file), contract, datetime.now(UTC))
        ours = perf_counter() - start
        with closing(sqlite3.connect(registry.path)) as connection:
            made = connection.execute("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
            tables = [name for name, kind, _ in made if kind == "table"]
            columns = {
                table: ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
                for table in tables  # without those that SQLite makes itself
            }
            rows = {table: connection.execute(f"SELECT {columns[table]} FROM {table}").fetchall() for table in tables}
        with closing(sqlite3.connect(Path(name) / "bare.sqlite", isolation_level=None)) as bare:
            bare.execute("PRAGMA journal_mode = WAL")
            for _, _, sql in made:
                bare.execute(sql)
            start = perf_counter()
            bare.execute("BEGIN")
            for table, held in rows.items():
                if held:
                    bare.executemany(
                        f"INSERT INTO {table}({columns[table]}) VALUES ({', '.join('?' * len(held[0]))})", held
                    )
            bare.execute("COMMIT")
            theirs = perf_counter() - start
    if len(rows["subscriber"]) != PEOPLE:
        raise SystemExit(f"{report}")
    value = ours / theirs
    said = f"{PEOPLE:,} people: {ours:.1f} s, SQLite alone {theirs:.1f} s"
    return Ratio("import : the same rows by SQLite", value, "<= 4.6", value <= 4.6, said)


RATIOS: tuple[Callable[[], Ratio], ...] = (head, one_click, imported)


def main() -> int:
    """0 if every ratio is as it was asked."""
    measured = [ratio() for ratio in RATIOS]
    for one in measured:
        sys.stdout.write(f"{one.name:32} {one.value:6.3f}  asked {one.asked}  {one.said}\n")
    return 0 if all(one.kept for one in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
