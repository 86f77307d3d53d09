"""Rule ``impossible-number``: numbers that cannot be: 500歳, 25時, 2月30日, 令和99年, 身長1700センチ (5(3)).

A slip of the finger in a time or an age makes the whole alert doubtful, and so do figures that contradict each other
(``quantities``). What is merely unlikely passes. A day that is not in the calendar is none in a quotation either.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.privacy.seeking import begun, near
from haishin.rules.items import AUTHORED
from haishin.rules.problem import Context, Problem
from haishin.rules.quantities import contradictions
from haishin.rules.writing import Stretch, Writing, problems

ID = "impossible-number"
SEVERITY = Severity.ERROR
NAME = Text("ありえない数や日時", "An impossible number")
SUMMARY = "ありえない数、日付、時刻や、合計の合わない数は、元の記録と比べて直してください。"

MESSAGES = {
    "number": Text("「{word}」という数はありえません。", "`{word}` cannot be."),
    "day": Text("「{word}」という日はありません。", "There is no such day as `{word}`."),
    "time": Text("「{word}」という時刻はありません。", "There is no such time as `{word}`."),
    "half": Text(
        "「{word}」は、午前・午後と24時間の書き方が混ざっています。", "`{word}` mixes two ways to tell the hour."
    ),
    "sum": Text("「{word}」は、内訳を足した数と合計が合いません。", "In `{word}` the parts do not add up to the sum."),
    "share": Text("「{word}」は、一部の数が全体の数より多くなっています。", "In `{word}` a part exceeds the whole."),
    "span": Text("「{word}」は、初めと終わりが逆になっています。", "`{word}` ends before it begins."),
}
HINTS = {
    "number": Text("数字を打ち間違えていないか、元の記録と比べてください。", "Compare it with the record."),
    "day": Text("日付を元の記録と比べてください。", "Compare the date with the record."),
    "time": Text(
        "時刻を元の記録と比べてください。日をまたぐときは「翌日午前1時」のように書きます。",
        "Compare the time with the record.",
    ),
    "half": Text("「午後3時」か「15時」のどちらかにしてください。", "Write 午後3時 or 15時."),
    "sum": Text(
        "どの数が正しいかを元の記録と比べてください。内訳が一部だけのときは「うち」「など」を添えます。",
        "Compare them with the record; say うち or など where not all parts are told.",
    ),
    "share": Text("どの数が正しいかを元の記録と比べてください。", "Compare both with the record."),
    "span": Text(
        "元の記録と比べてください。日をまたぐときは「翌日の午前6時まで」のように書きます。",
        "Compare it with the record; where it ends on another day, write so (翌日).",
    ),
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
    ("number", changed(_TIME, "令和99年11月25日")),
    ("day", changed(_TIME, "2月30日午後3時30分ころ")),
    ("day", changed(_TIME, "１３月３２日")),
    ("time", changed(_TIME, "11月25日25時ころ")),
    ("time", changed(_TIME, "11月25日午後3時75分ころ")),
    ("half", changed(_TIME, "11月25日午後15時ころ")),
    ("sum", changed("児童が男に", "児童が、11月の8件（路上5件、公園4件）に続き、男に")),
    ("share", changed("児童が男に", "児童が、11月の8件、うち路上の9件に続き、男に")),
    ("span", changed(_TIME, "11月25日午前9時から午前7時までの間")),
)

_ERAS = {"令和": (2018, 50), "平成": (1988, 31), "昭和": (1925, 64), "大正": (1911, 15), "明治": (1867, 45)}
_DATE = re.compile(
    r"(?:(?<![\d/])(?P<year>\d{4})[年/][ ]?|(?P<era>令和|平成|昭和|大正|明治)(?P<count>\d{1,3})年[ ]?|(?<![\d/]))"
    r"(?P<month>\d{1,4})[月/](?P<day>\d{1,4})(?:(?P<sign>日)|(?!\d|/\d))"
)
_HOUR = re.compile(
    r"(?P<half>午[前後]|早朝|未明|明け方|朝)?(?:の)?(?<![\d.])(?P<hour>\d{1,4})時(?![間速代期点給短限計刻系折々価効差])(?:(?P<minute>\d{1,4})分)?"
)
_CLOCK = re.compile(r"(?P<hour>\d(?<![\d:.+/-].)\d?):(?P<minute>\d{2})(?![\d:.])")


_SHARE = r"(?:割合|構成[比率]|検挙率|解決率|着用率|施錠率|全体の|うち|降水確率|湿度)(?:[はがもの:、 ]|約|およそ)*"
_IS = r"(?:[はがの: ]|約|およそ|最大){0,4}"


def _over(limit: int) -> Callable[[int], bool]:
    return lambda number: number > limit


# One of the words must be there; group 1 is the number; the function says whether it cannot be.
_NUMBERS: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[int], bool]], ...] = (
    (("歳", "才"), re.compile(r"(\d(?<![\d.,].)\d{2,5})[歳才]"), _over(119)),
    (("代",), re.compile(r"(\d(?<![\d.,].)\d{2,5})代(?:の|くらい|ぐらい|前半|後半|半ば|男|女|、)"), _over(110)),
    (("年",), re.compile(r"(\d(?<!\d\d)\d{3,7})年(?![前後間間以ぶ度])"), lambda year: year > 2200 and year % 1000 != 0),
    (("時速",), re.compile(r"時速(?:約|およそ)?(\d{1,6})(?:キロ|km|㎞)"), _over(400)),
    (
        ("身長",),
        re.compile(r"身長(?:は|が|:|約|およそ|[ ])*(\d{1,6})(?:センチ|cm|㎝|㌢)"),
        lambda size: not 30 <= size <= 250,
    ),
    (("身長",), re.compile(r"身長(?:は|が|:|約|およそ|[ ])*(\d{1,6})(?:メートル|m(?![a-z]))"), _over(2)),
    (("体重",), re.compile(r"体重(?:は|が|:|約|およそ|[ ])*(\d{1,6})(?:キロ|kg|㎏)"), _over(400)),
    (("警戒レベル",), re.compile(r"警戒レベル(?:は|を|が|:|[ ])*(\d{1,6})"), _over(5)),
    (("震度",), re.compile(r"震度(\d{1,6})"), _over(7)),
    (("国道",), re.compile(r"国道(\d{1,6})号"), _over(507)),
    (("気温",), re.compile(r"気温(?:は|が|:|約|[ ])*(\d{1,6})(?:度|℃)"), _over(55)),
    (("%", "パーセント"), re.compile(rf"{_SHARE}(\d{{1,6}})(?:\.\d+)?(?:%|パーセント)(?!増|以?上回|減)"), _over(100)),
    (
        ("%", "パーセント"),
        re.compile(r"(\d(?<![\d.].)\d{0,5})(?:\.\d+)?(?:%|パーセント)(?:を占め|が無施錠|が無締まり|が高齢)"),
        _over(100),
    ),
    (("割",), re.compile(rf"{_SHARE}(\d{{1,6}})割(?!引|増)"), _over(10)),
    (("割",), re.compile(r"(\d(?<![\d.].)\d{0,5})割(?:を占め|が無施錠|が無締まり|が高齢)"), _over(10)),
    (("体長",), re.compile(r"体長(?:は|が|:|約|およそ|[ ])*(\d{1,6})(?:メートル|m(?![a-z]))"), _over(9)),
    (("体長",), re.compile(r"体長(?:は|が|:|約|およそ|[ ])*(\d{1,6})(?:センチ|cm|㎝|㌢)"), _over(900)),
    (("小学",), re.compile(r"小学校?(\d{1,2})年生?(?![前間])"), lambda year: not 1 <= year <= 6),
    (("中学",), re.compile(r"中学校?(\d{1,2})年生?(?![前間])"), lambda year: not 1 <= year <= 3),
    (("高校",), re.compile(r"高校(\d{1,2})年生?(?![前間])"), lambda year: not 1 <= year <= 4),
    (("曜",), re.compile(r"第(\d{1,3})[月火水木金土日]曜"), lambda week: not 1 <= week <= 5),
    (
        ("日",),
        re.compile(
            r"(\d(?<![\d月/.].)\d{1,3})日(?:の?(?:午[前後]|早朝|未明|深夜|夕方|朝|昼|夜)|[ ]?\([月火水木金土日])"
        ),
        _over(31),
    ),
    (("マグ",), re.compile(r"マグニチュード[ ]?(\d{1,3})"), _over(10)),
    (
        ("%", "パーセント"),
        re.compile(
            r"(?:マイナス|減少率[はがも:]?|(?<![\d%])[-−▲△])[ ]?(?:約|およそ)?(\d{1,6})(?:\.\d+)?(?:%|パーセント)"
        ),
        _over(100),
    ),
    (
        ("%", "パーセント"),
        re.compile(
            r"(\d(?<![\d.].)\d{0,5})(?:\.\d+)?(?:%|パーセント)[もの]?(?:の?減少?|削減|低下|下回|下がり|減り|減っ)"
        ),
        _over(100),
    ),
    (("割",), re.compile(r"(\d(?<![\d.].)\d{0,5})割[もの]?(?:の?減少?|削減|低下|下回|下がり|減り|減っ)"), _over(10)),
    (("雨", "降水"), re.compile(rf"(?:降水|降雨|雨)量{_IS}(\d{{1,6}})(?:メートル|m(?![a-z]))"), _over(0)),
    (("雨", "降水"), re.compile(rf"(?:降水|降雨|雨)量{_IS}(\d{{1,6}})(?:センチ|cm|㎝)"), _over(200)),
    (("雨", "降水"), re.compile(rf"(?:降水|降雨|雨)量{_IS}(\d{{1,6}})(?:ミリ|mm|㎜)"), _over(3000)),
    (
        ("雨", "降水"),
        re.compile(rf"1時間(?:に|の|あたり|当たり)?(?:の?(?:降水|雨)量)?{_IS}(\d{{1,6}})(?:ミリ|mm|㎜)"),
        _over(250),
    ),
    (("雪",), re.compile(rf"(?:積雪|降雪|降雪量|新雪){_IS}(\d{{1,6}})(?:メートル|m(?![a-z]))"), _over(12)),
    (("雪",), re.compile(rf"(?:積雪|降雪|降雪量|新雪){_IS}(\d{{1,6}})(?:センチ|cm|㎝)"), _over(1200)),
    (("風速",), re.compile(rf"風速{_IS}(?:毎秒|秒速)?(\d{{1,6}})(?:メートル|m(?![a-z]))"), _over(110)),
    (
        ("気圧",),
        re.compile(rf"気圧{_IS}(\d{{1,6}})(?:ヘクトパスカル|hPa)"),
        lambda pressure: not 850 <= pressure <= 1100,
    ),
    (("標高",), re.compile(rf"標高{_IS}(\d{{1,6}})(?:メートル|m(?![a-z]))"), _over(3776)),
    (("波",), re.compile(rf"(?:波高|波の高さ|波){_IS}(\d{{1,6}})(?:メートル|m(?![a-z]))"), _over(45)),
    (("制限速度", "最高速度"), re.compile(rf"(?:制限|最高)速度{_IS}(?:時速)?(\d{{1,6}})(?:キロ|km)"), _over(130)),
    (("km", "キロ"), re.compile(r"(\d(?<![\d.].)\d{0,5})(?:km/h|キロ毎時)"), _over(400)),
    (("靴",), re.compile(rf"靴(?:の(?:サイズ|大きさ))?{_IS}(\d{{1,6}})(?:センチ|cm|㎝)"), _over(40)),
    (
        ("クマ", "熊", "イノシシ", "猪", "サル", "猿", "シカ", "鹿"),
        re.compile(
            rf"体長{_IS}(\d{{1,6}})(?:\.\d+)?(?:メートル|m(?![a-z]))(?=[^。\n]{{0,20}}(?:クマ|熊|イノシシ|猪|サル|猿|シカ|鹿))"
        ),
        _over(3),
    ),
    (
        ("クマ", "熊", "イノシシ", "猪", "サル", "猿", "シカ", "鹿"),
        re.compile(rf"体長{_IS}(\d{{1,6}})(?:センチ|cm|㎝)(?=[^。\n]{{0,20}}(?:クマ|熊|イノシシ|猪|サル|猿|シカ|鹿))"),
        _over(350),
    ),
)
_WORDS = frozenset(word for words, _, _ in _NUMBERS for word in words)
_ANY = re.compile(r"\d")
_DATED = re.compile(r"[\d令平昭大明](?<!\d\d)(?:(?<=\D)|(?=\d{0,3}[年月/]))")
_FIGURES = re.compile(r"\d(?<![\d.].)\d{0,3}時")  # in every hour


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In title and text; outside of quotation marks but for dates."""
    for field, text in writing.plain:
        if not _ANY.search(text):
            continue
        standing = {word for word in _WORDS if word in text}
        for words, pattern, impossible in _NUMBERS:
            for match in pattern.finditer(text) if not standing.isdisjoint(words) else ():
                if impossible(int(match[1])):
                    yield Stretch(field, match.start(), match.end(), "number", {"word": match[0]})
        for start, end, kind in contradictions(text):
            yield Stretch(field, start, end, kind, {"word": text[start:end]})
        for match in (*near(_FIGURES, _HOUR, text, len("明け方の")), *_CLOCK.finditer(text)):
            if key := _no_time(match):
                yield Stretch(field, match.start(), match.end(), key, {"word": match[0]})
    year = writing.day.year if writing.day else None
    for field, text in writing.narrow:
        for match in begun(_DATED, _DATE, text) if "月" in text or "/" in text else ():
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
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"] if "half" in match.re.groupindex else None
    if hour > 24 or minute > 59 or (half and half[0] != "午" and hour > 12):
        return "time"
    return "half" if half and hour > 12 else None
