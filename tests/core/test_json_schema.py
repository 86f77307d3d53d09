from __future__ import annotations

from typing import Any

import pytest

from haishin.core.json_schema import Schema, UnusableSchema

SCHEMA = Schema(
    {
        "type": "object",
        "required": ["a"],
        "additionalProperties": False,
        "properties": {
            "a": {"type": "string", "minLength": 2, "maxLength": 4},
            "n": {"pattern": "^[0-9]+$"},
            "c": {"const": "x"},
            "l": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"enum": ["x", "y"]}},
            "o": {
                "propertyNames": {"pattern": "^[a-z]$"},
                "additionalProperties": False,
                "patternProperties": {".": {}},
            },
            "e": {"additionalProperties": False},
            "x": {"not": {}},
            "d": {"format": "date"},
        },
    }
)


@pytest.mark.parametrize(
    ("value", "path", "ja", "en"),
    [
        ([], (), "「名前: 値」の組で書いてください。", "This must be of the type object."),
        ({}, (), "項目「a」がありません。", "The item `a` is missing."),
        ({"a": "x"}, ("a",), "短すぎます（2以上）。", "This is too short (at least 2)."),
        ({"a": "xxxxx"}, ("a",), "長すぎます（4まで）。", "This is too long (at most 4)."),
        ({"a": ["x"]}, ("a",), "文字で書いてください。", "This must be of the type string."),
        (
            {"a": "xx", "n": "x" * 50},
            ("n",),
            f"「{'x' * 39}…」の書き方が正しくありません。",
            f"`{'x' * 39}…` is not written as it must be (^[0-9]+$).",
        ),
        ({"a": "xx", "c": "y"}, ("c",), "「y」は使えません。x のどれかです。", "`y` is not allowed. Use one of x."),
        ({"a": "xx", "l": []}, ("l",), "短すぎます（1以上）。", "This is too short (at least 1)."),
        ({"a": "xx", "l": ["x", "x"]}, ("l",), "同じものが2回書かれています。", "The same thing is written twice."),
        (
            {"a": "xx", "l": ["x", "z"]},
            ("l", 1),
            "「z」は使えません。x、y のどれかです。",
            "`z` is not allowed. Use one of x, y.",
        ),
        (
            {"a": "xx", "o": {"Q": "1"}},
            ("o", "Q"),
            "項目の名前「Q」は使えません。",
            "`Q` may not be the name of an item here.",
        ),
        ({"a": "xx", "e": {"q": "1"}}, ("e", "q"), "項目「q」は知られていません。", "The item `q` is not known."),
        ({"a": "xx", "x": "1"}, ("x",), "「1」は使えません（not）。", "`1` is not allowed (not)."),
        (
            {"a": "xx", "d": "2026-02-29"},
            ("d",),
            "「2026-02-29」という日はありません（例 2026-04-01）。",
            "There is no day `2026-02-29` (write 2026-04-01).",
        ),
    ],
)
def test_a_violation_is_told_at_its_place(value: object, path: tuple[str | int, ...], ja: str, en: str) -> None:
    [found] = SCHEMA.violations(value)
    assert (found.path, found.message.ja, found.message.en) == (path, ja, en)


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
    ("schema", "ja"),
    [
        ([], "JSON Schema はオブジェクトでなければなりません。"),
        ({"properties": {"a": {"type": "text"}}}, "JSON Schema として正しくありません（properties/a/type）。"),
        ({"type": "text"}, "JSON Schema として正しくありません（type）。"),
        ({"type": ["string", "text"]}, "JSON Schema として正しくありません（type）。"),
        ({"minLength": -1}, "JSON Schema として正しくありません（minLength）。"),
        ({"requird": ["a"]}, "JSON Schema として正しくありません（requird）。"),
        (
            {"anyOf": [{"additionalProperties": "no"}]},
            "JSON Schema として正しくありません（anyOf/0/additionalProperties）。",
        ),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"enum": "abc"}}},
            "JSON Schema として正しくありません（$defs/a/enum）。",
        ),
        ({"$dynamicRef": "#a"}, "JSON Schema として正しくありません（$dynamicRef）。"),
        ({"$ref": "other.json"}, "JSON Schema の参照「other.json」の先がこのファイルにありません。"),
        (
            {"allOf": [{"$ref": "#/$defs/a/b"}], "$defs": {"a": True}},
            "JSON Schema の参照「#/$defs/a/b」の先がこのファイルにありません。",
        ),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}},
            "JSON Schema の参照「#/$defs/a」が自分自身に戻ります。",
        ),
    ],
)
def test_an_unusable_schema_is_told(schema: Any, ja: str) -> None:
    with pytest.raises(UnusableSchema) as caught:
        Schema(schema)
    assert caught.value.why.ja == ja


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
