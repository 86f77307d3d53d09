"""``schema/RULES.md`` from the registry: what is checked, why, what is said, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.contract import Contract
from haishin.model import Severity
from haishin.rules.characters import hides
from haishin.rules.problem import Described
from haishin.rules.registry import DESCRIBED

_SEVERITIES = {
    Severity.ERROR: "エラー(直すまで配信できません)",
    Severity.WARNING: "警告(承認する人が判断します)",
    Severity.NOTE: "お知らせ",
}
_HEAD = """\
# 検査の一覧

このファイルは検査のプログラムから作られます。直接書き換えないでください(`haishin rules > schema/RULES.md`)。
`{…}` には、検査のときに見つかったものが入ります。見えない文字は `<U+202E>` のように表しています。
"""
_SHOWN_LINES = 24
_SHOWN_COLUMNS = 80


def render(contract: Contract) -> str:
    """The whole page, in Japanese with the English messages beside."""
    return "\n".join([_HEAD, *(line for rule in DESCRIBED for line in _rule(rule, contract))]) + "\n"


def _rule(rule: Described, contract: Contract) -> Iterator[str]:
    clause = contract.policy.rules.get(rule.ID)
    why = (
        f"{clause}「{contract.policy.sentence(clause)}」"
        if clause
        else "要領の条項ではなく、仕組みを守るための検査です。"
    )
    yield f"## {rule.ID}\n"
    yield f"- 重さ:{_SEVERITIES[rule.SEVERITY]}"
    yield f"- 根拠:{why}\n"
    yield "| 表示 | 直し方 |\n|---|---|"
    for key, message in rule.MESSAGES.items():
        hint = rule.HINTS[key]
        yield f"| {_cell(message.ja)}<br>{_cell(message.en)} | {_cell(hint.ja)}<br>{_cell(hint.en)} |"
    yield ""
    if rule.GOOD:
        yield from _sample("よい例", rule.GOOD[-1])
    if rule.BAD:
        key, bad = rule.BAD[0]
        yield from _sample(f"指摘される例({rule.MESSAGES[key].ja})", bad)


def _sample(heading: str, text: str) -> Iterator[str]:
    fence = "````" if "```" in text else "```"
    rows = [_visible(row) for row in text.rstrip("\n").split("\n")[:_SHOWN_LINES]]
    yield f"{heading}\n\n{fence}markdown"
    yield from (row if len(row) <= _SHOWN_COLUMNS else row[:_SHOWN_COLUMNS] + "…" for row in rows)
    yield f"{fence}\n"


def _cell(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _visible(row: str) -> str:
    return "".join(f"<U+{ord(character):04X}>" if hides(character) else character for character in row)
