"""Control addresses in the registry: in by the operator's CSV and out again, and among the residents nowhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from haishin.core.contract import Contract
from haishin.core.model import Reached, Scope
from haishin.residents.registry.csvfile import ImportReport
from haishin.residents.registry.registry import Registry
from support.selection import rows

HEADING = "address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at,control"
DESK = "desk@police.test,,,,text,ja,yes,no,当直,2026-04-01,maebashi"
TARO = "taro@example.jp,maebashi,,crime,html,ja,yes,no,窓口,2026-04-01,"
Take = Callable[..., ImportReport]


def test_an_export_brings_it_back_as_it_was(registry: Registry, take: Take, contract: Contract, now: datetime) -> None:
    take(DESK, TARO, heading=HEADING)
    before = list(registry.everybody())
    out = io.BytesIO()
    assert registry.export_csv(out) == 2
    out.seek(0)
    assert registry.import_csv(out, contract, now).unchanged == 2
    assert list(registry.everybody()) == before
    assert {one.address: one.control for one in before} == {"desk@police.test": "maebashi", "taro@example.jp": None}


def test_it_is_counted_and_selected_among_no_residents(registry: Registry, take: Take, contract: Contract) -> None:
    take(DESK.replace(",,,,", ",*,,*,"), heading=HEADING)  # whatever it chose
    stats = registry.stats()
    assert (stats.registered, stats.left, stats.control, stats.stations, stats.forms) == (0, 0, 1, {}, {})
    assert registry.readers.reach(contract) == Reached({}, {})
    assert (
        rows(registry.readers.registered())
        == rows(registry.readers.choosing(Scope(True), "crime", False, contract))
        == []
    )
    assert [row[1] for row in rows(registry.readers.controls("maebashi"))] == ["desk@police.test"]
    assert rows(registry.readers.controls("ota")) == []


def test_a_list_of_all_residents_takes_none_out(
    registry: Registry, take: Take, contract: Contract, now: datetime
) -> None:
    take(DESK, TARO, heading=HEADING)
    report = registry.import_csv(io.BytesIO(f"{HEADING}\n{TARO}\n".encode()), contract, now, sync=True, removals=0)
    assert report.removed == 0
    assert registry.stats().control == 1


def test_one_that_becomes_a_resident_is_one(registry: Registry, take: Take) -> None:
    take(DESK, heading=HEADING)
    take(DESK.replace(",,,,", ",ota,,crime,").removesuffix("maebashi"), heading=HEADING)
    assert (registry.stats().control, registry.stats().registered) == (0, 1)


def test_one_that_was_taken_out_gets_nothing(registry: Registry, take: Take, now: datetime) -> None:
    take(DESK, heading=HEADING)
    registry.change("left", ["desk@police.test"], now, "koho-kocho-manager")
    assert rows(registry.readers.controls("maebashi")) == []
    assert (registry.stats().control, registry.stats().left) == (0, 0)
