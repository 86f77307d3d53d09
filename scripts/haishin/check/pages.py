"""The page ``schema/RULES.md``, made of the registry: each check, its reason, its messages and remedies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from haishin.check.findings.labels import clause_sentence
from haishin.check.rule_registry import DESCRIBED
from haishin.check.rules import Described, incomplete
from haishin.check.rules.characters import hides
from haishin.check.rules.worded import WORDED, rows
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.strict_yaml import compose

_SEVERITIES = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.NOTE: "お知らせ"}
_MEANS = {
    Severity.ERROR: "直すまで配信できません。",
    Severity.WARNING: "承認する人が判断します。起案者が先に書き足し、又は答えるものもあります。",
    Severity.NOTE: "直さなくても配信できます。",
}
_HEAD = """\
# 検査の一覧

このファイルは検査のプログラムから作られます。直接書き換えないでください(`haishin rules > schema/RULES.md`)。
`{…}` には、検査のときに見つかったものが入ります。見えない文字は `<U+202E>` のように表しています。
"""
_MOST = 3  # lines of an excerpt
_PLACES = Path(__file__).with_name("places.yaml")
_COLUMNS = 80


def render(contract: Contract) -> str:
    """Write the page: the index, each rule in Japanese with English beside, the clauses that are named."""
    rules = "## 検査ごとの表示と直し方\n"
    rows = [_HEAD, *_index(), rules, *(row for rule in DESCRIBED for row in _rule(rule, contract)), *_clauses(contract)]
    return "\n".join(rows) + "\n"


def _own(contract: Contract) -> Callable[[str], str]:
    """Make the function that puts a force's places into a sample; the example force's samples stay."""
    listed: Any = compose(_PLACES.read_text("utf-8")).value
    places = {row["of"]: row for row in listed}
    organization = contract.organization
    stations = [organization.units[unit] for unit in organization.stations]
    if not stations or places.keys() & set(organization.stations):
        return str
    own = [
        {
            "id": unit.id,
            "name": unit.name,
            "stem": unit.short_name,
            "city": unit.municipalities[0],
            "phone": unit.phone,
        }
        for unit in (*stations, *stations)[:2]
    ]
    place = re.compile("|".join(places))

    def said(found: re.Match[str]) -> str:
        row = places[found[0]]
        return own[int(row["station"]) - 1][row["say"]]

    return lambda text: place.sub(said, text)


def _index() -> Iterator[str]:
    for severity, called in _SEVERITIES.items():
        yield f"## {called}\n\n{_MEANS[severity]}\n"
        rules = [rule for rule in DESCRIBED if rule.SEVERITY is severity]
        yield from (f"- [{rule.NAME.ja}](#{_anchor(_heading(rule))}):{rule.SUMMARY}" for rule in rules)
        yield ""


def _heading(rule: Described) -> str:
    return f"{rule.NAME.ja}({rule.ID})"


def _anchor(heading: str) -> str:
    """Make the anchor that GitHub gives a heading: in small letters, without punctuation, blanks as hyphens."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _rule(rule: Described, contract: Contract) -> Iterator[str]:
    clause = contract.policy.rules.get(rule.ID)
    yield f"### {_heading(rule)}\n"
    heads = [_SEVERITIES[rule.SEVERITY], rule.NAME.en]
    if clause:
        heads.insert(1, f"根拠 {clause}")
    yield " · ".join(heads) + "\n"
    yield "| 表示 | 直し方 |\n|---|---|"
    remedies: dict[Text, list[Text]] = {}
    for key, message in rule.MESSAGES.items():
        remedies.setdefault(rule.HINTS[key], []).append(message)
    for hint, messages in remedies.items():
        said = "<br>".join(_cell(words) for message in messages for words in (message.ja, message.en))
        yield f"| {said} | {_cell(hint.ja)}<br>{_cell(hint.en)} |"
    yield ""
    if rule.ID in WORDED:
        called, listed = "探す言い方", [*rows(rule.ID, contract)]
        if rule.ID == incomplete.ID:
            called = "書かれているとみる言い方(名前の後ろや文の終わりだけのものもあります)"
            listed = [row for table in incomplete.SAYING for row in rows(table, contract)]
        yield f"- {called}:" + "、".join(_cell(row.say) for row in listed)
    if rule.BAD:
        own = contract.once(_own)
        bad, good = own(rule.BAD[0][1]), own(rule.GOOD[-1])
        yield f"- 指摘される例:{_excerpt(bad, good) or '下の行がないもの'}"
        yield f"- よい例:{_excerpt(good, bad) or '上の行がないもの'}\n"


def _excerpt(text: str, other: str) -> str:
    """List the lines of the text that the other does not have."""
    fewer = set(other.split("\n"))
    rows = [row for row in text.split("\n") if row and row not in fewer]
    return "<br>".join(map(_code, rows[:_MOST]))


def _code(row: str) -> str:
    shown = row
    if len(row) > _COLUMNS:
        shown = row[:_COLUMNS] + "…"
    shown = re.sub(r" +$", lambda blanks: "<U+0020>" * len(blanks[0]), shown)
    for character in set(filter(hides, shown)):
        shown = shown.replace(character, f"<U+{ord(character):04X}>")
    if "`" in shown:
        return f"`` {shown} ``"
    return f"`{shown}`"


def _clauses(contract: Contract) -> Iterator[str]:
    yield "## 根拠\n"
    named = dict.fromkeys(contract.policy.rules[rule.ID] for rule in DESCRIBED if rule.ID in contract.policy.rules)
    yield from (f"- {clause}{clause_sentence(clause, contract.policy)}" for clause in sorted(named))


def _cell(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
