"""Figures of one sentence that contradict each other: parts and their sum, a part and its whole, times from and to.

A sum is compared only where its parts are all told in brackets right behind it: 12件（北区5件、南区7件）. Estimates,
comparisons with another year, and what is counted twice pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNIT = "件|人|名|台|か所|箇所|頭|匹|戸|棟|店舗|本|個|枚|万円|円"
_WHOLE = re.compile(rf"(?<![\d.,])(?P<whole>\d[\d,]{{0,9}})(?P<unit>{_UNIT})")
_INSIDE = re.compile(r"[^。\n()、\d]{0,10}[(](?:内訳[は:]?)?(?P<parts>[^()\n]{5,120})[)]")
_FIGURES = re.compile(r"\d[\d,]*")
_PART = re.compile(rf"(?<![\d.,])(\d[\d,]{{0,9}})({_UNIT})")
_AMONG = re.compile(r"[、(の]?(?:その)?うち[^。\n()]{0,30}?(?<![\d.,])(\d[\d,]{0,9})")
# What is no count of this matter, or no exact one.
_LOOSE = re.compile(
    "年|前月|前回|同[期月]|累計|延べ|のべ|重複|複数|うち|など|ほか|他|等|以上|未満|約|およそ|比|増|減|→|から|目|丁目"
)
_BEFORE = re.compile("(?:約|およそ|延べ|のべ|前年|昨年|同期|累計)[^。\n]{0,4}$")
_HALVES = re.compile(
    r"(?P<half>午[前後])(?P<first>\d{1,2})時(?:(?P<past>\d{1,2})分|半)?(?:ころ|ごろ|頃)?(?:から|[~〜～-])"
    r"(?P<other>午[前後])?(?P<last>\d{1,2})時(?:(?P<minute>\d{1,2})分|半)?(?:ころ|ごろ|頃)?(?=まで|の間|にかけ|[、。)\s]|$)"
)
_DAYS = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})月(?P<first>\d{1,2})日(?:\([^()\n]{1,4}\))?(?:から|[~〜～-])"
    r"(?P<other>\d{1,2})月(?P<last>\d{1,2})日(?=まで|の間|にかけ|[(、。)\s]|$)"
)


def contradictions(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (``sum``, ``share``, ``span``) of each, in a text whose full-width ASCII was made narrow."""
    for match in _WHOLE.finditer(text):
        if not _BEFORE.search(text, max(0, match.start() - 8), match.start()):
            yield from _compared(text, match)
    for match in _HALVES.finditer(text):
        if (
            match["half"] == match["other"]
            and match["first"] != "12"
            and _minutes(match, "last") < _minutes(match, "first")
        ):
            yield match.start(), match.end(), "span"
    for match in _DAYS.finditer(text):
        if match["month"] == match["other"] and int(match["first"]) > int(match["last"]):
            yield match.start(), match.end(), "span"


def _compared(text: str, whole: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Parts in brackets behind it; more of a part than of the whole: 30件、うち41件."""
    inside = _INSIDE.match(text, whole.end())
    if inside is not None and not _LOOSE.search(inside["parts"]):
        parts = [_number(part[1]) for part in _PART.finditer(inside["parts"]) if part[2] == whole["unit"]]
        told = len(_FIGURES.findall(inside["parts"]))
        if len(parts) == told > 1 and sum(parts) != _number(whole["whole"]):
            yield whole.start(), inside.end(), "sum"
    among = _AMONG.match(text, whole.end())
    if among is None or not text.startswith(whole["unit"], among.end()) or _LOOSE.search(among[0].replace("うち", "")):
        return
    if _number(among[1]) > _number(whole["whole"]):
        yield whole.start(), among.end() + len(whole["unit"]), "share"


def _minutes(match: re.Match[str], hour: str) -> int:
    return 60 * int(match[hour]) + int(match["past" if hour == "first" else "minute"] or 0)


def _number(figures: str) -> int:
    return int(figures.replace(",", ""))
