"""JSON Schema (Draft 2020-12) without retrieval: a schema is read once; its violations are data and plain words."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from haishin.core.catalogue import Message, listed
from haishin.core.model import Path, Text

DAYS = FormatChecker(["date"])  # the day must exist; the checker needs the standard library alone
THIS_CENTURY = FormatChecker(formats=())  # days are reckoned from them, and 9999-12-31 has no next one
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_DATE.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})")

# The keywords that a schema may use, by what they hold; any other is a slip that would check nothing. That each of our
# schemas keeps to the meta-schema is tested, not asked again at each start.
_PART = frozenset({"additionalProperties", "else", "if", "items", "not", "propertyNames", "then"})
_PARTS_BY_NAME = frozenset({"patternProperties", "properties"})
_PARTS = frozenset({"allOf", "anyOf", "oneOf"})
_SIZES = frozenset({"maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"})
_PLAIN: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("$ref", "format", "pattern"), str),
    **dict.fromkeys(("enum", "examples", "required"), list),
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), (int, float)),
    "const": object,
    "uniqueItems": bool,
}
_UNCHECKED = frozenset({"$defs", "$id", "$schema", "description", "title"})
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


@THIS_CENTURY.checks("date-time", raises=(ValueError, OverflowError))
def _is_time(value: object) -> bool:
    """Accept RFC 3339 with ``T`` and an offset, seconds optional; a real moment, also after conversion."""
    return not isinstance(value, str) or bool(_TIME.fullmatch(value) and datetime.fromisoformat(value).astimezone(UTC))


@THIS_CENTURY.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(_DATE.fullmatch(value) and date.fromisoformat(value))


def _unique(_judge: object, wanted: bool, value: object, _part: object) -> Iterator[ValidationError]:
    """Find that a list holds the same twice; the library compares every pair of mappings."""
    if wanted and isinstance(value, list):
        written = {json.dumps(item, sort_keys=True) for item in value}
        if len(written) < len(value):
            yield ValidationError("not unique")


_JUDGE = cast(Any, extend)(Draft202012Validator, {"uniqueItems": _unique})


class UnusableSchema(ValueError):
    """``why`` a schema cannot be used."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach of a schema by a value, as data."""

    path: Path  # to the value, or to the name that may not stand there
    keyword: str  # of the schema
    limit: Any  # of that keyword
    part: Mapping[str, Any]  # of the schema, with that keyword
    value: Any  # the wrong value
    name: str = ""  # an item of the value: missing (``required``), or its name is not known or not allowed

    @property
    def known(self) -> list[str]:
        """The names of the items that may stand there."""
        return list(self.part.get("properties", ()))

    @property
    def shown(self) -> str:
        """The beginning of the value; made only for a message, for it costs as much as the value is long."""
        text = str(self.value)
        if len(text) <= 40:
            return text
        return text[:39] + "…"

    @property
    def message(self) -> Text:
        """The breach in plain words, with the value."""
        return _message(self)


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that was read: its references are inlined, and its validator is made, once.

    Raises UnusableSchema for a keyword that is unknown or has a wrong value, and for a reference that leads nowhere in
    the schema or back to itself: nothing is ever fetched.
    """

    source: Mapping[str, Any]
    formats: FormatChecker = field(default=DAYS, repr=False, compare=False)
    _validator: Any = field(init=False, repr=False, compare=False)  # a validator of ``jsonschema``

    def __post_init__(self) -> None:
        judge = _JUDGE(_Inliner(self.source).whole(), format_checker=self.formats)
        object.__setattr__(self, "_validator", judge)

    def __hash__(self) -> int:
        return hash(tuple(self.source))

    def violations(self, value: object) -> tuple[Violation, ...]:
        """Find all violations of the schema, in the order of the value."""
        found: dict[tuple[object, ...], Violation] = {}
        for error in self._validator.iter_errors(value):
            for wrong in _violations(error):
                again: object = len(found)
                if wrong.keyword == "required":  # of several missing items each error of the validator names all
                    again = wrong.name
                found.setdefault((wrong.path, wrong.keyword, again), wrong)
        return tuple(sorted(found.values(), key=_order))


class Unreadable(ValueError):
    """Why a JSON file is none, or not what its schema asks for: ``why`` names the place of the first fault."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def read_json(path: pathlib.Path, schema: Mapping[str, Any]) -> Any:
    """Read the value in a JSON file (UTF-8) that keeps to the schema; raises Unreadable."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Unreadable(Text(fault.strerror or "", fault.strerror or "")) from fault
    except (ValueError, RecursionError) as fault:
        raise Unreadable(Message("core/json-unreadable")) from fault
    for wrong in Schema(schema).violations(value):
        where = "/".join(str(part) for part in wrong.path)
        raise Unreadable(Text(f"{where} {wrong.message.ja}".strip(), f"{where} {wrong.message.en}".strip()))
    return value


class _Inliner:
    """Copies a schema with what its references point to in their place, and checks its keywords on the way."""

    def __init__(self, root: object) -> None:
        self._root = root
        self._targets: dict[str, dict[str, Any]] = {}
        self._open: set[str] = set()

    def whole(self) -> dict[str, Any]:
        if not isinstance(self._root, dict):
            raise UnusableSchema(Message("core/schema-no-object"))
        made: dict[str, Any] = self._part(self._root, ())
        return made

    def _part(self, part: object, place: tuple[str, ...]) -> Any:
        if isinstance(part, bool):
            return part
        if not isinstance(part, dict):
            raise _invalid(place)
        made = {
            keyword: self._value(keyword, value, (*place, keyword))
            for keyword, value in part.items()
            if keyword not in _UNCHECKED
        }
        reference = made.pop("$ref", None)
        if reference is None:
            return made
        target = self._target(reference)
        if (made.keys() & target.keys()) - {"examples"}:  # both hold
            return {**made, "allOf": [*made.get("allOf", ()), target]}
        return {**made, **target}

    def _value(self, keyword: str, value: Any, place: tuple[str, ...]) -> Any:
        if keyword in _PART:
            return self._part(value, place)
        if keyword in _PARTS_BY_NAME and isinstance(value, dict):
            return {name: self._part(inner, (*place, str(name))) for name, inner in value.items()}
        if keyword in _PARTS and isinstance(value, list):
            return [self._part(inner, (*place, str(index))) for index, inner in enumerate(value)]
        if keyword in _SIZES and isinstance(value, int) and value >= 0:
            return value
        if keyword == "type" and all(name in _TYPES for name in _each(value)):
            return value
        if isinstance(value, _PLAIN.get(keyword, ())):
            return value
        raise _invalid(place)

    def _target(self, reference: str) -> dict[str, Any]:
        if reference in self._open:
            raise UnusableSchema(Message("core/reference-circular", reference=reference))
        if reference not in self._targets:
            head, *steps = reference.split("/")
            target: Any = self._root if head == "#" else None
            for step in steps:
                target = target.get(step) if isinstance(target, dict) else None
            if not isinstance(target, dict):
                raise UnusableSchema(Message("core/reference-missing", reference=reference))
            self._open.add(reference)
            self._targets[reference] = self._part(target, tuple(steps))
            self._open.remove(reference)
        return self._targets[reference]


def _invalid(place: tuple[str, ...]) -> UnusableSchema:
    return UnusableSchema(Message("core/schema-invalid", where="/".join(place) or "/"))


def _violations(error: ValidationError) -> Iterator[Violation]:
    path: Path = tuple(error.absolute_path)
    keyword, limit, value = str(error.validator), cast(Any, error.validator_value), cast(Any, error.instance)
    part: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if keyword == "additionalProperties" and isinstance(value, dict):
        for name in value:
            if name not in part.get("properties", ()):
                yield Violation((*path, name), keyword, limit, part, value, name)
    elif keyword == "required":
        for name in limit:
            if name not in value:
                yield Violation(path, keyword, limit, part, value, name)
    elif "propertyNames" in error.absolute_schema_path:
        yield Violation((*path, str(value)), "propertyNames", limit, part, value, str(value))
    else:
        yield Violation(path, keyword, limit, part, value)


def _message(wrong: Violation) -> Text:
    match wrong.keyword:
        case "required":
            return Message("core/item-missing", name=wrong.name)
        case "additionalProperties" if wrong.known:
            return Message("core/item-unknown-among", name=wrong.name, known=listed(wrong.known))
        case "additionalProperties":
            return Message("core/item-unknown", name=wrong.name)
        case "propertyNames":
            return Message("core/item-name", name=wrong.name)
        case "type":
            return Message("core/value-kind", kind=listed(Message(f"core/kind-{kind}") for kind in _each(wrong.limit)))
        case "enum" | "const":
            return Message("core/value-not-among", shown=wrong.shown, words=listed(map(str, _each(wrong.limit))))
        case "pattern" if wrong.limit.startswith("^https://"):
            return Message("core/page-malformed", shown=wrong.shown, example=wrong.part["examples"][0])
        case "pattern" if wrong.part.get("examples"):
            return Message("core/value-malformed-like", shown=wrong.shown, example=wrong.part["examples"][0])
        case "pattern":
            return Message("core/value-malformed", shown=wrong.shown, pattern=wrong.limit)
        case "minLength" | "minItems" | "minProperties":
            return Message("core/value-too-short", limit=wrong.limit)
        case "maxLength" | "maxItems" | "maxProperties":
            return Message("core/value-too-long", limit=wrong.limit)
        case "format":
            return Message("core/value-no-day", shown=wrong.shown)
        case "uniqueItems":
            return Message("core/value-twice")
        case keyword:
            return Message("core/value-refused", shown=wrong.shown, keyword=keyword)


def _each(limit: Any) -> list[Any]:
    """List the values that a keyword allows: ``type`` and ``const`` may give a value alone."""
    return limit if isinstance(limit, list) else [limit]


def _order(wrong: Violation) -> tuple[list[str], str]:
    return [str(part).zfill(6) for part in wrong.path], wrong.keyword
