"""A mapping of a YAML file, which has passed its JSON Schema → a frozen dataclass, by the types of its fields.

Every scalar is text until a field's type gives it another. A field with a default may be left out; a field that may be
None and has no default is written ``null``. The metadata ``at`` names the place of a field that does not stand under
its own name: ``from``, ``promptness.minutes``, or empty for the mapping itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

_Formed = TypeVar("_Formed")
_Reader = Callable[[Any], Any]


def _clock(text: str) -> time:
    """Read a time of day; ``24:00``, the end of a day, is 0:00."""
    return time() if text == "24:00" else time.fromisoformat(text)


_SCALARS: Mapping[Any, _Reader] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text == "true",
    date: date.fromisoformat,
    time: _clock,
}
_ABSENT = object()


def form(kind: type[_Formed], value: Mapping[str, Any], **known: Any) -> _Formed:
    """Form the dataclass; ``known``: fields that are not read from the mapping, with their values."""
    made = dict(known)
    which: Any = kind
    for name, place, reader in _fields(which):
        if name not in known and (written := _at(value, place)) is not _ABSENT:
            made[name] = reader(written)
    return kind(**made)


@cache
def _fields(kind: Any) -> tuple[tuple[str, tuple[str, ...], _Reader], ...]:
    """List name, place and reader of each field of a dataclass."""
    hints = get_type_hints(kind)
    return tuple((field.name, _place(field), _reader(hints[field.name], _is_optional(field))) for field in fields(kind))


def _place(field: Field[Any]) -> tuple[str, ...]:
    place: str = field.metadata.get("at", field.name)
    if not place:
        return ()
    return tuple(place.split("."))


def _is_optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _at(value: Any, place: tuple[str, ...]) -> Any:
    for step in place:
        if step not in value:
            return _ABSENT
        value = value[step]
    return value


@cache
def _reader(kind: Any, optional: bool = True) -> _Reader:
    """Make the reader of a type: text of the file → its value. Raises TypeError for a type of no field."""
    origin, arms = get_origin(kind), get_args(kind)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return partial(form, kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if origin is Literal:
        return str
    if origin in (tuple, frozenset):
        inner = _reader(arms[0])
        return lambda values: origin(map(inner, values))
    if origin is Mapping:
        inner = _reader(arms[1])
        return lambda values: {name: inner(value) for name, value in values.items()}
    if origin in (Union, UnionType):
        return _either([arm for arm in arms if arm is not NoneType], null=NoneType in arms and not optional)
    raise TypeError(kind)


def _either(arms: list[Any], *, null: bool) -> _Reader:
    """Make the reader of several types: a list is a tuple, ``true`` and ``false`` may be a truth value."""
    readers = {get_origin(arm) or arm: _reader(arm) for arm in arms}

    def read(value: Any) -> Any:
        if null and value == "null":
            return None
        if len(readers) == 1:
            return next(iter(readers.values()))(value)
        if isinstance(value, list):
            return readers[tuple](value)
        if bool in readers and value in ("true", "false"):
            return value == "true"
        return value

    return read
