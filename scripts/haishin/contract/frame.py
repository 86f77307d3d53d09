"""What stands around an alert in another language: reviewed labels and advice (``schema/frame.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row of 別表 in that language; None and what is missing from ``cases`` stay Japanese."""

    name: str | None
    advice: str | None
    cases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language. Whatever is missing is told in Japanese.

    ``marks`` by ``exercise`` and kind of follow-up, ``rows`` by category, ``areas`` by station.
    """

    labels: Mapping[str, str]
    note: str | None
    prefecture: str | None
    others: str | None
    marks: Mapping[str, str]
    contents: Mapping[str, str]
    rows: Mapping[str, RowWords]
    areas: Mapping[str, str]


def tongues_from(value: Mapping[str, Any]) -> dict[str, Tongue]:
    """Language → words, from the mapping of ``frame.yaml``, which has passed its JSON Schema."""
    return {language: _tongue(one, value["areas"]) for language, one in value["languages"].items()}


def _tongue(value: Mapping[str, Any], areas: Mapping[str, Mapping[str, str]]) -> Tongue:
    script = value["areas"]
    return Tongue(
        dict(value["labels"]),
        value.get("note"),
        value.get("prefecture"),
        value.get("others"),
        dict(value.get("marks", {})),
        dict(value.get("contents", {})),
        {
            category: RowWords(row.get("name"), row.get("advice"), dict(row.get("cases", {})))
            for category, row in value.get("rows", {}).items()
        },
        {station: names[script] for station, names in areas.items() if script in names},
    )
