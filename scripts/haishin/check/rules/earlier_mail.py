"""Rule ``earlier-mail``: what corrects or ends a mail says which one, by the day on which it came (5(3)).

A resident has many of these mails; 「先ほど配信した情報」 may be any of them. The day that is named is that of the mail
that the front matter names, or the next, when that one waited for the opening of the hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.policy import id_time
from haishin.core.model import Severity, Text
from haishin.core.text.calendar import dates

ID = "earlier-mail"
SEVERITY = Severity.WARNING
NAME = Text("前の情報メールの日付", "The date of the earlier mail")
SUMMARY = "前の情報メールの日付がないときや違うときは、その日付と件名を書いてください。"

MESSAGES = {
    "unnamed": Text(
        "どの情報メールのことか(何月何日のものか)が書かれていません。",
        "The text does not say which mail it is about, by its date.",
    ),
    "other-day": Text(
        "「{written}」とありますが、前の情報メール({alert})は{month}月{day}日のものです。",
        "It says `{written}`, but the mail before ({alert}) is of {month}/{day}.",
    ),
}
HINTS = {
    "unnamed": Text(
        "「{month}月{day}日に配信した「…」について」のように、前の情報メールの日付と件名を書いてください。",
        "Name the date and the title of the earlier mail: that of {month}/{day}.",
    ),
    "other-day": Text(
        "日付を直すか、follows の alert(前の情報メールの番号)を直してください。",
        "Mend the date, or the `alert` of `follows`.",
    ),
}
_BEGIN = "11月25日午後3時30分ころ、"
_CORRECTED = "press: none\nfollows: {alert: 20261124-0910-a, as: correction}"
_TEXT = changed("press: none", _CORRECTED)
GOOD = (SAMPLE, _TEXT.replace(_BEGIN, "11月24日に配信した声かけ事案は、"))
BAD = (
    ("unnamed", _TEXT.replace(_BEGIN, "先ほど配信した声かけ事案は、")),
    ("other-day", _TEXT.replace(_BEGIN, "11月23日に配信した声かけ事案は、")),
)
_SENT = re.compile(
    r"日?(?:[(][月火水木金土日][)])?(?:[0-9午前後時分ころ頃、]{0,12})に?(?:配信|送信|お知らせ|お送り|お伝え)"
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert
    if alert is None or alert.follows is None or not alert.body:
        return
    try:
        day = id_time(alert.follows.alert).date()
    except ValueError:
        return  # no id of an alert: the schema's to say
    body, (_, (_, plain)) = reading.body, reading.writing.narrow
    values = {"alert": alert.follows.alert, "month": day.month, "day": day.day}
    written = [mention for mention in dates(plain) if mention.month is not None]
    for mention in written:
        if _SENT.match(plain, mention.end) and not (mention.is_of(day) or mention.is_of(day + timedelta(days=1))):
            span = reading.in_text(mention.start, mention.end)
            yield Problem(span, "other-day", {**values, "written": body[mention.start : mention.end]})
    if alert.follows.kind.ends and not written:
        end = body.find("\n")
        if end < 1:
            end = len(body.rstrip())
        yield Problem(reading.in_text(0, end), "unnamed", values)
