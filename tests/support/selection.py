"""The selection run for itself: whom it gives, as the subscribers they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from haishin.core.contract import Contract
from haishin.core.model import Scope
from haishin.residents.registry.readers import Selection
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Subscriber


def rows(selection: Selection) -> list[tuple[str, ...]]:
    """Its rows."""
    with closing(sqlite3.connect(selection.file)) as connection:
        found: list[tuple[str, ...]] = connection.execute(selection.rows, selection.parameters).fetchall()
        return found


def chosen(registry: Registry, scope: Scope, category: str, exercise: bool, contract: Contract) -> list[Subscriber]:
    """Who chose such an alert, in the order of the ids."""
    everybody = {one.id: one for one in registry.everybody()}
    return [everybody[row[0]] for row in sorted(rows(registry.readers.choosing(scope, category, exercise, contract)))]


def by_id(registry: Registry, *ids: str) -> list[Subscriber]:
    """Those of the ids who have not left, in the given order."""
    everybody = {one.id: one for one in registry.everybody()}
    return [everybody[one] for one in ids if one in everybody]


def wants(one: Subscriber, scope: Scope, category: str, exercise: bool, contract: Contract) -> bool:
    """Whether such an alert is for this resident, as Python knows him."""
    areas = {name for station in scope.stations for name in contract.organization.units[station].municipalities}
    near = scope.prefecture or {"*", *scope.stations} & one.stations or {"*", *areas} & one.municipalities
    return bool(near and {"*", category} & one.categories and (one.exercise or not exercise))
