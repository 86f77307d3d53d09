"""The only maker of a Case: the grounds of a verdict, from any source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from haishin.consult.consultation.requirements import due, facts
from haishin.consult.ids import MainIds
from haishin.core.contract import Contract
from haishin.core.model import Alert, Case, Change, Finding, History, LedgerState, Past, Pull
from haishin.send.ledger.ledger_view import LedgerView

Pasts: TypeAlias = Callable[[Alert], History]  # an alert → its past and that of the alert that it follows


def gather(alert: Alert, change: Change, findings: Iterable[Finding], pull: Pull | None, pasts: Pasts) -> Case:
    """Gather the case of an alert. ``findings`` hold nothing private."""
    return Case(alert, change, tuple(findings), pull, pasts(alert))


class LedgerPasts:
    """The pasts of the files of main by the ledger."""

    def __init__(self, view: LedgerView, ids: MainIds) -> None:
        self._view = view
        self._ids = ids

    def __call__(self, alert: Alert) -> History:
        """Look up the alert and the alert that it follows; the ledger's record of another file is not its past."""
        followed = () if alert.follows is None else (alert.follows.alert,)
        history = self._view.history((alert.id, *followed), self._ids.removed)
        past, claim = history.of(alert.id), self._view.of(alert.id).claim
        if claim is not None and claim.path != alert.path:
            past = Past(removed=past.removed)
        own = replace(past, before=alert.id in self._ids.old)
        return replace(history, pasts={**history.pasts, alert.id: own})


class TreePasts:
    """The pasts of a repository without a ledger: those that are ``known``, completed by the files that are followed.

    ``read`` finds the alert of an id. Files hold the scope and the seats that had to agree, back to the first of the
    chain; only a ledger holds the sendings and their waivers.
    """

    def __init__(self, known: History, read: Callable[[str], Alert | None], contract: Contract) -> None:
        self._known = known
        self._read = read
        self._contract = contract

    def __call__(self, alert: Alert) -> History:
        """Return the known pasts, with that of the alert that this alert follows."""
        follows = alert.follows
        if follows is None or follows.alert >= alert.id:  # an id begins with its time
            return self._known
        return replace(self._known, pasts={**self._known.pasts, **self._followed(follows.alert)})

    def _followed(self, first: str) -> dict[str, Past]:
        known = self._known.of(first)
        alert = self._read(first) if known.scope is None else None
        if alert is None:
            return {}
        case = gather(alert, Change.ADDED, (), None, self)
        agreed = tuple(item.any_of for item in due(case, self._contract) if item.lasting)
        past = known if self._known.knows(first) else Past(LedgerState.SEALED)
        return {first: replace(past, scope=facts(case, self._contract).scope, due=agreed)}
