"""The operator's CSV, in and out: UTF-8, one resident a line, lists by ``;``, ``*`` for all.

Each line is judged by the contract.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, TypeVar

from haishin.core.cells import bare, guarded
from haishin.core.errors import Refusal
from haishin.core.model import Text
from haishin.residents import messages
from haishin.residents.messages import REASONS
from haishin.residents.subscriber import (
    ALL,
    BETWEEN,
    FORMS,
    LANGUAGES,
    AddressError,
    Choices,
    Subscriber,
    Wish,
    canonical,
    masked,
    moment,
)

COLUMNS = (
    "id",
    "address",
    "stations",
    "municipalities",
    "categories",
    "form",
    "language",
    "night",
    "exercise",
    "origin",
    "consented_at",
    "control",
)
OPTIONAL = ("id", "control")  # columns that a file may lack
SPOKEN = {"yes": True, "no": False}
_LISTED = Text("({between} で区切る。全部は {all})", " ({between} between them, {all} for all)").format(
    between=BETWEEN, all=ALL
)
_SPOKEN = Text("、".join(SPOKEN), ", ".join(SPOKEN))
# What stands in each column, for whoever writes such a file.
VALUES = {
    "id": Text("書き出した CSV の値。新しい人は空(列がなくてもよい)", "as exported; empty or no column for new people"),
    "address": Text("メールアドレス", "the mail address"),
    "stations": Text(
        f"警察署の id(schema/organization.yaml){_LISTED.ja}", f"ids of stations (schema/organization.yaml){_LISTED.en}"
    ),
    "municipalities": Text(
        f"市町村の名前(schema/organization.yaml){_LISTED.ja}。警察署とどちらか一つ以上",
        f"names of municipalities (schema/organization.yaml){_LISTED.en}; one of these or a station is needed",
    ),
    "categories": Text(
        f"配信区分の id(schema/policy.yaml){_LISTED.ja}", f"ids of categories (schema/policy.yaml){_LISTED.en}"
    ),
    "form": Text("、".join(FORMS), ", ".join(FORMS)),
    "language": Text(
        f"{'、'.join(LANGUAGES)}、又は schema/frame.yaml の言語", f"{', '.join(LANGUAGES)}, or one of schema/frame.yaml"
    ),
    "night": Text(f"夜も送るか:{_SPOKEN.ja}", f"mail at night too: {_SPOKEN.en}"),
    "exercise": Text(f"訓練も送るか:{_SPOKEN.ja}", f"exercises too: {_SPOKEN.en}"),
    "origin": Text("同意をどこで得たか", "where the consent was given"),
    "consented_at": Text(
        "同意の日(2026-01-31)か日時(2026-01-31T09:00+09:00)", "day of the consent, or a time with offset"
    ),
    "control": Text(
        "所属の確認用アドレスなら、所属の id(その所属のメールが全部届き、人数に数えない)。県民は空(列がなくてもよい)",
        "of a unit's control address the unit's id: it gets every mail of the unit and is counted nowhere; empty or no "
        "column for residents",
    ),
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, counted in lines; ``removed``: in people whom a sync took out.

    ``problems`` holds every reason of every refused line.
    """

    added: int
    updated: int
    unchanged: int
    refused: int
    problems: tuple[Refused, ...]
    removed: int = 0


class CsvError(Refusal):
    """The file as a whole cannot be taken; nothing was changed."""


def guide() -> str:
    """Describe how such a file is written, a line for each column."""
    width = max(map(len, COLUMNS))
    lines = [f"  {name:<{width}}  {VALUES[name].ja} / {VALUES[name].en}" for name in COLUMNS]
    first = f"CSV(UTF-8)の1行目 / line 1 of the CSV (UTF-8): {','.join(COLUMNS)}"
    return "\n".join((first, *lines))


def read(stream: BinaryIO, choices: Choices, now: datetime) -> Iterator[CsvLine | Refused]:
    """Judge every line of the file; a line with several mistakes gives several Refused. Blank lines are passed over.

    Raises CsvError for a wrong heading or an encoding that is not UTF-8.
    """
    lines = _lines(stream)
    heading = _heading(next(lines, (1, ""))[1])
    for number, text in lines:
        if not text.strip(", \t"):  # a spreadsheet leaves such lines at the end
            continue
        try:
            # Line by line: no field may hold a line break, so a forgotten quotation mark costs one line, not the rest.
            cells = [bare(cell) for cell in next(csv.reader([text], strict=True))]
        except csv.Error:
            yield Refused(number, "", REASONS["csv"], "***")
            continue
        if len(cells) != len(heading):
            yield Refused(number, "", REASONS["fields"].format(found=len(cells), expected=len(heading)), "***")
            continue
        yield from judge(number, dict(zip(heading, cells, strict=True)), choices, now)


