"""Rule ``weekday-mismatch``: 11月25日（火） where the 25th is a Wednesday: one of both is wrong (5(3)).

The year is the one written; else the one that brings the date nearest to the day of the alert. Where neither is known,
the dates of one mail are compared with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.privacy.seeking import begun
from haishin.rules.items import AUTHORED
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Field, Stretch, Writing, problems

ID = "weekday-mismatch"
SEVERITY = Severity.ERROR
NAME = Text("日付に合わない曜日", "A weekday that does not fit")
SUMMARY = "曜日が日付に合わないときは、暦で確かめて直してください。"

MESSAGES = {
    "year": Text(
        "「{word}」とありますが、{year}年のこの日は{right}曜日です。",
        "`{word}`: in {year} that day is {right}曜日.",
    ),
    "other": Text(
        "「{word}」の曜日は、同じメールのほかの日付の曜日と合いません。",
        "The weekday of `{word}` does not fit the other dates of this mail.",
    ),
}
HINTS = {
    "year": Text(
        "日付と曜日のどちらが正しいかを確かめてください。日付が正しければ「{fixed}」です。",
        "See which of both is right; if the date is, write `{fixed}`.",
    ),
    "other": Text("暦で日付と曜日を確かめてください。", "Look both up in a calendar."),
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
    ("year", changed(_DATE, "2025年11月25日(水曜日)の午後")),
    ("year", changed(_DATE, "11月28日（土）・29日（月）の午後")),
)

_NAMES = "月火水木金土日"
_WEEKDAY = re.compile(rf"[{_NAMES}]曜|\((?:祝・)?[{_NAMES}]")
_DATED = re.compile(
    r"(?:(?:(?<!\d)(?P<year>\d{4})[年/]|令和(?P<era>\d{1,2})年)?(?<!\d)(?P<month>\d{1,2})[月/])?"
    r"(?<!\d)(?P<day>\d{1,2})(?P<sign>日?)[ ]?"
    rf"(?:\((?:祝・)?(?P<short>[{_NAMES}])(?:曜日?)?[・、, 祝休日振替]*\)|(?P<long>[{_NAMES}])曜)"
)
_BEGUN = re.compile(r"[\d令](?<!\d\d)(?:(?<=令)|(?=\d{0,3}[年月/日 (月火水木金土日]))")

# A year told otherwise, right before the date: of an era, or from the year of the mail.
_ERAS = {"大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_AGO = {"昨年": 1, "去年": 1, "一昨年": 2, "おととし": 2, "来年": -1}
_TOLD = re.compile(
    rf"(?:(?P<era>{'|'.join(_ERAS)})(?P<of>\d{{1,2}}|元)年|(?P<ago>{'|'.join(_AGO)})|(?P<years>\d{{1,2}})年前|"
    r"(?P<unknown>前年|翌年|例年|毎年|同年))の?[ ]?$"
)
_LONGEST = 8  # 令和10年の and more
_YEAR = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?:年[ ]?\d{1,2}月\d|[/-]\d{1,2}[/-]\d)"
    r"|(?:令和|R)(?P<era>\d{1,2})(?:年[ ]?\d{1,2}月\d|[./]\d{1,2}[./]\d)"
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date with its weekday (0 = Monday) and where it stands."""

    field: Field
    start: int
    end: int
    year: int | None
    month: int
    day: int
    weekday: int
    cut: int  # where in the stretch the weekday stands
    bare: bool  # no month is written: the one before, or the next

    def on(self, year: int) -> date | None:
        """That day of the year; where the month is not written, of the month that fits."""
        days = [_date(year, self.month, self.day)]
        if self.bare:
            days.append(_date(year + self.month // 12, self.month % 12 + 1, self.day))
        found = [day for day in days if day is not None]
        return next((day for day in found if day.weekday() == self.weekday), found[0] if found else None)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In title and text."""
    if not any(_WEEKDAY.search(text) for _, text in writing.plain):
        return
    written = dict(writing.fields)
    unknown = []
    for one in _dates(writing):
        word = written[one.field][one.start : one.end]
        year = one.year or (_nearest(one, writing.day) if writing.day else None)
        if year is None:
            unknown.append((one, word))
            continue
        day = one.on(year)
        if day is not None and day.weekday() != one.weekday:
            right = _NAMES[day.weekday()]
            fixed = word[: one.cut] + right + word[one.cut + 1 :]
            yield Stretch(
                one.field, one.start, one.end, "year", {"word": word, "year": day.year, "right": right, "fixed": fixed}
            )
    odd = _odd([one for one, _ in unknown])
    for one, word in unknown:
        if one in odd:
            yield Stretch(one.field, one.start, one.end, "other", {"word": word})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs no alert; one formed tells the year."""
    return problems(document, context, look, items=AUTHORED)


def _dates(writing: Writing) -> Iterator[_Dated]:
    month = writing.day.month if writing.day else None
    year = None if writing.day else _only(writing)
    for field, text in writing.plain:
        for match in begun(_BEGUN, _DATED, text):
            if not match["sign"] and not match["month"]:
                continue
            told = _TOLD.search(text, max(0, match.start() - _LONGEST), match.start()) if match["month"] else None
            if told and (told["unknown"] or (told["era"] is None and writing.day is None)):
                continue
            if match["year"] or match["era"]:
                year = int(match["year"]) if match["year"] else 2018 + int(match["era"])
            bare = not match["month"]
            month = month if bare else int(match["month"])
            if month is None or not 1 <= month <= 12:
                continue
            name = "short" if match["short"] else "long"
            weekday, cut = _NAMES.index(match[name]), match.start(name) - match.start()
            own = _told(told, writing.day) if told else year
            yield _Dated(field, match.start(), match.end(), own, month, int(match["day"]), weekday, cut, bare)


def _told(match: re.Match[str], day: date | None) -> int:
    """The year told before a date; ``day``: of the mail, known where the year is told from it."""
    if match["era"]:
        return _ERAS[match["era"]] + (1 if match["of"] == "元" else int(match["of"]))
    assert day is not None
    return day.year - (_AGO[match["ago"]] if match["ago"] else int(match["years"]))


def _only(writing: Writing) -> int | None:
    """The year that the dates of the mail name, where it is one alone."""
    named = {
        int(match["year"]) if match["year"] else 2018 + int(match["era"])
        for _, text in writing.plain
        for match in _YEAR.finditer(text)
    }
    return named.pop() if len(named) == 1 else None


def _nearest(one: _Dated, day: date) -> int:
    """The year that brings the date nearest to that day."""
    found = [(abs((there - day).days), year) for year in range(day.year - 1, day.year + 2) if (there := one.on(year))]
    return min(found)[1] if found else day.year


def _odd(dates: list[_Dated]) -> list[_Dated]:
    """Those that fit no year in which the most others fit; none where one year fits all."""
    if len(dates) < 2:
        return []
    first = dates[0].month
    best: list[_Dated] = dates
    for year in range(2001, 2029):
        late = [(one, one.on(year + (one.month < first - 6) - (one.month > first + 6))) for one in dates]
        odd = [one for one, day in late if day is None or day.weekday() != one.weekday]
        if len(odd) < len(best) or (len(odd) == len(best) and dates[0] in best and dates[0] not in odd):
            best = odd
    return best


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
