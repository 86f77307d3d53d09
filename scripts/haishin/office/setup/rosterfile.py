"""``roster.yaml`` as ``roster import`` writes it: whole, in a fixed order. A ``note`` takes the place of a comment."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from haishin.core.contract.organization import Organization
from haishin.core.model import Path, Role
from haishin.core.strict_yaml import YamlLimits, compose

_LIMITS: Final = YamlLimits(depth=12, flow_depth=4)
_PLAIN: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_RANKS: Final = tuple(role.value for role in Role)
_HEAD: Final = """\
# 体制表:だれが、どの所属の、どの役割か(3(1)〜3(3))。主管課({owner})が管理します。
# 異動のときは、前の行を消さずに until に最後の日を書き、新しい人(又は役割)の行を足します。
# 過去の承認を確かめられるようにするためです。
# role: supervisor 運用総括管理者 / manager 運用管理者 / officer 運用責任者 / staff その他
# deputy: 代決。when は absent(不在のとき。承認に「代決」と書く)、nights-and-holidays(夜間・休日)、dates(期間中)。
# haishin roster import は、このファイルを全部書き直します。残したい覚えは、その人の note に書いてください。
"""


@dataclass(frozen=True, slots=True)
class Put:
    """A new value at a place that has a value."""

    path: Path
    value: str


@dataclass(frozen=True, slots=True)
class Append:
    """One more entry in a person's ``roles`` or ``deputy``."""

    person: int
    key: str
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Join:
    """A new person."""

    person: dict[str, Any]


Edit = Put | Append | Join


def edited(text: str, edits: Iterable[Edit], organization: Organization) -> str:
    """Write the file anew with all edits; ``text`` must load."""
    value: Any = copy.deepcopy(compose(text, limits=_LIMITS).value)
    people: list[dict[str, Any]] = value["people"]
    for edit in edits:
        if isinstance(edit, Put):
            _put(value, edit.path, edit.value)
        elif isinstance(edit, Append):
            people[edit.person].setdefault(edit.key, []).append(edit.entry)
        else:
            people.append(edit.person)
    return written(people, organization)


def written(people: Sequence[Mapping[str, Any]], organization: Organization) -> str:
    """Write the people by the unit that they joined last, in the order of the organization, the chief first."""
    units = list(organization.units)

    def place(person: Mapping[str, Any]) -> tuple[int, int]:
        last = person["roles"][-1]
        unit = units.index(last["unit"]) if last["unit"] in units else len(units)
        return unit, _RANKS.index(last["role"])

    lines = ["people:" if people else "people: []"]
    for unit, members in groupby(sorted(people, key=place), key=lambda person: place(person)[0]):
        if unit < len(units):
            lines.append(f"  # --- {organization.units[units[unit]].name}")
        for person in members:
            lines += _person(person)
    head = _HEAD.format(owner=organization.units[organization.owner].name)
    return head + "".join(f"{line}\n" for line in lines)


def _person(person: Mapping[str, Any]) -> Iterator[str]:
    yield f"  - id: {person['id']}"
    yield f"    name: {_text(person['name'])}"
    if "note" in person:
        yield f"    note: {_text(person['note'])}"
    accounts = ", ".join(_flow(account) for account in person["accounts"])
    yield f"    accounts: [{accounts}]"
    for key in ("roles", "deputy"):
        if person.get(key):
            yield f"    {key}:"
            yield from (f"      - {_flow(entry)}" for entry in person[key])


def _put(value: Any, path: Path, text: str) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = text


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    return str(value)
