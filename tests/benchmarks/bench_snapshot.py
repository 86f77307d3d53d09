"""How many residents a second are frozen: ``PYTHONPATH=scripts python tests/benchmarks/bench_snapshot.py``. Not a test.

One registry, an alert that all of it gets, two ways in one run: counted and frozen by haishin, where no row goes
through Python; and the peer, which reads each resident and inserts him. Both journals are shown to hold the same rows.
Sizes are given as arguments, 100,000 and 1,000,000 by default. Besides, the most memory that each took.
"""

from __future__ import annotations

import multiprocessing
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from haishin.core.model import Scope
from haishin.residents.registry.registry import Registry, new_id
from haishin.residents.registry.registry_file import writing
from haishin.send.journal.journal import Journal
from haishin.send.rows import Audience
from support.contract import shipped

ALERT = "20261125-1200-koekake"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def register(registry: Registry, size: int) -> None:
    """So many residents who all take every category, in a third of which the choice is of one station."""
    with writing(registry.path, 5, create=True) as connection:
        connection.executemany(
            "INSERT INTO subscriber VALUES "
            "(?, ?, ?, ?, 'ja', ?, 0, '窓口', '2026-04-01', '2026-04-01', NULL, NULL, NULL)",
            (
                (number, new_id(), f"reader{number}@example.ne.jp", ("text", "html")[number % 2], number % 3 == 0)
                for number in range(1, size + 1)
            ),
        )
        connection.execute(
            "INSERT INTO station SELECT number, iif(number % 3, '*', 'maebashi') FROM subscriber ORDER BY 1"
        )
        connection.execute("INSERT INTO category SELECT number, '*' FROM subscriber ORDER BY 1")


def haishin(registry: Registry, journal: Journal) -> tuple[float, ...]:
    """Counted, then frozen; the seconds of both."""
    start = perf_counter()
    selection = registry.readers.choosing(Scope(True), "crime", False, shipped())
    audience = Audience(selection, registry.readers.count(selection, None))
    counted = perf_counter()
    journal.freeze(ALERT, "n", audience, NOW)
    return counted - start, perf_counter() - counted


def by_row(registry: Registry, journal: Journal) -> tuple[float, ...]:
    """Each resident read as such and inserted, in one transaction."""
    start = perf_counter()
    people = (one for one in registry.everybody() if "*" in one.categories)
    rows = tuple(
        (ALERT, one.id, one.address, one.address.rpartition("@")[2], one.form, one.language, one.night)
        for one in people
    )
    with journal.together(), closing(journal._file.connection.cursor()) as cursor:
        cursor.execute(
            "INSERT INTO release(alert_id, nonce, state, created_at, snapshot) VALUES (?, 'n', 'frozen', 0, ?)",
            (ALERT, len(rows)),
        )
        cursor.executemany(
            "INSERT INTO delivery(alert_id, recipient_id, address, destination, form, language, night) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    return (perf_counter() - start,)


Way = Callable[[Registry, Journal], tuple[float, ...]]


def _alone(way: Way, registry: Registry, file: Path, told: Connection) -> None:
    journal = Journal.open(file)
    seconds = way(registry, journal)
    journal.close()
    told.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measured(way: Way, registry: Registry, file: Path) -> tuple[tuple[float, ...], float]:
    """Seconds and MB of it in a process of its own."""
    told, telling = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_alone, args=(way, registry, file, telling))
    process.start()
    result: tuple[tuple[float, ...], float] = told.recv()
    process.join()
    return result


def compare(size: int) -> None:
    """Print both ways for a registry of that size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry = Registry(folder / "subscribers.sqlite")
        register(registry, size)
        seconds, memory = measured(haishin, registry, folder / "ours.sqlite")
        peer, peers_memory = measured(by_row, registry, folder / "theirs.sqlite")
        with closing(sqlite3.connect(folder / "ours.sqlite")) as connection:
            connection.execute("ATTACH ? AS theirs", (str(folder / "theirs.sqlite"),))
            other = "SELECT count(*) FROM (SELECT * FROM main.delivery EXCEPT SELECT * FROM theirs.delivery)"
            both = "SELECT (SELECT count(*) FROM main.delivery), (SELECT count(*) FROM theirs.delivery)"
            if connection.execute(other).fetchone() != (0,) or connection.execute(both).fetchone() != (size, size):
                raise SystemExit("not the same rows")
    count, freeze = seconds
    sys.stdout.write(
        f"{size:>9,}  count {count:6.2f} s  freeze {freeze:6.2f} s  {size / freeze:9,.0f} rows/s  {memory:5.0f} MB  "
        f"by row {peer[0]:6.2f} s  {size / peer[0]:9,.0f} rows/s  {peers_memory:5.0f} MB  "
        f"times {peer[0] / sum(seconds):5.1f}\n"
    )


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ("100000", "1000000"):
        compare(int(wanted))
