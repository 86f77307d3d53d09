"""``doctor`` on what of ``schema/`` comes to an end: seats that nobody fills, the list of holidays."""

from __future__ import annotations

from datetime import date

from haishin.contract import Contract
from haishin.contract.endings import endings
from haishin.model import Text
from haishin.setup.guarantee import Guarantee, State

_TITLE = Text(
    "どの所属にも承認できる人がおり、祝日の一覧とともに90日後まで続く",
    "every unit has somebody who approves, and with the list of holidays that lasts for 90 days",
)


def judge(contract: Contract, today: date) -> Guarantee:
    """Missing where it needs a person now; what is further off is named all the same."""
    found = endings(contract, today)
    if not found:
        return Guarantee("lasting", _TITLE, State.READY)
    remedies = dict.fromkeys(one.remedy for one in found)
    return Guarantee(
        "lasting",
        _TITLE,
        State.MISSING if any(one.alarm for one in found) else State.UNPROVEN,
        Text(" ".join(one.text.ja for one in found), " ".join(one.text.en for one in found)),
        Text(" ".join(one.ja for one in remedies), " ".join(one.en for one in remedies)),
    )
