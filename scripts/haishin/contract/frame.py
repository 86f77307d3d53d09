"""What stands around an alert: labels in other languages, and standing advice in each (``schema/frame.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from haishin.contract.forming import form
from haishin.model import Alert, FollowKind

JAPANESE = "ja"
EXERCISE = "exercise"
OVER = (FollowKind.RESOLUTION, FollowKind.CANCELLATION)  # there is nothing to beware of any more


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row of 別表 in that language; None and what is missing from ``cases`` stay Japanese.

    ``advice``: what to do, unless ``by_case`` or ``by_kind`` says it better.
    """

    name: str | None = None
    advice: str | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    by_case: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_case"})
    by_kind: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_kind"})


@dataclass(frozen=True, slots=True)
class Checked:
    """Who looked through the words of a language, and on which day."""

    by: str
    at: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language. Whatever is missing is told in Japanese.

    ``marks`` by ``exercise`` and kind of follow-up, ``rows`` by category, ``areas`` by station. ``by_kind``: advice
    by ``exercise``, kind of follow-up or content. ``checked``: None where nobody did.
    """

    labels: Mapping[str, str]
    note: str | None = None
    prefecture: str | None = None
    others: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, RowWords] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    by_kind: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_kind"})
    checked: Checked | None = None

    def advice(self, alert: Alert) -> str | None:
        """Find what readers should do; where nothing is to be done any more, no other advice stands in."""
        row = self.rows.get(alert.category)
        own = row.by_kind if row is not None else {}
        kind = over(alert)
        found = own.get(kind or alert.content) or self.by_kind.get(kind or alert.content)
        if found is not None or kind or row is None:
            return found
        return row.by_case.get(alert.case or "", row.advice)


def over(alert: Alert) -> str:
    """Name why nobody need do anything: an exercise, or the end of the matter; empty where that is not so."""
    if alert.exercise:
        return EXERCISE
    return alert.follows.kind.value if alert.follows is not None and alert.follows.kind in OVER else ""


def tongues_from(value: Mapping[str, Any]) -> dict[str, Tongue]:
    """Form language → words from the mapping of ``frame.yaml``, which has passed its JSON Schema."""
    return {language: _tongue(words, value["areas"]) for language, words in value["languages"].items()}


def _tongue(value: Mapping[str, Any], areas: Mapping[str, Mapping[str, str]]) -> Tongue:
    script: str = value.get("areas", "")
    return form(Tongue, value, areas={unit: names[script] for unit, names in areas.items() if script in names})
