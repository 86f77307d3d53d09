"""The figures of a period: its mails, the ledger's records and the registry's history, for paper and as a CSV.

Pure. An exercise is in no count but its own; numbers of people are rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import product
from math import ceil
from operator import attrgetter
from statistics import median

from haishin.check.findings.table import ordered
from haishin.consult.phrases import agreed, plain_name
from haishin.consult.sent_mail import SentMail, minutes_since, waiver_name
from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.hours import stamp
from haishin.core.escaping import visible
from haishin.core.model import FLOOR, FollowKind, Language, LedgerRecord, Look, Role, rounded
from haishin.office import paper
from haishin.office.register import csv_text, month, month_name

_RIGHTING = (FollowKind.CORRECTION, FollowKind.CANCELLATION)
_COURSE = (*FollowKind, "stop", "limit", "verdict", "halted", "refused", "withdrawn", "expired")
_MOVEMENTS = ("registered", "left", "silent")
_NOTES = ("people", "minutes", "areas", "residents")

Cell = int | float | str | None  # None: no figure
Line = tuple[str, tuple[Cell, ...]]  # the name of a row, its cells
Movements = Mapping[str, Mapping[str, int]]  # by month, as 2026-11: how many ``registered``, ``left``, fell ``silent``
_Count = Callable[[Sequence[SentMail]], Mapping[str, Cell]]  # the columns by their names
_Keys = Callable[[SentMail], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read; the first heading is that of the rows' names."""

    caption: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    total: tuple[Line, ...] = ()  # one line at most


@dataclass(frozen=True, slots=True)
class Period:
    """The months from ``first`` to ``last`` (as 2026-04, Japan time) and their events."""

    first: str
    last: str
    mails: Sequence[SentMail]  # begun in it
    records: Sequence[LedgerRecord]  # written in it, those of exercises apart
    movements: Movements | None  # None: no registry is here

    @property
    def months(self) -> tuple[str, ...]:
        """List its months."""
        first, last = (12 * int(one[:4]) + int(one[5:]) - 1 for one in (self.first, self.last))
        return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1))


def tables(period: Period, contract: Contract, language: Language) -> Iterator[Table]:
    """Count everything, a table after the other."""

    def made(name: str, columns: Iterable[str], lines: Iterable[Line], *total: tuple[Cell, ...]) -> Table:
        headings = (Message(f"office/period-column-{column}")[language] for column in ("row", *columns))
        sums = tuple((Message("office/period-total")[language], cells) for cells in total)
        return Table(Message(f"office/period-table-{name}")[language], tuple(headings), tuple(lines), sums)

    def grouped(name: str, count: _Count, known: Mapping[str, str], keys: _Keys) -> Table:
        """Count the mails by each of their keys: first the known with their names, then those known no more."""
        groups: dict[str, list[SentMail]] = {key: [] for key in known}
        for mail in mails:
            for key in keys(mail):
                groups.setdefault(key, []).append(mail)
        lines = ((known.get(key) or visible(key), tuple(count(group).values())) for key, group in groups.items())
        total = count(mails)
        return made(name, total, lines, tuple(total.values()))

    mails = [mail for mail in period.mails if not mail.claim.exercise]
    months = {one: month_name(one, language) for one in period.months}
    yield grouped("months", _figures, months, lambda mail: (month(mail.claim.at),))
    by_category = {row.category: visible(row.name) for row in ordered(contract.policy)}
    yield grouped("categories", _figures, by_category, partial(_category, language=language))
    units = {unit: visible(one.name) for unit, one in contract.organization.units.items()}
    yield grouped("units", _figures, units, lambda mail: (mail.claim.unit,))
    scopes = {"": contract.organization.everywhere[language]}
    scopes |= {station: units[station] for station in contract.organization.stations}
    yield grouped("scopes", _figures, scopes, _stations)
    yield grouped("minutes", _minutes, by_category, partial(_category, language=language))
    granted = sorted(Counter(grant for mail in mails for grant in _granted(mail, language)).items())
    yield made("waivers", ("by", "mails"), ((rule, (by, number)) for (rule, by), number in granted))
    yield made("looks", ("acted", "unseen", "unknown", "alerts"), _looks(mails, language))
    counts = _course(mails, period.records)
    course = ((Message(f"office/period-course-{one}")[language], (counts[one],)) for one in _COURSE)
    yield made("course", ("count",), course)
    if period.movements is not None:
        moved = {one: Counter(period.movements.get(one, {})) for one in months}
        lines = ((months[one], _people(moved[one], language)) for one in months)
        yield made("residents", _MOVEMENTS, lines, _people(sum(moved.values(), Counter[str]()), language))


def _category(mail: SentMail, language: Language) -> tuple[str]:
    """Give the category by the claim, or by the file if the claim is older than that field."""
    named = mail.claim.category or (mail.alert.category if mail.alert is not None else "")
    return (named or Message("consult/mail-unreadable")[language],)


def _stations(mail: SentMail) -> Iterable[str]:
    return ("",) if mail.claim.scope.prefecture else mail.claim.scope.stations


def _figures(mails: Sequence[SentMail]) -> dict[str, Cell]:
    alerts = [mail.alert for mail in mails if mail.alert is not None]
    righting = [one for one in alerts if one.follows is not None and one.follows.kind in _RIGHTING]
    return {
        "mails": len(mails),
        "other": sum(alert.case == "other" for alert in alerts),
        "righted": len(righting),
        "waived": sum(bool(mail.claim.waivers) for mail in mails),
        "reached": sum(mail.entry.reached for mail in mails),
    }


