"""The four times of 5(1), timely: recognition, the last due approval, the merge, the last mail that a relay took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from haishin.model import Language, LedgerEntry, Text
from haishin.report.phrases import moment

_RECOGNIZED = Text("認知:{when}", "recognized: {when}")
_LATER = (
    Text("最後に必要だった承認:{when}", "last due approval: {when}"),
    Text("マージ:{when}", "merge: {when}"),
    Text("最後の配信:{when}", "last mail taken: {when}"),
)
_SINCE = Text("(認知から {n} 分)", " ({n} minutes after recognition)")


def times(entry: LedgerEntry, language: Language) -> Iterator[str]:
    """One line a time that the ledger has; none for a ledger that kept none."""
    claim = entry.claim
    if claim is None:
        return
    if claim.recognized is not None:
        yield _RECOGNIZED.format(when=moment(claim.recognized, language))[language]
    for text, at in zip(_LATER, (claim.approved, claim.merged, entry.accepted), strict=True):
        if at is not None:
            n = minutes(claim.recognized, at)
            since = "" if n is None else _SINCE.format(n=n)[language]
            yield text.format(when=moment(at, language))[language] + since


def minutes(recognized: datetime | None, at: datetime | None) -> int | None:
    """Whole minutes from recognition; None where one of the times is not known."""
    return None if recognized is None or at is None else (at - recognized) // timedelta(minutes=1)
