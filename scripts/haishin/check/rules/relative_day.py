"""Rule ``relative-day``: 本日, 昨夜, 明日 … stand beside their date (5(3)).

A held mail goes another day, and a forwarded mail is read later still: without a date the word is wrong then. That
date may stand in its paragraph or anywhere before (11月25日（水）…。本日も; 25日の昨夜). A word that says no more than
a day (本日) becomes its date; a word that says more (昨夜) is followed by it. The day is sure only if the matter was
recognised on the day on which the mail was drafted and may go; else every reading passes, and no fix is proposed.
Quotations are not looked at. 先日 and 来週 stand in a paragraph with a date. 今月, 先月 and 来月 take their month if
the mail may be read in the next month; 本日お知らせした is measured by the alert that it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.reading.reading import days_of
from haishin.check.rules import Problem, Stretch
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST, Hours, id_time
from haishin.core.model import Fix, Severity, Text
from haishin.core.text.calendar import DAY_WORDS, SHIFTS, WEEKDAYS, Written, behind, dates, day_words
from haishin.core.text.lazy import lazy

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
    "month": Text(
        "「{word}」が何月のことか、同じ段落にありません。配信や転送が翌月になると誤りになります。",
        "`{word}` has no month in its paragraph, and the mail may be read in the next one.",
    ),
    "loose": Text("「{word}」の日付が、同じ段落にありません。", "`{word}` has no date in its paragraph."),
    "first": Text(
        "「{word}」お知らせしたとありますが、続報の元の情報メールは、その日のものではありません。",
        "It says that the mail was sent `{word}`, but the alert that it follows is of another day.",
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
    "month": Text("どの月かを書いてください:{fixed}", "Write the month: {fixed}."),
    "loose": Text("日付を書いてください。", "Write the date."),
    "first": Text("日付を書いてください:「{fixed}」", "Write its date: `{fixed}`."),
}
_DATE = "11月25日午後3時30分ころ"
_FOLLOWS = "press: none\nfollows: {alert: 20261124-0910-koekake, as: follow-up, necessity: 特徴が分かったため}"
_NEXT_DAY = SAMPLE.replace("2026-11-25T15:40", "2026-11-24T21:40")
GOOD = (
    SAMPLE,
    changed(_DATE, "本日（11月25日）午後3時30分ころ"),
    _NEXT_DAY.replace(_DATE, "昨夜（11月24日）9時30分ころ"),
    changed(_DATE, "本日、11月２５日の午後3時30分ころ"),
)
BAD = (
    ("undated", changed(_DATE, "本日午後3時30分ころ")),
    ("either", _NEXT_DAY.replace(_DATE, "昨夜9時30分ころ")),
    ("other", changed(_DATE, "本日（11月24日）午後3時30分ころ")),
    (
        "month",
        SAMPLE.replace("press: none", "press: none\nnot_before: 2026-12-01T09:00+09:00").replace(_DATE, "今月の初め"),
    ),
    ("loose", changed(_DATE, "先日")),
    ("first", changed("press: none", _FOLLOWS).replace(_DATE, "本日お知らせした事案で、11月25日")),
)

_DAYS = frozenset(
    ("本日", "今日", "きょう", "昨日", "きのう", "一昨日", "おととい", "明日", "あす", "明後日", "あさって")
)
# Said of a mail: 本日お知らせした; and what the month is, of which a day counts.
_SENT = lazy(f"({'|'.join(DAY_WORDS)})の?(?:お知らせ|配信|送信|お送り|お伝え|ご案内|メール)")
_MONTHS = {"先月": -1, "今月": 0, "来月": 1}
_MONTH = lazy("[先今来]月")
# Of a matter, not of an earlier mail: 先日の夕方; 先日お知らせした passes.
_LOOSE = lazy(
    "(?:先日|[先来]週(?:の?[月火水木金土日]曜日?)?|今週の?[月火水木金土日]曜日?)"
    "(?!の?(?:お知らせ|配信|送信|お送り|お伝え|ご案内|メール))"
)
_LATER_TODAY = ("今夜", "今夕", "今晩")
_Told = tuple[int, int, str, dict[str, object], Severity | None]  # start, end, key of the message
_WHEN = re.compile(
    r"の?[ (]?(?:[、,]|[月火水木金土日]|午[前後]|未明|早朝|朝|昼|夕|夜|深夜|\d{1,2}[時:]|"
    r"[^、。\n]{0,12}(?:ころ|頃|ごろ))"
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed: the words are measured by its days."""
    if reading.alert is None:
        return
    days, follows = days_of(reading.alert), reading.alert.follows
    if not days:
        return
    first: set[date] = set()
    if follows is not None:
        first = _sent_on(follows.alert, reading.contract.policy.hours)

    def judged(text: str, plain: str, before: str = "") -> Iterator[_Told]:
        yield from _judged(text, plain, before, days)
        yield from _months(text, plain, days)
        yield from _loose(text, plain)
        yield from _of_the_first(text, days, first)

    for version in reading.versions:
        shown = version.shown
        (_, title), (_, body) = version.writing.unquoted
        (_, plain_title), (_, plain) = version.writing.plain
        for _, _, key, values, severity in judged(title, plain_title):
            yield Problem(reading.place("title"), key, values, severity=severity, shown=shown)
        if not (any(day_words(body)) or _MONTH.search(body) or _SENT.search(body) or _LOOSE.search(body)):
            continue
        for paragraph in re.finditer(r"(?:[^\n]+\n?)+", body):
            begin, last = paragraph.span()
            for start, end, key, values, severity in judged(
                paragraph[0], plain[begin:last], f"{plain_title}\n{plain[:begin]}"
            ):
                span = reading.span(version, "body", begin + start, begin + end)
                fix = Fix(str(values["fixed"])) if key in ("undated", "first") and not shown else None
                matched = paragraph[0][start:end] if shown else ""
                yield Problem(span, key, values, fix=fix, severity=severity, matched=matched, shown=shown)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the first such word that dates an event, in a mail without any date; here no day is known."""
    if any(next(dates(text), None) for _, text in writing.plain):
        return
    for field, text in writing.plain:
        words = (word for word in day_words(text) if _dates_an_event(word))
        if match := next(words, None) or _LOOSE.search(text):
            key = "undated" if match[0] in SHIFTS else "loose"
            yield Stretch(field, match.start(), match.end(), key, severity=Severity.WARNING)
            return


def _dates_an_event(word: re.Match[str]) -> bool:
    return SHIFTS[word[0]] < 0 or word[0] == "今朝" or _WHEN.match(word.string, word.end()) is not None


def _loose(text: str, plain: str) -> Iterator[_Told]:
    """Yield the first 先日 or 来週 of a paragraph without a date."""
    match = _LOOSE.search(text)
    if match is not None and next(dates(plain), None) is None:
        yield *match.span(), "loose", {"word": match[0]}, Severity.WARNING


def _sent_on(alert: str, hours: Hours) -> set[date]:
    """Tell on which days the alert of that id may have gone: on its own, when it was late the next; none if unknown."""
    try:
        moment = id_time(alert).astimezone(JST)
    except ValueError:
        return set()
    days = {moment.date()}
    if moment >= hours.closing(moment.date()):
        days.add(moment.date() + timedelta(1))
    return days


def _of_the_first(text: str, days: Sequence[date], first: Set[date]) -> Iterator[_Told]:
    """Yield each day on which the followed alert is said to have gone, and cannot have."""
    for match in _SENT.finditer(text):
        if first and first.isdisjoint(day + timedelta(SHIFTS[match[1]]) for day in days):
            values: dict[str, object] = {"word": match[1], "fixed": _dated("本日", min(first))}
            yield *match.span(1), "first", values, Severity.WARNING


def _months(text: str, plain: str, days: Sequence[date]) -> Iterator[_Told]:
    """Yield each 今月 in a paragraph without its month, if the mail's days, or the day after, lie in two months."""
    months = sorted({(day + timedelta(later)).month for day in days for later in (0, 1)})
    if len(months) < 2:
        return
    for match in _MONTH.finditer(text):
        meant = [(month - 1 + _MONTHS[match[0]]) % 12 + 1 for month in months]
        if not any(re.search(rf"(?<!\d){month}(?:月|/)", plain) for month in meant):
            fixed = " / ".join(f"「{month}月」" for month in meant)
            yield *match.span(), "month", {"word": match[0], "fixed": fixed}, Severity.WARNING


def _judged(text: str, plain: str, before: str, days: Sequence[date]) -> Iterator[_Told]:
    """Yield each word of a paragraph (or title) that is not well dated; of several for the same day the first.

    ``text`` is without quotations, ``plain`` also narrow, at the same offsets; ``before``: the mail up to it, narrow.
    """
    dated: list[Written] | None = None
    reported: set[object] = set()
    for match in day_words(text):
        word = match[0]
        key = SHIFTS[word]
        if key in reported:
            continue
        if dated is None:
            dated = [*dates(before), *dates(plain)]
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
