"""How soon a sender goes on that died: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_restart.py``. No test.

A journal of which half is sent and 256 were in the air. In a new process: opened, those in the air put in doubt, a
relay on this machine reached, and the first mail taken by it and recorded. Seconds from the opening, in ROUNDS rounds,
each on a copy of its own, and the most memory. Sizes are given as arguments, 100,000 and 1,000,000 by default.
``benchmarks.rehearsal`` measures the same of the whole command, from the start of its process.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from benchmarks.bench_send import TARGETS, running
from benchmarks.mailers import ALERT, Freely, begun, dispatcher
from haishin.core.model import RowState
from haishin.send.journal.journal import Journal
from haishin.send.sending.dispatch import Ending
from haishin.send.transport.relay import Relay
from haishin.send.transport.smtp import SmtpTransport

ROUNDS = 3


def half_sent(folder: Path, recipients: int) -> Path:
    journal = begun(folder, recipients)
    journal.close()
    with closing(sqlite3.connect(journal.path)) as sql, sql:
        ids = "SELECT recipient_id FROM delivery ORDER BY 1 LIMIT"
        change = "UPDATE delivery SET state = ?, intent_at = 1, done_at = ? WHERE recipient_id IN"
        sql.execute(f"{change} ({ids} ?)", ("accepted", 1, recipients // 2))
        sql.execute(f"{change} ({ids} 256 OFFSET ?)", ("intent", None, recipients // 2))
    return journal.path


def _alone(path: Path, port: int, told: Connection) -> None:
    start = perf_counter()
    journal = Journal.open(path)
    in_doubt = journal.recover()
    transport = SmtpTransport([Relay("smtp", "127.0.0.1", port)], "sender.test")
    first: list[float] = []

    class Until(Freely):
        def ending(self) -> Ending | None:
            return "signal" if first else None

    sender = dispatcher(journal, transport, lambda alert: first.append(perf_counter()))
    sender.run(Until())
    counts = journal.counts(ALERT.id)
    assert in_doubt == counts[RowState.IN_DOUBT] == 256
    assert counts[RowState.ACCEPTED] > counts.total // 2
    told.send((first[0] - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    transport.close()
    journal.close()


def main() -> int:
    """Always 0: what is soon enough, a person says."""
    for size in map(int, sys.argv[1:] or ("100000", "1000000")):
        with tempfile.TemporaryDirectory() as name, running(TARGETS["quick"], Path(name), "0") as relay:
            path = half_sent(Path(name), size)
            for turn in range(ROUNDS):
                copy = Path(name) / f"{turn}" / path.name
                copy.parent.mkdir()
                shutil.copy(path, copy)
                told, telling = multiprocessing.Pipe()
                context = multiprocessing.get_context("spawn")
                process = context.Process(target=_alone, args=(copy, relay.port, telling))
                process.start()
                seconds, megabytes = told.recv()
                process.join()
                sys.stdout.write(f"{size:>9,}  first mail after {seconds:.3f} s  {megabytes:.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
