"""A mapping of text becomes a dataclass by the types of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Literal

import pytest

from haishin.core.contract.forming import form


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    colour: Colour
    more: Inner | None = None


@dataclass(frozen=True, kw_only=True)
class Outer:
    name: str
    count: int = field(metadata={"at": "size.count"})
    share: float
    open: bool
    opens: time
    days: frozenset[date]
    kind: Literal["a", "b"]
    parts: tuple[Inner, ...]
    limits: Mapping[str, tuple[int, ...]]
    until: date | None
    words: tuple[str, ...] | bool | str
    itself: Inner = field(metadata={"at": ""})
    note: str | None = None
    since: date | None = field(default=None, metadata={"at": "from.day"})
    known: int = 0


VALUE = {
    "name": "null",
    "size": {"count": "3"},
    "share": "0.5",
    "open": "true",
    "opens": "07:30",
    "days": ["2026-11-23"],
    "kind": "a",
    "parts": [{"colour": "red", "more": {"colour": "red"}}],
    "limits": {"x": ["1", "2"]},
    "until": "null",
    "words": "true",
    "colour": "red",
    "known": "9",
}


def test_each_field_is_read_by_its_type() -> None:
    assert form(Outer, VALUE, known=5) == Outer(
        name="null",
        count=3,
        share=0.5,
        open=True,
        opens=time(7, 30),
        days=frozenset({date(2026, 11, 23)}),
        kind="a",
        parts=(Inner(Colour.RED, Inner(Colour.RED)),),
        limits={"x": (1, 2)},
        until=None,
        words=True,
        itself=Inner(Colour.RED),
        known=5,
    )


@pytest.mark.parametrize(("written", "read"), [(["a"], ("a",)), ("false", False), ("own", "own")])
def test_one_of_several_types_is_told_by_what_stands_there(written: object, read: object) -> None:
    assert form(Outer, {**VALUE, "words": written}).words == read


def test_only_what_must_be_written_may_be_null() -> None:
    formed = form(Outer, {**VALUE, "until": "2026-11-25", "from": {"day": "2026-11-24"}, "note": "null"})
    assert (formed.until, formed.since, formed.note) == (date(2026, 11, 25), date(2026, 11, 24), "null")


def test_what_has_no_default_may_not_be_missing() -> None:
    with pytest.raises(TypeError, match="until"):
        form(Outer, {name: value for name, value in VALUE.items() if name != "until"})
