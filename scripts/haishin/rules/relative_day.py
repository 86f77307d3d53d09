"""Rule ``relative-day``: 本日, 昨日, 昨夜 … stand beside their date (5(3)).

A held mail goes another day, and a forwarded one is read later still: without a date the word is wrong then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from haishin.contract import Contract
from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Fix, Severity, Text
from haishin.rules.phrases import phrases
from haishin.rules.places import day_of, text_of
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing

ID = "relative-day"
SEVERITY = Severity.ERROR

MESSAGES = {
    "undated": Text("「{word}」の日付が、同じ段落にありません。", "`{word}` has no date of that day in its paragraph.")
}
HINTS = {
    "undated": Text(
        "配信や転送が翌日になると誤りになります。「{fixed}」のように日付を添えてください。",
        "It is wrong when read on another day. Write the date beside it, as `{fixed}`.",
    )
}
_DATE = "11月25日午後3時30分ころ"
GOOD = (
    SAMPLE,
    changed(_DATE, "本日（11月25日）午後3時30分ころ"),
    changed(_DATE, "本日、11月２５日の午後3時30分ころ"),
)
BAD = (
    ("undated", changed(_DATE, "本日午後3時30分ころ")),
    ("undated", changed(_DATE, "11月24日の昨夜に続き、本日午後3時30分ころ")),
    ("undated", changed("下校中の児童", "昨夜、児童")),
)

_DATE_AT_ALL = re.compile(r"\d月\d{1,2}日|\d/\d|\d日(?![間後目分])")
_WHEN = re.compile(
    r"の?[ (]?(?:[、,]|[月火水木金土日]|午[前後]|未明|早朝|朝|昼|夕|夜|深夜|\d{1,2}[時:]|"
    r"[^、。\n]{0,12}(?:ころ|頃|ごろ))"
)


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert; the day is that of ``recognized_at``, else of the id."""
    alert = document.alert
    day = day_of(alert) if alert is not None else None
    if alert is None or day is None:
        return
    lists = context.contract.wording.lists
    days = dict.fromkeys(lists["same_day"], day) | {word: day - timedelta(1) for word in lists["day_before"]}
    relative = phrases(tuple(days))
    for match in relative.finditer(alert.title):
        if not _dated(alert.title, days[match[0]]):
            yield Problem(document.place("title"), "undated", _values(match[0], days))
    text, start = text_of(document)
    lines = Lines(document.source)
    for paragraph in re.finditer(r"(?:[^\n]+\n?)+", text):
        for match in relative.finditer(paragraph[0]):
            if not _dated(paragraph[0], days[match[0]]):
                begin = start + paragraph.start() + match.start()
                values = _values(match[0], days)
                span = lines.span(begin, begin + len(match[0]))
                yield Problem(span, "undated", values, fix=Fix(str(values["fixed"])))


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Where the day is not known: the first such word that tells when something was, in a mail without any date."""
    if any(_DATE_AT_ALL.search(text) for _, text in writing.plain):
        return
    lists = contract.wording.lists
    relative = phrases((*lists["same_day"], *lists["day_before"]))
    for field, text in writing.plain:
        for match in relative.finditer(text):
            if match[0] in lists["day_before"] or _WHEN.match(text, match.end()):
                yield Stretch(field, match.start(), match.end(), "undated", severity=Severity.WARNING)
                return


def _dated(text: str, day: date) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    return re.search(rf"(?<!\d)0?{day.month}(?:月|/)0?{day.day}(?!\d)", plain) is not None


def _values(word: str, days: dict[str, date]) -> dict[str, object]:
    return {"word": word, "fixed": f"{word}（{days[word].month}月{days[word].day}日）"}
