"""What is new in the example force, and what a release asks to be done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.loading import own_schemas
from haishin.core.model import Text
from haishin.office.upgrading.news import duties, news

SCHEMA = {
    "properties": {
        "old": {"type": "string"},
        "must": {"type": "string"},
        "may": {"type": "object", "description": "なければ、送りません", "required": ["inner"]},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
        "units": {"additionalProperties": {"properties": {"phone": {}}, "required": ["phone"]}},
    },
    "required": ["must"],
    "$defs": {"row": {"properties": {"days": {"description": "日数"}, "name": {}}, "required": ["name"]}},
}
NEWS = Message("office/upgrading/news", name="wording.yaml")
REQUIRED, OPTIONAL = (Message(f"office/upgrading/without-{name}") for name in ("required", "optional"))


def described(text: str) -> Message:
    return Message("office/upgrading/without-described", description=text)


def lacking(before: str, after: str, own: str) -> Mapping[str, Text]:
    head, *found = news("wording.yaml", before, after, own, json.dumps(SCHEMA).encode())
    assert head == NEWS
    return places(found)


def places(found: Iterable[Text | str]) -> dict[str, Text]:
    """What is lacking, and what happens without it."""
    return {one.values["place"]: one.values["without"] for one in found if isinstance(one, Message)}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("must: x\n", {"must": REQUIRED}),
        ("may: {inner: {deeper: x}}\n", {"may": described("なければ、送りません")}),
        ("rows: [{name: b}, {days: 3, name: a}]\n", {"rows → * → days": described("日数")}),
        ("units: {ota: {phone: 1}}\n", {"units": OPTIONAL}),
        ("nosuch: x\n", {"nosuch": OPTIONAL}),
        ("old: another\n", {}),
        ("must: x\nold: [y]\n", {"must": REQUIRED, "old → *": OPTIONAL}),
    ],
)
def test_each_new_item_is_told_once_with_what_happens_without_it(new: str, told: Mapping[str, Text]) -> None:
    before = "old: x\n" if "old" not in new else "old: y\n"
    rows = "rows: [{name: a}]\n" if new.startswith("rows") else ""
    after = new if "old" in new else before + new
    assert lacking(before + rows, after, before + rows) == told


def test_what_the_force_has_already_is_not_told() -> None:
    assert lacking("old: x\n", "old: x\nmust: y\nunits: {a: {phone: 1}}\n", "must: z\nunits: {b: {}}\n") == {
        "units → a": OPTIONAL
    }


@pytest.mark.parametrize(
    ("name", "told"), [("roster.yaml", {"roster.yaml": REQUIRED}), ("frame.yaml", {"frame.yaml": None})]
)
def test_a_new_file(name: str, told: Mapping[str, Text | None]) -> None:
    schema = own_schemas()[name.replace(".yaml", ".schema.json")]
    _, *found = news(name, None, "people: []\n", None, schema)
    assert {place: without if told[place] else None for place, without in places(found).items()} == told


CHANGELOG = """# Changelog

## 0.10.0

**What you must do.** Write
`x`.

- Ten. **What you must do.** No.

## 0.9.0

- Nine.

## 0.2.0

**What you must do.** Nothing.

## 0.1.0

**What you must do.** First."""


@pytest.mark.parametrize(
    ("standing", "release", "told"),
    [
        ("0.1.0", "0.10.0", (("0.2.0", "Nothing."), ("0.10.0", "Write `x`."))),
        ("0.2.0", "0.9.0", ()),
        ("0.9.0", "0.10.0", (("0.10.0", "Write `x`."),)),
        ("0.10.0", "0.10.0", ()),
        ("0.0.9", "0.1.0", (("0.1.0", "First."),)),
    ],
)
def test_what_must_be_done_is_told_of_the_versions_between(
    standing: str, release: str, told: tuple[tuple[str, str], ...]
) -> None:
    said = (Message("office/upgrading/duty", version=version, duty=duty) for version, duty in told)
    assert [*duties(CHANGELOG, standing, release)] == [*said]
