"""The operator's CSV, in and out: UTF-8, one resident a line, lists by ``;``, ``*`` for all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from haishin.cells import bare, guarded
from haishin.errors import Refusal
from haishin.model import Text
from haishin.subscribers.row import REASONS, SPOKEN, Line, Refused, judge
from haishin.subscribers.subscriber import ALL, BETWEEN, FORMS, LANGUAGES, Choices, Subscriber

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
)
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
    """How such a file is written, a line for each column."""
    width = max(map(len, COLUMNS))
    lines = [f"  {name:<{width}}  {VALUES[name].ja} / {VALUES[name].en}" for name in COLUMNS]
    first = f"CSV(UTF-8)の1行目 / line 1 of the CSV (UTF-8): {','.join(COLUMNS)}"
    return "\n".join((first, *lines))


def read(stream: BinaryIO, choices: Choices, now: datetime) -> Iterator[Line | Refused]:
    """Every line of the file, judged; several Refused for a line with several mistakes. Blank lines are passed over.

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
    """Write the heading and a line for each subscriber; gives the number of subscribers."""
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
            raise CsvError(
                Text(
                    f"CSVファイルの{number}行目がUTF-8ではありません。何も取り込んでいません。",
                    f"Line {number} of the CSV file is not UTF-8. Nothing was imported.",
                ),
                Text("「CSV UTF-8」の形式で保存し直してください。", "Save the file as CSV UTF-8."),
            ) from None  # the codec's own error carries the bytes
        yield number, text.removesuffix("\n").removesuffix("\r")


def _heading(text: str) -> tuple[str, ...]:
    try:
        names = tuple(next(csv.reader([text], strict=True), ()))
    except csv.Error:
        names = ()
    missing = [name for name in COLUMNS[1:] if name not in names]
    spare = len(names) - len(COLUMNS[1:]) - ("id" in names)
    if missing or spare:
        # Unknown names are not shown: in a file without a heading they are a resident's data.
        lacks = ", ".join(missing) or "-"
        raise CsvError(
            Text(
                f"CSVファイルの1行目の見出しが違います(足りない列:{lacks})。何も取り込んでいません。",
                f"The heading in line 1 of the CSV file is wrong (missing columns: {lacks}). Nothing was imported.",
            ),
            Text(
                f"1行目を次のとおりにしてください(idはなくても構いません):{','.join(COLUMNS)}",
                f"Make line 1 read as follows (id may be left out): {','.join(COLUMNS)}",
            ),
        )
    return names


def fields(subscriber: Subscriber) -> tuple[str, ...]:
    """The values in the order of ``COLUMNS``, as an import reads them."""

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
    )
