"""The words around an alert in another language than Japanese: labels and standing advice (``schema/frame.yaml``).

A Japanese mail has no advice but its own text's (5(3)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from haishin.core.contract.forming import form
from haishin.core.model import Alert

JAPANESE = "ja"
EXERCISE = "exercise"


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row of 別表 in that language; a missing name or case stays Japanese."""

    name: str | None = None
    advice: str | None = None  # unless ``by_content`` or, after that, ``by_case`` has a better word
    cases: Mapping[str, str] = field(default_factory=dict)
    by_case: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_case"})
    by_content: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_content"})
    by_kind: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_kind"})  # of renderer 2 alone


NO_ROW = RowWords()


@dataclass(frozen=True, slots=True)
class Checked:
    """The reader of the words of a language, and the day."""

    by: str
    at: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of a language. A missing word is said in Japanese."""

    labels: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    prefecture: str | None = None
    others: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)  # by ``exercise`` and kind of follow-up
    contents: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, RowWords] = field(default_factory=dict)  # by category
    areas: Mapping[str, str] = field(default_factory=dict)  # by station
    by_kind: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_kind"})  # of renderer 2 alone
    checked: Checked | None = None
    date: str | None = None  # as ``{day} {month} {year}``; None: ISO 8601
    months: tuple[str, ...] = ()  # their names, where the date has them

    def row(self, category: str) -> RowWords:
        """Return the words of a row; none if the language has none."""
        return self.rows.get(category, NO_ROW)

    def advice(self, alert: Alert) -> str | None:
        """Find the advice to readers of such a matter."""
        row = self.row(alert.category)
        return row.by_content.get(alert.content) or row.by_case.get(alert.case or "", row.advice)


NO_TONGUE = Tongue()


def tongues_from(value: Mapping[str, Any]) -> dict[str, Tongue]:
    """Form language → words from the mapping of ``frame.yaml``, which has passed its JSON Schema."""
    return {language: _tongue(words, value["areas"]) for language, words in value["languages"].items()}


def _tongue(value: Mapping[str, Any], areas: Mapping[str, Mapping[str, str]]) -> Tongue:
    script: str = value.get("areas", "")
    return form(Tongue, value, areas={unit: names[script] for unit, names in areas.items() if script in names})