def _minutes(mails: Sequence[SentMail]) -> dict[str, Cell]:
    """Give for each of the three times how many mails have it, the median and the 90th percentile (nearest rank)."""
    cells: dict[str, Cell] = {}
    for end in ("claim.approved", "claim.merged", "entry.accepted"):
        since = (minutes_since(mail.claim.recognized, attrgetter(end)(mail)) for mail in mails)
        took, name = sorted(minutes for minutes in since if minutes is not None), end.partition(".")[2]
        cells |= {f"{name}-n": len(took), f"{name}-half": None, f"{name}-most": None}
        if took:
            half = median(took)
            cells |= {f"{name}-half": int(half) if half == int(half) else half}
            cells |= {f"{name}-most": took[ceil(0.9 * len(took)) - 1]}
    return cells


def _granted(mail: SentMail, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each waiver with each who granted it: the manager of the sending unit, the supervisor, or who acted."""
    own = (Role.MANAGER, None)  # None: by a 「練習承認」
    granted = [
        agreed({**given, "at": None}, mail.contract, language)
        for given in mail.claim.approvals
        if given["role"] == Role.SUPERVISOR or (given["role"] in own and given["unit"] == mail.claim.unit)
    ]
    yield from product(
        (waiver_name(rule, language) for rule in mail.claim.waivers),
        granted or [Message("consult/not-on-record")[language]],
    )


def _looks(mails: Iterable[SentMail], language: Language) -> Iterator[Line]:
    """Count by principal: approvals given for him, those that he has not looked at, those of which nobody knows."""
    found: dict[str, list[tuple[str, Look]]] = {}
    for mail in mails:
        for look in mail.looks:
            found.setdefault(plain_name(look.principal, mail.contract), []).append((mail.claim.alert, look))
    for name, looks in sorted(found.items()):
        unseen = [alert for alert, look in looks if look.known and look.seen is None]
        unknown = sum(not look.known for _, look in looks)
        yield name, (len(looks), len(unseen), unknown, listed(unseen)[language])


def _course(mails: Iterable[SentMail], records: Iterable[LedgerRecord]) -> Counter[str]:
    """Count the mails that followed another, the alerts that were held, by cause, or ended, and the halts of all."""
    following = (None if mail.alert is None else mail.alert.follows for mail in mails)
    counts = Counter[str](follows.kind for follows in following if follows is not None)
    happened = {(record.alert or record.id, record.fields.get("cause", record.kind)) for record in records}
    counts.update(what for _, what in happened)
    return counts


def _people(counts: Mapping[str, int], language: Language) -> tuple[Cell, ...]:
    few = Message("consult/fewer-people", n=FLOOR)[language]
    return tuple(rounded(counts.get(what, 0)) or few for what in _MOVEMENTS)


def spreadsheet(counted: Iterable[Table], language: Language) -> str:
    """Write the tables as one CSV, a line for each figure."""
    lines = [tuple(Message(f"office/period-csv-{name}")[language] for name in ("table", "row", "column", "figure"))]
    for table in counted:
        for name, cells in (*table.lines, *table.total):
            for heading, cell in zip(table.headings[1:], cells, strict=True):
                lines.append((table.caption, name, heading, "" if cell is None else str(cell)))
    return csv_text(lines)


def page(
    counted: Iterable[Table], period: Period, contract: Contract, now: datetime, language: Language, *, rehearsal: bool
) -> str:
    """Write the tables as a page of HTML for A4, with nothing to load and no script; each number has its bar."""
    first, last = (month_name(one, language) for one in (period.first, period.last))
    title = Message("office/period-title-rehearsal" if rehearsal else "office/period-title", first=first, last=last)
    exercises = sum(mail.claim.exercise for mail in period.mails)
    mails = Message("office/period-mails", mails=len(period.mails) - exercises, exercises=exercises)
    values = {"floor": FLOOR, "days": contract.policy.residents.history_days}
    notes = (Message(f"office/period-note-{note}", **values)[language] for note in _NOTES)
    body = [
        f"<p>{paper.html(mails[language])}</p>",
        paper.bullets("ul", map(paper.html, notes)),
        *(_html(table, language) for table in counted),
        paper.made(Message("office/period-made", force=contract.organization.name, when=stamp(now)), language),
    ]
    return paper.page(title[language], body, language, "period.css")


def _html(table: Table, language: Language) -> str:
    columns = zip(*(cells for _, cells in table.lines), strict=True)
    most = [max((cell for cell in column if isinstance(cell, int | float)), default=0) for column in columns]
    rows = [_row(line, most) for line in table.lines]
    if not rows:
        rows.append(f'<tr><td colspan="{len(table.headings)}">{Message("office/period-none")[language]}</td></tr>')
    rows += [_row(line, [0] * len(line[1]), ' class="sum"') for line in table.total]
    head = paper.caption(table.caption) + paper.head(table.headings)
    return f"<table>{head}\n<tbody>{''.join(rows)}</tbody></table>"


def _row(line: Line, most: Iterable[float], kind: str = "") -> str:
    """Write a row; a number has a bar of its share of the largest of its column."""
    cells = []
    for cell, largest in zip(line[1], most, strict=True):
        if cell is None:
            cells.append("<td>–</td>")
        elif isinstance(cell, str):
            cells.append(f"<td>{paper.html(cell)}</td>")
        else:
            bar = f'<i style="width:{100 * cell / largest:.0f}%"></i>' if largest > 0 and cell > 0 else ""
            cells.append(f"<td>{cell:,}{bar}</td>")
    return f'<tr{kind}><th scope="row">{paper.html(line[0])}</th>{"".join(cells)}</tr>'
