"""Rule ``lookout-contact``: a lookout asks its readers to tell somebody what they see (5(1)).

The foot of the mail names the unit; that one should call it, or 110, the text says. Passes: what ends an alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text
from haishin.core.text.normalising import narrowed

ID = "lookout-contact"
SEVERITY = Severity.WARNING
NAME = Text("連絡先のない手配", "A lookout that asks nobody to call")
SUMMARY = "手配で、見かけた方にしてほしいこと(110番通報など)がないときは、書き足してください。"

MESSAGES = {
    "silent": Text(
        "手配ですが、見かけた方がどこに知らせればよいかが書かれていません。",
        "A lookout does not say whom to tell.",
    )
}
HINTS = {
    "silent": Text(
        "「似た人や車を見かけたときは、近づかずに110番通報をしてください。」のように書いてください。",
        "Ask whoever sees them to call 110, and not to come near.",
    )
}
_ACT = "不審な人を見かけたときは、110番通報をお願いします。"
_LOOKOUT = changed("content: caution", "content: lookout")
GOOD = (SAMPLE, _LOOKOUT, _LOOKOUT.replace(_ACT, "見かけた方は、前橋警察署へご一報ください。"))
BAD = (("silent", _LOOKOUT.replace(_ACT, "戸締まりをし、外出を控えてください。")),)

_TOLD = re.compile("110|[通一]報|連絡|知らせ|情報|申し出|届け出|電話|相談|最寄り")


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert_with("content", "follows")
    if alert is None or alert.ends is not None or alert.content not in reading.contract.policy.consent.contents:
        return
    if not _TOLD.search(narrowed(alert.body)):
        yield Problem(reading.place("content"), "silent")
