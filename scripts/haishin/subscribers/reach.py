"""配信対象: who gets an alert, as one SQL query; how many that would be; and numbers of people in words, rounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.contract.organization import Organization
from haishin.model import FLOOR, Scope, Text, rounded
from haishin.subscribers.subscriber import ALL, Choices, Subscriber

# One row holds a whole subscriber. The lists are joined by the sign that separates them in the CSV too.
SUBSCRIBER = """\
SELECT s.id, s.address,
    (SELECT group_concat(station, ';') FROM station WHERE subscriber = s.number) AS stations,
    (SELECT group_concat(municipality, ';') FROM municipality WHERE subscriber = s.number) AS municipalities,
    (SELECT group_concat(category, ';') FROM category WHERE subscriber = s.number) AS categories,
    s.form, s.language, s.night, s.exercise, s.origin, s.consented_at
FROM subscriber s
"""


def query(scope: Scope, category: str, exercise: bool, organization: Organization) -> tuple[str, tuple[str, ...]]:
    """The query and its parameters: rows as SUBSCRIBER gives them, in the order of the ids.

    The prefecture reaches everybody who takes the category; station areas those who chose one of the stations or one
    of their municipalities. An exercise goes only to those marked for exercises, who get real alerts as well.
    """
    conditions = ["s.left_at IS NULL", _chose("category", 1)]
    parameters = [category]
    if not scope.prefecture:
        municipalities = sorted({name for station in scope.stations for name in _area(station, organization)})
        places = (_chose("station", len(scope.stations)), _chose("municipality", len(municipalities)))
        conditions.append(f"({' OR '.join(places)})")
        parameters += [*scope.stations, *municipalities]
    if exercise:
        conditions.append("s.exercise = 1")
    return f"{SUBSCRIBER}WHERE {' AND '.join(conditions)} ORDER BY s.id", tuple(parameters)


def shown(number: int) -> Text:
    """The rounded number of people in words."""
    near = rounded(number)
    if near is None:
        return Text(f"{FLOOR}人未満", f"fewer than {FLOOR}")
    return Text(f"約{near:,}人", f"about {near:,}")


def _chose(table: str, number: int) -> str:
    """Whether the subscriber has one of so many values, or all, in that table; both are words of this module."""
    holes = ", ".join(["?"] * number + [f"'{ALL}'"])
    return f"EXISTS (SELECT 1 FROM {table} WHERE subscriber = s.number AND {table} IN ({holes}))"


def _area(station: str, organization: Organization) -> tuple[str, ...]:
    unit = organization.units.get(station)
    return unit.municipalities if unit is not None else ()


PREFECTURE = "prefecture"

Reach = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Reached:
    """Station id (or ``prefecture``) → category → people, 0 absent; ``night``: who take mail outside the hours too."""

    everybody: Reach
    night: Reach


def reach(people: Iterable[Subscriber], contract: Contract) -> Reached:
    """In each cell whom ``audience.query`` would choose."""
    units = contract.organization.units
    stations = {station: frozenset(units[station].municipalities) for station in contract.organization.stations}
    categories = frozenset(Choices.of(contract).categories)
    counts: Counter[tuple[str, str]] = Counter()
    night: Counter[tuple[str, str]] = Counter()
    for person in people:
        everywhere = ALL in person.stations | person.municipalities
        places = [
            station
            for station, area in stations.items()
            if everywhere or station in person.stations or area & person.municipalities
        ]
        chosen = categories if ALL in person.categories else person.categories & categories
        cells = [(place, category) for place in (PREFECTURE, *places) for category in chosen]
        counts.update(cells)
        if person.night:
            night.update(cells)
    return Reached(_nested(counts), _nested(night))


def _nested(counts: Mapping[tuple[str, str], int]) -> Reach:
    nested: Reach = {}
    for (place, category), number in sorted(counts.items()):
        nested.setdefault(place, {})[category] = number
    return nested
