"""How many people an alert would reach, by station and category: exact, for the mail host only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from haishin.contract import Contract
from haishin.subscribers.subscriber import ALL, Choices, Subscriber

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
    for one in people:
        everywhere = ALL in one.stations | one.municipalities
        places = [
            station
            for station, area in stations.items()
            if everywhere or station in one.stations or area & one.municipalities
        ]
        chosen = categories if ALL in one.categories else one.categories & categories
        cells = [(place, category) for place in (PREFECTURE, *places) for category in chosen]
        counts.update(cells)
        if one.night:
            night.update(cells)
    return Reached(_nested(counts), _nested(night))


def _nested(counts: Mapping[tuple[str, str], int]) -> Reach:
    found: Reach = {}
    for (place, category), number in sorted(counts.items()):
        found.setdefault(place, {})[category] = number
    return found
