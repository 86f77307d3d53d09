"""What a warning must say, by case and content: who says it, what happened, where, when, what to do (5(1)).

The five elements of Mileti and Sorensen (1990): source, hazard, location, time, guidance. A warning that lacks one is
believed less, or not acted upon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ELEMENTS = ("who", "what", "where", "when", "act")


@dataclass(frozen=True, slots=True)
class Due:
    """The elements that are due in such alerts; None = any."""

    say: tuple[str, ...]
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None


def due(lines: Iterable[Due], case: str | None, content: str | None) -> tuple[str, ...] | None:
    """Those of the first line that fits; None where none does."""
    fitting = (
        line
        for line in lines
        if (line.cases is None or case in line.cases) and (line.contents is None or content in line.contents)
    )
    return next((line.say for line in fitting), None)


def due_from(values: Sequence[Mapping[str, Any]]) -> tuple[Due, ...]:
    """The lines of a row from ``policy.yaml``, which has passed its JSON Schema."""

    def some(value: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
        return tuple(value[key]) if key in value else None

    return tuple(Due(tuple(one["say"]), some(one, "cases"), some(one, "contents")) for one in values)
