"""Rule ``impossible-number``: numbers are possible ones: no 500歳, 25時, 2月30日, 令和99年, 事件が3発生 (5(3)).

A slip of the finger in a time or an age makes the whole alert doubtful. What is merely unlikely passes. A day that is
not in the calendar is none in a quotation either.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.items import AUTHORED
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.calendar import ERAS, Time, Written, times, written_dates

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
    "bare": Text("「{word}」の数に、「件」などがありません。", "The number in `{word}` does not say what is counted."),
}
HINTS = {
    "number": Text("数字を打ち間違えていないか、元の記録と比べてください。", "Compare it with the record."),
    "day": Text("日付を元の記録と比べてください。", "Compare the date with the record."),
    "time": Text(
        "時刻を元の記録と比べてください。日をまたぐときは「翌日午前1時」のように書きます。",
        "Compare the time with the record.",
    ),
    "half": Text("「午後3時」か「15時」のどちらかにしてください。", "Write 午後3時 or 15時."),
    "bare": Text("「3件」のように書いてください。", "Write it with its counter, as 3件."),
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
    ("bare", changed("事案が発生", "事案が3発生")),
)

# Between these a date is part of a longer number, and 12:30 part of a score, a ratio or an offset.
_SLASHED = re.compile(r"/\d")
_BEFORE, _BEHIND = frozenset(":/+-"), frozenset(":.")
_IS = r"(?:[はがのを: ]|約|およそ|最大){0,4}"
_BARE = re.compile(r"(?:事件|事案|事故|被害|電話|通報)が(?:計|合わせて)?\d+(?=発生|起き|あり|相次)")
# A word that stands beside it, what is counted, its unit, the least and the most that can be.
_NUMBERS = tuple(
    (word, re.compile(rf"{label}(\d(?<![\d.,].)\d{{0,6}}){unit}"), least, most)
    for word, label, unit, least, most in (
        ("歳", "", "歳", 0, 119),
        ("才", "", "才", 0, 119),
        ("年", "", "年(?![前後間以ぶ度])(?<!000年)", 0, 2200),
        ("身長", rf"身長{_IS}", "(?:センチ|cm|㎝)", 30, 250),
        ("体重", rf"体重{_IS}", "(?:キロ|kg)", 0, 400),
        ("時速", rf"時速{_IS}", "(?:キロ|km)", 0, 400),
        ("最高速度", rf"最高速度{_IS}", "(?:キロ|km)", 0, 400),
        ("震度", rf"震度{_IS}", "", 0, 7),
        ("国道", "国道", "号", 1, 507),
        ("年生", "小学校?", "年生", 1, 6),
        ("年生", "中学校?", "年生", 1, 3),
        ("年生", "高校", "年生", 1, 3),
    )
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the impossible numbers of title and text; of quotations only the dates."""
    for field, text in writing.plain:
        for word, pattern, least, most in _NUMBERS:
            if word not in text:
                continue
            for match in pattern.finditer(text):
                if not least <= int(match[1]) <= most:
                    yield Stretch(field, match.start(), match.end(), "number", {"word": match[0]})
        for match in _BARE.finditer(text):
            yield Stretch(field, *match.span(), "bare", {"word": match[0]})
        for time in times(text):
            if key := _no_time(time, text):
                yield Stretch(field, *time.clock, key, {"word": text[slice(*time.clock)]})
    year = None
    if writing.day:
        year = writing.day.year
    for field, text in writing.narrow:
        for written in written_dates(text):
            if wrong := _no_day(written, text, year):
                yield Stretch(field, written.start, written.end, wrong, {"word": text[written.start : written.end]})


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed; an alert gives the year."""
    return problems(reading, look, items=AUTHORED)


def _no_day(written: Written, text: str, usual: int | None) -> str | None:
    if written.bare or written.month is None or text[written.start - 1 : written.start] == "/":
        return None
    # 1/2 may be a half.
    if not written.signed and (written.year is None or written.era or _SLASHED.match(text, written.end)):
        return None
    if written.era and not 0 < written.years <= ERAS[written.era][1]:
        return "number"
    year = written.year or usual
    if written.era:
        year = ERAS[written.era][0] + written.years
    if not 1 <= written.month <= 12:
        return "day"
    last = monthrange(2025, written.month)[1]
    if written.month == 2 and (year is None or isleap(year)):
        last = 29
    if not 1 <= written.day <= last:
        return "day"
    return None


def _no_time(time: Time, text: str) -> str | None:
    start, end = time.clock
    if time.colon and (text[start - 1 : start] in _BEFORE or text[end : end + 1] in _BEHIND):
        return None
    if time.hour > 24 or time.minute > 59:
        return "time"
    if time.mixable and time.hour > 12:
        return "half"
    return None
