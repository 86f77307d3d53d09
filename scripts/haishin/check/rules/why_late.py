"""Rule ``why-late``: what is drafted later than the guideline's promptness allows will need its reason (4(3)).

The verdict asks for it once the last due approval is late. What is late when it is drafted can only become later:
reported here, the reason stands before anybody is asked, and no approval is lost to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from haishin.check.document.sample import changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract.hours import lasting, open_minutes
from haishin.core.contract.policy import id_time
from haishin.core.model import PressKind, Severity, Text

ID = "why-late"
SEVERITY = Severity.WARNING
NAME = Text("認知から遅れた起案", "Drafted late")
SUMMARY = "認知から目安の時間を過ぎて起案するときは、遅れた理由を why_late に書いてください。"

MESSAGES = {
    "late": Text(
        "認知から番号の時刻までに、配信時間で{passed}が過ぎています(目安は{limit})。",
        "{passed_en} of delivery hours lie between recognition and the time of the id (limit {limit_en}).",
    )
}
HINTS = {
    "late": Text(
        "遅れた理由を why_late に書いてください。書くまで、承認は頼まれません(confirmed では足りません)。",
        "Say why in `why_late`: nobody is asked to approve before it stands there (`confirmed` is not enough).",
    )
}
_EARLY = changed("午後3時30分", "午前10時30分")
_LATE = _EARLY.replace("T15:40", "T10:40")
GOOD = (
    _EARLY.replace("T15:40", "T12:40"),
    _LATE.replace("press: none", "press: none\nwhy_late: 被害者の確認に時間を要したため"),
    _LATE.replace("suspicious-person\ncase: approach", "information-request\ncase: serial-theft"),
)
BAD = (("late", _LATE),)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed: an urgent alert is not delayed; an arrest counts from its release."""
    alert, policy = reading.alert_with("why_late", "category", "case", "content", "press"), reading.contract.policy
    if alert is None or alert.recognized_at is None or alert.why_late:
        return
    if policy.urgent(alert) or not policy.of_one_moment(alert):
        return
    if alert.content in policy.press.arrest_contents and alert.press.kind is PressKind.RELEASE:
        return
    with suppress(ValueError):  # an id without a time is told by another rule
        minutes = open_minutes(alert.recognized_at, id_time(alert.id), policy)
        if minutes > policy.prompt_minutes:
            passed, limit = lasting(minutes), lasting(policy.prompt_minutes)
            values = {"passed": passed.ja, "passed_en": passed.en, "limit": limit.ja, "limit_en": limit.en}
            yield Problem(reading.place("recognized_at"), "late", values)
