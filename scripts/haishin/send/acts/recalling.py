"""The recall of what should not have been sent: it stops at once, and what only people can do is written down (5(4)).

Nothing is mailed here. Of a text that has begun to go a correction is drafted, which is approved like any alert; it
says when the mail went and, in the force's standing words, asks to delete it. No word of the recalled text is in it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from haishin.core.contract import Contract
from haishin.core.contract.policy import JST, Row
from haishin.core.model import RECALLED, Alert, LedgerClaim, LedgerRecord
from haishin.send.acts.acts import demand_release
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record

REMOVE = ("comments", "pull-request", "branch", "search", "history", "copies")  # in the order in which it is done
_STANDING = "leak-correction"
_NAME = "teisei"
_DAYS = "月火水木金土日"
_WHY_MAIL = "メールでお送りした内容の訂正を、同じ方にお伝えするため"
_WHY_NOW = "時間外にお送りしたメールの訂正のため"


def recall(
    ledger: Ledger, contract: Contract, alert: str, unit: str | None, taken: Collection[str], now: datetime, by: str
) -> LedgerView:
    """Hold the alert as recalled, whatever its state; an earlier recall stays as it was recorded.

    ``unit``: whose manager answers for it, None where nobody knows; ``taken``: ids that no correction can bear. Raises
    Refusal for whoever may not release it.
    """
    demand_release(contract, unit, now, by)

    def make(view: LedgerView) -> LedgerRecord | None:
        entry = view.of(alert)
        if entry.recalled is not None:
            return None
        claim = entry.claim
        correction = None if entry.unheard else _free(alert, now, {*taken, *view.alerts})
        pull = None if claim is None else claim.pull
        return record(RECALLED, now, by, alert=alert, pull=pull, correction=correction, remove=list(REMOVE))

    return ledger.write(make)


def _free(alert: str, now: datetime, taken: Collection[str]) -> str:
    """Choose an id of now, but not before that of the recalled alert, without a word of its name."""
    stamp = max(f"{now.astimezone(JST):%Y%m%d-%H%M}", alert[:13])
    names = (f"{stamp}-{_NAME}{number}" for number in ("", *(f"-{number}" for number in range(2, len(taken) + 3))))
    return next(name for name in names if name not in taken)


def draft(claim: LedgerClaim, alert: Alert, follows: str, recalled: LedgerRecord, contract: Contract) -> str:
    """Write the file of the correction as it is proposed; it validates as it stands.

    ``alert``: what was claimed, of which only codes of the table are taken; ``told``: the record of the recall.
    """
    sent = _spoken(claim.at)
    row = contract.policy.row(alert.category)
    fields = {
        "title": f"{sent}ころに届いたメールの削除のお願い",
        "category": alert.category,
        "case": alert.case,
        "case_name": None if alert.case_name is None else "先のメールの訂正",
        "content": _content(alert, row, contract),
        "scope": "prefecture" if claim.scope.prefecture else f"[{', '.join(claim.scope.stations)}]",
        "recognized_at": f"{recalled.at.astimezone(JST):%Y-%m-%dT%H:%M+09:00}",
        "press": "none",
        "follows": f"{{alert: {follows}, as: correction}}",
        "why_mail": _WHY_MAIL if alert.category == contract.policy.outside_category else None,
        "waivers": f"[{{rule: delivery-hours, reason: {_WHY_NOW}}}]" if "delivery-hours" in claim.waivers else None,
        "exercise": "true" if claim.exercise else None,
    }
    front = "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)
    standing = contract.wording.texts[_STANDING].strip()
    return f"---\n{front}---\n{sent}ころに届いた情報メールについて、おわびとお願いです。\n\n{standing}\n"


def _content(alert: Alert, row: Row | None, contract: Contract) -> str:
    """Choose a content of the row that seeks nobody and reports no arrest: the correction does neither."""
    policy = contract.policy
    passed = {*policy.press.arrest_contents, *policy.consent.contents, *contract.wording.lists["lookout_contents"]}
    others = row.contents if row is not None else ()
    return next((content for content in (alert.content, *others) if content not in passed), alert.content)


def _spoken(at: datetime) -> str:
    """11月25日（水）午後5時10分, in Japan time."""
    local = at.astimezone(JST)
    half, hour = ("午後", local.hour - 12) if local.hour >= 12 else ("午前", local.hour)
    return f"{local.month}月{local.day}日（{_DAYS[local.weekday()]}）{half}{hour}時{local.minute}分"
