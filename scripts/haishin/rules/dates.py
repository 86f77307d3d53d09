"""Calendar dates written in a text: 11月25日, 11/25, 2026年11月25日, 令和8年11月25日, and 26日 behind one of these.

Beside them the words that mean a day by the one on which they are read: lists of ``wording.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from haishin.contract import Contract
from haishin.contract.kept import of_last
from haishin.contract.wording import Wording
from haishin.privacy.seeking import begun
from haishin.rules.phrases import Phrases, phrases

# list of wording.yaml → how many days from the day of the mail
SHIFTS = {"two_days_before": -2, "day_before": -1, "same_day": 0, "day_after": 1, "two_days_after": 2}
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
_BEGUN = re.compile(r"[\d令](?<!\d\d)(?:(?<=令)|(?=\d{0,3}[年月日/]))")
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


def day_words(text: str, contract: Contract) -> Iterator[re.Match[str]]:
    """Each 本日, 昨夜, 明日, 来週 … of the lists, where it is a word of its own and means a day."""
    for match in _all(contract.wording).finditer(text):
        if not _KANA.fullmatch(match[0]) or _apart(text, match):
            yield match


@of_last
def _all(wording: Wording) -> Phrases:
    """One list of all."""
    words = chain.from_iterable(wording.lists.get(name, ()) for name in (*SHIFTS, "days_ahead"))
    return phrases(tuple(words), wording.lists.get("relative_passes", ()))


def _apart(text: str, match: re.Match[str]) -> bool:
    """あす is not in あすなろ, きのう not in そのときのうち."""
    last = text[match.start() - 1 : match.start()]
    return (not _KANA.match(last) or last in _PARTICLES) and _AFTER.match(text, match.end()) is not None


def dates(plain: str) -> Iterator[Written]:
    """The dates of a text whose full-width ASCII was made narrow; a day without a month has the month before it."""
    month = None
    for match in begun(_BEGUN, _DATE, plain):
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
