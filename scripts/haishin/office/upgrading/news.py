"""The news of a release that no file of the force has yet: new items of the example force, and its notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from haishin.core.catalogue import Message
from haishin.core.contract.loading import PARTS
from haishin.core.model import Text
from haishin.office.upgrading.release import ordered, read_yaml

EXAMPLE = "tests/examples/force/schema/"  # which every release carries, and no force changes
Place: TypeAlias = tuple[str, ...]  # keys from the top; ``*``: of every item of a list
_ITEM = "*"
_VERSIONS = re.compile(r"^## ([0-9]+\.[0-9]+\.[0-9]+)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_DUTY = re.compile(r"^\*\*What you must do\.\*\* (.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)


def news(name: str, before: str | None, after: str, own: str | None, schema: bytes) -> Iterator[Text]:
    """Tell that a release changed a file of the example force, and what of it no file of the force has.

    ``before``: as the release has it on which the force stands; ``schema``: the release's, of that file.
    """
    yield Message("office/upgrading/news", name=name)
    new = _places(after) - _places(before) - _places(own)
    for place in sorted(place for place in new if place[:-1] not in new or not place):
        without, item = _without(name, json.loads(schema), place), " → ".join(place) or name
        yield Message("office/upgrading/lacking", place=item, without=without)


def duties(changelog: str, standing: str, release: str) -> Iterator[Message]:
    """Tell the duty of each version behind the force's own, the oldest first."""
    for version, text in sorted(_VERSIONS.findall(changelog), key=lambda row: ordered(row[0])):
        duty = _DUTY.search(text)
        if ordered(standing) < ordered(version) <= ordered(release) and duty is not None:
            yield Message("office/upgrading/duty", version=version, duty=" ".join(duty[1].split()))


def _places(text: str | None) -> set[Place]:
    paths = () if text is None else read_yaml(text).places
    return {tuple(_ITEM if isinstance(step, int) else step for step in path) for path in paths}


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
