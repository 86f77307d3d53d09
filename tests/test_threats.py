"""SECURITY.md names, for each threat of the forge, tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OF_THE_FORGE = [f"T{number}" for number in (*range(1, 15), 27, 28, 31, 32, 35, 36, 37)]
ROW = re.compile(r"^\| (T\d+) \|(.*)$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(one.name for one in found if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def named(text: str) -> dict[str, list[tuple[str, str]]]:
    """Threat → the tests (file, name) that its rows name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for threat, row in ROW.findall(text):
        found.setdefault(threat, []).extend(NAMED.findall(row))
    return found


SECURITY = named((ROOT / "SECURITY.md").read_text(encoding="utf-8"))


def test_rows_are_read() -> None:
    text = "| T1 | x | `tests/a.py::test_b`, `tests/c/d.py::test_e` |\n| T1 | y |\n| T12 | `test_f` |\ntext T3\n"
    assert named(text) == {"T1": [("tests/a.py", "test_b"), ("tests/c/d.py", "test_e")], "T12": []}


@pytest.mark.parametrize("threat", OF_THE_FORGE)
def test_a_threat_of_the_forge_names_its_tests(threat: str) -> None:
    assert SECURITY[threat] != []


def test_every_test_that_is_named_is_there() -> None:
    assert [one for tests in SECURITY.values() for one in tests if one[1] not in names_in(one[0])] == []
