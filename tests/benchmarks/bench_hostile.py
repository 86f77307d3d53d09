"""What hostile inputs cost: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_hostile.py``. A command.

For each row of ``laws/growth.py`` at half of its limit and at the limit: CPU seconds, the most memory that it held, and
by what the last doubling multiplied the seconds: about 2 where the cost is linear, 4 where it is quadratic. Then the
slowest of the hostile files, as a multiple of an ordinary draft's cost in the same run.
"""

from __future__ import annotations

import sys
import tracemalloc
from time import process_time

from haishin.check.document.sample import SAMPLE
from laws.growth import ROWS, Work, judged
from support.force import EXAMPLES

GROWTH = 3.0  # when the input doubles: between linear and quadratic, with room for a busy machine
SHORTEST = 0.05  # seconds; less tells nothing


def seconds(work: Work) -> float:
    """Of one run, in time of the processor; a second one might find what the first has kept."""
    began = process_time()
    work()
    return process_time() - began


def mebibytes(work: Work) -> float:
    """The most that it holds at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()


def main() -> int:
    """0 when no input's cost grows as a square does."""
    slow = 0
    for row in ROWS:
        row.make(row.limit // 4)()  # what is made once is made
        half, work = seconds(row.make(row.limit // 2)), row.make(row.limit)
        whole = seconds(work)
        slow += (bad := whole > max(SHORTEST, GROWTH * half))
        sys.stdout.write(
            f"{row.name:45} {half:.3f} s {whole:.3f} s {mebibytes(work):6.1f} MiB x{whole / max(half, 1e-6):.1f}"
            f"{'  SLOW' if bad else ''}\n"
        )
        sys.stdout.flush()
    plain = seconds(lambda: judged(SAMPLE.encode()))
    files = {path.stem: path.read_bytes() for path in sorted((EXAMPLES / "invalid").glob("*.md"))}
    taken = {name: seconds(lambda data=data: judged(data)) for name, data in files.items()}  # type: ignore[misc]
    worst = max(taken, key=lambda name: taken[name])
    sys.stdout.write(f"slowest file {worst}: {taken[worst] / plain:.1f} times an ordinary draft ({plain:.3f} s)\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
