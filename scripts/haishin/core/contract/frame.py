"""What stands around an alert in another language than Japanese: labels and standing advice (``schema/frame.yaml``).

A Japanese mail has no advice but its own text's (5(3)): nothing that nobody wrote is told to who can read the text.
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
    """A row of 別表 in that language; None and what is missing from ``cases`` stay Japanese.

    ``advice``: what to do, unless ``by_content`` or, after that, ``by_case`` says it better. ``by_kind``: what renderer
    2 said; it stands in no file of today.
    """

    name: str | None = None
    advice: str | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    by_case: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_case"})
    by_content: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_content"})
    by_kind: Mapping[str, str] = field(default_factory=dict, metadata={"at": "advice_by_kind"})


@dataclass(frozen=True, slots=True)
class Checked:
    """Who looked through the words of a language, and on which day."""

    by: str
    at: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language. Whatever is missing is told in Japanese.

    ``marks`` by ``exercise`` and kind of follow-up, ``rows`` by category, ``areas`` by station. ``by_kind``: what
    renderer 2 said; it stands in no file of today. ``checked``: None where nobody did.
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
        """Find what readers of such a matter should do."""
        row = self.rows.get(alert.category)
        if row is None:
            return None
        return row.by_content.get(alert.content) or row.by_case.get(alert.case or "", row.advice)


def tongues_from(value: Mapping[str, Any]) -> dict[str, Tongue]:
    """Form language → words from the mapping of ``frame.yaml``, which has passed its JSON Schema."""
    return {language: _tongue(words, value["areas"]) for language, words in value["languages"].items()}


def _tongue(value: Mapping[str, Any], areas: Mapping[str, Mapping[str, str]]) -> Tongue:
    script: str = value.get("areas", "")
    return form(Tongue, value, areas={unit: names[script] for unit, names in areas.items() if script in names})
