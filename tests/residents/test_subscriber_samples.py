"""Fictional residents: the same for the same seed, importable without a refusal, spread over the choices."""

from __future__ import annotations

import io
from datetime import datetime

from haishin.core.contract import Contract
from haishin.core.model import Scope
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.samples import residents
from haishin.residents.registry.subscriber import Choices
from support.selection import chosen


def test_a_thousand_import_clean(registry: Registry, contract: Contract, choices: Choices, now: datetime) -> None:
    data = "".join(residents(1000, 1, choices, 2026)).encode()
    assert registry.import_csv(io.BytesIO(data), contract, now) == ImportReport(1000, 0, 0, 0, ())
    stats = registry.stats()
    assert set(stats.stations) == {"*", *choices.stations}
    assert set(stats.municipalities) >= set(choices.municipalities)
    assert set(stats.categories) == {"*", *choices.categories}
    assert 500 < stats.night < 800
    assert 5 < stats.exercise < 50
    reached = [one.address for one in chosen(registry, Scope(False, ("maebashi",)), "crime", False, contract)]
    assert 50 < len(reached) < 500
    assert all(address.endswith("@residents.example.jp") for address in reached)


def test_the_seed_decides(choices: Choices) -> None:
    assert list(residents(20, 1, choices, 2026)) == list(residents(20, 1, choices, 2026))
    assert list(residents(20, 1, choices, 2026)) != list(residents(20, 2, choices, 2026))


def test_the_shape(choices: Choices) -> None:
    lines = list(residents(2, 1, choices, 2026))
    assert lines[0] == "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at\n"
    assert [line.partition(",")[0] for line in lines[1:]] == [
        "r0001@residents.example.jp",
        "r0002@residents.example.jp",
    ]
    assert list(residents(0, 1, choices, 2026)) == lines[:1]


def test_without_municipalities() -> None:
    bare = Choices(("maebashi",), (), ("crime",), ())
    assert all(",maebashi,,crime," in line or ",*,,*," in line for line in list(residents(20, 1, bare, 2026))[1:])


def test_without_stations_everybody_takes_the_whole_area() -> None:
    whole = Choices((), (), ("crime",), ())
    assert {line.split(",")[1] for line in list(residents(20, 1, whole, 2026))[1:]} == {"*"}
