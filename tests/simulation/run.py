"""Live through as many worlds as asked; whatever breaks one is told by its seed, as small as it can be made.

    PYTHONPATH=scripts:tests .venv/bin/python -m simulation.run --seeds 100000

``--first N`` begins with seed N; with ``--seeds 1`` that one world is lived again. Ends with 1 when one broke.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from simulation.world import Broken, Plan, draw, live


def broken(plan: Plan) -> Broken | None:
    """Live through a world; return what broke it."""
    try:
        live(plan)
    except Broken as story:
        return story
    return None


def shrunk(plan: Plan, found: Broken) -> tuple[Plan, Broken]:
    """Take away what the same failure does not need, one thing at a time; return the smallest world and its story."""
    smaller = True
    while smaller:
        smaller = False
        for less in lesser(plan):
            story = broken(less)
            if story is not None and story.kind == found.kind:
                plan, found, smaller = less, story, True
                break
    return plan, found


def lesser(plan: Plan) -> Iterator[Plan]:
    """Yield the worlds that lack one thing of this one."""
    for one in range(len(plan.faults)):
        yield replace(plan, faults=plan.faults[:one] + plan.faults[one + 1 :])
    for one in range(1, len(plan.people)):
        yield replace(plan, people=plan.people[:one] + plan.people[one + 1 :])
    if len(plan.pauses) > 1:
        yield replace(plan, pauses=plan.pauses[:-1])
    for name in ("second", "resends", "waived", "rate", "controlled", "purges", "settles"):
        if (less := replace(plan, **{name: type(getattr(plan, name))()})) != plan:
            yield less


def main(first: int, seeds: int) -> int:
    """Tell of each world that broke; return how many did."""
    begun, failed = time.monotonic(), 0
    for seed in range(first, first + seeds):
        story = broken(plan := draw(seed))
        if story is not None:
            failed += 1
            _, least = shrunk(plan, story)
            sys.stdout.write(f"{least}\n{least.__notes__[0]}\n\n")
    passed = time.monotonic() - begun
    sys.stdout.write(f"{seeds} worlds in {passed:.0f} s ({seeds / passed:.0f}/s), {failed} broke\n")
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first")
    given = parser.parse_args()
    sys.exit(1 if main(given.first, given.seeds) else 0)
