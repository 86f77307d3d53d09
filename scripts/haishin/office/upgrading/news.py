"""What a release brings that no file of the force says yet: new items of the example force, and its notices."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from haishin.core.catalogue import Message
from haishin.core.contract.loading import PARTS
from haishin.core.model import Text
from haishin.office.upgrading.migrations import Texts
from haishin.office.upgrading.release import ordered, read_yaml

EXAMPLE = "tests/examples/force/schema/"  # which every release carries, and no force changes
Place: TypeAlias = tuple[str, ...]  # keys from the top; ``*``: of every item of a list
_ITEM = "*"
_VERSIONS = re.compile(r"^## ([0-9]+\.[0-9]+\.[0-9]+)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_DUTY = re.compile(r"^\*\*What you must do\.\*\* (.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class News:
    """A file of the example force that a release changed."""

    name: str
    difference: str  # from the release that the force stands on
    lacking: tuple[tuple[str, Text], ...]  # what is new in it and not in the force's file → what happens without it


def news(before: Texts, after: Texts, force: Texts, schemas: Mapping[str, bytes]) -> tuple[News, ...]:
    """Compare the example force of two releases with the force's own files; ``schemas``: the release's, by name."""
    found = []
    for name in sorted(after):
        if before.get(name) == after[name]:
            continue
        new = _places(after[name]) - _places(before.get(name)) - _places(force.get(name))
        schema = json.loads(schemas.get(name.replace(".yaml", ".schema.json"), b"{}"))
        tops = sorted(place for place in new if place[:-1] not in new or not place)
        lacking = tuple((" → ".join(place) or name, _without(name, schema, place)) for place in tops)
        found.append(News(name, difference(name, before.get(name, ""), after[name]), lacking))
    return tuple(found)


def difference(name: str, before: str, after: str) -> str:
    """Write a unified difference, as git does."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines)


def duties(changelog: str, standing: str, release: str) -> tuple[tuple[str, str], ...]:
    """Pick the versions behind the one that the force stands on, with the duties that each names."""
    found = []
    for version, text in _VERSIONS.findall(changelog):
        duty = _DUTY.search(text)
        if ordered(standing) < ordered(version) <= ordered(release) and duty is not None:
            found.append((version, " ".join(duty[1].split())))
    return tuple(sorted(found, key=lambda row: ordered(row[0])))


def _places(text: str | None) -> set[Place]:
    return set() if text is None else set(_below(read_yaml(text).value, ()))


def _below(value: object, place: Place) -> Iterator[Place]:
    yield place
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _below(inner, (*place, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner, (*place, _ITEM))


def _without(name: str, schema: Any, place: Place) -> Text:
    """Tell the consequence of leaving the item out, by the release's JSON Schema of the file."""
    node, required = schema, name.removesuffix(".yaml") in PARTS
    for step in place:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        inner = node.get("items") if step == _ITEM else node.get("properties", {}).get(step)
        required = step in node.get("required", ())
        node = inner or node.get("additionalProperties") or {}
    if required:
        return Message("office/upgrading/without-required")
    if "description" in node:
        return Message("office/upgrading/without-described", description=node["description"])
    return Message("office/upgrading/without-optional")
