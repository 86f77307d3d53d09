"""The counts by station and category against the selection itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_selection import chosen

from haishin.contract import Contract
from haishin.model import Scope
from haishin.subscribers import Registry
from haishin.subscribers.csvfile import ImportReport
from haishin.subscribers.reach import Reached, reach
from haishin.subscribers.subscriber import Choices

NOW = datetime(2026, 11, 25, tzinfo=UTC)

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "*", "maebashi", "maebashi;ota"]),
        st.sampled_from(["", "*", "前橋市", "高崎市"]),
        st.sampled_from(["*", "crime", "crime;fraud"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["yes", "no"]),
    ),
    max_size=12,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_every_cell_is_the_number_of_those_selected(
    take: Callable[..., ImportReport], registry: Registry, contract: Contract, lines: list[tuple[str, ...]]
) -> None:
    registry.path.unlink(missing_ok=True)
    take(
        *(
            f"r{number}@example.jp,{stations},{cities},{categories},text,ja,{night},{exercise},窓口,2026-04-01"
            for number, (stations, cities, categories, night, exercise) in enumerate(lines)
        )
    )
    found = reach(registry.everybody(), contract)
    places = {"prefecture": Scope(True)} | {one: Scope(False, (one,)) for one in ("maebashi", "takasaki", "ota")}
    for place, scope in places.items():
        for category in Choices.of(contract).categories:
            people = chosen(registry, scope, category, False, contract)
            assert found.everybody.get(place, {}).get(category, 0) == len(people), (place, category)
            assert found.night.get(place, {}).get(category, 0) == sum(one.night for one in people), (place, category)


def test_who_has_left_is_not_counted(take: Callable[..., ImportReport], registry: Registry, contract: Contract) -> None:
    take("r@example.jp,maebashi,,crime,text,ja,no,no,窓口,2026-04-01")
    assert reach(registry.everybody(), contract) == Reached(
        {"prefecture": {"crime": 1}, "maebashi": {"crime": 1}}, night={}
    )
    registry.leave(next(registry.everybody()).id, NOW)
    assert reach(registry.everybody(), contract) == Reached({}, {})
