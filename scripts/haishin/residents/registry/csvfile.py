"""The operator's CSV, in and out: UTF-8, a line for each resident, lists by ``;``, ``*`` for all.

The contract judges each line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, TypeVar

from haishin.core.catalogue import Message, listed
from haishin.core.errors import Refusal
from haishin.core.escaping import bare, guarded
from haishin.core.model import Language, Text
from haishin.residents.registry.subscriber import (
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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import, counted in lines."""

    added: int
    updated: int
    unchanged: int
    refused: int
    problems: tuple[Refused, ...]  # every reason of every refused line
    removed: int = 0  # people whom a sync took out


class CsvError(Refusal):
    """The file as a whole cannot be taken; nothing was changed."""


def guide(language: Language) -> str:
    """Describe how such a file is written, a line for each column."""
    width = max(map(len, COLUMNS))
    said = [
        Message(
            f"residents/column-{name}",
            between=BETWEEN,
            all=ALL,
            forms=listed(FORMS),
            languages=listed(LANGUAGES),
            spoken=listed(SPOKEN),
        )
        for name in COLUMNS
    ]
    first = Message("residents/first-line", columns=",".join(COLUMNS))[language]
    return "\n".join(
        (first, *(f"  {name:<{width}}  {text[language]}" for name, text in zip(COLUMNS, said, strict=True)))
    )


def read(stream: BinaryIO, choices: Choices, now: datetime) -> Iterator[CsvLine | Refused]:
    """Judge every line of the file; a line with several mistakes gives several Refused. Blank lines are passed over.

    Raises CsvError for a wrong heading or an encoding that is not UTF-8.
    """
    lines = _decoded(stream)
    heading = _heading(next(lines, (1, ""))[1])
    for number, text in lines:
        if not text.strip(", \t"):  # a spreadsheet leaves such lines at the end
            continue
        try:
            # Line by line: no field may hold a line break, so a forgotten quotation mark costs one line, not the rest.
            cells = [bare(cell) for cell in next(csv.reader([text], strict=True))]
        except csv.Error:
            yield Refused(number, "", Message("residents/line-csv"), "***")
            continue
        if len(cells) != len(heading):
            yield Refused(number, "", Message("residents/line-fields", found=len(cells), expected=len(heading)), "***")
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


def _decoded(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    codec = "utf-8-sig"  # of the first line, which may begin with a byte order mark
    for number, raw in enumerate(stream, 1):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            # the codec's own error carries the bytes
            raise CsvError(Message("residents/not-utf8", line=number)) from None
        yield number, text.removesuffix("\n").removesuffix("\r")
        codec = "utf-8"


def _heading(text: str) -> tuple[str, ...]:
    try:
        names = tuple(next(csv.reader([text], strict=True), ()))
    except csv.Error:
        names = ()
    needed = [name for name in COLUMNS if name not in OPTIONAL]
    missing = [name for name in needed if name not in names]
    spare = len(names) - len(needed) - sum(name in names for name in OPTIONAL)
    if missing or spare:
        # names that nobody knows may be a resident's data and are not shown
        raise CsvError(Message("residents/wrong-heading", missing=", ".join(missing) or "-", columns=",".join(COLUMNS)))
    return names


def fields(subscriber: Subscriber) -> tuple[str, ...]:
    """List a subscriber's values in the order of ``COLUMNS``, as an import reads them."""
    spoken = {value: word for word, value in SPOKEN.items()}
    return (
        subscriber.id,
        subscriber.address,
        BETWEEN.join(sorted(subscriber.stations)),
        BETWEEN.join(sorted(subscriber.municipalities)),
        BETWEEN.join(sorted(subscriber.categories)),
        subscriber.form,
        subscriber.language,
        spoken[subscriber.night],
        spoken[subscriber.exercise],
        subscriber.origin,
        subscriber.consented_at,
        subscriber.control or "",
    )


T = TypeVar("T")

MAX_ORIGIN = 200  # characters


ID = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Refused:
    """A reason why a line was not taken."""

    line: int  # from 1
    column: str  # empty: the whole line
    reason: Text
    masked: str  # the address

    @property
    def text(self) -> Text:
        """One sentence for the report."""
        column = self.column or Message("residents/whole-line")
        return Message("residents/line", line=self.line, column=column, masked=self.masked, reason=self.reason)


@dataclass(frozen=True, slots=True)
class CsvLine:
    """A line that the contract allows."""

    number: int
    id: str | None  # None if the file gives none
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

    def several(column: str, known: Collection[str]) -> frozenset[str]:
        return field(column, partial(_several, column, known), frozenset())

    language = Message("residents/line-language", known=", ".join(choices.languages))
    given = field("id", _id, None)
    wish = Wish(
        address=field("address", partial(_address, choices), ""),
        stations=several("stations", choices.stations),
        municipalities=several("municipalities", choices.municipalities),
        categories=several("categories", choices.categories),
        form=field("form", partial(_among, FORMS, Message("residents/line-form")), ""),
        language=field("language", partial(_among, choices.languages, language), ""),
        night=field("night", _spoken, False),
        exercise=field("exercise", _spoken, False),
        origin=field("origin", _origin, ""),
        consented_at=field("consented_at", partial(_consent, now), ""),
        control=field("control", partial(_unit, choices), None),
    )
    resident = not row.get("control")
    if resident and not row["stations"].strip("; ") and not row["municipalities"].strip("; "):
        wrong.append(Refused(number, "stations", Message("residents/line-no-place"), masked(row["address"])))
    if resident and not row["categories"].strip("; "):
        wrong.append(Refused(number, "categories", Message("residents/line-no-category"), masked(row["address"])))
    yield from wrong or (CsvLine(number, given, wish),)


def _id(text: str) -> str | None:
    if text and not ID.fullmatch(text):
        raise _Wrong(Message("residents/line-id"))
    return text or None


def _address(choices: Choices, text: str) -> str:
    try:
        return canonical(text, choices.carrier_domains)
    except AddressError as error:
        raise _Wrong(error.message) from None


def _several(column: str, known: Collection[str], text: str) -> frozenset[str]:
    """Split a list; in a shifted column an unknown word is a resident's data, so the error names its place alone."""
    values = [part.strip() for part in text.split(BETWEEN)]
    for place, value in enumerate(values, 1):
        if value and value != ALL and value not in known:
            raise _Wrong(Message(f"residents/line-unknown-{column}", place=place))
    if ALL in values:
        return frozenset({ALL})
    return frozenset(filter(None, values))


def _among(allowed: Collection[str], reason: Text, text: str) -> str:
    if text not in allowed:
        raise _Wrong(reason)
    return text


def _unit(choices: Choices, text: str) -> str | None:
    if text and text not in choices.units:
        raise _Wrong(Message("residents/line-control"))
    return text or None


def _spoken(text: str) -> bool:
    if text not in SPOKEN:
        raise _Wrong(Message("residents/line-spoken"))
    return SPOKEN[text]


def _origin(text: str) -> str:
    if not text.strip():
        raise _Wrong(Message("residents/line-no-origin"))
    if len(text) > MAX_ORIGIN or not text.isprintable():
        raise _Wrong(Message("residents/line-origin"))
    return text


def _consent(now: datetime, text: str) -> str:
    if not text:
        raise _Wrong(Message("residents/line-no-consent"))
    try:
        at = moment(text)
    except ValueError:
        raise _Wrong(Message("residents/line-consent")) from None
    if at > now:
        raise _Wrong(Message("residents/line-future"))
    return text
