"""配信対象: who gets an alert, as SQL that the journal runs; how many that would be; numbers of people in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.organization import Organization
from haishin.core.contract.policy import JST
from haishin.core.model import FLOOR, PREFECTURE, Reach, Reached, Scope, Text, rounded
from haishin.residents.subscriber import ALL, BETWEEN, Choices

# The lists are joined by the sign that separates them in the CSV too.
_CHOICES = f"""\
    (SELECT group_concat(station, '{BETWEEN}') FROM station WHERE subscriber = s.number) AS stations,
    (SELECT group_concat(municipality, '{BETWEEN}') FROM municipality WHERE subscriber = s.number) AS municipalities,
    (SELECT group_concat(category, '{BETWEEN}') FROM category WHERE subscriber = s.number) AS categories"""

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


@dataclass(frozen=True, slots=True)
class Selection:
    """配信対象: the people an alert goes to, as SQL for a connection that has the registry opened or attached."""

    file: Path  # of the registry
    rows: str  # a SELECT of id, address, form, language and night; of ``left`` and ``unknown``, of the id alone
    parameters: tuple[object, ...]


def choosing(file: Path, scope: Scope, category: str, exercise: bool, organization: Organization) -> Selection:
    """Select the residents who chose such an alert, have not left and are not silent.

    The prefecture reaches all who take the category; station areas those who chose a station or a municipality of it.
    An exercise goes only to those marked for exercises, who get real alerts as well.
    """
    conditions = [_chose("category", 1)]
    parameters = [category]
    if not scope.prefecture:
        municipalities = sorted({name for station in scope.stations for name in _area(station, organization)})
        places = (_chose("station", len(scope.stations)), _chose("municipality", len(municipalities)))
        conditions.append(f"({' OR '.join(places)})")
        parameters += [*scope.stations, *municipalities]
    return _selection(file, conditions, parameters, exercise)


def among(file: Path, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
    """Select those of the ids who are mailed; ``ids``: a SELECT of them from another attached file."""
    return _selection(file, [f"s.id IN ({ids})"], parameters, exercise)


def registered(file: Path) -> Selection:
    """Select all residents who have not left and are not silent."""
    return _selection(file, [], [], False)


def left(file: Path) -> Selection:
    """Select whoever is not to be mailed any more: has left, is silent or was erased."""
    away = "SELECT id FROM subscriber WHERE left_at IS NOT NULL OR silent_at IS NOT NULL"
    return Selection(file, f"{away} UNION ALL SELECT id FROM gone", ())


def unknown(file: Path, now: datetime) -> Selection:
    """Select whose address came back as unknown in the last ``SIGN_DAYS``, but for guarded days (``signs``)."""
    rows = "SELECT id FROM sign WHERE class = 'unknown' AND guarded IS NOT 1 AND day >= ?"
    return Selection(file, rows, ((now - timedelta(SIGN_DAYS)).astimezone(JST).date().isoformat(),))


def controls(file: Path, unit: str) -> Selection:
    """Select the control addresses of a unit."""
    rows = f"SELECT id, address, form, language, night FROM subscriber WHERE {MAILED} AND control = ? AND sound"
    return Selection(file, rows, (unit,))


def _selection(file: Path, conditions: Sequence[str], parameters: Sequence[object], exercise: bool) -> Selection:
    wanted = [RESIDENT, *conditions]
    if exercise:
        wanted.append("s.exercise = 1")
    columns = "s.id, s.address, s.form, s.language, s.night"
    return Selection(file, f"SELECT {columns} FROM subscriber s WHERE {' AND '.join(wanted)}", tuple(parameters))


def shown(number: int) -> Text:
    """Word a number of people, rounded."""
    near = rounded(number)
    if near is None:
        return Message("residents/fewer", floor=FLOOR)
    return Message("residents/about", near=near)


def _chose(table: str, number: int) -> str:
    """Spell the condition that the subscriber chose any of so many values, or all, in that table."""
    holes = ", ".join(["?"] * number + [f"'{ALL}'"])
    return f"EXISTS (SELECT 1 FROM {table} WHERE subscriber = s.number AND {table} IN ({holes}))"


def _area(station: str, organization: Organization) -> tuple[str, ...]:
    unit = organization.units.get(station)
    return unit.municipalities if unit is not None else ()


def parted(joined: str | None) -> frozenset[str]:
    """Part the values that a row of ``SUBSCRIBER`` or of ``ALIKE`` has joined."""
    return frozenset(joined.split(BETWEEN)) if joined else frozenset()


_KEPT = 4096  # choices of the rows before, which come by ALIKE in the order of them

Alike = tuple[str | None, str | None, str | None, int, int]  # a row of ALIKE


def reach(rows: Iterable[Alike], contract: Contract) -> Reached:
    """Count for each cell the people whom ``choosing`` would select."""
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
