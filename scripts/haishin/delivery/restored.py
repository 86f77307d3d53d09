"""Whether this journal may go on: it must be the one of the last claim, and not a copy that was left behind (T13)."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.delivery import messages
from haishin.delivery.heartbeat import Beat
from haishin.delivery.journal import Journal
from haishin.delivery.ledger_view import LedgerView
from haishin.errors import HaishinError
from haishin.model import LedgerState, RowState


def refuse_unfit(view: LedgerView, journal: Journal | None, beat: Beat | None) -> None:
    """Raises ToolError or Refusal when this journal may not go on; see ``unfit``."""
    if (fault := unfit(view, journal, beat)) is not None:
        raise fault


def unfit(view: LedgerView, journal: Journal | None, beat: Beat | None) -> HaishinError | None:
    """Why going on with this journal (None: there is none) could mail somebody twice, and the way out; None: it is fit.

    ToolError where it knows of no sending at all, though the ledger names a claim: the state folder is not the one.
    Refusal for a foreign journal, by the owner of the last claim; and for a restored backup, which carries the id of
    the journal it was copied from: the last heartbeat is ahead of it, the ledger names a claim of that id which it does
    not hold, or it still has people waiting of an alert that was sealed without its knowing.
    """
    claimed = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None]
    last = claimed[-1] if claimed else None
    owner = view.of(last).journal if last is not None else None
    if last is not None and (journal is None or owner != journal.id):
        if journal is None or not journal.entries():
            return messages.journal_absent()
        return messages.journal_foreign(lost=bool(unheld(_open(view, journal), view, journal)))
    if journal is None:
        return None
    behind = beat is not None and beat.journal == journal.id and beat.beats > journal.beats
    missing, ahead = _missing(view, journal), _ahead(view, journal)
    if not (behind or missing or ahead):
        return None
    alerts = _open(view, journal)
    return messages.journal_restored(alerts, lost=bool(unheld(alerts, view, journal)))


def adoptable(view: LedgerView, journal: Journal, beat: Beat | None) -> list[str]:
    """The alerts that this journal has to adopt to go on with everything; of a fit one those that another has begun."""
    if unfit(view, journal, beat) is not None:
        return _open(view, journal)
    return [alert for alert, entry in view.alerts.items() if entry.unfinished and entry.journal != journal.id]


def _open(view: LedgerView, journal: Journal) -> list[str]:
    """Whatever may have gone on without an unfit journal."""
    last = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None][-1:]
    waiting = [one.alert_id for one in journal.entries() if one.state == "claimed" and view.of(one.alert_id).claim]
    open_ = [alert for alert, entry in view.alerts.items() if entry.unfinished]
    return list(dict.fromkeys((*_missing(view, journal), *_ahead(view, journal), *waiting, *open_, *last)))


def unheld(alerts: Iterable[str], view: LedgerView, journal: Journal) -> list[str]:
    """Those whose recipients this journal does not know."""
    nonces = {one.nonce for one in journal.entries()}
    return [one for one in alerts if (claim := view.of(one).claim) is not None and claim.nonce not in nonces]


def _missing(view: LedgerView, journal: Journal) -> list[str]:
    nonces = {one.nonce for one in journal.entries()}
    claims = (entry.claim for entry in view.alerts.values())
    return [one.alert for one in claims if one is not None and one.journal == journal.id and one.nonce not in nonces]


def _ahead(view: LedgerView, journal: Journal) -> list[str]:
    found = []
    for one in journal.entries():
        entry = view.of(one.alert_id)
        if one.state == "claimed" and not one.was_sealed and entry.state is LedgerState.SEALED:
            counts = journal.counts(one.alert_id)
            if entry.journal == journal.id and (counts.waiting or counts[RowState.INTENT]):
                found.append(one.alert_id)
    return found
