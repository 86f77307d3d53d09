"""Rule ``future-event``: a day told as past has come: no 12月25日…発生しました in a mail of November (5(3)).

Day, month or year is a slip of the pen. Only what a sentence tells as past is looked at;
a date that is planned, a term or a change of one passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.reading import days_of
from haishin.check.rules import Problem, Stretch, problems
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.calendar import Written, dates
from haishin.core.text.lazy import lazy
from haishin.core.text.sentences import sentence

ID = "future-event"
SEVERITY = Severity.WARNING
NAME = Text("まだ来ていない日", "A day still to come")
SUMMARY = "起きたことの日がまだ来ていないときは、書き間違いでないか確かめて直してください。"

MESSAGES = {
    "future": Text(
        "「{word}」はまだ来ていない日ですが、起きたこととして書かれています。",
        "`{word}` has not been yet, but is told as past.",
    ),
    "year": Text(
        "「{word}」の年が、認知した日の年({year}年)と違います。",
        "The year of `{word}` is not that of the recognition ({year}).",
    ),
}
_HINT = Text(
    "月・日・年の書き間違いでないか確かめてください。正しければ confirmed に理由を書いてください。",
    "See whether day, month or year is mistyped; if it is right, say why under `confirmed`.",
)
HINTS = {"future": _HINT, "year": _HINT}
_DAY = "11月25日午後"
GOOD = (
    SAMPLE,
    changed(_DAY, "2026年11月25日午後"),
    changed("- 不審な人を", "12月25日に予定していた講習会は中止しました。\n- 不審な人を"),
    changed("- 不審な人を", "12月25日午前9時から午後5時まで、通行を規制します。\n- 不審な人を"),
)
BAD = (
    ("future", changed(_DAY, "12月25日午後")),
    ("future", changed(_DAY, "2028年11月25日午後")),
    ("year", changed(_DAY, "2025年11月25日午後")),
)

_PAST = re.compile(r"(?:まし|でし|発生し|され|あっ|てい)た(?!ら|め|い)|(?:発生|出没|出火|逮捕)し、")
_PLANNED = lazy(
    r"予定|まで(?!の間)|期限|延[期長]|変更|中止|決ま|決定|こと[とに][なし]|見込|計画|開催|実施|有効|日付|以降|次回|来年|申込|指定|[昨去前]年|うそ|"
    r"などと|という(?!事[案件故])|と言|と電話"
)
# 「…」などと声をかけられる: of its words nothing is left.
_QUOTED = lazy("(?<!\ufffc)\ufffc++(?:などと?|と(?:いう|言|電話))")
_OLD = lazy(r"未解決|経過|時効|年前|周年|年が|年目|[昨去前]年")
_HALF = timedelta(183)
_NEAR = timedelta(3)  # that day of another year is a slip


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed, by the latest day that it names."""
    if reading.alert is None:
        return iter(())
    days = days_of(reading.alert)
    if not days:
        return iter(())
    return problems(reading, partial(_look, max(days)))


def _look(today: date, writing: Writing, contract: Contract) -> Iterator[Stretch]:
    text = writing.plain[1][1]
    if not _PAST.search(text):
        return
    for written in dates(text):
        key = _wrong(written, today)
        if key is None:
            continue
        rest = _QUOTED.sub("", sentence(text, written.start, written.end))
        if _PAST.search(rest) and not (_OLD if key == "year" else _PLANNED).search(rest):
            values = {"word": writing.body[written.start : written.end], "year": today.year}
            yield Stretch("body", written.start, written.end, key, values)


def _wrong(written: Written, today: date) -> str | None:
    day = _day(written, written.year or today.year)
    if day is None:
        return None
    if day > today:
        # 12月30日 in a mail of January is of the last year.
        return "future" if written.year or day - today < _HALF else None
    this_year = _day(written, today.year)
    slip = day.year < today.year and this_year is not None and abs(this_year - today) <= _NEAR
    return "year" if slip and today - day > _HALF else None


def _day(written: Written, year: int) -> date | None:
    try:
        return date(year, written.month or 0, written.day)
    except ValueError:
        return None
