"""別表, the table of what may be mailed, with the chosen row marked (T*: looked at before every sending)."""

from __future__ import annotations

from dataclasses import dataclass

from haishin.contract.policy import Policy, Row
from haishin.model import Language, Text
from haishin.report.escaping import visible
from haishin.report.markdown import plain

_HEAD = Text(
    "| | 配信区分 | 事案 | 配信内容 |\n| --- | --- | --- | --- |",
    "| | category | cases | contents |\n| --- | --- | --- | --- |",
)
_CASES = Text("事案:{names}", "cases: {names}")
_CONTENTS = Text("内容:{names}", "contents: {names}")


@dataclass(frozen=True, slots=True)
class Choice:
    """The row, case and content that an alert chose, as it wrote them."""

    category: str
    case: str | None
    content: str


def text(policy: Policy, language: Language, choice: Choice | None = None) -> str:
    """The table in two levels; ``▶`` and ``【 】`` mark what was chosen."""
    lines: list[str] = []
    for row in policy.table:
        mark = "▶" if _chosen(row, choice) else " "
        indent = "" if row.under is None else "  └ "
        margin = " " * (2 + len(indent))
        lines.append(f"{mark} {indent}{row.name}({row.category})")
        lines.append(f"{margin}  {_CASES.format(names='、'.join(_cases(row, choice)))[language]}")
        lines.append(f"{margin}  {_CONTENTS.format(names='、'.join(_contents(row, policy, choice)))[language]}")
        if row.note is not None:
            lines.append(f"{margin}  {row.note}")
    return "".join(f"{visible(line)}\n" for line in lines)


def markdown(policy: Policy, language: Language, choice: Choice | None = None) -> str:
    """The same as a table of Markdown; the chosen row in bold."""
    rows = [_HEAD[language]]
    for row in policy.table:
        name = f"{'' if row.under is None else '└ '}{row.name}"
        chosen = _chosen(row, choice)
        cells = [
            f"**{plain(name)}**" if chosen else plain(name),
            "<br>".join(plain(case) for case in _cases(row, choice)),
            "<br>".join(plain(text) for text in (*_contents(row, policy, choice), *([row.note] if row.note else ()))),
        ]
        rows.append(f"| {'▶' if chosen else ''} | {' | '.join(cells)} |")
    return "".join(f"{row}\n" for row in rows)


def _chosen(row: Row, choice: Choice | None) -> bool:
    return choice is not None and choice.category == row.category


def _cases(row: Row, choice: Choice | None) -> list[str]:
    chosen = choice.case if choice is not None and _chosen(row, choice) else None
    return [_marked(f"{name}({code})", code == chosen) for code, name in row.cases.items()]


def _contents(row: Row, policy: Policy, choice: Choice | None) -> list[str]:
    chosen = choice.content if choice is not None and _chosen(row, choice) else None
    return [_marked(f"{policy.contents[code]}({code})", code == chosen) for code in row.contents]


def _marked(name: str, chosen: bool) -> str:
    return f"【{name}】" if chosen else name
