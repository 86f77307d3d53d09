"""Two pages of A4 to print: the table to keep by the terminal (T*), and the sheet for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from haishin.check.findings.table import ordered
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import Row, Selection
from haishin.core.escaping import visible
from haishin.core.model import Language

_STYLE = """\
@page{size:A4 portrait;margin:12mm}
body{max-width:186mm;margin:0 auto;background:#fff;color:#000;font-size:9.5pt;line-height:1.4}
body{font-family:"Yu Gothic","Meiryo","Noto Sans CJK JP",sans-serif}
h1{margin:0 0 1mm;font-size:16pt}
h2{margin:3mm 0 1mm;font-size:11.5pt;border-bottom:.4mm solid #000}
p,ol,ul{margin:1mm 0}
ol,ul{padding-left:6mm}
table{width:100%;border-collapse:collapse}
caption{text-align:left}
tr,h2,li{break-inside:avoid}
h2{break-after:avoid}
th,td{padding:1mm 1.5mm;border:.2mm solid #000;text-align:left;vertical-align:top;overflow-wrap:anywhere}
tbody th{font-weight:bold;width:26%}
.level td,.level th{border-top-style:dotted}
.level th{padding-left:5mm}
.made{font-size:8pt}
.whole,.whole~p{font-size:11.5pt;line-height:1.6}
.whole caption{margin-bottom:2mm}
.whole~.made{font-size:8pt}
@media screen{body{padding:4mm}}
"""


def table(contract: Contract, today: date, language: Language) -> str:
    """Write the table as it is printed in the guideline, with the sentence that says where it is kept."""
    policy = contract.policy
    rows = [row for row in ordered(policy) if row.category != policy.outside_category]
    apart = [row for row in ordered(policy) if row.category == policy.outside_category]
    heads = (Message("office/paper-category"), Message("office/paper-cases"), Message("office/paper-contents"))
    body = [
        f'<table class="whole">{_caption(policy.sentence(policy.checklist_clause))}',
        f"<thead><tr>{''.join(_head(one[language]) for one in heads)}</tr></thead>",
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>",
    ]
    for row in apart:
        body += [f"<h2>{_html(row.name)}({_html(row.clause or '')})</h2>", *(_lines(cell) for cell in row.printed)]
    return _page(Message("office/paper-table")[language], body, contract, today, language)


def sheet(contract: Contract, today: date, language: Language) -> str:
    """Write how an alert is drafted, what is urgent, whom to ask and how to stop."""
    hours, owner = contract.policy.hours, contract.organization.units[contract.organization.owner]
    where = contract.organization.form_url or Message("office/paper-ask-for-page", owner=owner.name)[language]

    def said(message: Message) -> str:
        return _html(message[language])

    at_night = Message("office/paper-at-night", closes=f"{hours.closes:%-H:%M}", opens=f"{hours.opens:%-H:%M}")
    draft = Message("office/paper-draft", where=where)
    steps = (draft, Message("office/paper-approve"), Message("office/paper-merge"))
    call = Message("office/paper-stop-call", owner=owner.name, phone=owner.phone)
    stops = (Message("office/paper-stop-branch"), Message("office/paper-stop-name"), call)
    body = [
        f"<h2>{said(Message('office/paper-steps'))}</h2>",
        _listed("ol", map(said, steps)),
        f"<p><strong>{said(Message('office/paper-never'))}</strong></p>",
        f"<h2>{said(Message('office/paper-urgent'))}</h2>",
        f"<p>{said(at_night)}</p>",
        _listed("ul", (_html(_situation(one, contract)) for one in contract.policy.urgent_matters)),
        f"<h2>{said(Message('office/paper-whom'))}</h2>",
        f"<table>{_caption(Message('office/paper-asked')[language])}<tbody>",
        *(_charged(unit, matters, contract) for unit, matters in _matters(contract).items()),
        "</tbody></table>",
        f"<h2>{said(Message('office/paper-stop'))}</h2>",
        _listed("ol", map(said, stops)),
    ]
    return _page(Message("office/paper-sheet")[language], body, contract, today, language)


def _page(title: str, body: Iterable[str], contract: Contract, today: date, language: Language) -> str:
    made = Message("office/paper-made", force=contract.organization.name, day=f"{today:%Y-%m-%d}")[language]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_html(title)}</title>'
    return "\n".join(
        (
            f'<!DOCTYPE html>\n<html lang="{language}">',
            f"<head>{head}<style>\n{_STYLE}</style></head>",
            f"<body><main>\n<h1>{_html(title)}</h1>",
            *body,
            f'<p class="made">{_html(made)}</p>',
            "</main></body></html>\n",
        )
    )


def _caption(text: str) -> str:
    return f"<caption><strong>{_html(text)}</strong></caption>"


def _row(row: Row) -> str:
    """One row of the table; a cell that the guideline leaves out widens the one before it."""
    level = "" if row.under is None else ' class="level"'
    wide = ' colspan="2"' if len(row.printed) == 1 else ""
    cells = "".join(f"<td{wide}>{'<br>'.join(map(_html, cell))}</td>" for cell in row.printed)
    return f'<tr{level}><th scope="row">{_html(row.name)}</th>{cells}</tr>'


def _head(text: str) -> str:
    return f'<th scope="col">{_html(text)}</th>'


def _lines(cell: Iterable[str]) -> str:
    return f"<p>{'<br>'.join(map(_html, cell))}</p>"


def _listed(kind: str, items: Iterable[str]) -> str:
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"


def _html(text: str) -> str:
    return escape(visible(text))


def _situation(chosen: Selection, contract: Contract) -> str:
    """Name a row with the cases and contents that are chosen of it."""
    row = contract.policy.row(chosen.category)
    if row is None:
        return chosen.category
    return _named(row, chosen.cases or (), chosen.contents or (), contract)


def _named(row: Row, cases: Iterable[str], contents: Iterable[str], contract: Contract) -> str:
    what = "、".join(row.cases[one] for one in cases)
    how = "・".join(contract.policy.contents[one] for one in contents)
    said = f"{row.name}:{what}" if what else row.name
    return f"{said}({how})" if how else said


def _matters(contract: Contract) -> dict[str, list[str]]:
    """The matters of each section in charge, as a station asks for it: whole rows, or their cases."""
    organization, policy = contract.organization, contract.policy
    station = next(unit for unit in organization.units if organization.is_station(unit))
    found: dict[str, list[str]] = {}
    for row in ordered(policy):
        cases: dict[str, list[str]] = {}
        for case in row.cases:
            for unit in dict.fromkeys(_sections(contract, station, row, case)):
                cases.setdefault(unit, []).append(case)
        for unit, own in cases.items():
            found.setdefault(unit, []).append(_named(row, () if len(cases) == 1 else own, (), contract))
    return found


def _sections(contract: Contract, station: str, row: Row, case: str) -> Iterator[str]:
    for content in row.contents:
        yield contract.organization.section_in_charge(station, row.category, case, content)


def _charged(unit: str, matters: Iterable[str], contract: Contract) -> str:
    one = contract.organization.units[unit]
    told = f'<th scope="row">{_html(one.name)}<br>{_html(one.phone or "")}</th>'
    return f"<tr>{told}<td>{'<br>'.join(map(_html, matters))}</td></tr>"
