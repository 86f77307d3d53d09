"""No world breaks a promise, however it is hurt; and each planted bug breaks one soon, so that the worlds can see."""

from __future__ import annotations

import pytest

from simulation.planted import BEFALLS, BUGS, Bug, doubt_resent
from simulation.run import broken, lesser, shrunk
from simulation.world import draw, live

WORLDS = 400  # any number by a command: ARCHITECTURE.md
PARTS = 4
# Worlds in which a sender broke a promise once: who had left or was stopped got it, or it gave up.
BROKE = (20484, 23125, 35353, 63335, 63431, 67387, 72497)
SEEDS = 2000  # among so many worlds one must see a planted bug


@pytest.mark.parametrize("part", range(PARTS))
def test_every_world_keeps_the_promises(part: int) -> None:
    for seed in range(part, WORLDS, PARTS):
        live(draw(seed))


@pytest.mark.parametrize("seed", BROKE)
def test_a_world_that_broke_once_holds(seed: int) -> None:
    live(draw(seed))


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug: Bug, capsys: pytest.CaptureFixture[str]) -> None:
    with bug():
        needed = next(seed for seed in range(SEEDS) if befalls(seed, BEFALLS.get(bug)) and breaks(seed, BUGS[bug]))
    with capsys.disabled():
        print(f"\n{bug.__name__} is found by seed {needed}", end="")  # noqa: T201


def test_a_seed_is_the_whole_report() -> None:
    """The same world takes the same course, two senders at once included."""
    seed = next(seed for seed in range(SEEDS) if befalls(seed, "rival"))
    first, second = live(draw(seed)), live(draw(seed))
    assert first.story == second.story
    assert first.relay.taken == second.relay.taken


def test_a_broken_world_shrinks_to_what_breaks_it() -> None:
    """Of the smallest one nothing can be taken away."""
    with doubt_resent():
        plan = next(plan for seed in range(SEEDS) if breaks(seed, "double") and len((plan := draw(seed)).faults) > 5)
        story = broken(plan)
        assert story is not None
        least, told = shrunk(plan, story)
        assert not any(less is not None and less.kind == "double" for less in map(broken, lesser(least)))
    assert len(least.faults) < len(plan.faults)
    assert told.__notes__[0].startswith(str(least))


def befalls(seed: int, kind: str | None) -> bool:
    """Whether such a thing befalls that world."""
    return kind is None or any(fault.kind == kind for fault in draw(seed).faults)


def breaks(seed: int, kind: str) -> bool:
    """Whether that world breaks this promise."""
    story = broken(draw(seed))
    return story is not None and story.kind == kind
