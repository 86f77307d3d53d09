"""Hundreds of worlds lived through with registry, journal and rules: no law of a sending breaks."""

from __future__ import annotations

import pytest

from laws.law import Law, broken, shrunk
from laws.planted_laws import BUGS, Bug
from laws.sending_laws import SENDING_LAWS
from laws.worlds import draw
from support.shares import share

WORLDS = {"shown_is_mailed": 160, "told_again": 80, "the_order_does_not_matter": 28}
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("law", SENDING_LAWS, ids=lambda law: law.__name__)
def test_every_law_of_a_sending_holds(law: Law, part: int) -> None:
    for seed in share(range(part, WORLDS[law.__name__], PARTS), 3, part):
        world = draw(seed, lively=True)
        if broken(world, law) is not None:
            least, how = shrunk(world, law)
            pytest.fail(f"{how}\n{least}")


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug: Bug) -> None:
    """By the seed that stands beside it; without the bug the same world keeps the law."""
    law, seed = BUGS[bug]
    world = draw(seed, lively=True)
    assert broken(world, law) is None
    with bug():
        assert broken(world, law) is not None
