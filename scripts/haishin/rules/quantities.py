"""Figures of one sentence that contradict each other: parts and their sum, a part and its whole, times from and to.

A sum is compared only where its parts are told completely: in brackets right behind it (12件（北区5件、南区7件）), or
right before it (5件、7件の合計12件). Estimates, comparisons with another year, and what is counted twice pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.rules.phrases import before

_UNIT = "件|人|名|台|か所|カ所|ヶ所|箇所|頭|匹|羽|戸|棟|軒|店舗|社|校|本|個|枚|世帯|万円|億円|円|回|基|組|隻|キロ"
_WHOLE = re.compile(rf"(?P<whole>\d(?<![\d.,].)[\d,]{{0,9}})(?P<unit>{_UNIT})")
_INSIDE = re.compile(
    r"[^。\n()、\d]{0,10}[(](?:内訳[は:]?)?(?P<parts>[^()\n]{5,120})[)]|"
    r"[^。\n()\d]{0,10}[、。]?(?:その)?内訳は[、:]?(?P<told>[^。\n()]{5,120}?)(?:です|となって|であり|。|$)"
)
_FIGURES = re.compile(r"\d[\d,]*+(?![月日丁区番号線])")  # the numbers of a list that are no name
_PART = re.compile(rf"(?<![\d.,])(\d[\d,]{{0,9}})({_UNIT})")
_AMONG = re.compile(
    r"(?:[、,。(]|[のを]|(?:で|あり|発生し)、?)?(?:(?:その|この)?うち|中)[^。\n()]{0,30}?(?<![\d.,])(\d[\d,]{0,9})"
)
_SUMMED = re.compile(r"(?:の|で|、|,|と)?(?:合計|総計|計|合わせて|あわせて)(?:で|は|、)?$")
# What is no count of this matter, or no exact one.
_LOOSE = re.compile(
    "前年|昨年|去年|前月|前回|同期|同月|過去|例年|平年|累計|累積|延べ|のべ|重複|複数|うち|内数|など|ほか|他|等|以上|以下|未満|約|およそ|"
    "前後|程度|ぐらい|くらい|ころ|頃|比|増|減|あたり|当たり|毎|ずつ|→|±|目|[~〜～]|から|時速"
)
_BEFORE = re.compile("(?:約|およそ|延べ|のべ|前年|昨年|同期|累計|過去|[+−▲△-])[^。\n]{0,4}$")
_LATER = "(?:に)?(?:から|より|[~〜～]|[-−ー―–])、?(?:同日|当日)?(?:の)?"
_HALVES = re.compile(
    rf"(?P<half>午[前後])(?P<first>\d{{1,2}})時(?:(?P<past>\d{{1,2}})分|半)?(?:ころ|ごろ|頃)?{_LATER}"
    r"(?P<other>午[前後])?(?P<last>\d{1,2})時(?:(?P<minute>\d{1,2})分|半)?(?:ころ|ごろ|頃)?(?=まで|の間|にかけ|[、。)\s]|$)"
)
_CLOCKS = re.compile(
    rf"(?P<first>\d(?<![\d:前後.].)\d?)(?:時(?:(?P<past>\d{{1,2}})分|半)?|:\d\d)(?:ころ|ごろ|頃)?{_LATER}"
    r"(?P<last>\d{1,2})(?:時(?:(?P<minute>\d{1,2})分|半)?|:\d\d)(?:ころ|ごろ|頃)?(?=まで|の間|にかけ|[、。)\s]|$)"
)
_DAYS = re.compile(
    rf"(?P<month>\d(?<!\d.)\d?)月(?P<first>\d{{1,2}})日(?:\([^()\n]{{1,4}}\))?{_LATER}"
    r"(?P<other>\d{1,2})月(?P<last>\d{1,2})日(?=まで|の間|にかけ|[(、。)\s]|$)"
)
_AGES = re.compile(
    r"(?P<first>\d(?<![\d.].)\d{1,2})(?:歳|センチ|cm)?(?:から|[~〜～])(?P<last>\d{2,3})(?:歳(?!代)|センチ|cm)"
)


def contradictions(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (``sum``, ``share``, ``span``) of each, in a text whose full-width ASCII was made narrow."""
    for match in _WHOLE.finditer(text):
        if not _BEFORE.search(text, max(0, match.start() - 8), match.start()):
            yield from _summed(text, match)
            yield from _shared(text, match)
    if text.count("時") + text.count(":") > 1:
        for match in (*_HALVES.finditer(text), *_CLOCKS.finditer(text)):
            if _back(match):
                yield match.start(), match.end(), "span"
    if text.count("月") > 1:
        for match in _DAYS.finditer(text):
            if match["month"] == match["other"] and int(match["first"]) > int(match["last"]):
                yield match.start(), match.end(), "span"
    for match in _AGES.finditer(text):
        if int(match["first"]) > int(match["last"]):
            yield match.start(), match.end(), "span"


def _summed(text: str, whole: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Parts in brackets behind it, or a list of them that ends right before 「の合計」."""
    inside = _INSIDE.match(text, whole.end())
    if inside is not None and _other(whole, inside["parts"] or inside["told"]) is not None:
        yield whole.start(), inside.end(), "sum"
    joint = _SUMMED.search(text, max(0, whole.start() - 8), whole.start())
    if joint is not None:
        listed = before(text, joint.start()).rpartition("(")[2]
        begin = _other(whole, listed)
        if begin is not None and listed.endswith(whole["unit"]):
            yield joint.start() - len(listed) + begin, whole.end(), "sum"


def _other(whole: re.Match[str], listed: str) -> int | None:
    """Where the parts begin whose sum is another one: all that is listed, and more than one."""
    parts = [part for part in _PART.finditer(listed) if part[2] == whole["unit"]]
    if len(parts) < 2 or len(parts) != len(_FIGURES.findall(listed)) or _LOOSE.search(listed):
        return None
    return parts[0].start() if sum(_number(part[1]) for part in parts) != _number(whole["whole"]) else None


def _shared(text: str, whole: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """More of a part than of the whole: 30件、うち41件."""
    among = _AMONG.match(text, whole.end())
    if among is None or not text.startswith(whole["unit"], among.end()) or _LOOSE.search(among[0].replace("うち", "")):
        return
    if _number(among[1]) > _number(whole["whole"]):
        yield whole.start(), among.end() + len(whole["unit"]), "share"


def _back(match: re.Match[str]) -> bool:
    """Whether the later time is the earlier one, in the same half of one day or both by day."""
    first = 60 * int(match["first"]) + int(match["past"] or 0)
    last = 60 * int(match["last"]) + int(match["minute"] or 0)
    if last >= first:
        return False
    if "half" not in match.re.groupindex:
        return first < 16 * 60 and last >= 7 * 60
    return match["half"] == match["other"] and int(match["first"]) != 12


def _number(figures: str) -> int:
    return int(figures.replace(",", ""))
