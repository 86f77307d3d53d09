"""The page ``schema/SAMPLES.md``: the usual wording of each case with its examples put in, to be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.core.contract import Contract
from haishin.core.contract.drafts import written
from haishin.core.model import FollowKind
from haishin.office.drafting.text import Situation, by_unit, filled, template, usual

_HEAD = """\
# 見本

このファイルは `drafts.yaml` から作られます。直接書き換えないでください
（`haishin form --samples > schema/SAMPLES.md`）。

起案のページでできる文の、印を書き換えた後の例です（{station}の例）。
ここから写すときは、右上の印で写し、`scope` を自分の所属に直します。
1行目と、本文の前の行の `---` は消さず、`:` の後には半角の空白を1つ入れます。
"""
_FOLLOWING = """\
## 検挙、続報、訂正、解決、取消

先に送ったメールの番号を、`follows` に書きます。どの区分でも同じです。
"""
_WAYS = {
    FollowKind.FOLLOW_UP: "続報",
    FollowKind.CORRECTION: "訂正",
    FollowKind.RESOLUTION: "解決・解除",
    FollowKind.CANCELLATION: "取消（事件ではなかった）",
}
_ARREST = "検挙情報（報道発表の後に届く）"
# What stands where a drafter chooses; a date of the past that belongs to the examples of the wordings.
_CHOSEN = {
    "recognized_at": "2026-11-25T15:40+09:00",
    "press": "none",
    "consent": "{state: given, by: 長男, at: 2026-11-25T16:00+09:00}",
    "expires_at": "2026-11-29T15:00+09:00",
    "alert": "20261125-1605-koekake",
    "waivers": "",
}
_RELEASED = "{at: 2026-11-25T17:00+09:00, title: 被疑者の逮捕について, consistent: yes}"


def render(contract: Contract) -> str:
    """Write a sample of each case of the table, an arrest, and each way to follow a mail."""
    policy, organization = contract.policy, contract.organization
    station = next(one for one in organization.units.values() if organization.is_station(one.id))
    parts = [_HEAD.format(station=station.name)]
    for row in policy.table:
        parts.append(f"## {row.name}（`{row.category}`）\n")
        for case, name in row.cases.items():
            file = _file(contract, station.id, Situation(row.category, case, usual(contract, row, case)))
            own = re.search("^case_name: (.*)$", file, re.M)
            parts.append(_sample(name if own is None else f"{name}（例：{own[1]}）", file))
    parts.append(_FOLLOWING)
    parts += (_sample(name, file) for name, file in _following(contract, station.id))
    return "\n".join(parts)


def _following(contract: Contract, station: str) -> Iterator[tuple[str, str]]:
    """An arrest, and what may follow a mail, of the first row that knows them."""
    policy = contract.policy
    for row in policy.table[:1]:
        case = next(iter(row.cases))
        for content in row.contents:
            if content in policy.press.arrest_contents:
                yield _ARREST, _file(contract, station, Situation(row.category, case, content), press=_RELEASED)
        for way, name in _WAYS.items():
            yield name, _file(contract, station, Situation(row.category, case, usual(contract, row, case), way))


def _file(contract: Contract, station: str, situation: Situation, **chosen: str) -> str:
    values = {**by_unit(contract.organization.units[station]), "scope": f"[{station}]", **_CHOSEN, **chosen}
    return re.sub(r" # .*", "", written(filled(template(contract, situation), values)))


def _sample(name: str, file: str) -> str:
    return f"<details><summary>{name}</summary>\n\n```markdown\n{file}```\n\n</details>\n"
