"""The codes in ``frame.yaml`` are those of the other files: a misspelt one would silently stay Japanese."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.contract.parts import Contract, Mistake, Source, unknown
from haishin.model import Path


def words(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Stations, categories, cases and contents that do not exist."""
    for station in source.value["areas"]:
        if station not in contract.organization.stations:
            yield source.mistake(("areas", station), unknown("警察署", "station", station))
    for language, tongue in contract.tongues.items():
        at: Path = ("languages", language)
        for content in tongue.contents:
            if content not in contract.policy.contents:
                yield source.mistake((*at, "contents", content), unknown("配信内容", "content", content))
        for category, words_of_row in tongue.rows.items():
            row = contract.policy.row(category)
            if row is None:
                yield source.mistake((*at, "rows", category), unknown("配信区分", "category", category))
                continue
            for case in words_of_row.cases:
                if case not in row.cases:
                    yield source.mistake((*at, "rows", category, "cases", case), unknown("事案", "case", case))
