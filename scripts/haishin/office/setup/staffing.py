"""The personnel section's CSV as spreadsheets write it: UTF-8, with or without BOM, or CP932; full-width; CRLF."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Final, cast

from haishin.core.catalogue import Message, listed
from haishin.core.contract.organization import Organization, Unit
from haishin.core.contract.roster import ROLES, DeputyWhen
from haishin.core.errors import Refusal
from haishin.core.model import Role, Text
from haishin.office.setup.guarantee import joined, table

_NEEDED: Final = ("unit", "role", "login")
_NUMBERS: Final = ("番号", "number", "account")
_STAFF: Final = ("その他", "担当")  # beside the name of the role
_LOGIN: Final = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(_[A-Za-z0-9]{1,16})?")
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ORDER: Final = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Stands:
    """代決: the role of the row's unit, the order of asking, the circumstances."""

    role: Role
    order: int
    when: DeputyWhen


@dataclass(frozen=True, slots=True)
class Posting:
    """A row: a person and his role in a unit. ``id`` and ``name`` are empty if the file leaves them out."""

    line: int
    unit: str
    role: Role
    login: str
    name: str
    id: str
    stands: Stands | None


@dataclass(frozen=True, slots=True)
class PostingProblem:
    """Mistake that must be corrected before anything is written; ``line`` of the CSV, 0 = the file or the roster."""

    line: int
    reason: Text


def read(data: bytes, organization: Organization) -> tuple[tuple[Posting, ...], tuple[PostingProblem, ...]]:
    """Read the rows, and every mistake in the others. Raises Refusal if it is no such file, or has no rows."""
    rows = _rows(_decoded(data))
    columns = _heading(next(rows, (1, []))[1])
    postings: list[Posting] = []
    problems: list[PostingProblem] = []
    lost = False
    for line, cells in rows:
        if not any(cells):
            continue  # a spreadsheet leaves such rows at the end
        if any(cell for cell, column in zip_longest(cells, columns) if not column):
            problems.append(PostingProblem(line, Message("office/setup/row-below-no-heading")))
            continue
        row = dict.fromkeys(_known("columns").values(), "")
        row.update({column: cell for column, cell in zip(columns, cells, strict=False) if column})
        try:
            postings.append(_posting(line, row, organization))
        except _RowError as wrong:
            problems.append(PostingProblem(line, wrong.reason))
            lost = lost or isinstance(wrong, _NoUnit)
    if not postings and not problems:
        raise Refusal(Message("office/setup/no-rows"))
    if lost:
        units = organization.units.values()
        names = listed(Text(f"{unit.name}({unit.id})", f"{unit.id} ({unit.name})") for unit in units)
        problems.append(PostingProblem(0, Message("office/setup/units-are", units=names)))
    return tuple(postings), tuple(problems)


class _RowError(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason.code)
        self.reason = reason


class _NoUnit(_RowError):
    """An unknown unit: the answer ends with all known units, once."""


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(Message("office/setup/unknown-encoding"))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells, without the spaces around them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error as fault:
        raise Refusal(Message("office/setup/malformed-csv", line=reader.line_num)) from fault


def _heading(cells: list[str]) -> list[str]:
    """Return the columns by our names, empty for an empty heading. Raises Refusal for an unknown column, as 備考."""
    columns = [_known("columns").get("".join(plain(cell).lower().split()), "") for cell in cells]
    unknown = list(dict.fromkeys(cell for cell, column in zip(cells, columns, strict=True) if cell and not column))
    missing = [column for column in _NEEDED if column not in columns]
    doubled = list(dict.fromkeys(column for column in columns if column and columns.count(column) > 1))
    if missing or doubled or unknown:
        faults = []
        if missing:
            faults.append(Message("office/setup/heading-lacks", columns=listed(map(_called, missing))))
        if doubled:
            faults.append(Message("office/setup/heading-repeats", columns=listed(map(_called, doubled))))
        if unknown:
            quoted = listed(Message("office/setup/quoted", cell=cell) for cell in unknown)
            faults.append(Message("office/setup/heading-unknown", columns=quoted))
        numbers = any(word in plain(cell).lower() for cell in unknown for word in _NUMBERS)
        raise Refusal(
            Message(
                "office/setup/wrong-heading-numbers" if numbers else "office/setup/wrong-heading", faults=joined(faults)
            )
        )
    return columns


def _called(column: str) -> Text:
    """Call a column as each language does: by its first Japanese name, and by ours."""
    return Text(table("staffing")["columns"][column][0], column)


@cache
def _known(kind: str) -> Mapping[str, str]:
    """Map the words of the file to ours; ``kind``: ``columns``, ``whens``."""
    return {word: own for own, others in table("staffing")[kind].items() for word in (own, *others)}


def plain(text: str) -> str:
    """Write full-width letters, digits and spaces as plain characters. Never for a person's name: some would change."""
    return unicodedata.normalize("NFKC", text).strip()


def _posting(line: int, row: Mapping[str, str], organization: Organization) -> Posting:
    unit = _unit(plain(row["unit"]), organization)
    role = _role(plain(row["role"]), unit)
    login = plain(row["login"]).removeprefix("@")
    if _LOGIN.fullmatch(login) is None:
        raise _RowError(Message("office/setup/row-login", login=login))
    if any(unicodedata.category(character).startswith("C") for character in row["name"]):
        raise _RowError(Message("office/setup/row-name"))
    person = plain(row["id"]).lower()
    if person and _ID.fullmatch(person) is None:
        raise _RowError(Message("office/setup/row-id", id=person))
    return Posting(line, unit.id, role, login, row["name"], person, _stands(row, unit))


def _unit(text: str, organization: Organization) -> Unit:
    for unit in organization.units.values():
        if text in (unit.id, plain(unit.name)):
            return unit
    raise _NoUnit(Message("office/setup/row-unit", unit=text))


def _role(text: str, unit: Unit) -> Role:
    titles = {unit.manager_title: Role.MANAGER, unit.officer_title: Role.OFFICER}
    role = _roles().get(text) or titles.get(text)
    if role is None:
        known = listed(Text(_with_title(role, unit), role.value) for role in Role)
        raise _RowError(Message("office/setup/row-role", role=text, unit=Text(unit.name, unit.id), known=known))
    return role


@cache
def _roles() -> Mapping[str, Role]:
    """Map the words for a role in a file: its id, its Japanese name; for the staff two more words."""
    roles = dict.fromkeys(_STAFF, Role.STAFF)
    for role in Role:
        roles[role.value] = roles[ROLES[role].ja] = role
    return roles


def _with_title(role: Role, unit: Unit) -> str:
    title = {Role.MANAGER: unit.manager_title, Role.OFFICER: unit.officer_title}.get(role)
    if title:
        return f"{ROLES[role].ja}({title})"
    return ROLES[role].ja


def _stands(row: Mapping[str, str], unit: Unit) -> Stands | None:
    if not row["for"]:
        if row["order"] or row["when"]:
            raise _RowError(Message("office/setup/row-deputy-of-nobody"))
        return None
    role = _role(plain(row["for"]), unit)
    if role not in (Role.SUPERVISOR, Role.MANAGER):
        raise _RowError(Message("office/setup/row-deputy-of-others"))
    order, when = plain(row["order"]) or "1", plain(row["when"]) or "absent"
    if _ORDER.fullmatch(order) is None:
        raise _RowError(Message("office/setup/row-order", order=order))
    if when not in _known("whens"):
        raise _RowError(Message("office/setup/row-when", when=when))
    return Stands(role, int(order), cast("DeputyWhen", _known("whens")[when]))
