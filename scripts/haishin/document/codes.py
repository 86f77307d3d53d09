"""The codes that may stand in an item, with their names: who wrote 声かけ for ``approach`` is told the code."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from haishin.contract import Contract
from haishin.model import Path, Role

_ALIKE = 0.7
_SUPERVISOR = "運用総括管理者"


def permitted(path: Path, items: Mapping[str, Any], contract: Contract) -> dict[str, str]:
    """Code → name of all that may stand at that path, given the other items; empty where no list is known."""
    policy, organization = contract.policy, contract.organization
    category = items.get("category")
    row = policy.row(category) if isinstance(category, str) else None
    match path:
        case ("category",):
            return {one.category: one.name for one in policy.table}
        case ("case",):
            return dict(row.cases) if row is not None else {}
        case ("content",):
            return {code: policy.contents[code] for code in (row.contents if row is not None else policy.contents)}
        case ("scope", *_):
            return {unit: organization.units[unit].name for unit in organization.stations}
        case ("consult", *_):
            role = Role.SUPERVISOR.value
            above = {role: _SUPERVISOR} if policy.supervisor_unit is not None else {}
            return above | {unit.id: unit.name for unit in organization.units.values()}
        case ("disclose", int(), "ground"):
            return dict(policy.disclosures)
    return {}


def listed(codes: Mapping[str, str], value: str) -> str:
    """The codes with their names, what is nearest to the value first."""
    near = sorted(codes, key=lambda code: -_likeness(value, code, codes[code]))
    first = [code for code in near if _likeness(value, code, codes[code]) >= _ALIKE]
    return "、".join(f"{code} {codes[code]}" for code in (*first, *(code for code in codes if code not in first)))


def nearest(codes: Mapping[str, str], value: str) -> str | None:
    """The code that is meant by a value, as 前橋 means ``maebashi``; None where nothing is near."""
    best = max(codes, key=lambda code: _likeness(value, code, codes[code]), default=None)
    return best if best is not None and _likeness(value, best, codes[best]) >= _ALIKE else None


def _likeness(value: str, code: str, name: str) -> float:
    """From 0 to 1; a name that begins with the value is nearest after the same, the shorter the nearer."""
    if value in (code, name):
        return 1
    if value and name.startswith(value):
        return 0.9 + len(value) / len(name) / 20
    return max(difflib.SequenceMatcher(None, value, one).ratio() * 0.9 for one in (code, name))
