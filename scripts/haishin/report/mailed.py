"""One mail that was begun, as the ledger and its file tell it: what the register and its story are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haishin.contract import Contract
from haishin.model import Alert, FollowKind, Language, LedgerClaim, LedgerEntry, Text
from haishin.report.escaping import visible
from haishin.report.phrases import plain_name, unit_name

FOLLOWING = {
    FollowKind.FOLLOW_UP: Text("続報", "follow-up"),
    FollowKind.CORRECTION: Text("訂正", "correction"),
    FollowKind.RESOLUTION: Text("解決", "resolution"),
    FollowKind.CANCELLATION: Text("取消", "cancellation"),
}
WAIVED = {
    "delivery-hours": Text("配信時間", "delivery hours"),
    "consent": Text("了解", "consent"),
}
UNREADABLE = Text("(ファイルを読めません)", "(the file cannot be read)")
_PREFECTURE = Text("全県", "the whole prefecture")


@dataclass(frozen=True, slots=True)
class After:
    """A mail that followed another, and when it was begun."""

    kind: FollowKind
    alert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mailed:
    """What is told of one mail; ``contract``: under which it was claimed.

    ``alert``, ``subject``: None where the present program reads the file no longer.
    """

    claim: LedgerClaim
    entry: LedgerEntry
    contract: Contract
    alert: Alert | None
    subject: str | None
    after: tuple[After, ...] = ()

    def matter(self) -> tuple[str, ...]:
        """Category, case and content by their names in the table; nothing of a file that is not read."""
        alert = self.alert
        if alert is None:
            return ()
        policy = self.contract.policy
        row = policy.row(alert.category)
        case = alert.case_name or (row.cases.get(alert.case or "") if row is not None else None)
        names = (row.name if row is not None else alert.category, case, policy.contents.get(alert.content))
        return tuple(visible(name) for name in names if name)

    def area(self, language: Language) -> tuple[str, ...]:
        """The prefecture, or the stations."""
        scope = self.claim.scope
        return (
            (_PREFECTURE[language],)
            if scope.prefecture
            else tuple(unit_name(station, self.contract) for station in scope.stations)
        )

    def drafter(self) -> str | None:
        """By name; None where the claim is older than that field."""
        return None if self.claim.drafter is None else plain_name(self.claim.drafter, self.contract)
