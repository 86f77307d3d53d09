"""Dates and times of day as a text writes them: 11月25日, 11/25, 令和8年11月25日, 午後3時30分ころ, 15:30.

Beside them the words that mean a day by the day of their reading: 本日, 昨夜, 明日. Every text is given with its
full-width ASCII made narrow; offsets count code points from 0, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from haishin.core.text.lazy import lazy

# How many days from the day of the mail.
SHIFTS = {
    **dict.fromkeys(("一昨日", "一昨夜", "一昨晩", "おととい"), -2),
    **dict.fromkeys(("昨日", "昨夜", "昨晩", "昨夕", "ゆうべ", "きのう"), -1),
    **dict.fromkeys(("本日", "今日", "今朝", "今夜", "今夕", "今晩", "先ほど", "さきほど"), 0),
    **dict.fromkeys(("明日", "明朝", "明晩", "あす"), 1),
    **dict.fromkeys(("明後日", "あさって"), 2),
}
DAY_WORDS = sorted(SHIFTS, key=len, reverse=True)  # the longer first
# What speaks of an earlier mail, or means no day: 昨日お知らせした, 今日では, 明日香.
_WORD = lazy(
    f"(?:{'|'.join(f'{word[0]}(?<!昨日.){word[1:]}' for word in DAY_WORDS)})"
    "(?!の?(?:お知らせ|配信|送信|お送り|お伝え|ご案内|メール)|の日の)"
    "(?<!今日(?=では|的|の社会|に至|まで|子|明日))(?<!明日(?=[香葉美奈実海見菜へ]|を担|は[我わ]が))(?<!昨日(?=今日))(?<!昨夜(?=来))"
)
_KANA = lazy("[ぁ-ん]+")
_AFTER = lazy("[のはもにから、]|まで|より|[^ぁ-ん]|$")
_PARTICLES = "がはをもでにやへし"
_LONGEST = 24  # 令和08年11月25日 and more

# The year before the first of each era, and how many years it had or may have.
ERAS = {"明治": (1867, 45), "大正": (1911, 15), "昭和": (1925, 64), "平成": (1988, 31), "令和": (2018, 50)}
_PRESENT = "令和"
WEEKDAYS = "月火水木金土日"

_DATE = lazy(
    rf"(?=[\d{''.join(era[0] for era in ERAS)}])"
    rf"(?:(?:(?<!\d)(?P<year>\d{{4}})[年/]|(?P<era>{'|'.join(ERAS)})(?P<count>\d{{1,3}}|元)年)[ ]?)?"
    r"(?<!\d)(?:(?P<month>(?(year)\d{1,4}|(?:\d{1,4}(?=月)|\d{1,2})))(?:月[ ]?|/)"
    r"(?P<day>(?(year)\d{1,4}|(?:\d{1,4}(?=日)|\d{1,2})))(?!\d)(?P<sign>日)?|"
    r"(?P<bare>\d{1,2})日(?!間|後|目|前(?!橋)|分|以内))"
)
_DAY = lazy(
    rf"\d{{1,2}}日(?![間後目分])|\d{{1,2}}/\d{{1,2}}|[{WEEKDAYS}]曜|\([{WEEKDAYS}]\)|"
    "毎[日週月年朝晩夜]|[平連同当翌前元]日|土日|翌朝|大みそか|一昨日|おととい|明日|あす|[先今]週|期間中|[一二三四五六七八九十]日"
)
_WHEN = lazy(
    rf"[0-9]月|[0-9]/[0-9]|[0-9](?:時(?!間)|:[0-9]{{2}})|[{WEEKDAYS}]曜|午[前後]|[今先昨][週月年]|"
    "[一二三四五六七八九十](?:月|日(?![市町間常])|(?<![^十前後]一)時(?![間期停的]))"  # 七月六日, 二十時
)
_WEEKDAY = lazy(rf" ?(?:\((?:祝・)?(?P<short>[{WEEKDAYS}])(?:曜日?)?[・、, 祝休日振替]*\)|(?P<long>[{WEEKDAYS}])曜)")
_TIME = lazy(
    r"(?=[\d午正深未早夕明朝昼夜晩の])(?:(?P<half>午[前後])|(?P<part>正午|深夜|未明|早朝|夕方|明け方|朝|昼|夜|晩))?(?P<of>の)?(?<![\d.])(?P<hour>\d{1,4})"
    r"(?:時(?![間速代期点給短限計刻差])(?:(?P<minute>\d{1,4})分|半)?|:(?P<past>\d{2})(?!\d))(?:ころ|ごろ|頃)?"
)
_JOIN = lazy(r"の?[ ]?[(]?[ ]?")
_KEPT = 256  # texts asked about last: the rules ask in turn about those of some mails


class Written(NamedTuple):
    """A date and its place."""

    start: int
    end: int
    year: int | None  # None if it is not written, and for an earlier era and 令和元年: these are history
    month: int | None  # None if no month is written
    day: int
    era: str | None = None  # 令和 of 令和8年
    years: int = 0  # 8 of 令和8年
    bare: bool = False  # only the day is written
    signed: bool = True  # with 日 behind it

    def is_of(self, day: date) -> bool:
        """Whether it may be that day."""
        return self.day == day.day and self.month in (None, day.month) and self.year in (None, day.year)


class Time(NamedTuple):
    """A time of day and its place, with 夜 before and ころ behind."""

    start: int
    end: int
    clock: tuple[int, int]  # the place of its figures
    hour: int
    minute: int
    half: bool  # it says the half or the part of the day
    mixable: bool  # 午前 or 午後 right before the hour
    colon: bool  # as 15:30


def day_words(text: str) -> Iterator[re.Match[str]]:
    """Yield each 本日, 昨夜, 明日 … that is a word of its own and means a day."""
    for match in _WORD.finditer(text):
        if not _KANA.fullmatch(match[0]) or _apart(text, match):
            yield match


def _apart(text: str, match: re.Match[str]) -> bool:
    """Whether the match is a word of its own: あす is none in あすなろ, きのう none in そのときのうち."""
    last = text[match.start() - 1 : match.start()]
    return (not _KANA.match(last) or last in _PARTICLES) and _AFTER.match(text, match.end()) is not None


@lru_cache(_KEPT)
def written_dates(plain: str) -> tuple[Written, ...]:
    """List the written dates, real or not (2月300日); a day alone takes the month before it."""
    written: list[Written] = []
    month = None
    for match in _DATE.finditer(plain):
        era, count, year = match["era"], 0, None
        if match["count"] == "元":
            count = 1
        elif era:
            count = int(match["count"])
        if match["year"]:
            year = int(match["year"])
        elif era == _PRESENT and match["count"] != "元":
            year = ERAS[era][0] + count
        bare = match["bare"] is not None
        if not bare:
            month = int(match["month"])
        day = int(match["bare"] or match["day"])
        signed = bare or match["sign"] is not None
        written.append(Written(*match.span(), year, month, day, era, count, bare, signed))
    return tuple(written)


def dates(plain: str) -> Iterator[Written]:
    """Yield the dates of a text as ``written_dates`` does, without those that have too many figures for a date."""
    return (mention for mention in written_dates(plain) if (mention.month or 0) < 100 and mention.day < 100)


def weekday(plain: str, place: int) -> tuple[int, int, int] | None:
    """Read the weekday (0 = Monday) right behind a date, （火）, 火曜; then the place of its letter, and its end."""
    match = _WEEKDAY.match(plain, place)
    if match is None:
        return None
    name = "short" if match["short"] else "long"
    return WEEKDAYS.index(match[name]), match.start(name), match.end()


@lru_cache(_KEPT)
def times(plain: str) -> tuple[Time, ...]:
    """List the times of day, real or not (25時)."""
    found: list[Time] = []
    for match in _TIME.finditer(plain):
        mixable = match["half"] is not None and match["of"] is None
        start = match.start("hour")
        if mixable:
            start = match.start("half")
        colon = match["past"] is not None
        end = match.end("past")
        if not colon:
            end = max(match.end("hour"), match.end("minute")) + 1  # 時 or 分 behind it
        time = Time(
            *match.span(),
            clock=(start, end),
            hour=int(match["hour"]),
            minute=int(match["minute"] or match["past"] or 0),
            half=bool(match["half"] or match["part"]),
            mixable=mixable,
            colon=colon,
        )
        found.append(time)
    return tuple(found)


def first_day(plain: str) -> int | None:
    """Find the first place that names a day, in any form: a date, a weekday, 本日, 毎朝; None: no place does."""
    places = [match.start() for match in (_DAY.search(plain), next(day_words(plain), None)) if match]
    return min(places, default=None)


def says_when(plain: str) -> bool:
    """Whether anything in the text may name a day or a time."""
    return bool(_WHEN.search(plain) or next(day_words(plain), None) or next(dates(plain), None))


def behind(plain: str, place: int) -> Written | None:
    """Read the date right behind that place, in brackets or not; its month is None if none is written."""
    join = _JOIN.match(plain, place)
    assert join is not None  # it matches nothing, too
    start = join.end()
    mention = next(dates(plain[start : start + _LONGEST]), None)
    if mention is None or mention.start:
        return None
    return mention._replace(start=start, end=start + mention.end)
