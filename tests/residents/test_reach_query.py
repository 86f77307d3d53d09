"""Who gets an alert: scope, category and exercise against what each resident chose."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import ToolError
from haishin.core.model import Scope, Text, rounded
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.history import leave, revive, silence
from haishin.residents.registry.reach import shown
from haishin.residents.registry.readers import Selection
from haishin.residents.registry.registry import Registry, erase
from haishin.residents.registry.registry_file import writing
from haishin.residents.registry.subscriber import Subscriber
from support.selection import chosen as selected
from support.selection import rows, wants

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
        return {one.address.partition("@")[0] for one in selected(registry, scope, category, exercise, contract)}

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
    for one in selected(registry, PREFECTURE, "traffic", False, contract):
        assert registry.leave(one.id, now)  # type: ignore[arg-type]
    assert chosen(PREFECTURE, "traffic", False) == set()


def test_a_word_of_the_alert_is_a_parameter(registry: Registry, contract: Contract) -> None:
    asked = registry.readers.choosing(Scope(False, ("x' OR 1",)), "y' OR 1", False, contract)
    assert "OR 1" not in asked.rows
    assert asked.parameters == ("y' OR 1", "x' OR 1")


STAYING = ("stays", "silent and revived")
PLACES = ["", "*", "maebashi", "maebashi;ota", "fujioka"]
LINES = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(["", "*", "前橋市", "高崎市;前橋市"]),
        st.sampled_from(["*", "crime", "crime;fraud", "traffic"]),
        st.sampled_from(["text", "html"]),
        st.sampled_from(["ja", "en"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["stays", "left", "silent", "erased", "silent and left", "silent and revived"]),
    ).filter(lambda line: line[0] or line[1]),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LINES, st.sets(st.integers(0, 11)))
def test_the_rows_are_those_of_residents_asked_one_by_one(
    take: Callable[..., ImportReport],
    registry: Registry,
    contract: Contract,
    now: datetime,
    lines: list[tuple[str, str, str, str, str, str, str, str]],
    first: set[int],
) -> None:
    for file in registry.path.parent.glob(f"{registry.path.name}*"):
        file.unlink()
    take(*(f"r{number}@example.jp,{','.join(line[:-1])},窓口,2026-04-01" for number, line in enumerate(lines)))
    people = {one.address: one for one in registry.everybody()}
    with writing(registry.path, 0) as connection:
        for number, line in enumerate(lines):
            identity = people[f"r{number}@example.jp"].id
            if "silent" in line[-1]:
                assert silence(connection, identity, now, "bounces")
            if "revived" in line[-1]:
                assert revive(connection, identity, now, "operator")
            if "left" in line[-1]:
                assert leave(connection, identity, now, "one-click")
            if line[-1] == "erased":
                assert erase(connection, identity, now, "operator", None, registry.digest())
    stays = {f"r{number}@example.jp" for number, line in enumerate(lines) if line[-1] in STAYING}
    there = [one for one in sorted(people.values(), key=attrgetter("id")) if one.address in stays]
    assert list(registry.everybody()) == there
    assert {row[0] for row in rows(registry.readers.left())} == {
        one.id for one in people.values() if one.address not in stays
    }
    assert sorted(rows(registry.readers.registered())) == [
        (one.id, one.address, one.form, one.language, int(one.night)) for one in there
    ]

    def snapshot(chosen: list[Subscriber]) -> list[tuple[object, ...]]:
        return [(one.id, one.address, one.form, one.language, int(one.night)) for one in chosen]

    def check(selection: Selection, expected: list[Subscriber]) -> None:
        assert sorted(rows(selection)) == snapshot(expected)
        assert registry.readers.count(selection, None) == Counter((one.form, one.language) for one in expected)

    for exercise in (False, True):
        for scope in (PREFECTURE, MAEBASHI, Scope(False, ("ota", "fujioka"))):
            for category in ("crime", "fraud", "notice"):
                expected = [one for one in there if wants(one, scope, category, exercise, contract)]
                check(registry.readers.choosing(scope, category, exercise, contract), expected)
        ids = {one.id for one in people.values() if int(one.address[1:].partition("@")[0]) in first}
        listed = registry.readers.among("SELECT value FROM json_each(?)", (json.dumps(sorted(ids)),), exercise)
        check(listed, [one for one in there if one.id in ids and (one.exercise or not exercise)])


DAMAGED = {
    "address": ["a@b@c", "a b@example.jp", "@example.jp", "a@", "x" * 65 + "@example.jp", "a@" + "b" * 256, "あ@b.jp"],
    "id": ["a" * 25, "a" * 27, "A" * 26, "1" * 26],
    "form": ["pdf"],
    "language": ["a b", "j" * 65, "a@b"],
    "night": [2],
}
BYTES = {"address": [b"a\0b@example.jp", b"a@example.j\xf0", b"\xc1\x81@example.jp"], "id": [b"a" * 25 + b"\0z"]}


@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in DAMAGED.items() for value in values]
    + [(column, value) for column, values in BYTES.items() for value in values],
)
def test_a_damaged_value_is_told_by_its_row_and_not_counted(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract, column: str, value: str | int | bytes
) -> None:
    take(*(f"r{number}@example.jp,maebashi,,crime,text,ja,no,no,窓口,2026-04-01" for number in range(3)))
    hole = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute(f"UPDATE subscriber SET {column} = {hole} WHERE number = 2", (value,))
    with pytest.raises(ToolError) as caught:
        registry.readers.count(registry.readers.choosing(PREFECTURE, "crime", False, contract), None)
    told = "A value in the registry subscribers.sqlite is damaged (table subscriber, row 2)."
    assert caught.value.message.en == f"{told} The value itself is not shown."


def test_a_damaged_value_of_whom_the_alert_does_not_reach_stops_nobody(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract
) -> None:
    line = "r{}@example.jp,{},,{},text,ja,no,no,窓口,2026-04-01"
    take(line.format(0, "maebashi", "crime"), line.format(1, "ota", "crime"), line.format(2, "maebashi", "fraud"))
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute("UPDATE subscriber SET address = 'broken' || number WHERE number > 1")
    assert registry.readers.count(registry.readers.choosing(MAEBASHI, "crime", False, contract), None) == {
        ("text", "ja"): 1
    }


def test_an_address_at_its_bounds_is_sound(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract
) -> None:
    take("r@example.jp,maebashi,,crime,text,ja,no,no,窓口,2026-04-01")
    for address in ("!" * 64 + "@~", "a@" + "~" * 255, "]^-@[x]"):
        with closing(sqlite3.connect(registry.path)) as connection, connection:
            connection.execute("UPDATE subscriber SET address = ?", (address,))
        selection = registry.readers.choosing(PREFECTURE, "crime", False, contract)
        assert registry.readers.count(selection, None) == {("text", "ja"): 1}
        assert [row[1] for row in rows(selection)] == [address] == [one.address for one in registry.everybody()]


@pytest.mark.parametrize(
    ("number", "expected", "words"),
    [
        (0, None, Message("residents/fewer", floor=10)),
        (9, None, Message("residents/fewer", floor=10)),
        (10, 10, Message("residents/about", near=10)),
        (14, 10, Message("residents/about", near=10)),
        (15, 20, Message("residents/about", near=20)),
        (12345, 12350, Message("residents/about", near=12350)),
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
