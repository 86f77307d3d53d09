"""Who gets an alert: everybody who chose it, or, where it follows another, the readers of the whole thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from haishin.contract import Contract
from haishin.contract.policy import Difference
from haishin.delivery import messages
from haishin.delivery.journal import Journal
from haishin.delivery.ledger_view import LedgerView
from haishin.delivery.published import Published
from haishin.delivery.rows import ROWS_PURGED, Audience
from haishin.model import CLOSING, Alert, LedgerClaim, Scope
from haishin.subscribers.reach import Selection


class Residents(Protocol):
    """The part of the registry that a sending asks."""

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        """Select who chose such an alert and has not left."""
        ...

    def among(self, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
        """Select those of the ids who have not left; ``ids``: a SELECT of them from the journal."""
        ...

    def count(self, selection: Selection, journal: Path | None) -> Mapping[tuple[str, str], int]:
        """Count the selected by form and language; ``journal``: the file that the selection asks too."""
        ...

    def registered(self) -> Selection:
        """Select all residents who have not left."""
        ...

    def controls(self, unit: str) -> Selection:
        """Select the control addresses of a unit."""
        ...

    def left(self) -> Selection:
        """Select the ids of who has left."""
        ...

    def mark(self) -> object:
        """Return a value that differs after every change, without opening the file."""
        ...


class Leavers:
    """Takes those out of a begun alert who have left: before the first mail, and whenever the registry changes.

    Whom the registry does not know, because an older copy was put in its place, has not left.
    """

    def __init__(self, journal: Journal, residents: Residents, alert: str) -> None:
        self._journal = journal
        self._residents = residents
        self._alert = alert
        self._mark: object = None

    def __call__(self) -> bool:
        """Suppress who has left since the last call; return whether the registry has changed."""
        mark = self._residents.mark()  # before it is read: what comes later is another change
        if mark == self._mark:
            return False
        self._mark = mark
        self._journal.suppress(self._alert, self._residents.left())
        return True


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
    return Readers(thread[0].scope, alert.scope.union(followed.scope), thread, alert.follows.kind in CLOSING)


def audience(
    alert: Alert, view: LedgerView, journal: Journal | None, residents: Residents, contract: Contract
) -> Audience:
    """Choose whom the snapshot is to hold, and count them; never who has left.

    A correction and a follow-up go to the whole snapshot of the thread's first alert, a resolution and a cancellation
    to everybody to whom any alert of the thread was accepted or is in doubt: whoever has not got the newest one yet has
    read those before. Raises UnknownAudience when what is followed was never begun, when another journal holds these
    people, when this one has forgotten them, or when an exercise and a real alert are mixed; ToolError when nobody at
    all is registered, which is no registry (an import that took no line).
    """
    follows, controls = alert.follows, residents.controls(alert.unit)
    if follows is None:
        chosen = residents.choosing(alert.scope, alert.category, alert.exercise, contract)
        counted = Audience(chosen, residents.count(chosen, None), controls)
        if not counted.size and not residents.count(residents.registered(), None):
            raise messages.registry_empty()
        return counted
    chain = readers(alert, view)
    first = chain.first
    if first is None:
        raise messages.followed_unsent(follows.alert)
    if first.exercise != alert.exercise:
        raise messages.exercise_mixed(follows.alert)
    if journal is None:
        raise messages.followed_elsewhere(first.alert, first=True)
    known = {entry.nonce: entry for entry in journal.entries()}
    for claim in chain.told_by:
        if claim.nonce not in known:
            raise messages.followed_elsewhere(claim.alert, first=claim is first)
        if known[claim.nonce].purged == ROWS_PURGED:
            raise messages.followed_too_late(claim.alert)
    people = journal.people([claim.alert for claim in chain.told_by], reached=chain.reached)
    same = residents.among(*people, alert.exercise)
    return Audience(same, residents.count(same, journal.path), controls)
