"""The SQL of a subscriber; how many people an alert would reach, by place and category; numbers of people in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import FLOOR, PREFECTURE, Reach, Reached, Text, rounded
from haishin.residents.registry.subscriber import ALL, BETWEEN, Choices

# The lists are joined by the sign that separates them in the CSV too.
_CHOICES = f"""\
    (SELECT group_concat(station, '{BETWEEN}') FROM station WHERE subscriber = s.number) AS stations,
    (SELECT group_concat(municipality, '{BETWEEN}') FROM municipality WHERE subscriber = s.number) AS municipalities,
    (SELECT group_concat(category, '{BETWEEN}') FROM category WHERE subscriber = s.number) AS categories"""

ANSWERS_AN_HOUR = 600  # to whom somebody else may have named; forged mails bring no more
SIGN_DAYS = 60  # for which an address that came back is remembered
MAILED = "left_at IS NULL AND silent_at IS NULL"
RESIDENT = f"{MAILED} AND control IS NULL"

# One row holds a whole subscriber.
SUBSCRIBER = f"""\
SELECT s.id, s.address,
{_CHOICES},
    s.form, s.language, s.night, s.exercise, s.origin, s.consented_at, s.control
FROM subscriber s
"""

# One row holds all residents who chose the same, and how many they are.
ALIKE = f"""\
SELECT
{_CHOICES},
    s.night, count(*) AS people
FROM subscriber s
WHERE {RESIDENT}
GROUP BY stations, municipalities, categories, s.night
"""


def shown(number: int) -> Text:
    """Word a number of people, rounded."""
    near = rounded(number)
    if near is None:
        return Message("residents/fewer", floor=FLOOR)
    return Message("residents/about", near=near)


def parted(joined: str | None) -> frozenset[str]:
    """Part the values that a row of ``SUBSCRIBER`` or of ``ALIKE`` has joined."""
    return frozenset(joined.split(BETWEEN)) if joined else frozenset()


_KEPT = 4096  # choices of the rows before, which come by ALIKE in the order of them

Alike = tuple[str | None, str | None, str | None, int, int]  # a row of ALIKE


def reach(rows: Iterable[Alike], contract: Contract) -> Reached:
    """Count for each cell the people whom ``Readers.choosing`` would select."""
    units = contract.organization.units
    areas = {station: frozenset(units[station].municipalities) for station in contract.organization.stations}
    categories = frozenset(Choices.of(contract).categories)

    @lru_cache(_KEPT)
    def places(stations: str | None, municipalities: str | None) -> tuple[str, ...]:
        near, within = parted(stations), parted(municipalities)
        everywhere = ALL in near | within
        return (PREFECTURE, *(place for place, area in areas.items() if everywhere or place in near or area & within))

    @lru_cache(_KEPT)
    def wanted(joined: str | None) -> frozenset[str]:
        values = parted(joined)
        if ALL in values:
            return categories
        return values & categories

    everybody: Counter[tuple[str, str]] = Counter()
    night: Counter[tuple[str, str]] = Counter()
    for stations, municipalities, joined, at_night, people in rows:
        for cell in product(places(stations, municipalities), wanted(joined)):
            everybody[cell] += people
            if at_night:
                night[cell] += people
    return Reached(_nested(everybody), _nested(night))


def _nested(counts: Mapping[tuple[str, str], int]) -> Reach:
    nested: Reach = {}
    for (place, category), number in sorted(counts.items()):
        nested.setdefault(place, {})[category] = number
    return nested
