"""Try the laws in as many worlds as asked; whatever breaks one is told by its seed, as small as it can be made.

    PYTHONPATH=scripts:tests .venv/bin/python -m laws.run --worlds 100000 --seed 0

The laws of a case, and how many worlds met each pair; with ``--sending`` those of registry and journal, which take
longer. Ends with 1 when a law was broken, or a pair never met.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from laws.case_laws import CASE_LAWS
from laws.law import broken, shrunk
from laws.sending_laws import SENDING_LAWS
from laws.worlds import ALL_PAIRS, Pair, draw, met

SHOWN = 3  # worlds of each broken law that are told


def main(first: int, worlds: int, *, sending: bool) -> int:
    """Tell of each law that broke and of each pair; return 1 where a law broke or a pair was not met."""
    laws = SENDING_LAWS if sending else CASE_LAWS
    begun = time.monotonic()
    failed: Counter[str] = Counter()
    pairs: Counter[Pair] = Counter()
    for seed in range(first, first + worlds):
        world = draw(seed, lively=sending)
        pairs.update(met(world))
        for law in laws:
            how = broken(world, law)
            if how is None:
                continue
            failed[how.law] += 1
            if failed[how.law] <= SHOWN:
                least, told = shrunk(world, law)
                sys.stdout.write(f"{told}\n{least}\n\n")
    for pair in ALL_PAIRS:
        sys.stdout.write(f"{pairs[pair]:8}  {pair[0]}: {', '.join(pair[1:])}\n")
    passed = time.monotonic() - begun
    told_laws = ", ".join(f"{law} {number}" for law, number in failed.items()) or "no law broke"
    sys.stdout.write(f"{worlds} worlds in {passed:.0f} s ({worlds / passed:.0f}/s): {told_laws}\n")
    return 1 if failed or any(not pairs[pair] for pair in ALL_PAIRS) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=10_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="the first")
    parser.add_argument("--sending", action="store_true", help="the laws of registry and journal")
    given = parser.parse_args()
    sys.exit(main(given.seed, given.worlds, sending=given.sending))
