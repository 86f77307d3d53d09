"""SECURITY.md names, for each threat of the forge and of the desk, tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OF_THE_FORGE = [f"T{number}" for number in range(1, 39)]
OF_THE_DESK = [f"W{number}" for number in (*range(1, 22), 23, 24)]
ROW = re.compile(r"^\| ([TW]\d+) \|(.*)$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/-]+\.(?:py|yaml))::([^`]+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests, or of the rows, in a file; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    if file.suffix == ".yaml":
        return frozenset(row["name"] for row in yaml.safe_load(file.read_text(encoding="utf-8")))
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
    text = "| T1 | x | `tests/a.py::test_b`, `tests/c/d.yaml::e, and f` |\n| T1 | y |\n| T12 | `test_f` |\ntext T3\n"
    text += "| W8 | w | `tests/f.py::test_g` |\n"
    assert named(text) == {
        "T1": [("tests/a.py", "test_b"), ("tests/c/d.yaml", "e, and f")],
        "T12": [],
        "W8": [("tests/f.py", "test_g")],
    }


def test_each_threat_has_a_row_and_no_other() -> None:
    assert sorted(SECURITY) == sorted([*OF_THE_FORGE, *OF_THE_DESK])


@pytest.mark.parametrize("threat", [*OF_THE_FORGE, *OF_THE_DESK])
def test_a_threat_names_its_tests(threat: str) -> None:
    assert SECURITY[threat] != []


def test_every_test_that_is_named_is_there() -> None:
    assert [one for tests in SECURITY.values() for one in tests if one[1] not in names_in(one[0])] == []
