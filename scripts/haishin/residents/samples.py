"""Fictional residents for a rehearsal: the same seed gives the same CSV."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Collection, Iterator

from haishin.residents.csvfile import COLUMNS, OPTIONAL
from haishin.residents.subscriber import ALL, Choices

DOMAIN = "residents.example.jp"  # reserved for examples; never reaches anybody


def residents(number: int, seed: int, choices: Choices, year: int) -> Iterator[str]:
    """Yield the CSV's heading and a line for each of so many residents, without ids; each text ends its line.

    All consented in the first half of that year.
    About one in ten takes everything, one in three wants no mail at night, one in fifty is marked for exercises.
    """
    chance = random.Random(seed)
    yield _line(tuple(name for name in COLUMNS if name not in OPTIONAL))
    for count in range(1, number + 1):
        everything = chance.random() < 0.1
        by_municipality = bool(choices.municipalities) and chance.random() < 0.3
        known = choices.municipalities if by_municipality else choices.stations
        places = ALL if everything else _some(chance, known)
        yield _line(
            (
                f"r{count:04d}@{DOMAIN}",
                "" if by_municipality else places,
                places if by_municipality else "",
                ALL if everything else _some(chance, choices.categories),
                "html" if chance.random() < 0.6 else "text",
                "en" if chance.random() < 0.05 else "ja",
                "no" if chance.random() < 0.33 else "yes",
                "yes" if chance.random() < 0.02 else "no",
                chance.choice(("窓口の申込書", "旧システムからの移行")),
                f"{year}-{chance.randint(1, 6):02d}-{chance.randint(1, 28):02d}",
            )
        )


def _some(chance: random.Random, offered: Collection[str]) -> str:
    values = sorted(offered) or [ALL]
    return ";".join(sorted(chance.sample(values, chance.randint(1, min(3, len(values))))))


def _line(values: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
