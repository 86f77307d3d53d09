"""Rule ``weekday-mismatch``: a weekday fits its date: no 11月25日（火） if the 25th is a Wednesday (5(3)).

The year is the one written; else the one that brings the date nearest to the day of the alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Field, Reading, Writing
from haishin.check.reading.items import AUTHORED
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.calendar import WEEKDAYS, Written, dates, weekday

ID = "weekday-mismatch"
SEVERITY = Severity.ERROR
NAME = Text("日付に合わない曜日", "A weekday that does not fit")
SUMMARY = "曜日が日付に合わないときは、暦で確かめて直してください。"

MESSAGES = {
    "year": Text(
        "「{word}」とありますが、{year}年のこの日は{right}曜日です。",
        "`{word}`: in {year} that day is {right}曜日.",
    ),
}
HINTS = {
    "year": Text(
        "日付と曜日のどちらが正しいかを確かめてください。日付が正しければ「{fixed}」です。",
        "See which of both is right; if the date is, write `{fixed}`.",
    ),
}
_DATE = "11月25日午後"
GOOD = (
    SAMPLE,
    changed(_DATE, "11月28日（土）・29日（日）の午後"),
    changed(_DATE, "2025年11月25日（火）午後"),
    changed(_DATE, "11月25日（水）午後"),
)
BAD = (
    ("year", changed(_DATE, "11月25日（火）午後")),
    ("year", changed(_DATE, "11月28日（土）・29日（月）の午後")),
)

# A year told otherwise, right before the date: whose calendar is not looked up, as that of an earlier era.
_OTHER_YEAR = re.compile(
    r"(?:(?:昭和|平成)(?:\d{1,2}|元)年|令和元年|[昨去前翌例毎同]年|一昨年|おととし|\d年前)の?[ ]?$"
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date with its weekday (0 = Monday): its place, and the weekday's place in it."""

    field: Field
    start: int
    end: int
    cut: int
    weekday: int
    written: Written

    def on(self, year: int) -> date | None:
        """Give that day of a year; None if the calendar has none."""
        try:
            return date(self.written.year or year, self.written.month or 0, self.written.day)
        except ValueError:
            return None


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the mismatches in title and text, if the year or the day of the mail is known."""
    mentions = list(_dates(writing))
    if not mentions:
        return
    mailed = writing.day
    named = {dated.year for _, text in writing.plain for dated in dates(text) if dated.year}
    if mailed is None and len(named) == 1:
        mailed = date(named.pop(), 7, 1)
    for dated in mentions:
        word = dict(writing.fields)[dated.field][dated.start : dated.end]
        day = None
        if dated.written.year:
            day = dated.on(dated.written.year)
        elif mailed:
            day = _nearest(dated, mailed)
        if day is not None and day.weekday() != dated.weekday:
            right, cut = WEEKDAYS[day.weekday()], dated.cut - dated.start
            values = {"word": word, "year": day.year, "right": right, "fixed": word[:cut] + right + word[cut + 1 :]}
            yield Stretch(dated.field, dated.start, dated.end, "year", values)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed; an alert gives the year."""
    return problems(reading, look, items=AUTHORED)


def _dates(writing: Writing) -> Iterator[_Dated]:
    for field, text in writing.plain:
        last: Written | None = None
        for day in dates(text):
            named = weekday(text, day.end)
            if last is not None and last.month and day.bare and day.month == last.month and day.day < last.day:
                day = day._replace(month=day.month % 12 + 1)  # 11月30日（月）・1日（火）
            last = day
            earlier = day.era is not None and day.year is None
            if named and day.month and not earlier and not _OTHER_YEAR.search(text, max(0, day.start - 8), day.start):
                number, cut, end = named
                yield _Dated(field, day.start, end, cut, number, day)


def _nearest(dated: _Dated, day: date) -> date | None:
    """Choose the year that brings it nearest to the day of the mail, and give that day."""
    days = filter(None, map(dated.on, range(day.year - 1, day.year + 2)))
    return min(days, key=lambda there: abs((there - day).days), default=None)
