"""Die at every boundary, run again, and compare the journal with what the server says it took."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import support_kills
from support_rows import rows
from support_sink import Sink

from haishin.delivery.journal import Journal
from haishin.model import RowState

PROGRAM = Path(support_kills.__file__)


class BusySink(Sink):
    """Says 451 now and then, and 550 to one recipient of every alert."""

    def _next(self, verb: str, recipient: str = "") -> str:
        if verb == "RCPT" and recipient == "r003@example.test":
            return "550 5.1.1 unknown"
        return super()._next(verb, recipient)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a folder: killing a process loses nothing that was written, flushed or not."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


def test_nobody_is_lost_and_nobody_gets_two(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(PROGRAM.parent)])}
    with BusySink({"RCPT": ["451 4.2.1 later", "250 ok", "250 ok"] * 3000}) as sink:
        command = [sys.executable, str(PROGRAM), str(sink.port), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    points = int(done.stdout)
    assert points >= 150

    taken = Counter(match[1].decode() for _, data in sink.taken if (match := re.search(rb"<(k\d+\.r\d+)@", data)))
    doubted = 0
    for point in range(points):
        name = support_kills.alert(point)
        journal = Journal.open(folder / f"{name}.db")
        journal.verify()
        counts, doubt, reached = journal.counts(name), journal.in_doubt(name), journal.reached(name)
        journal.close()
        assert counts.total == support_kills.SIZE
        assert counts.waiting + counts[RowState.INTENT] == 0
        assert counts.total == counts[RowState.ACCEPTED] + counts[RowState.FAILED] + counts[RowState.IN_DOUBT]
        assert len(doubt) <= support_kills.IN_FLIGHT
        doubted += bool(doubt)
        for row in rows(support_kills.SIZE):
            copies = taken[f"{name}.{row.recipient_id}"]
            if row.recipient_id in doubt:
                assert copies <= 1, f"{name}: {row.recipient_id} in doubt, {copies} copies"
            else:
                assert copies == (row.recipient_id in reached), f"{name}: {row.recipient_id} has {copies} copies"
    # The sweep has seen both kinds of death: harmless ones, and those behind an intent.
    assert 0 < doubted < points
