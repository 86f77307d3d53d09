"""An item as it must stand: the line to write where something in it is missing or has the wrong shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from haishin.model import WHY, Path

_GAP = "…"
_CODES = ("#/$defs/code", "#/$defs/id", "#/$defs/time")
_PLAIN = re.compile(
    r"[a-z]+(?:-[a-z]+)*|20[0-9]{6}-[0-9]{4}-[a-z-]+|20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9:]+\+[0-9:]+)?"
)


def finished(path: Path, items: Mapping[str, Any], schema: Mapping[str, Any]) -> str | None:
    """``waivers: [{rule: delivery-hours, reason: …}]`` of the item at that path; None where it holds no others.

    What was written stands there only where the schema expects a code or a time: prose may tell of somebody.
    """
    name = str(path[0])
    part = schema.get("properties", {}).get(name)
    form = _form(items.get(name), part) if part is not None else _GAP
    return f"{name}: {form}" if form[0] in "{[" else None


def _form(value: Any, part: Mapping[str, Any]) -> str:
    inside = {**part.get("else", {}), **part}
    if properties := inside.get("properties"):
        first, *_ = needed = inside["required"]
        given = value if isinstance(value, dict) else {first: value}
        names = [*(name for name in given if name in properties), *(name for name in needed if name not in given)]
        return f"{{{', '.join(f'{name}: {_form(given.get(name), properties[name])}' for name in names)}}}"
    if "items" in inside:
        return f"[{', '.join(_form(one, inside['items']) for one in (value if isinstance(value, list) else [value]))}]"
    if value is None and inside.get("$ref") == "#/$defs/prose":
        return WHY
    coded = inside.get("$ref") in _CODES or not inside.keys().isdisjoint(("enum", "pattern", "format"))
    return value if coded and isinstance(value, str) and _PLAIN.fullmatch(value) else _GAP
