"""Pages of A4 to print: the table to keep by the terminal (T*), the sheet for the desk, the sheet for the duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from pathlib import Path

from haishin.check.findings.table import ordered
from haishin.consult.consultation.requirements import chief
from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.policy import Row, Selection
from haishin.core.contract.roster import ROLES
from haishin.core.escaping import visible
from haishin.core.model import Language, Role, Seat

_MANY, _USUAL, _SMALL = 32, 8, 6.5  # seats; the size of their letters in points, which keeps 40 seats on one page


def table(contract: Contract, today: date, language: Language) -> str:
    """Write the table as it is printed in the guideline, with the sentence that names its place."""
    policy = contract.policy
    rows = [row for row in ordered(policy) if row.category != policy.outside_category]
    apart = [row for row in ordered(policy) if row.category == policy.outside_category]
    heads = (Message("office/paper-category"), Message("office/paper-cases"), Message("office/paper-contents"))
    body = [
        f'<table class="whole">{caption(policy.sentence(policy.checklist_clause))}',
        head(one[language] for one in heads),
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>",
    ]
    for row in apart:
        body += [
            f"<h2>{html(row.name)}({html(row.clause or '')})</h2>",
            *(f"<p>{lines(cell)}</p>" for cell in row.printed),
        ]
    body.append(made(Message("office/paper-made", force=contract.organization.name, day=f"{today:%Y-%m-%d}"), language))
    return page(Message("office/paper-table")[language], body, language)


def sheet(contract: Contract, today: date, language: Language) -> str:
    """Write how an alert is drafted, what is urgent, whom to ask and how to stop."""
    hours, owner = contract.policy.hours, contract.organization.units[contract.organization.owner]
    where = contract.organization.form_url or Message("office/paper-ask-for-page", owner=owner.name)[language]

    def said(message: Message) -> str:
        return html(message[language])

    at_night = Message("office/paper-at-night", closes=f"{hours.closes:%-H:%M}", opens=f"{hours.opens:%-H:%M}")
    if hours.whole_day:
        at_night = Message("office/paper-at-any-time")
    draft = Message("office/paper-draft", where=where)
    asleep = contract.policy.quiet
    quiet = [] if asleep is None else [Message("office/paper-quiet", begins=asleep.begins, ends=asleep.ends)]
    asked = Message("office/paper-asked", whole=contract.organization.everywhere)
    steps = (draft, Message("office/paper-approve"), Message("office/paper-merge"))
    call = Message("office/paper-stop-call", owner=owner.name, phone=owner.phone)
    stops = (Message("office/paper-stop-branch"), Message("office/paper-stop-name"), call)
    body = [
        f"<h2>{said(Message('office/paper-steps'))}</h2>",
        bullets("ol", map(said, steps)),
        f"<p><strong>{said(Message('office/paper-never'))}</strong></p>",
        f"<h2>{said(Message('office/paper-urgent'))}</h2>",
        f"<p>{said(at_night)}</p>",
        *(f"<p>{said(one)}</p>" for one in quiet),
        bullets("ul", (html(_situation(one, contract)) for one in contract.policy.urgent_matters)),
        f"<h2>{said(Message('office/paper-whom'))}</h2>",
        f"<table>{caption(asked[language])}<tbody>",
        *(_charged(unit, matters, contract) for unit, matters in _matters(contract).items()),
        "</tbody></table>",
        f"<h2>{said(Message('office/paper-stop'))}</h2>",
        bullets("ol", map(said, stops)),
        made(Message("office/paper-made", force=contract.organization.name, day=f"{today:%Y-%m-%d}"), language),
    ]
    return page(Message("office/paper-sheet")[language], body, language)


def duty(contract: Contract, day: date, today: date, language: Language) -> str:
    """Write for the duty who approves on that day, how to stop by hand, what to do when something is down."""
    organization, longest = contract.organization, contract.policy.limits.max_age_minutes
    owner = organization.units[organization.owner]

    def said(message: Message) -> str:
        return html(message[language])

    seats = dict.fromkeys((chief(contract), *(Seat(Role.MANAGER, unit) for unit in organization.units)))
    size = _USUAL if len(seats) <= _MANY else _SMALL
    heads = (Message(f"office/duty-column-{one}")[language] for one in ("seat", "holder", "deputies"))
    host = Message("office/duty-stop-host", owner=owner.name, phone=owner.phone)
    stops = (Message("office/paper-stop-branch"), Message("office/paper-stop-name"), host, Message("office/duty-go"))
    downs = [
        (Message(f"office/duty-down-{what}"), Message(f"office/duty-do-{what}", minutes=longest))
        for what in ("forge", "relay", "host")
    ]
    body = [
        f'<table class="duty" style="font-size:{size}pt">{caption(Message("office/duty-asked")[language])}',
        head(heads),
        f"<tbody>{''.join(_on_duty(seat, day, contract, language) for seat in seats)}</tbody></table>",
        f"<h2>{said(Message('office/paper-stop'))}</h2>",
        bullets("ol", map(said, stops)),
        f"<h2>{said(Message('office/duty-down'))}</h2>",
        f"<p>{said(Message('office/duty-call', owner=owner.name, phone=owner.phone))}</p>",
        "<table><tbody>",
        *(f'<tr><th scope="row">{said(down)}</th><td>{said(act)}</td></tr>' for down, act in downs),
        "</tbody></table>",
        made(Message("office/duty-made", force=organization.name, day=f"{today:%Y-%m-%d}"), language),
    ]
    return page(Message("office/duty-title", day=day)[language], body, language)


def _on_duty(seat: Seat, day: date, contract: Contract, language: Language) -> str:
    """Write the row of a seat: its holder, and in the order of asking who stands in, each person once."""
    unit, roster = contract.organization.units[seat.unit], contract.roster
    terms = [(deputy, person) for person in roster.people for deputy in person.deputies if deputy.seat == seat]
    times: dict[str, list[Message]] = {}  # by the person's id
    for deputy, person in sorted(terms, key=lambda term: term[0].order):
        if deputy.covers(day):
            times.setdefault(person.id, []).append(Message(f"office/duty-when-{deputy.when}"))
    names = {person.id: person.name for person in roster.people}
    deputies = (Message("office/duty-deputy", name=names[one], when=listed(when)) for one, when in times.items())
    holders = "、".join(person.name for person in roster.holders(seat, day))
    if not holders:
        by_day = seat.role is Role.SUPERVISOR or roster.filled(seat, day)
        holders = Message("office/duty-vacant" if by_day else "office/duty-blocked")[language]
    name = ROLES[seat.role][language] if seat.role is Role.SUPERVISOR else unit.name
    cells = f"<td>{html(holders)}</td><td>{html(listed(deputies)[language])}</td>"
    return f'<tr><th scope="row">{html(name)} {html(unit.phone)}</th>{cells}</tr>'


def page(title: str, body: Iterable[str], language: Language, *styles: str) -> str:
    """Write a page with its title; nothing to load, no script. ``styles``: files of this room beside ``paper.css``."""
    style = "".join(Path(__file__).with_name(name).read_text("utf-8") for name in ("paper.css", *styles))
    meta = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{html(title)}</title>'
    return "\n".join(
        (
            f'<!DOCTYPE html>\n<html lang="{language}">',
            f"<head>{meta}<style>\n{style}</style></head>",
            f"<body><main>\n<h1>{html(title)}</h1>",
            *body,
            "</main></body></html>\n",
        )
    )


def made(by: Message, language: Language) -> str:
    """Write the last line of a page, which says by whom and when it was made."""
    return f'<p class="made">{html(by[language])}</p>'


def caption(text: str) -> str:
    """Write the caption of a table."""
    return f"<caption><strong>{html(text)}</strong></caption>"


def _row(row: Row) -> str:
    """One row of the table; a cell that the guideline leaves out widens the one before it."""
    level = "" if row.under is None else ' class="level"'
    wide = ' colspan="2"' if len(row.printed) == 1 else ""
    cells = "".join(f"<td{wide}>{lines(cell)}</td>" for cell in row.printed)
    return f'<tr{level}><th scope="row">{html(row.name)}</th>{cells}</tr>'


def head(headings: Iterable[str]) -> str:
    """Write the headings of a table's columns."""
    cells = (f'<th scope="col">{html(heading)}</th>' for heading in headings)
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def lines(texts: Iterable[str]) -> str:
    """Write any texts as HTML, a line each."""
    return "<br>".join(map(html, texts))


def bullets(kind: str, items: Iterable[str]) -> str:
    """Write a list, ``ol`` or ``ul``, of items that are HTML."""
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"


def html(text: str) -> str:
    """Write any text as HTML."""
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
    told = f'<th scope="row">{html(one.name)}<br>{html(one.phone or "")}</th>'
    return f"<tr>{told}<td>{lines(matters)}</td></tr>"
