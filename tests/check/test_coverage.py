"""Every clause has what honours it, by each mechanism that policy claims, and a verdict case that names it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from haishin.check.coverage import Coverage, coverage, render
from haishin.check.rule_registry import DESCRIBED
from haishin.core.contract import Contract
from support.decision import city, contract, table
from support.force import CITY, EXAMPLES

FORCES = [
    pytest.param(contract, EXAMPLES / "policy", id="the shipped force"),
    pytest.param(city, CITY / "policy", id="the city"),
]


def named(folder: Path) -> set[str]:
    """The clauses that the cases of a folder expect in a verdict, or say that they are about (``covers``)."""
    found: set[str] = set()
    for one in table(folder).values():
        found |= {clause for clause in one["expect"].get("clauses", ()) if clause is not None}
        found |= set(one.get("covers", ()))
    return found


@pytest.mark.parametrize(("force", "folder"), FORCES)
def test_every_clause_is_honoured_and_tested(force: Any, folder: Path) -> None:
    lines = coverage(force())
    assert [line for line in lines if not line.by] == []
    assert {line.clause for line in lines} == set(force().policy.clauses)
    assert set(force().policy.clauses) - named(folder) == set()
    assert named(folder) - set(force().policy.clauses) == set()  # no case names a clause that there is not


def without(**changes: Any) -> Contract:
    return replace(contract(), policy=replace(contract().policy, **changes))


def test_a_clause_that_nothing_honours_is_seen() -> None:
    rows = tuple(row for row in contract().policy.rows if row.id != "section-to-stations")
    assert Coverage("3(3)", "consultation", ()) in coverage(without(rows=rows))
    assert "3(3) → 承認・協議 → (ありません)" in render(without(rows=rows))


def test_a_rule_that_does_not_exist_honours_nothing() -> None:
    assert Coverage("5(5)", "rule", ()) in coverage(without(rules={"no-such-rule": "5(5)"}))


@pytest.mark.parametrize("force", [contract, city])
def test_no_clause_stands_behind_a_rule_that_there_is_not(force: Any) -> None:
    """A misspelt name in ``rules`` would lose the rule's clause without a word."""
    assert set(force().policy.rules) - {rule.ID for rule in DESCRIBED} == set()


def test_the_lines_for_people() -> None:
    lines = render(contract()).splitlines()
    assert "4(2) → 待つ → 配信時間 07:00〜20:00" in lines
    assert "3(2) → 承認・協議 → own-manager、withdrawal" in lines
    assert "T2 → 待つ → 広報済" in lines
