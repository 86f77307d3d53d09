"""A force's ``schema/*.yaml``: the example force's, with the answers in the place of all that is the example's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from haishin.core.strict_yaml import compose
from haishin.office.drafting.manual import spoken

ROSTER: Final = "people: []\n"
_REPLACED: Final = Path(__file__).with_name("replaced.yaml")
_ENTRY: Final = re.compile(r"^  - (?:id|follows): .*\n(?:(?: {4,}.*)?\n)*", re.MULTILINE)  # names its category later


def made(example: Mapping[str, bytes], own: Mapping[str, Any]) -> dict[str, bytes]:
    """Make file name → bytes, the roster empty.

    ``example``: the example force's files, but the force's own organization.yaml; ``own``: the value of that and, under
    ``choices``, the other answers; both must be of their schemas' shapes.
    """
    files, values = {**example, "roster.yaml": ROSTER.encode()}, _values(own)
    replaced: Any = compose(_REPLACED.read_text(encoding="utf-8")).value
    for name in files.keys() - {"organization.yaml"}:
        text = _without(files[name].decode(), own["choices"].get("without", ()))
        for row in replaced:
            text = _replaced(text, row, values)
        files[name] = text.encode()
    return files


def _replaced(text: str, row: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Write a row of ``replaced.yaml``; the named groups of its pattern fill holes, too."""
    pattern = row["like"] if "like" in row else re.escape(row["of"])
    return re.sub(pattern, lambda match: row["say"].format_map({**values, **match.groupdict()}), text, flags=re.M)


def _values(own: Mapping[str, Any]) -> dict[str, Any]:
    """Collect the values of the holes of ``replaced.yaml``, the answers among them; drafts name the first station."""
    units, choices, owner = own["units"], own["choices"], own["owner"]
    first = next((unit for unit in units.values() if unit["level"] == "station"), own)
    return {
        **own,
        "owner_name": units.get(owner, {"name": owner})["name"],
        "station": first["name"],
        "stem": first["name"].removesuffix("警察署"),
        "city": [*first.get("municipalities", ()), "市"][0],
        "opens_said": spoken(choices["hours"]["opens"]),
        "closes_said": spoken(choices["hours"]["closes"]),
        "phones": _phones(own),
        "hosts": "".join(f"  - {host}\n" for host in choices["official_hosts"]),
        "areas": _areas(own),
    }


def _phones(own: Mapping[str, Any]) -> str:
    """Write the public numbers of the force with the names that they belong to; a number of several is the force's."""
    numbers: dict[str, str] = {}
    leave = own["mail"].get("leave", {})
    for about in (*own["units"].values(), *([{**leave, "name": own["name"]}] if "phone" in leave else [])):
        numbers[about["phone"]] = own["name"] if about["phone"] in numbers else about["name"]
    return "".join(f'  "{number}": {json.dumps(name, ensure_ascii=False)}\n' for number, name in numbers.items())


def _areas(own: Mapping[str, Any]) -> str:
    """Write how each station's area is called; in Latin letters by its id, unless the answers say it."""
    given, lines = own["choices"].get("areas", {}), ""
    for unit in (unit for unit, about in own["units"].items() if about["level"] == "station"):
        names = {"latin": unit.replace("-", " ").title(), **given.get(unit, {})}
        said = ", ".join(f"{script}: {json.dumps(name, ensure_ascii=False)}" for script, name in names.items())
        lines += f"  {unit}: {{{said}}}\n"
    return lines


def _without(text: str, categories: Iterable[str]) -> str:
    """Take out the rows of these categories: entries of lists and mappings, with all that is indented below them.

    So are the demands that hold for them alone.
    """
    names = "|".join(map(re.escape, categories))
    if not names:
        return text
    only = re.compile(rf"category: (?:\[(?:{names})(?:, (?:{names}))*\]|(?:{names})$)", re.MULTILINE)
    text = _ENTRY.sub(lambda block: "" if only.search(block[0]) else block[0], text)
    begins = rf"( *)(?:- \{{?(?:\w+: [\w-]+, )*category: (?:{names})(?![\w-]).*|(?:{names}):(?: .*)?)\n"
    text = re.sub(rf"^{begins}(?:(?:\1 .*)?\n)*", "", text, flags=re.MULTILINE)
    return re.sub(rf"\[(?:{names})\]", "[]", text)
