"""The readers of an alert by the ledger: who chose its places, or the readers of the alert it follows."""

from __future__ import annotations

from dataclasses import dataclass

from haishin.core.contract.policy import Difference
from haishin.core.model import Alert, LedgerClaim, Scope
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.published import Published


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of an alert: who chose it in ``scope``, or the readers of the ``thread`` that it continues."""

    scope: Scope  # of the thread's first alert, if it continues a thread
    widest: Scope  # the scopes of the whole thread together
    thread: tuple[LedgerClaim, ...] = ()  # its claims, that of the first mailed alert before the others
    reached: bool = False  # only readers whom any alert of the thread has reached, not the first's whole snapshot

    @property
    def first(self) -> LedgerClaim | None:
        """The claim of the thread's first mailed alert; None if it follows no alert."""
        if not self.thread:
            return None
        return self.thread[0]

    @property
    def told_by(self) -> tuple[LedgerClaim, ...]:
        """The claims whose rows in the journal name the readers: a thread gains no reader after its first alert."""
        if self.reached:
            return self.thread
        return self.thread[:1]

    def figure(self, published: Published | None, category: str) -> int | None:
        """Estimate how many they are, a multiple of 10; None: fewer than 10, or unknown."""
        if self.first is not None:
            return self.first.snapshot
        if published is None:
            return None
        return published.reach(self.scope, category)

    def are_others(self, size: int, shown: int, by: Difference) -> bool:
        """Return whether a snapshot of that size differs from the number ``shown`` by more than policy lets pass.

        A smaller number says nothing of a follow-up, whose readers only grow fewer, nor of several places, whose
        figure is a sum.
        """
        allowed = max(by.share * shown, by.people)
        exact = self.first is None and (self.scope.prefecture or len(self.scope.stations) == 1)
        return size - shown > allowed or (exact and shown - size > allowed)


def readers(alert: Alert, view: LedgerView) -> Readers:
    """Find the readers by the alert and the thread that it follows, for plan, snapshot and comment alike."""
    if alert.follows is None:
        return Readers(alert.scope, alert.scope)
    followed = view.of(alert.follows.alert).claim
    if followed is None:
        return Readers(alert.scope, alert.scope)
    thread = view.thread(followed)
    return Readers(thread[0].scope, alert.scope.union(followed.scope), thread, alert.closes)
