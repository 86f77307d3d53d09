"""The codes that may stand in an item, with their names: who wrote 声かけ for ``approach`` gets the code."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from haishin.core.contract import Contract
from haishin.core.model import Path, Role

_ALIKE = 0.7
_SURE = 0.9
_SUPERVISOR = "運用総括管理者"
_PRESS = {"none": "なし", "undecided": "未定"}
# The closed lists of the items themselves: by the path of names, the code of each Japanese word that may stand there.
_WRITTEN: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("press", "by"): {"所属": "unit"},
    ("press", "consistent"): {"一致": "yes", "相違": "no", "まだない": "not-yet"},
    ("follows", "as"): {
        "続報": "follow-up", "訂正": "correction", "解決": "resolution", "解除": "resolution",
        "解決・解除": "resolution", "取消": "cancellation",
    },
    ("consent", "state"): {"あり": "given", "確認中": "pending", "なし": "refused", "相手なし": "nobody"},
    ("waivers", "rule"): {"配信時間": "delivery-hours", "家族の了解": "consent"},
    ("exercise",): {"訓練": "true"},
}  # fmt: skip
_TIME = re.compile(
    r"(?P<date>20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})日?(?:[T ]*(?P<hour>\d{1,2})[:時](?P<minute>\d\d)分?(?::\d\d)?"
    r"(?P<offset>[+-]\d\d:?\d\d|Z)?)?",
    re.ASCII,
)

_TRUTHS = {
    "true": frozenset(("true", "yes", "y", "on", "1", "はい", "訓練", "あり", "する")),
    "false": frozenset(("false", "no", "n", "off", "0", "いいえ", "なし", "しない")),
}


def permitted(path: Path, items: Mapping[str, Any], contract: Contract) -> dict[str, str]:
    """List code → name of all that may stand at that path, given the other items; empty if no list is known."""
    policy, organization = contract.policy, contract.organization
    categories = {known.category: known.name for known in policy.table}
    category = items.get("category")
    row = None
    if isinstance(category, str):
        row = policy.row(meant(categories, category) or category)
    match path:
        case ("category",):
            return categories
        case ("case",):
            rows = policy.table if row is None else (row,)
            return {code: name for known in rows for code, name in known.cases.items()}
        case ("content",):
            if row is None:
                return dict(policy.contents)
            return {code: policy.contents[code] for code in row.contents}
        case ("press",):
            return dict(_PRESS)
        case ("scope", *_):
            return {unit: organization.units[unit].name for unit in organization.stations}
        case ("consult", *_):
            units = {unit.id: unit.name for unit in organization.units.values()}
            if policy.supervisor_unit is None:
                return units
            return {Role.SUPERVISOR.value: _SUPERVISOR, **units}
        case ("disclose", int(), "ground"):
            return dict(policy.disclosures)
    return {}


def coded(items: Mapping[str, Any], contract: Contract) -> dict[str, Any]:
    """Put the code in place of each Japanese name that stands in a closed list word for word."""
    known: dict[str, Any] = dict(items)
    for name in ("category", *items):  # which cases and contents there are, the category says
        if name in known:
            known[name] = _coded((name,), known[name], known, contract)
    return known


def _coded(path: Path, value: Any, items: Mapping[str, Any], contract: Contract) -> Any:
    if isinstance(value, dict):
        return {name: _coded((*path, name), inner, items, contract) for name, inner in value.items()}
    if isinstance(value, list):
        return [_coded((*path, index), inner, items, contract) for index, inner in enumerate(value)]
    if not isinstance(value, str) or value.isascii():
        return value
    if path == ("scope",):  # anything but the whole prefecture is a list
        return "prefecture" if value in ("全県", contract.organization.whole) else value
    written = _WRITTEN.get(tuple(step for step in path if isinstance(step, str)), {})
    names = {name: code for code, name in permitted(path, items, contract).items()}
    return written.get(value) or names.get(value, value)


def listed(codes: Mapping[str, str], value: str) -> str:
    """Write the codes with their names, the codes nearest to the value first."""
    near = sorted(codes, key=lambda code: -_likeness(value, code, codes[code]))
    first = [code for code in near if _likeness(value, code, codes[code]) >= _ALIKE]
    return "、".join(f"{code} {codes[code]}" for code in dict.fromkeys((*first, *codes)))


def nearest(codes: Mapping[str, str], value: str) -> str | None:
    """Find the code nearest to a value, which may be a unit's name instead of its code; None if nothing is near."""
    best = max(codes, key=lambda code: _likeness(value, code, codes[code]), default=None)
    if best is None or _likeness(value, best, codes[best]) < _ALIKE:
        return None
    return best


def meant(codes: Mapping[str, str], value: str) -> str | None:
    """Find the only code that a value surely means; None if two are possible."""
    if value in codes:
        return value
    ranked = sorted(((_likeness(value, code, codes[code]), code) for code in codes), reverse=True)
    (best, code), (second, _) = (*ranked, (0.0, ""), (0.0, ""))[:2]
    if best < _SURE or best == second:
        return None
    return code


def category_of(items: Mapping[str, Any], contract: Contract) -> str | None:
    """Find the only row of 別表 that has such a case with such a content."""
    case, content = items.get("case"), items.get("content")
    if not isinstance(case, str) or not isinstance(content, str):
        return None
    rows = [row.category for row in contract.policy.table if case in row.cases and content in row.contents]
    return rows[0] if len(rows) == 1 else None


def meant_time(value: str, *, day: bool) -> str | None:
    """Write in RFC 3339, or with ``day`` its date alone, a time as people write it: 2026/11/26 17:30 (of Japan)."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if found is None or day != (found["hour"] is None):
        return None
    date = "-".join(part.zfill(2) for part in re.split("[^0-9]", found["date"]))
    fixed = date
    if not day:
        fixed += f"T{found['hour'].zfill(2)}:{found['minute']}{found['offset'] or '+09:00'}"
    try:
        datetime.fromisoformat(fixed)
    except ValueError:
        return None
    return fixed


def meant_truth(value: str) -> str | None:
    """Write ``true`` or ``false`` for a word that surely means it: yes, はい, TRUE, no …; None for any other."""
    word = unicodedata.normalize("NFKC", value).strip().casefold()
    return next((truth for truth, words in _TRUTHS.items() if word in words), None)


def _likeness(value: str, code: str, name: str) -> float:
    """Compare, from 0 to 1; a name that begins with the value is nearest after the same, the shorter the nearer."""
    if value in (code, name, name.replace("警察署", "署")):
        return 1
    if value and name.startswith(value):
        return 0.9 + len(value) / len(name) / 20
    if name in value:
        return 0.9
    return max(difflib.SequenceMatcher(None, value, word).ratio() * 0.9 for word in (code, name))
