"""Who gets an alert: scope, category and exercise against what each resident chose."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from types import GeneratorType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.contract import Contract
from haishin.model import Scope, Text, rounded
from haishin.subscribers import Registry
from haishin.subscribers.csvfile import ImportReport
from haishin.subscribers.reach import query, shown

PREFECTURE = Scope(True)
MAEBASHI = Scope(False, ("maebashi",))

# name: stations, municipalities, categories, exercise
RESIDENTS = {
    "everything": ("*", "", "*", "no"),
    "maebashi-all": ("maebashi", "", "*", "no"),
    "maebashi-crime": ("maebashi;ota", "", "crime", "no"),
    "ota-crime": ("ota", "", "crime", "no"),
    "city-crime": ("", "前橋市", "crime;fraud", "no"),
    "any-city-fraud": ("", "*", "fraud", "no"),
    "takasaki-city": ("", "高崎市", "*", "no"),
    "trainee": ("maebashi", "", "crime", "yes"),
}


@pytest.fixture
def chosen(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract
) -> Callable[[Scope, str, bool], set[str]]:
    take(
        *(
            f"{name}@example.jp,{stations},{cities},{categories},text,ja,no,{exercise},窓口,2026-04-01"
            for name, (stations, cities, categories, exercise) in RESIDENTS.items()
        )
    )

    def select(scope: Scope, category: str, exercise: bool) -> set[str]:
        return {one.address.partition("@")[0] for one in registry.select(scope, category, exercise, contract)}

    return select


@pytest.mark.parametrize(
    ("scope", "category", "exercise", "expected"),
    [
        (PREFECTURE, "traffic", False, {"everything", "maebashi-all", "takasaki-city"}),
        (PREFECTURE, "fraud", False, {"everything", "maebashi-all", "city-crime", "any-city-fraud", "takasaki-city"}),
        (PREFECTURE, "crime", False, set(RESIDENTS) - {"any-city-fraud"}),
        (MAEBASHI, "crime", False, {"everything", "maebashi-all", "maebashi-crime", "city-crime", "trainee"}),
        (MAEBASHI, "fraud", False, {"everything", "maebashi-all", "city-crime", "any-city-fraud"}),
        (MAEBASHI, "traffic", False, {"everything", "maebashi-all"}),
        # 前橋市 is in the areas of two stations, 高崎市 in those of three.
        (Scope(False, ("maebashi-higashi",)), "crime", False, {"everything", "city-crime"}),
        (Scope(False, ("fujioka",)), "crime", False, {"everything", "takasaki-city"}),
        (Scope(False, ("maebashi", "ota")), "crime", False, set(RESIDENTS) - {"any-city-fraud", "takasaki-city"}),
        (Scope(False, ("numata",)), "notice", False, {"everything"}),
        (Scope(False, ("nowhere",)), "crime", False, {"everything"}),
        (PREFECTURE, "crime", True, {"trainee"}),
        (MAEBASHI, "crime", True, {"trainee"}),
        (MAEBASHI, "fraud", True, set()),
        (Scope(False, ("ota",)), "crime", True, set()),
    ],
)
def test_select(
    scope: Scope,
    category: str,
    exercise: bool,
    expected: set[str],
    chosen: Callable[[Scope, str, bool], set[str]],
) -> None:
    assert chosen(scope, category, exercise) == expected


def test_who_has_left_gets_nothing(
    chosen: Callable[[Scope, str, bool], set[str]], registry: Registry, contract: Contract, now: object
) -> None:
    for one in list(registry.select(PREFECTURE, "traffic", False, contract)):
        assert registry.leave(one.id, now)  # type: ignore[arg-type]
    assert chosen(PREFECTURE, "traffic", False) == set()


def test_rows_come_one_at_a_time_in_the_order_of_the_ids(
    chosen: Callable[[Scope, str, bool], set[str]], registry: Registry, contract: Contract
) -> None:
    rows: Iterator[object] = registry.select(PREFECTURE, "crime", False, contract)
    assert isinstance(rows, GeneratorType)
    ids = [one.id for one in registry.select(PREFECTURE, "crime", False, contract)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(RESIDENTS) - 1


def test_the_order_needs_no_sorting(registry: Registry, take: Callable[..., ImportReport], contract: Contract) -> None:
    """SQLite walks the index of the ids; a sort would hold every row before it gives the first."""
    take()
    sql, parameters = query(MAEBASHI, "crime", False, contract.organization)
    with closing(sqlite3.connect(registry.path)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert plan[0].startswith("SCAN s USING INDEX")
    assert not [step for step in plan if "ORDER BY" in step]


def test_a_word_of_the_alert_is_a_parameter(contract: Contract) -> None:
    sql, parameters = query(Scope(False, ("x' OR 1",)), "y' OR 1", False, contract.organization)
    assert "OR 1" not in sql
    assert parameters == ("y' OR 1", "x' OR 1")


@pytest.mark.parametrize(
    ("number", "expected", "words"),
    [
        (0, None, Text("10人未満", "fewer than 10")),
        (9, None, Text("10人未満", "fewer than 10")),
        (10, 10, Text("約10人", "about 10")),
        (14, 10, Text("約10人", "about 10")),
        (15, 20, Text("約20人", "about 20")),
        (12345, 12350, Text("約12,350人", "about 12,350")),
    ],
)
def test_rounded(number: int, expected: int | None, words: Text) -> None:
    assert rounded(number) == expected
    assert shown(number) == words


@given(st.integers(0, 2_000_000))
def test_rounding_hides_the_last_digit_only(number: int) -> None:
    near = rounded(number)
    assert (near is None) == (number < 10)
    assert near is None or (near % 10 == 0 and abs(near - number) <= 5)
