"""Rule ``relative-day``: 本日, 昨夜, 明日 … stand beside their date (5(3)).

A held mail goes another day, and a forwarded one is read later still: without a date the word is wrong then. A word
that says no more than a day (本日) becomes its date; one that says more (昨夜) is followed by it. Which day the word
means is sure only where the matter was recognised on the day on which the mail was drafted and may go; else every
reading passes, and none is proposed as a fix. What somebody is quoted to have said is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.reading import days_of
from haishin.check.rules import Problem, Stretch
from haishin.core.contract import Contract
from haishin.core.model import Fix, Severity, Text
from haishin.core.text.calendar import SHIFTS, WEEKDAYS, Written, behind, dates, day_words

ID = "relative-day"
SEVERITY = Severity.ERROR
NAME = Text("日付のない「今日」「昨日」", "A day without its date")
SUMMARY = "「本日」「昨日」などに日付がないときや合わないときは、日付を添えてください。"

_LATER = Text(
    "配信や転送が翌日になると誤りになります。「{fixed}」のように日付を書いてください。",
    "It is wrong when read on another day. Write the date, as `{fixed}`.",
)
MESSAGES = {
    "undated": Text("「{word}」の日付が、同じ段落にありません。", "`{word}` has no date of that day in its paragraph."),
    "either": Text(
        "「{word}」の日付が、同じ段落にありません。認知・原稿・配信予定の日が同じでないので、どの日のことか分かりません。",
        "`{word}` has no date in its paragraph. Days of recognition, draft and sending differ: which is meant?",
    ),
    "other": Text(
        "「{word}」に添えた日付が、その日ではありません。",
        "The date beside `{word}` is not that day.",
    ),
}
HINTS = {
    "undated": _LATER,
    "either": Text(
        "正しい方の日付を書いてください:{fixed}",
        "Write the right date: {fixed}.",
    ),
    "other": Text(
        "日付と言葉のどちらが正しいかを確かめてください。言葉が正しければ、{fixed}です。",
        "See which of both is right; if the word is: {fixed}.",
    ),
}
_DATE = "11月25日午後3時30分ころ"
_NEXT_DAY = SAMPLE.replace("2026-11-25T15:40", "2026-11-24T21:40")
GOOD = (
    SAMPLE,
    changed(_DATE, "本日（11月25日）午後3時30分ころ"),
    changed(_DATE, "本日、11月２５日の午後3時30分ころ"),
    _NEXT_DAY.replace(_DATE, "昨夜（11月24日）9時30分ころ"),
)
BAD = (
    ("undated", changed(_DATE, "本日午後3時30分ころ")),
    ("either", _NEXT_DAY.replace(_DATE, "昨夜9時30分ころ")),
    ("other", changed(_DATE, "本日（11月24日）午後3時30分ころ")),
)

_DAYS = frozenset(
    ("本日", "今日", "きょう", "昨日", "きのう", "一昨日", "おととい", "明日", "あす", "明後日", "あさって")
)
_LATER_TODAY = ("今夜", "今夕", "今晩")
_WHEN = re.compile(
    r"の?[ (]?(?:[、,]|[月火水木金土日]|午[前後]|未明|早朝|朝|昼|夕|夜|深夜|\d{1,2}[時:]|"
    r"[^、。\n]{0,12}(?:ころ|頃|ごろ))"
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed: the words are measured by its days."""
    if reading.alert is None:
        return
    days = days_of(reading.alert)
    if not days:
        return
    for version in reading.versions:
        shown = version.shown
        (_, title), (_, body) = version.writing.unquoted
        (_, plain_title), (_, plain) = version.writing.plain
        for _, _, key, values, severity in _judged(title, plain_title, days):
            yield Problem(reading.place("title"), key, values, severity=severity, shown=shown)
        if not any(day_words(body)):
            continue
        for paragraph in re.finditer(r"(?:[^\n]+\n?)+", body):
            first, last = paragraph.span()
            for start, end, key, values, severity in _judged(paragraph[0], plain[first:last], days):
                span = reading.span(version, "body", first + start, first + end)
                fix = Fix(str(values["fixed"])) if key == "undated" and not shown else None
                matched = paragraph[0][start:end] if shown else ""
                yield Problem(span, key, values, fix=fix, severity=severity, matched=matched, shown=shown)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the first such word that dates an event, in a mail without any date; here no day is known."""
    if any(next(dates(text), None) for _, text in writing.plain):
        return
    for field, text in writing.plain:
        for match in day_words(text):
            if SHIFTS[match[0]] < 0 or _WHEN.match(text, match.end()):
                yield Stretch(field, match.start(), match.end(), "undated", severity=Severity.WARNING)
                return


def _judged(
    text: str, plain: str, days: Sequence[date]
) -> Iterator[tuple[int, int, str, dict[str, object], Severity | None]]:
    """Yield each word of a paragraph (or title) that is not well dated; of several for the same day the first.

    ``text`` is without quotations, ``plain`` also narrow, at the same offsets.
    """
    dated: list[Written] | None = None
    reported: set[object] = set()
    for match in day_words(text):
        word = match[0]
        key = SHIFTS[word]
        if key in reported:
            continue
        if dated is None:
            dated = [mention for mention in dates(plain) if mention.month is not None]
        beside = behind(plain, match.end())
        near = dated
        if beside:
            near = [beside]
        meant = [day + timedelta(key) for day in days]
        if any(mention.is_of(day) for mention in near for day in meant):
            continue
        reported.add(key)
        forms = [_dated(word, day) for day in meant]
        what, fixed = "either", " / ".join(f"「{form}」" for form in forms)
        if beside:
            what = "other"
        elif len(forms) == 1:
            what, fixed = "undated", forms[0]
        severity = None
        if key > 0 or word in _LATER_TODAY:
            severity = Severity.WARNING
        yield match.start(), match.end(), what, {"word": word, "fixed": fixed}, severity


def _dated(word: str, day: date) -> str:
    """Write 「4月1日（水）」 for a word that says no more than the day, else 「昨夜（3月31日）」."""
    if word in _DAYS:
        return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return f"{word}（{day.month}月{day.day}日）"
