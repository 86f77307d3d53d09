"""``threats.yaml`` names, for each threat of SECURITY.md, tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OF_THE_FORGE = [f"T{number}" for number in range(1, 39)]
OF_THE_DESK = [f"W{number}" for number in range(1, 25)]
OF_THE_LIST = [f"P{number}" for number in range(1, 6)]
ROW = re.compile(r"^\| ([PTW]\d+) \|", re.MULTILINE)


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


# Threat → file → the names of its tests, or of its rows.
TESTS: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "tests" / "threats.yaml").read_text(encoding="utf-8"))


def test_each_threat_has_a_row_and_no_other() -> None:
    rows = ROW.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert sorted(rows) == sorted(TESTS) == sorted([*OF_THE_FORGE, *OF_THE_DESK, *OF_THE_LIST])


@pytest.mark.parametrize("threat", [*OF_THE_FORGE, *OF_THE_DESK, *OF_THE_LIST])
def test_a_threat_names_its_tests(threat: str) -> None:
    assert any(TESTS[threat].values())


def test_every_test_that_is_named_is_there() -> None:
    named = [(file, name) for files in TESTS.values() for file, names in files.items() for name in names]
    assert len(named) > 200
    assert [one for one in named if one[1] not in names_in(one[0])] == []
