"""``tests/examples/clauses.json``, from which another implementation of the guideline is tested: it is true."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from support.clause_files import FOLDER, LIST, Breach, breaches, written
from support.contract import shipped
from support.force import EXAMPLES

ROWS = json.loads(LIST.read_text("utf-8"))
BETWEEN_TWO = {"leak"}  # its fault lies between two alerts, so no file alone shows it


def test_list_and_files_are_as_the_samples_make_them() -> None:
    """``PYTHONPATH=scripts:tests .venv/bin/python -m support.clause_files`` writes them anew."""
    lying = {path: path.read_bytes() for path in [LIST, *FOLDER.rglob("*.md")]}
    assert lying == written()


def test_the_list_follows_its_schema() -> None:
    schema = json.loads((EXAMPLES / "clauses.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(ROWS)) == []


def test_in_a_failing_file_nothing_else_is_wrong() -> None:
    for row in ROWS:
        for name in row["fails"]:
            expected = {Breach(row["clause"], row["rule"], row["severity"])}
            assert breaches((EXAMPLES / name).read_bytes()) == expected, name


def test_in_a_passing_file_the_rule_finds_nothing() -> None:
    for row in ROWS:
        for name in row["passes"]:
            assert row["rule"] not in {breach.rule for breach in breaches((EXAMPLES / name).read_bytes())}, name


def test_every_rule_with_a_clause_has_its_files() -> None:
    rules, clauses = shipped().policy.rules, shipped().policy.clauses
    assert set(rules) - {row["rule"] for row in ROWS} == BETWEEN_TWO
    assert {row["clause"] for row in ROWS} - set(clauses) == set()
