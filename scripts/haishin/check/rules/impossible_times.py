"""Rule ``impossible-times``: the times of one alert stand in an order in which they cannot be (5(3))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.policy import JST, id_time
from haishin.core.model import Alert, PressKind, Severity, Text
from haishin.core.text.calendar import Written, dates, times
from haishin.core.text.lazy import lazy

_BESIDE = lazy(r"(?:\s*[(（][月火水木金土日](?:曜日?)?[)）])?\s*")  # between a day and its time
_SINCE = lazy(r"[^。\n]{0,14}から[^。\n]{0,6}")
_UNTIL = lazy(r"[^。\n\d]{0,8}(?:\d{1,2}[時:半分\d]{0,4}(?:ころ|頃)?)?まで(?!に?(?:変更|短縮|繰|早))")
_BEGINS = lazy("から|ころから|頃から|まで")  # what may still go on, or lies ahead

ID = "impossible-times"
SEVERITY = Severity.ERROR
NAME = Text("ありえない順序の日時", "Times in an impossible order")
SUMMARY = "配信期限が認知より前であるなど、日時の順序がありえないときは、違っている日時を直してください。"

MESSAGES = {
    "before-recognition": Text(
        "配信期限(expires_at)が、認知日時(recognized_at)より後になっていません。",
        "`expires_at` is not after `recognized_at`.",
    ),
    "before-draft": Text(
        "配信期限(expires_at)が、このファイルの番号の日時より後になっていません。",
        "`expires_at` is not after the time in the id.",
    ),
    "before-release": Text(
        "検挙情報の配信期限(expires_at)が、報道発表の予定(press の at)より後になっていません。",
        "`expires_at` of an arrest is not after its release (`press.at`).",
    ),
    "after-expiry": Text(
        "配信を待つ時刻(not_before)が、配信期限(expires_at)より前になっていません。",
        "`not_before` is not before `expires_at`.",
    ),
    "before-consent": Text(
        "氏名を載せる期限(until)が、了解を得た日(at)より前です。",
        "`consent.until` is before the day of `consent.at`.",
    ),
    "after-recognition": Text(
        "本文の「{word}」が、認知日時(recognized_at)より後です。",
        "`{word}` in the text is after `recognized_at`.",
    ),
    "reversed": Text("本文の「{word}」は、終わりの日が初めの日より前です。", "`{word}` ends before it begins."),
}
_EITHER = Text("年、月、日、時刻を見直し、違っている方を直してください。", "Look at both, and correct the wrong one.")
HINTS = dict.fromkeys(MESSAGES, _EITHER)


def _with(*lines: str) -> str:
    return changed("press: none", "\n".join(("press: none", *lines)))


_ARREST = changed("content: caution", "content: arrest").replace(
    "press: none", 'press: {at: 2026-11-25T18:00+09:00, title: 検挙, consistent: "yes"}\nexpires_at: EXPIRY'
)
_CONSENT = changed(
    "suspicious-person\ncase: approach\ncontent: caution", "information-request\ncase: missing-person\ncontent: lookout"
).replace("press: none", "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00, until: UNTIL}")
_NOTICE = SAMPLE.replace("suspicious-person\ncase: approach", "notice\ncase: safety").replace(
    "recognized_at: 2026-11-25T15:40+09:00\n", ""
)
GOOD = (
    _with("expires_at: 2026-11-25T15:41+09:00"),
    _with("not_before: 2026-11-26T07:00+09:00", "expires_at: 2026-11-26T07:01+09:00"),
    _ARREST.replace("EXPIRY", "2026-11-25T18:01+09:00"),
    _CONSENT.replace("UNTIL", "2026-11-25"),
    changed("午後3時30分ころ", "午後3時50分ころから"),
    changed("11月25日午後3時30分ころ", "11月23日（月）の夜から11月25日（水）の朝までの間に"),
)
BAD = (
    ("before-recognition", _with("expires_at: 2025-11-26T07:00+09:00")),
    ("before-draft", _NOTICE.replace("press: none", "press: none\nexpires_at: 2026-11-25T15:40+09:00")),
    ("before-release", _ARREST.replace("EXPIRY", "2026-11-25T18:00+09:00")),
    ("after-expiry", _with("not_before: 2026-11-26T07:00+09:00", "expires_at: 2026-11-26T07:00+09:00")),
    ("before-consent", _CONSENT.replace("UNTIL", "2026-11-24")),
    ("after-recognition", changed("午後3時30分ころ", "午後3時50分ころ")),
    ("reversed", changed("11月25日午後3時30分ころ", "11月25日（水）の夜から11月23日（月）の朝までの間に")),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed: each time is reported once."""
    alert = reading.alert
    if alert is None:
        return
    if (key := _early(alert, reading.contract.policy.press.arrest_contents)) is not None:
        yield Problem(reading.place("expires_at"), key)
    elif alert.not_before is not None and alert.expires_at is not None and alert.not_before >= alert.expires_at:
        yield Problem(reading.place("not_before"), "after-expiry")
    if (late := _late(alert, reading)) is not None:
        word = reading.body[slice(*late)]
        yield Problem(reading.in_text(*late), "after-recognition", {"word": word})
    for start, end in _reversed(reading.writing.plain[1][1]):
        yield Problem(reading.in_text(start, end), "reversed", {"word": reading.body[start:end]})
    if alert.consent is None:
        return
    given, until = alert.consent.at, alert.consent.until
    if given is not None and until is not None and until < given.astimezone(JST).date():
        yield Problem(reading.place("consent", "until"), "before-consent")


