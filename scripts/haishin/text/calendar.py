"""Calendar dates written in a text: 11月25日, 11/25, 2026年11月25日, 令和8年11月25日, and 26日 behind one of these.

Beside them the words that mean a day by the one on which they are read: 本日, 昨夜, 明日.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

# How many days from the day of the mail.
SHIFTS = {
    **dict.fromkeys(("一昨日", "一昨夜", "一昨晩", "おととい"), -2),
    **dict.fromkeys(("昨日", "昨夜", "昨晩", "昨夕", "ゆうべ", "きのう"), -1),
    **dict.fromkeys(("本日", "今日", "今朝", "今夜", "今夕", "今晩", "先ほど", "さきほど"), 0),
    **dict.fromkeys(("明日", "明朝", "明晩", "あす"), 1),
    **dict.fromkeys(("明後日", "あさって"), 2),
}
# What speaks of an earlier mail, or means no day: 昨日お知らせした, 今日では, 明日香.
_WORD = re.compile(
    f"(?<!昨日)(?:{'|'.join(sorted(SHIFTS, key=len, reverse=True))})"
    "(?!の?(?:お知らせ|配信|送信|お送り|お伝え|ご案内|メール)|の日の)"
    "(?<!今日(?=では|的|の社会|に至|まで|子|明日))(?<!明日(?=[香葉美奈実海見菜へ]|を担|は[我わ]が))(?<!昨日(?=今日))(?<!昨夜(?=来))"
)
_KANA = re.compile("[ぁ-ん]+")
_AFTER = re.compile("[のはもにから、]|まで|より|[^ぁ-ん]|$")
_PARTICLES = "がはをもでにやへし"
_LONGEST = 24  # 令和08年11月25日 and more
_ERA = 2018  # 令和1年 is 2019
_DATE = re.compile(
    r"(?:(?:(?<!\d)(?P<year>\d{4})[年/]|令和(?P<era>\d{1,2})年)[ ]?)?"
    r"(?<!\d)(?:(?P<month>\d{1,2})(?:月[ ]?|/)(?P<day>\d{1,2})(?!\d)日?|"
    r"(?P<bare>\d{1,2})日(?!間|後|目|前(?!橋)|分|以内))"
)
# With which each begins: so a search skips to it.
_JOIN = re.compile(r"の?[ ]?[(]?[ ]?")


@dataclass(frozen=True, slots=True)
class Written:
    """A date and where it stands; ``year`` and ``month`` are None where nothing tells them."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int

    def is_of(self, day: date) -> bool:
        """Whether it may be that day."""
        return self.day == day.day and self.month in (None, day.month) and self.year in (None, day.year)


def day_words(text: str) -> Iterator[re.Match[str]]:
    """Each 本日, 昨夜, 明日 …, where it is a word of its own and means a day."""
    for match in _WORD.finditer(text):
        if not _KANA.fullmatch(match[0]) or _apart(text, match):
            yield match


def _apart(text: str, match: re.Match[str]) -> bool:
    """あす is not in あすなろ, きのう not in そのときのうち."""
    last = text[match.start() - 1 : match.start()]
    return (not _KANA.match(last) or last in _PARTICLES) and _AFTER.match(text, match.end()) is not None


def dates(plain: str) -> Iterator[Written]:
    """The dates of a text whose full-width ASCII was made narrow; a day without a month has the month before it."""
    month = None
    for match in _DATE.finditer(plain):
        year = int(match["year"]) if match["year"] else _ERA + int(match["era"]) if match["era"] else None
        if match["month"]:
            month = int(match["month"])
        day = int(match["day"] or match["bare"])
        yield Written(match.start(), match.end(), year, month, day)


def behind(plain: str, place: int) -> Written | None:
    """The date that stands right behind that place, in brackets or not; its month is None where none is written."""
    join = _JOIN.match(plain, place)
    assert join is not None  # it matches nothing, too
    start = join.end()
    found = next(dates(plain[start : start + _LONGEST]), None)
    if found is None or found.start:
        return None
    return replace(found, start=start, end=start + found.end)
