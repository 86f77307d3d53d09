"""The table of what may be mailed (別表) as it is printed, with the chosen row marked (T*: looked at each time).

Below it stand, in the same order, the codes by which a file names each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.check.findings.labels import cited
from haishin.core.catalogue import Message
from haishin.core.contract.policy import Policy, Row
from haishin.core.escaping import code, plain, visible
from haishin.core.model import Language


@dataclass(frozen=True, slots=True)
class Choice:
    """The row, case and content that an alert chose, as it wrote them."""

    category: str
    case: str | None
    content: str


def ordered(policy: Policy) -> list[Row]:
    """Order the rows as they are printed: each of the second level below its own of the first."""
    rows = []
    for top in policy.table:
        if top.under is None:
            rows += [top, *(row for row in policy.table if row.under == top.name)]
    return rows


def text(policy: Policy, language: Language, choice: Choice | None = None) -> str:
    """Print the table in two levels and its codes; ``▶`` and ``【 】`` mark what was chosen."""
    lines: list[str] = []
    for row in _printed(policy):
        margin = " " * (4 + 2 * (row.under is not None))
        lines.append(f"{_mark(row, choice)} {_name(row)}")
        lines += [f"{margin}{'  ' * level}{line}" for level, cell in enumerate(row.printed) for line in cell]
    if footnote := policy.sentence(policy.checklist_clause):
        lines += ["", footnote]
    for row in _apart(policy):
        lines += ["", f"{_mark(row, choice)} {_titled(row, policy, language)}"]
        lines += [f"    {line}" for cell in row.printed for line in cell]
    lines += ["", f"■ {Message('check/findings/codes')[language]}"]
    for row in ordered(policy):
        lines.append(f"{_mark(row, choice)} {row.name}({row.category})")
        cases = Message("check/findings/cases", names="、".join(_cases(row, choice)))
        contents = Message("check/findings/contents", names="、".join(_contents(row, policy, choice)))
        lines += [f"    {cases[language]}", f"    {contents[language]}"]
    return "".join(f"{visible(line)}\n" for line in lines)


def markdown(policy: Policy, language: Language, choice: Choice | None = None) -> str:
    """Print the same as tables of Markdown; the chosen row in bold."""
    head = Message("check/findings/table-head")
    parts = ["\n".join([head[language], *(_line(row, choice) for row in _printed(policy))])]
    if footnote := policy.sentence(policy.checklist_clause):
        parts.append(plain(footnote))
    for row in _apart(policy):
        words = "<br>".join(plain(line) for cell in row.printed for line in cell)
        part = f"**{plain(_titled(row, policy, language))}**<br>{words}"
        if _chosen(row, choice):
            part = f"▶ {part}"
        parts.append(part)
    title, head = Message("check/findings/codes"), Message("check/findings/codes-head")
    parts.append(f"**{title[language]}**")
    parts.append("\n".join([head[language], *(_codes(row, policy, choice) for row in ordered(policy))]))
    return "\n\n".join(parts) + "\n"


def _printed(policy: Policy) -> list[Row]:
    """Select the rows of the table itself."""
    return [row for row in ordered(policy) if row.category != policy.outside_category]


def _apart(policy: Policy) -> Iterator[Row]:
    """Select the guideline's row for all other matters."""
    return (row for row in ordered(policy) if row.category == policy.outside_category)


def _line(row: Row, choice: Choice | None) -> str:
    name = plain(_name(row))
    if _chosen(row, choice):
        name = f"**{name}**"
    cells = ["<br>".join(map(plain, cell)) for cell in ((), *row.printed)[-2:]]
    return f"| {_mark(row, choice).strip()} | {name} | {' | '.join(cells)} |"


def _codes(row: Row, policy: Policy, choice: Choice | None) -> str:
    cells = (
        code(row.category),
        "<br>".join(map(plain, _cases(row, choice))),
        "<br>".join(map(plain, _contents(row, policy, choice))),
    )
    return f"| {_mark(row, choice).strip()} | {plain(row.name)}<br>{' | '.join(cells)} |"


def _name(row: Row) -> str:
    if row.under is None:
        return row.name
    return f"└ {row.name}"


def _titled(row: Row, policy: Policy, language: Language) -> str:
    return f"{row.name}({cited(row.clause, language, ours=policy.is_ours(row.clause))})"


def _mark(row: Row, choice: Choice | None) -> str:
    return "▶" if _chosen(row, choice) else " "


def _chosen(row: Row, choice: Choice | None) -> bool:
    return choice is not None and choice.category == row.category


def _cases(row: Row, choice: Choice | None) -> list[str]:
    chosen = None
    if choice is not None and _chosen(row, choice):
        chosen = choice.case
    return [_marked(f"{name}({code})", code == chosen) for code, name in row.cases.items()]


def _contents(row: Row, policy: Policy, choice: Choice | None) -> list[str]:
    chosen = None
    if choice is not None and _chosen(row, choice):
        chosen = choice.content
    return [_marked(f"{policy.contents[code]}({code})", code == chosen) for code in row.contents]


def _marked(name: str, chosen: bool) -> str:
    return f"【{name}】" if chosen else name
