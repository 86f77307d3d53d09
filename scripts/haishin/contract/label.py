"""The short label that begins a subject (【強盗】): what the matter is, first of all that a phone shows (5(1))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from haishin.model import Alert


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of such alerts; None = any. ``words``: one of them stands in the title.

    ``more``: the next one that fits is said as well (【検挙】【強盗】).
    """

    say: str
    cases: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None
    more: bool = False

    def fits(self, alert: Alert) -> bool:
        """Whether the alert is one of these."""
        return (
            (self.cases is None or alert.case in self.cases)
            and (self.contents is None or alert.content in self.contents)
            and (self.words is None or any(word in alert.title for word in self.words))
        )


def labels_of(alert: Alert, labels: Sequence[Label], name: str) -> tuple[Label, ...]:
    """The first that fits and what it lets follow, the name of the category where none does; the last has no more."""
    said: list[Label] = []
    for one in (*labels, Label(name)):
        if one.fits(alert):
            said.append(one)
            if not one.more:
                break
    return tuple(said)


def labels_from(values: Sequence[Mapping[str, Any]]) -> tuple[Label, ...]:
    """The labels of a row from ``policy.yaml``, which has passed its JSON Schema."""

    def some(value: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
        return tuple(value[key]) if key in value else None

    return tuple(
        Label(
            one["say"],
            some(one, "cases"),
            some(one, "contents"),
            some(one, "words"),
            more=one.get("more", "false") == "true",
        )
        for one in values
    )
