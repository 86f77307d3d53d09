"""Mutants are drawn by a seed, and each is one change that still can be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from laws.mutants import PACKAGE, TESTS, draw, killers_of, mutants
from support.force import ROOT


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b == c\n", ["a = (b != c)\n"]),
        ("a = b < 1\n", ["a = (b <= 1)\n"]),
        ("a = b in c\n", ["a = (b not in c)\n"]),
        ("a = b is None\n", ["a = (b is not None)\n"]),
        ("a = b and c\n", ["a = (b or c)\n"]),
        ("a = not b\n", ["a = (b)\n"]),
        ("if 「あ」:\n    pass\n".replace("「あ」", "'あ'"), ["if (True):\n    pass\n", "if (False):\n    pass\n"]),
        ("a = [b for b in c if b]\n", ["a = [b for b in c if (True)]\n", "a = [b for b in c if (False)]\n"]),
        ("a = 'ああ'; d = b or c\n", ["a = 'ああ'; d = (b and c)\n"]),
        ("a = b + c\n", []),
    ],
)
def test_one_thing_is_changed(source: str, expected: list[str]) -> None:
    found = mutants("a.py", source.encode())
    assert [mutant.applied(source.encode()).decode() for mutant in found] == expected


def test_a_seed_draws_the_same_mutants_and_each_can_be_read() -> None:
    drawn = draw(60, 7)
    assert drawn == draw(60, 7)
    assert drawn != draw(60, 8)
    for mutant in drawn:
        source = (ROOT / PACKAGE / mutant.file).read_bytes()
        changed = mutant.applied(source)
        ast.parse(changed)
        assert changed != source


def test_every_room_is_drawn_from_by_tests_that_are_there() -> None:
    assert {next(place for place in TESTS if mutant.file.startswith(place)) for mutant in draw(400, 1)} == set(TESTS)
    assert all(Path(ROOT, test).exists() for tests in TESTS.values() for test in tests)
    assert killers_of("consult/decision/people.py") == TESTS["consult/decision"]


def test_a_room_alone_may_be_asked_for() -> None:
    assert {mutant.file for mutant in draw(20, 1, "send/sending/survey.py")} == {"send/sending/survey.py"}
