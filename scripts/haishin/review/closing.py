"""The reminder of a matter that residents wait to hear the end of: under the pull request of its newest mail, by day.

It names the alert and people of the roster, and says nothing of what the alert tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from haishin.contract import Contract
from haishin.contract.policy import JST
from haishin.delivery.matters import OpenMatter
from haishin.model import Language, Role, Seat, Text
from haishin.review.people import reachable
from haishin.review.reminding import Reminder
from haishin.review.words import joined

_LATEST: Final = timedelta(days=2)  # after that no sweep asks any more whether it was said
_TITLE = Text(
    "{who}{alert} を配信してから{days}日、続報も解決もありません。登録者は、その後を待っています。",
    "{who}{days} days ago {alert} was sent, and nothing was said of it since. Its readers wait for the end.",
)
_LINES = Text(
    "- 見つかった、捕まった、終わった:新しいファイルで「解決」を起案してください"
    "(`follows: {{alert: {alert}, as: resolution}}`)。\n"
    "- まだ終わっていない:新しく伝えることがあれば、続報を起案してください。なければ、このままで結構です。",
    "- Found, caught, over: draft a resolution (`follows: {{alert: {alert}, as: resolution}}`).\n"
    "- Not yet: draft a follow-up if there is something new to say; else leave it.",
)
_AGAIN = {
    True: Text("{days}日後に、もう一度だけお知らせします。", "You are reminded once more, {days} days from now."),
    False: Text("お知らせは、これが最後です。", "This is the last reminder."),
}


def reminder(matter: OpenMatter, now: datetime, contract: Contract, language: Language) -> Reminder | None:
    """What is to be said now; None at night, once two days have passed, or where there is no pull request."""
    if matter.last.pull is None or not contract.policy.hours.is_open(now) or now - matter.due() > _LATEST:
        return None
    alert, days = matter.last.alert, matter.days * matter.times
    asked = reachable(_asked(matter, now, contract), contract)
    who = joined((f"@{one}" for one in asked), language)
    who += (":" if language == "ja" else ": ") if who else ""
    parts = (
        _TITLE.format(who=who, alert=f"`{alert}`", days=days),
        _LINES.format(alert=alert),
        _AGAIN[matter.times == 1].format(days=matter.days),
    )
    return Reminder(f"{alert}-open {matter.times}", "\n\n".join(one[language] for one in parts), asked)


def _asked(matter: OpenMatter, now: datetime, contract: Contract) -> Iterator[str]:
    """Who drafted it, and the officers and the manager of its unit."""
    if matter.last.drafter is not None:
        yield matter.last.drafter
    unit, day = matter.last.path.split("/")[1], now.astimezone(JST).date()
    for role in (Role.OFFICER, Role.MANAGER):
        yield from (one.login for one in contract.roster.holders(Seat(role, unit), day))
