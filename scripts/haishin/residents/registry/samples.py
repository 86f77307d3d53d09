"""Fictional residents for a rehearsal: the same seed gives the same CSV."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Collection, Iterator

from haishin.residents.registry.csvfile import COLUMNS, OPTIONAL
from haishin.residents.registry.subscriber import ALL, Choices

DOMAIN = "residents.example.jp"  # reserved for examples; never reaches anybody


def residents(number: int, seed: int, choices: Choices, year: int) -> Iterator[str]:
    """Yield the CSV's heading and a line for each of so many residents, without ids; each text ends its line.

    All consented in the first half of that year.
    About 10 % take everything, 33 % want no mail at night, 2 % are marked for exercises.
    """
    chance = random.Random(seed)
    yield _line(tuple(name for name in COLUMNS if name not in OPTIONAL))
    for count in range(1, number + 1):
        everything = chance.random() < 0.1
        by_municipality = bool(choices.municipalities) and chance.random() < 0.3
        stations, municipalities = "", ""
        if by_municipality:
            municipalities = _some(chance, choices.municipalities, everything)
        else:
            stations = _some(chance, choices.stations, everything)
        yield _line(
            (
                f"r{count:04d}@{DOMAIN}",
                stations,
                municipalities,
                _some(chance, choices.categories, everything),
                _drawn(chance, 0.6, "html", "text"),
                _drawn(chance, 0.05, "en", "ja"),
                _drawn(chance, 0.33, "no", "yes"),
                _drawn(chance, 0.02, "yes", "no"),
                chance.choice(("窓口の申込書", "旧システムからの移行")),
                f"{year}-{chance.randint(1, 6):02d}-{chance.randint(1, 28):02d}",
            )
        )


def _drawn(chance: random.Random, share: float, word: str, otherwise: str) -> str:
    return word if chance.random() < share else otherwise


def _some(chance: random.Random, offered: Collection[str], everything: bool) -> str:
    if everything:
        return ALL
    values = sorted(offered) or [ALL]
    return ";".join(sorted(chance.sample(values, chance.randint(1, min(3, len(values))))))


def _line(values: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