def write(stream: BinaryIO, subscribers: Iterable[Subscriber]) -> int:
    """Write the heading and a line for each subscriber, and give their number."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        written = 0
        for subscriber in subscribers:
            writer.writerow([guarded(cell) for cell in fields(subscriber)])
            written += 1
        return written
    finally:
        text.detach()


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(stream, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise CsvError(*messages.not_utf8(number)) from None  # the codec's own error carries the bytes
        yield number, text.removesuffix("\n").removesuffix("\r")


def _heading(text: str) -> tuple[str, ...]:
    try:
        names = tuple(next(csv.reader([text], strict=True), ()))
    except csv.Error:
        names = ()
    needed = [name for name in COLUMNS if name not in OPTIONAL]
    missing = [name for name in needed if name not in names]
    spare = len(names) - len(needed) - sum(name in names for name in OPTIONAL)
    if missing or spare:
        raise CsvError(*messages.wrong_heading(missing, COLUMNS))
    return names


def fields(subscriber: Subscriber) -> tuple[str, ...]:
    """List a subscriber's values in the order of ``COLUMNS``, as an import reads them."""

    def listed(values: Iterable[str]) -> str:
        return BETWEEN.join(sorted(values))

    def spoken(value: bool) -> str:
        return "yes" if value else "no"

    return (
        subscriber.id,
        subscriber.address,
        listed(subscriber.stations),
        listed(subscriber.municipalities),
        listed(subscriber.categories),
        subscriber.form,
        subscriber.language,
        spoken(subscriber.night),
        spoken(subscriber.exercise),
        subscriber.origin,
        subscriber.consented_at,
        subscriber.control or "",
    )


T = TypeVar("T")

MAX_ORIGIN = 200  # characters


ID = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a line was not taken: its number from 1, the column (empty: the whole line), the masked address."""

    line: int
    column: str
    reason: Text
    masked: str

    @property
    def text(self) -> Text:
        """One sentence for the report."""
        return Text(
            f"{self.line}行目 {self.column or '全体'}({self.masked}):{self.reason.ja}",
            f"line {self.line}, {self.column or 'whole line'} ({self.masked}): {self.reason.en}",
        )


@dataclass(frozen=True, slots=True)
class CsvLine:
    """A line that the contract allows; ``id`` is None where the file gives none."""

    number: int
    id: str | None
    wish: Wish

    def refused(self, column: str, reason: Text) -> Refused:
        """Refuse the line after all."""
        return Refused(self.number, column, reason, masked(self.wish.address))


class _Wrong(Exception):
    """A field is not as the contract wants it."""

    def __init__(self, reason: Text) -> None:
        super().__init__()
        self.reason = reason


def judge(number: int, row: Mapping[str, str], choices: Choices, now: datetime) -> Iterator[CsvLine | Refused]:
    """Judge a line: give its wish, or every reason against it."""
    wrong: list[Refused] = []

    def field(column: str, parse: Callable[[str], T], otherwise: T) -> T:
        try:
            return parse(row.get(column, ""))
        except _Wrong as error:
            wrong.append(Refused(number, column, error.reason, masked(row["address"])))
            return otherwise

    none: frozenset[str] = frozenset()
    given = field("id", _id, None)
    wish = Wish(
        address=field("address", lambda text: _address(text, choices), ""),
        stations=field("stations", lambda text: _several("stations", text, choices.stations), none),
        municipalities=field(
            "municipalities", lambda text: _several("municipalities", text, choices.municipalities), none
        ),
        categories=field("categories", lambda text: _several("categories", text, choices.categories), none),
        form=field("form", lambda text: _one_of(FORMS, text, REASONS["form"]), ""),
        language=field("language", lambda text: _one_of(choices.languages, text, _languages(choices)), ""),
        night=field("night", _spoken, False),
        exercise=field("exercise", _spoken, False),
        origin=field("origin", _origin, ""),
        consented_at=field("consented_at", lambda text: _consent(text, now), ""),
        control=field("control", lambda text: _one_of(choices.units, text, REASONS["control"]) if text else None, None),
    )
    resident = not row.get("control")
    if resident and not row["stations"].strip("; ") and not row["municipalities"].strip("; "):
        wrong.append(Refused(number, "stations", REASONS["no-place"], masked(row["address"])))
    if resident and not row["categories"].strip("; "):
        wrong.append(Refused(number, "categories", REASONS["no-category"], masked(row["address"])))
    yield from wrong or (CsvLine(number, given, wish),)


def _id(text: str) -> str | None:
    if text and not ID.fullmatch(text):
        raise _Wrong(REASONS["id"])
    return text or None


def _address(text: str, choices: Choices) -> str:
    try:
        return canonical(text, choices.carrier_domains)
    except AddressError as error:
        raise _Wrong(error.message) from None


def _several(column: str, text: str, known: Collection[str]) -> frozenset[str]:
    """Split a list; in a shifted column an unknown word is a resident's data, so its place is told alone."""
    values = [part.strip() for part in text.split(BETWEEN)]
    for place, value in enumerate(values, 1):
        if value and value != ALL and value not in known:
            raise _Wrong(REASONS[column].format(place=place))
    return frozenset({ALL} if ALL in values else filter(None, values))


def _languages(choices: Choices) -> Text:
    return REASONS["language"].format(known=", ".join(choices.languages))


def _one_of(allowed: Collection[str], text: str, reason: Text) -> str:
    if text not in allowed:
        raise _Wrong(reason)
    return text


def _spoken(text: str) -> bool:
    if text not in SPOKEN:
        raise _Wrong(REASONS["spoken"])
    return SPOKEN[text]


def _origin(text: str) -> str:
    if not text.strip():
        raise _Wrong(REASONS["no-origin"])
    if len(text) > MAX_ORIGIN or not text.isprintable():
        raise _Wrong(REASONS["origin"])
    return text


def _consent(text: str, now: datetime) -> str:
    if not text:
        raise _Wrong(REASONS["no-consent"])
    try:
        at = moment(text)
    except ValueError:
        raise _Wrong(REASONS["consent"]) from None
    if at > now:
        raise _Wrong(REASONS["future"])
    return text
