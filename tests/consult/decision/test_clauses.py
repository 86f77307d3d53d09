"""Every row of the reading of the guideline, by cases whose expectations were frozen before anything was run."""

from __future__ import annotations

from collections import Counter

import pytest

from support.clauses import JUDGED, cases, difference

CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    """The program agrees, people and words as well; or the difference is one that was looked at, with its reason."""
    assert difference(CASES[name]) == {key: value for key, value in JUDGED.get(name, {}).items() if key != "because"}


def test_every_difference_that_was_judged_has_its_reason() -> None:
    assert JUDGED.keys() <= CASES.keys()
    assert all(one["because"] for one in JUDGED.values())


def test_there_are_enough_of_every_row() -> None:
    rows = Counter(one["clause"] for one in CASES.values())
    assert len(CASES) >= 400
    assert all(count >= 2 for count in rows.values())
