"""Rule ``time-without-day``: when something happened takes a day with its month, and 12時 says which 12 (5(3)).

A clock time is looked at where its sentence reports something and no day stands anywhere before it; a time of day at
which things happen in general passes (午後4時から6時に事故が増えています), and so do opening hours and what has ended
(15時に解除しました). What stands as 本日 or 昨夜 is left to ``relative-day``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.calendar import dates, first_day, times
from haishin.core.text.sentences import sentence

ID = "time-without-day"
SEVERITY = Severity.WARNING
NAME = Text("日付のない時刻", "A time without its day")
SUMMARY = "時刻に日付がないときや、昼か夜中か分からないときは、前に日付や午前・午後を書いてください。"

MESSAGES = {
    "day": Text("「{word}」が、何月何日のことか書かれていません。", "The day of `{word}` is not given."),
    "half": Text("「{word}」が、昼か夜中か分かりません。", "`{word}` may be noon or midnight."),
    "month": Text("「{word}」が、何月のことか書かれていません。", "The month of `{word}` is not given."),
}
HINTS = {
    "day": Text("「{date}{word}」のように、日付を前に書いてください。", "Write the date before it, as {date}{word}."),
    "half": Text(
        "「午後0時30分ころ」「正午ころ」「午前0時ころ」のように書いてください。", "Write 午後0時, 正午 or 午前0時."
    ),
    "month": Text("「11月25日（水）」のように、月から書いてください。", "Write the month, as 11月25日（水）."),
}
_DATE = "11月25日午後3時30分ころ"
GOOD = (
    SAMPLE,
    changed(_DATE, "11月25日（水）15時30分ころ"),
    changed("文京町2丁目地内の路上で、", "文京町2丁目地内では、午後4時から6時ころに事故が増えています。"),
)
BAD = (
    ("day", changed(_DATE, "午後3時30分ころ")),
    ("month", changed(_DATE, "25日午後3時30分ころ")),
    ("half", changed(_DATE, "11月25日12時30分ころ（通報は午後1時）")),
)

_REPORT = re.compile("ころ|ごろ|頃|発生|ました|目撃|規制|通行止|日時|現れ")
_MONTH = re.compile("[毎今本当同先来翌]月[ の]?$")
_HABIT = re.compile(
    "増え|増加|多発|多い|多く|傾向|時間帯|相次|目安|いつも|普段|受付|営業|窓口|相談|点灯|早め|注意|気を付け|混[みん雑]|ください|しましょう|を中心に|"
    "日の入り|日の出|日没|解除|再開|復旧|開通|終[え了]|見込み"
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the first of each kind in the text; the title may give the day."""
    (_, title), (_, body) = writing.plain
    first = first_day(body)
    if first is None:
        first = len(body)
    if first_day(title) is not None:
        first = 0
    starts = {time.start for time in times(body)}
    for day in dates(body):
        if day.month is None and starts & {day.end, day.end + 1} and not _MONTH.search(body, 0, day.start):
            yield Stretch("body", day.start, day.end, "month", {"word": writing.body[day.start : day.end]})
            break
    undated = (time for time in times(body) if time.hour < 100 and time.end < first)
    noons = (time for time in times(body) if time.hour == 12 and not time.half and re.search("午[前後]", body))
    for time in undated:
        said = sentence(body, time.start, time.end)
        if _reports(said) and first_day(said) is None:
            yield Stretch("body", time.start, time.end, "day", {"word": writing.body[time.start : time.end]})
            break
    for time in noons:
        if _reports(sentence(body, time.start, time.end)):
            yield Stretch("body", time.start, time.end, "half", {"word": writing.body[time.start : time.end]})
            break


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed."""
    return problems(reading, look)


def _reports(sentence: str) -> bool:
    """Whether the sentence reports an event, and no habit."""
    return not _HABIT.search(sentence) and _REPORT.search(sentence) is not None
