"""Mutants are drawn by a seed, each is one change that can be compiled, and the command says which no test kills."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from laws.mutants import PACKAGE, TESTS, changed, code_of, draw, every_mutant, killers_of, mutants
from support.force import ROOT

SQL = "return read('SELECT a FROM b WHERE c = ? AND d IN (1) ORDER BY e DESC')"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return b == c", ["return b != c"]),
        ("return b < 1", ["return b <= 1"]),
        ("return b in c", ["return b not in c"]),
        ("return b is None", ["return b is not None"]),
        ("return b and c", ["return b or c"]),
        ("return not b", ["return b"]),
        ("if b:\n    return", ["if True:\n    return", "if False:\n    return"]),
        ("return [b for b in c if b]", ["return [b for b in c if True]", "return [b for b in c if False]"]),
        ("write(b)", ["pass"]),
        ("return b + c", []),
        (
            SQL,
            [
                SQL.replace(" AND ", " OR "),
                SQL.replace(" IN ", " NOT IN "),
                SQL.replace("c = ?", "c <> ?"),
                SQL.replace(" DESC", ""),
            ],
        ),
        ("return f'SELECT {b} WHERE c IS NULL'", ["return f'SELECT {b} WHERE c IS NOT NULL'"]),
    ],
)
def test_one_thing_is_changed(body: str, expected: list[str]) -> None:
    source = "class A:\n\n    def b(self):\n" + "".join(f"        {line}\n" for line in body.split("\n"))
    trees = [changed(mutant, source.encode()) for mutant in mutants("a.py", source.encode())]
    bodies = [tree.body[0].body[0].body for tree in trees]  # type: ignore[attr-defined]
    assert ["\n".join(map(ast.unparse, body)) for body in bodies] == expected


def test_what_runs_when_a_module_is_imported_is_not_changed() -> None:
    source = b"a = b == c\n\n\n@d(b == c)\ndef e(f=b == c):\n    'SELECT a WHERE b = c'\n    return f\n"
    assert [mutant.words for mutant in mutants("a.py", source)] == []


def test_a_seed_draws_the_same_mutants_and_each_is_the_code_of_its_function() -> None:
    every = every_mutant("consult/")
    drawn = draw(every, 0.02, 7)
    assert drawn == draw(every, 0.02, 7)
    assert drawn != draw(every, 0.02, 8)
    for mutant in drawn:
        source = (PACKAGE / mutant.file).read_bytes()
        assert code_of(mutant, source).co_firstlineno == mutant.first <= mutant.lines.start


def test_every_place_has_mutants_and_tests_that_are_there() -> None:
    files = {mutant.file for mutant in every_mutant()}
    assert all(any(file.startswith(place) for file in files) for place in TESTS)
    assert all(Path(ROOT, test).exists() for tests in TESTS.values() for test in tests)
    assert killers_of(every_mutant("consult/decision/people.py")) == list(TESTS["consult/decision"])
