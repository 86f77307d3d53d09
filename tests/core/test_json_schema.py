from __future__ import annotations

from typing import Any

import pytest

from haishin.core.catalogue import Message, listed
from haishin.core.json_schema import Schema, UnusableSchema

SCHEMA = Schema(
    {
        "type": "object",
        "required": ["a"],
        "additionalProperties": False,
        "properties": {
            "a": {"type": "string", "minLength": 2, "maxLength": 4},
            "n": {"pattern": "^[0-9]+$"},
            "p": {"pattern": "^[a-z]+$", "examples": ["abc"]},
            "c": {"const": "x"},
            "l": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"enum": ["x", "y"]}},
            "o": {
                "propertyNames": {"pattern": "^[a-z]$"},
                "additionalProperties": False,
                "patternProperties": {".": {}},
            },
            "e": {"additionalProperties": False},
            "k": {"additionalProperties": False, "properties": {"r": {}}},
            "x": {"not": {}},
            "d": {"format": "date"},
        },
    }
)


@pytest.mark.parametrize(
    ("value", "path", "message"),
    [
        ([], (), Message("core/value-kind", kind=listed([Message("core/kind-object")]))),
        ({}, (), Message("core/item-missing", name="a")),
        ({"a": "x"}, ("a",), Message("core/value-too-short", limit=2)),
        ({"a": "xxxxx"}, ("a",), Message("core/value-too-long", limit=4)),
        ({"a": ["x"]}, ("a",), Message("core/value-kind", kind=listed([Message("core/kind-string")]))),
        (
            {"a": "xx", "n": "x" * 50},
            ("n",),
            Message("core/value-malformed", shown=f"{'x' * 39}…", pattern="^[0-9]+$"),
        ),
        ({"a": "xx", "p": "1"}, ("p",), Message("core/value-malformed-like", shown="1", example="abc")),
        ({"a": "xx", "c": "y"}, ("c",), Message("core/value-not-among", shown="y", words=listed(["x"]))),
        ({"a": "xx", "l": []}, ("l",), Message("core/value-too-short", limit=1)),
        ({"a": "xx", "l": ["x", "x"]}, ("l",), Message("core/value-twice")),
        ({"a": "xx", "l": ["x", "z"]}, ("l", 1), Message("core/value-not-among", shown="z", words=listed(["x", "y"]))),
        ({"a": "xx", "o": {"Q": "1"}}, ("o", "Q"), Message("core/item-name", name="Q")),
        ({"a": "xx", "e": {"q": "1"}}, ("e", "q"), Message("core/item-unknown", name="q")),
        ({"a": "xx", "k": {"q": "1"}}, ("k", "q"), Message("core/item-unknown-among", name="q", known=listed(["r"]))),
        ({"a": "xx", "x": "1"}, ("x",), Message("core/value-refused", shown="1", keyword="not")),
        ({"a": "xx", "d": "2026-02-29"}, ("d",), Message("core/value-no-day", shown="2026-02-29")),
    ],
)
def test_a_violation_is_told_at_its_place(value: object, path: tuple[str | int, ...], message: Message) -> None:
    [found] = SCHEMA.violations(value)
    assert (found.path, found.message) == (path, message)


def test_each_kind_of_value_has_a_name() -> None:
    [found] = Schema({"type": ["integer", "null"]}).violations("x")
    assert (found.message.ja, found.message.en) == (
        "整数、nullで書いてください。",
        "This must be of the type integer, null.",
    )


def test_all_violations_come_in_order() -> None:
    found = SCHEMA.violations({"l": ["q", "z"], "zz": "1"})
    assert [(one.path, one.keyword) for one in found] == [
        ((), "required"),
        (("l", 0), "enum"),
        (("l", 1), "enum"),
        (("zz",), "additionalProperties"),
    ]


def test_a_right_value_breaks_nothing() -> None:
    assert (
        SCHEMA.violations({"a": "xx", "n": "12", "c": "x", "l": ["x", "y"], "o": {"q": "1"}, "d": "2028-02-29"}) == ()
    )


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ([], Message("core/schema-no-object")),
        ({"properties": {"a": {"type": "text"}}}, Message("core/schema-invalid", where="properties/a/type")),
        ({"type": "text"}, Message("core/schema-invalid", where="type")),
        ({"type": ["string", "text"]}, Message("core/schema-invalid", where="type")),
        ({"minLength": -1}, Message("core/schema-invalid", where="minLength")),
        ({"requird": ["a"]}, Message("core/schema-invalid", where="requird")),
        (
            {"anyOf": [{"additionalProperties": "no"}]},
            Message("core/schema-invalid", where="anyOf/0/additionalProperties"),
        ),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"enum": "abc"}}},
            Message("core/schema-invalid", where="$defs/a/enum"),
        ),
        ({"$dynamicRef": "#a"}, Message("core/schema-invalid", where="$dynamicRef")),
        ({"$ref": "other.json"}, Message("core/reference-missing", reference="other.json")),
        (
            {"allOf": [{"$ref": "#/$defs/a/b"}], "$defs": {"a": True}},
            Message("core/reference-missing", reference="#/$defs/a/b"),
        ),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}},
            Message("core/reference-circular", reference="#/$defs/a"),
        ),
    ],
)
def test_an_unusable_schema_is_told(schema: Any, why: Message) -> None:
    with pytest.raises(UnusableSchema) as caught:
        Schema(schema)
    assert caught.value.why == why


@pytest.mark.parametrize(
    ("beside", "wrong"),
    [
        ({}, ["x", ["abc"]]),
        ({"title": "A", "maxLength": 4}, ["x", ["abc"], "abcde"]),
        ({"minLength": 3}, ["x", ["abc"], "ab"]),  # the reference and what stands beside it both hold
        ({"minLength": 1}, ["x", ["abc"]]),
        ({"allOf": [{"pattern": "^a"}], "type": "string"}, ["x", ["abc"], "bcd"]),
    ],
)
def test_a_reference_holds_with_what_stands_beside_it(beside: dict[str, Any], wrong: list[object]) -> None:
    schema = Schema({"items": {"$ref": "#/$defs/a", **beside}, "$defs": {"a": {"type": "string", "minLength": 2}}})
    values = ["abc", "x", ["abc"], "ab", "abcde", "bcd"]
    assert [value for value in values if schema.violations([value])] == [value for value in values if value in wrong]


def test_a_value_is_shown_only_where_a_message_says_it() -> None:
    """S13: the whole mapping, written out for each unknown name, cost the square of the names."""

    class Written(str):
        count = 0

        def __repr__(self) -> str:
            Written.count += 1
            return super().__repr__()

    found = SCHEMA.violations({"a": "xx", **{f"k{number}": Written() for number in range(50)}})
    Written.count = 0
    assert len([one.message for one in found]) == 50
    assert Written.count == 0


def test_mappings_of_a_list_are_compared_each_once() -> None:
    """The library compares every pair: a minute for a list of some ten thousand."""
    unique = Schema({"items": {"type": "object"}, "uniqueItems": True})
    items = [{"a": str(number), "b": ["x"]} for number in range(20_000)]
    assert unique.violations(items) == ()
    [found] = unique.violations([*items, {"b": ["x"], "a": "7"}])
    assert (found.path, found.keyword) == ((), "uniqueItems")
