"""Rule ``impossible-number``: numbers that cannot be: 500歳, 25時, 2月30日, 令和99年, 身長1700センチ (5(3)).

A slip of the finger in a time or an age makes the whole alert doubtful. What is merely unlikely passes. A day that is
not in the calendar is none in a quotation either.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.items import AUTHORED
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing, problems

ID = "impossible-number"
SEVERITY = Severity.ERROR
NAME = Text("ありえない数や日時", "An impossible number")
SUMMARY = "ありえない数、日付、時刻は、元の記録と比べて直してください。"

MESSAGES = {
    "number": Text("「{word}」という数はありえません。", "`{word}` cannot be."),
    "day": Text("「{word}」という日はありません。", "There is no such day as `{word}`."),
    "time": Text("「{word}」という時刻はありません。", "There is no such time as `{word}`."),
    "half": Text(
        "「{word}」は、午前・午後と24時間の書き方が混ざっています。", "`{word}` mixes two ways to tell the hour."
    ),
}
HINTS = {
    "number": Text("数字を打ち間違えていないか、元の記録と比べてください。", "Compare it with the record."),
    "day": Text("日付を元の記録と比べてください。", "Compare the date with the record."),
    "time": Text(
        "時刻を元の記録と比べてください。日をまたぐときは「翌日午前1時」のように書きます。",
        "Compare the time with the record.",
    ),
    "half": Text("「午後3時」か「15時」のどちらかにしてください。", "Write 午後3時 or 15時."),
}
_TIME = "11月25日午後3時30分ころ"
GOOD = (
    SAMPLE,
    changed("児童が男に", "児童が、100歳を超える方の前で、身長180センチメートルの男に"),
    changed(_TIME, "令和8年2月28日24時ころ、90分間"),
)
BAD = (
    ("number", changed("児童が男に", "児童が500歳くらいの男に")),
    ("number", changed("児童が男に", "児童が身長1700センチくらいの男に")),
    ("day", changed(_TIME, "2月30日午後3時30分ころ")),
    ("time", changed(_TIME, "11月25日25時ころ")),
    ("half", changed(_TIME, "11月25日午後15時ころ")),
)

_ERAS = {"令和": (2018, 50), "平成": (1988, 31), "昭和": (1925, 64)}
_DATE = re.compile(
    r"(?<![\d/])(?:(?P<year>\d{4})[年/][ ]?|(?P<era>令和|平成|昭和)(?P<count>\d{1,3})年[ ]?)?"
    r"(?P<month>\d{1,4})[月/](?P<day>\d{1,4})(?:(?P<sign>日)|(?!\d|/\d))"
)
_HOUR = re.compile(
    r"(?P<half>午[前後])?(?<![\d.])(?P<hour>\d{1,4})(?:時(?![間速代期点給短限計刻差])(?:(?P<minute>\d{1,4})分)?|"
    r"(?<![:/+-]\d)(?<![:/+-]\d\d):(?P<past>\d{2})(?![:\d.]))"
)
_IS = r"(?:[はがのを: ]|約|およそ|最大){0,4}"
# What is counted, its unit, the least and the most that can be.
_NUMBERS = tuple(
    (re.compile(rf"{label}(?<![\d.,])(\d{{1,7}}){unit}"), least, most)
    for label, unit, least, most in (
        ("", "(?:歳|才)", 0, 119),
        ("", "年(?![前後間以ぶ度])(?<!000年)", 0, 2200),
        (rf"身長{_IS}", "(?:センチ|cm|㎝)", 30, 250),
        (rf"体重{_IS}", "(?:キロ|kg)", 0, 400),
        (rf"(?:時速|最高速度){_IS}", "(?:キロ|km)", 0, 400),
        (rf"震度{_IS}", "", 0, 7),
        ("国道", "号", 1, 507),
        ("小学校?", "年生", 1, 6),
        ("中学校?", "年生", 1, 3),
        ("高校", "年生", 1, 3),
    )
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In title and text; outside of quotation marks but for dates."""
    for field, text in writing.plain:
        for pattern, least, most in _NUMBERS:
            for match in pattern.finditer(text):
                if not least <= int(match[1]) <= most:
                    yield Stretch(field, match.start(), match.end(), "number", {"word": match[0]})
        for match in _HOUR.finditer(text):
            if key := _no_time(match):
                yield Stretch(field, match.start(), match.end(), key, {"word": match[0]})
    year = writing.day.year if writing.day else None
    for field, text in writing.narrow:
        for match in _DATE.finditer(text):
            if wrong := _no_day(match, year):
                yield Stretch(field, match.start(), match.end(), wrong, {"word": match[0]})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs no alert; one formed tells the year."""
    return problems(document, context, look, items=AUTHORED)


def _no_day(match: re.Match[str], usual: int | None) -> str | None:
    if not match["sign"] and not match["year"]:  # 1/2 may be a half
        return None
    if match["era"] and not 0 < int(match["count"]) <= _ERAS[match["era"]][1]:
        return "number"
    year = int(match["year"]) if match["year"] else usual
    if match["era"]:
        year = _ERAS[match["era"]][0] + int(match["count"])
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12:
        return "day"
    last = 29 if month == 2 and (year is None or isleap(year)) else monthrange(2025, month)[1]
    return None if 1 <= day <= last else "day"


def _no_time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["past"] or 0)
    if hour > 24 or minute > 59:
        return "time"
    return "half" if match["half"] and hour > 12 else None
