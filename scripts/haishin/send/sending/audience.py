"""Who gets an alert: the residents who chose it or, if it follows another alert, the readers of the whole thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Alert, Scope
from haishin.residents.registry.readers import DeskFacts, Selection
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.readers import readers
from haishin.send.rows import ROWS_PURGED, Audience


class UnknownAudience(Refusal):
    """The readers of the followed alert are not known here, so nobody can be chosen."""


class Residents(Protocol):
    """The part of the registry that a sending asks."""

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        """Select the residents who chose such an alert and have not left."""
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

    def desk_facts(self, now: datetime) -> DeskFacts:
        """Read the state of leaving, for the alarms."""
        ...


class Leavers:
    """Suppresses residents who have left a begun alert: before the first mail, and whenever the registry changes.

    A mail that was in the air then waits again when a relay puts it off: it is looked at when it has come down. A
    reader who is unknown to the registry, because an older copy was put in its place, has not left.
    """

    def __init__(self, journal: Journal, residents: Residents, alert: str) -> None:
        self._journal = journal
        self._residents = residents
        self._alert = alert
        self._mark: object = None

    def __call__(self, back: Collection[str] = ()) -> bool:
        """Suppress residents who left since the last call; return whether the registry has changed.

        ``back``: recipients who were in the air since then, or in doubt, and wait again.
        """
        mark = self._residents.mark()  # before it is read: a later write is another change
        if mark != self._mark:
            self._mark = mark
            self._journal.suppress(self._alert, self._residents.left())
            return True
        if back:
            self._journal.suppress(self._alert, self._residents.left(), back)
        return False


def audience(
    alert: Alert,
    view: LedgerView,
    journal: Journal | None,
    residents: Residents,
    contract: Contract,
    *,
    practice: bool = False,
) -> Audience:
    """Choose the readers of the snapshot and count them; residents who have left are never among them.

    In ``practice`` they are the control addresses of the alert's unit, and nobody else.

    A correction and a follow-up go to the whole snapshot of the thread's first alert. A resolution and a cancellation
    go to all readers to whom any alert of the thread was accepted or is in doubt: a reader who lacks the newest alert
    has read an earlier alert. Raises UnknownAudience if the followed alert was never begun, if another journal holds
    its readers, if this journal has forgotten them, or if an exercise and a real alert are mixed. Raises ToolError if
    the registry of a force without a desk is empty: its import took no line.
    """
    follows, controls = alert.follows, residents.controls(alert.unit)
    if practice:
        return Audience(controls, residents.count(controls, None))
    if follows is None:
        chosen = residents.choosing(alert.scope, alert.category, alert.exercise, contract)
        counted = Audience(chosen, residents.count(chosen, None), controls)
        alone = contract.organization.mail.desk is None  # else residents come and leave by themselves
        if alone and not counted.size and not residents.count(residents.registered(), None):
            raise ToolError(Message("send/sending/registry-empty"))
        return counted
    chain = readers(alert, view)
    first = chain.first
    if first is None:
        raise UnknownAudience(Message("send/sending/followed-unsent", followed=follows.alert))
    if first.exercise != alert.exercise:
        raise UnknownAudience(Message("send/sending/exercise-mixed", followed=follows.alert))
    if journal is None:
        raise UnknownAudience(Message("send/sending/first-elsewhere", followed=first.alert))
    known = {entry.nonce: entry for entry in journal.entries()}
    for claim in chain.told_by:
        if claim.nonce not in known and claim is first:
            raise UnknownAudience(Message("send/sending/first-elsewhere", followed=claim.alert))
        if claim.nonce not in known:
            raise UnknownAudience(Message("send/sending/followed-elsewhere", followed=claim.alert))
        if known[claim.nonce].purged == ROWS_PURGED:
            raise UnknownAudience(Message("send/sending/followed-too-late", followed=claim.alert))
    people = journal.people([claim.alert for claim in chain.told_by], reached=chain.reached)
    same = residents.among(*people, alert.exercise)
    return Audience(same, residents.count(same, journal.path), controls)
