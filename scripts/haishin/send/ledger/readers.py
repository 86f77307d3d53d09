"""Whose an alert is, by the ledger: who chose its places, or the readers of what it follows."""

from __future__ import annotations

from dataclasses import dataclass

from haishin.core.contract.policy import Difference
from haishin.core.model import Alert, LedgerClaim, Scope
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.published import Published


@dataclass(frozen=True, slots=True)
class Readers:
    """Who gets an alert: whoever chose it in ``scope``, or the readers of the ``thread`` that it goes on with.

    ``thread``: its claims, the first mailed one before the others. Then ``scope`` is that in which the first was
    chosen. Everybody in the first's snapshot gets it, or, where only who was ``reached`` does, whoever any of them has
    reached. ``widest``: the scopes of the whole thread together.
    """

    scope: Scope
    widest: Scope
    thread: tuple[LedgerClaim, ...] = ()
    reached: bool = False

    @property
    def first(self) -> LedgerClaim | None:
        """The claim of the thread's first mailed alert; None where nothing is followed."""
        return self.thread[0] if self.thread else None

    @property
    def told_by(self) -> tuple[LedgerClaim, ...]:
        """The claims whose rows in the journal tell who they are: nobody comes to a thread after its first alert."""
        return self.thread if self.reached else self.thread[:1]

    def figure(self, published: Published | None, category: str) -> int | None:
        """Estimate how many they are, a multiple of 10; None: fewer than 10, or unknown."""
        if self.first is not None:
            return self.first.snapshot
        return published.reach(self.scope, category) if published is not None else None

    def are_others(self, size: int, shown: int, by: Difference) -> bool:
        """Tell whether a snapshot of that size is not what was ``shown``: more, or fewer, than policy lets pass.

        Fewer say nothing of what follows an alert, whose readers only grow fewer, nor of several places, whose figure
        is a sum.
        """
        allowed = max(by.share * shown, by.people)
        exact = self.first is None and (self.scope.prefecture or len(self.scope.stations) == 1)
        return size - shown > allowed or (exact and shown - size > allowed)


def readers(alert: Alert, view: LedgerView) -> Readers:
    """Tell by the alert and the thread of what it follows who its readers are, to plan, snapshot and comment alike."""
    followed = view.of(alert.follows.alert).claim if alert.follows is not None else None
    if alert.follows is None or followed is None:
        return Readers(alert.scope, alert.scope)
    thread = view.thread(followed)
    return Readers(thread[0].scope, alert.scope.union(followed.scope), thread, alert.closes)
