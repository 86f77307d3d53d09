"""The counts by station and category against each resident asked for himself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haishin.core.contract import Contract
from haishin.core.errors import ToolError
from haishin.core.model import Reach, Reached, Scope
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.history import What
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Choices, Subscriber
from support.selection import wants

HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control"
NOW = datetime(2026, 11, 25, tzinfo=UTC)

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "*", "maebashi", "maebashi;ota", "*;ota"]),
        st.sampled_from(["", "*", "前橋市", "高崎市", "前橋市;高崎市"]),
        st.sampled_from(["*", "crime", "crime;fraud", "*;fraud"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["", "", "ota"]),
        st.sampled_from(["", "left", "silent", "erased"]),
    ),
    max_size=12,
)


def one_by_one(people: Iterable[Subscriber], contract: Contract) -> Reached:
    """Each resident as Python knows him, asked for every cell."""
    places = {"prefecture": Scope(True)} | {one: Scope(False, (one,)) for one in contract.organization.stations}
    cells = {(place, category) for place in places for category in Choices.of(contract).categories}
    residents = [one for one in people if one.control is None]
    counts: tuple[Reach, Reach] = {}, {}
    for (place, category), one in product(cells, residents):
        if wants(one, places[place], category, False, contract):
            for count in counts[: 2 if one.night else 1]:
                row = count.setdefault(place, {})
                row[category] = row.get(category, 0) + 1
    return Reached(*counts)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LINES)
def test_the_counts_are_those_of_residents_asked_one_by_one(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract, lines: list[tuple[str, ...]]
) -> None:
    for file in registry.path.parent.glob(f"{registry.path.name}*"):
        file.unlink()
    take(
        *(
            f"r{number}@example.jp,{stations},{cities},{categories},text,ja,{night},{exercise},窓口,2026-04-01,{control}"
            for number, (stations, cities, categories, night, exercise, control, _) in enumerate(lines)
        ),
        heading=HEADING,
    )
    for one in list(registry.everybody()):
        if (fate := lines[int(one.address[1:].partition("@")[0])][-1]) in ("left", "silent", "erased"):
            registry.change(fate, [one.address], NOW, "koho-kocho-manager")
    assert registry.readers.reach(contract) == one_by_one(registry.everybody(), contract)


def test_what_no_contract_has_is_counted_nowhere(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract
) -> None:
    take(
        "a@example.jp,maebashi,,crime;fraud,text,ja,no,no,窓口,2026-04-01",
        "b@example.jp,maebashi;ota,,crime,text,ja,no,no,窓口,2026-04-01",
    )
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute("UPDATE station SET station = 'closed' WHERE station = 'maebashi'")
        connection.execute("UPDATE category SET category = 'ended' WHERE category = 'fraud'")
    assert registry.readers.reach(contract) == Reached({"prefecture": {"crime": 2}, "ota": {"crime": 1}}, night={})


def test_a_damaged_choice_is_told_and_nothing_counted(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract
) -> None:
    take("r@example.jp,maebashi,,crime,text,ja,no,no,窓口,2026-04-01")
    with closing(sqlite3.connect(registry.path)) as connection, connection:
        connection.execute("UPDATE category SET category = 'a@b'")
    with pytest.raises(ToolError) as caught:
        registry.readers.reach(contract)
    assert "(table category, row 1)" in caught.value.message.en


@pytest.mark.parametrize("fate", ["left", "silent", "erased"])
def test_who_is_not_mailed_is_not_counted(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract, fate: What
) -> None:
    take("r@example.jp,maebashi,,crime,text,ja,no,no,窓口,2026-04-01")
    assert registry.readers.reach(contract) == Reached({"prefecture": {"crime": 1}, "maebashi": {"crime": 1}}, night={})
    registry.change(fate, ["r@example.jp"], NOW, "koho-kocho-manager")
    assert registry.readers.reach(contract) == Reached({}, {})