def _late(alert: Alert, reading: Reading) -> tuple[int, int] | None:
    """Find the time of what happened, in the first sentence, if it is later on the day of the recognition."""
    known, row = alert.recognized_at, reading.contract.policy.row(alert.category)
    if known is None or alert.follows is not None or row is None or "when" not in row.due(alert.case, alert.content):
        return None
    known = known.astimezone(JST)
    text = reading.writing.plain[1][1]
    first = len(text.partition("。")[0])
    day = next(dates(text), None)
    if day is None or day.end > first or day.month is None or not day.is_of(known.date()):
        return None
    for time in times(text):
        exact = day.end <= time.start and time.end <= first and _BESIDE.fullmatch(text, day.end, time.clock[0])
        if not exact or not (time.mixable or time.colon) or _BEGINS.match(text, time.end, first):
            continue
        afternoon = time.mixable and text.startswith("午後", time.clock[0]) and time.hour < 12
        clock = (time.hour + 12 * afternoon, time.minute)
        return (day.start, time.end) if clock > (known.hour, known.minute) else None
    return None


def _reversed(text: str) -> Iterator[tuple[int, int]]:
    """Yield each 「11月30日から11月28日まで」; from December to January the year turns."""
    for first, last in pairwise(dates(text)):
        until = _UNTIL.match(text, last.end)
        if until and not last.bare and _SINCE.fullmatch(text, first.end, last.start) and _precedes(last, first):
            yield first.start, until.end()


def _precedes(last: Written, first: Written) -> bool:
    if first.month is None or last.month is None or first.month - last.month > 6:
        return False
    return (last.month, last.day) < (first.month, first.day) and first.year == last.year


def _early(alert: Alert, arrests: tuple[str, ...]) -> str | None:
    """Name the moment that the expiry precedes, though it cannot."""
    expires = alert.expires_at
    if expires is None:
        return None
    if alert.recognized_at is not None and expires <= alert.recognized_at:
        return "before-recognition"
    with suppress(ValueError):  # an id without a time is told by another rule
        if expires <= id_time(alert.id):
            return "before-draft"
    awaited = alert.content in arrests and alert.press.kind is PressKind.RELEASE
    if awaited and alert.press.at is not None and expires <= alert.press.at:
        return "before-release"
    return None
