"""Whether this journal may go on, and the person's act by which it takes over what another has begun.

It must be the journal of the last claim, and not a copy that was left behind (T13).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.model import LedgerRecord, LedgerState, RowState
from haishin.send.acts import messages
from haishin.send.acts.acts import demand
from haishin.send.journal.heartbeat import Beat
from haishin.send.journal.journal import Journal
from haishin.send.journal.messages import journal_absent, journal_foreign, journal_restored
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView, stopped_since
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import BLIND_FOR
from haishin.send.transport import PATIENT_SECONDS

# How long after a stop stands in the ledger a sender that cannot read it may still be told that a mail was taken.
LATEST = timedelta(seconds=BLIND_FOR + PATIENT_SECONDS)


def refuse_unfit(view: LedgerView, journal: Journal | None, beat: Beat | None) -> None:
    """Raise ToolError or Refusal when this journal may not go on; see ``unfit``."""
    if (fault := unfit(view, journal, beat)) is not None:
        raise fault


def unfit(view: LedgerView, journal: Journal | None, beat: Beat | None) -> HaishinError | None:
    """Return why this journal (None: there is none) could mail somebody twice, and the way out; None: it is fit.

    ToolError where it knows of no sending at all, though the ledger names a claim: the state folder is not the one.
    Refusal for a foreign journal, by the owner of the last claim; and for a restored backup, which carries the id of
    the journal it was copied from: the last heartbeat is ahead of it, the ledger names a claim of that id which it does
    not hold, or it still has people waiting of an alert that was sealed without its knowing. Before the first claim
    nobody was mailed, so every journal is fit.
    """
    claimed = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None]
    if not claimed:
        return None
    if journal is None or view.of(claimed[-1]).journal != journal.id:
        if journal is None or not journal.entries():
            return journal_absent()
        return journal_foreign(lost=bool(unheld(_open(view, journal), view, journal)))
    behind = beat is not None and beat.journal == journal.id and beat.beats > journal.beats
    missing, ahead = _missing(view, journal), _ahead(view, journal)
    if not (behind or missing or ahead):
        return None
    alerts = _open(view, journal)
    return journal_restored(alerts, lost=bool(unheld(alerts, view, journal)))


def adoptable(view: LedgerView, journal: Journal, beat: Beat | None) -> list[str]:
    """List the alerts to adopt: what another journal has begun; for an unfit journal, all that may have gone on."""
    if unfit(view, journal, beat) is not None:
        return _open(view, journal)
    return [alert for alert, entry in view.alerts.items() if entry.unfinished and entry.journal != journal.id]


def adopt(
    ledger: Ledger, contract: Contract, journal: Journal, alert: str, now: datetime, by: str, *, lost: bool
) -> LedgerView:
    """Let this journal, a restored copy of the claiming one, go on with an alert.

    Everything that the copy does not know as ended is in doubt first, then the record is written: a crash in between
    leaves nobody to be mailed twice. What has stood still since before the backup stays as the copy has it, but that
    nobody more gets what another alert has ended since. A copy with the claiming journal's own id takes another. Where
    the journal does not know the snapshot that is refused, unless it is ``lost``: the alert then ends here, and nobody
    more is mailed.
    """
    demand(contract, now, by)
    view = ledger.read()
    before = view.of(alert)
    if before.claim is None:
        raise messages.nothing_to_do(f"{alert} の配信は始まっていません。", f"{alert} was never begun.")
    known = before.claim.nonce in {entry.nonce for entry in journal.entries()}
    if not known and not lost:
        raise messages.recipients_unknown(alert)
    if before.journal == journal.id:
        journal.renew()
    if known and not _stood_still(view, journal, alert):
        journal.adopt(alert)
    elif known and before.ended_by is not None:
        journal.supersede(alert)
    ours = journal.id

    def make(view: LedgerView) -> LedgerRecord | None:
        return None if view.of(alert).journal == ours else record("adopted", now, by, alert=alert, journal=ours)

    def end(view: LedgerView) -> LedgerRecord | None:
        # What was sealed keeps its counts; of one that was not, nobody can say more than that it is in doubt.
        sealed = before.state is LedgerState.SEALED
        counts, doubt = (dict(before.counts), before.in_doubt) if sealed else ({}, True)
        entry = record("sealed", now, by, alert=alert, journal=ours, counts=counts, in_doubt=doubt)
        return entry if view.of(alert).unfinished else None

    view = ledger.write(make)
    return view if known else ledger.write(end)


def _stood_still(view: LedgerView, journal: Journal, alert: str) -> bool:
    """Return whether the ledger proves that nothing of an alert has gone since the backup that this journal is."""
    since = stopped_since(view, alert)
    return since is not None and journal.copied is not None and since + LATEST <= journal.copied


def adopt_all(
    ledger: Ledger, contract: Contract, journal: Journal, beat: Beat | None, now: datetime, by: str, *, lost: bool
) -> None:
    """Adopt everything that may have gone on without this journal: all of it, or nothing."""
    demand(contract, now, by)
    view = ledger.read()
    alerts = adoptable(view, journal, beat)
    if not alerts:
        raise messages.nothing_to_do("引き継ぐものはありません。", "There is nothing to take over.")
    if not lost and (missing := unheld(alerts, view, journal)):
        raise messages.recipients_unknown(", ".join(missing))
    for alert in alerts:
        adopt(ledger, contract, journal, alert, now, by, lost=lost)


def _open(view: LedgerView, journal: Journal) -> list[str]:
    """List the alerts that may have gone on without an unfit journal."""
    last = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None][-1:]
    waiting = [
        entry.alert_id for entry in journal.entries() if entry.state == "claimed" and view.of(entry.alert_id).claim
    ]
    open_ = [alert for alert, entry in view.alerts.items() if entry.unfinished]
    return list(dict.fromkeys((*_missing(view, journal), *_ahead(view, journal), *waiting, *open_, *last)))


def unheld(alerts: Iterable[str], view: LedgerView, journal: Journal) -> list[str]:
    """List those of the alerts whose recipients this journal does not know."""
    nonces = {one.nonce for one in journal.entries()}
    return [one for one in alerts if (claim := view.of(one).claim) is not None and claim.nonce not in nonces]


def _missing(view: LedgerView, journal: Journal) -> list[str]:
    nonces = {claim.nonce for claim in journal.entries()}
    claims = (entry.claim for entry in view.alerts.values())
    return [
        claim.alert
        for claim in claims
        if claim is not None and claim.journal == journal.id and claim.nonce not in nonces
    ]


def _ahead(view: LedgerView, journal: Journal) -> list[str]:
    """List what was sealed without this copy: people wait there, be it that the copy knows the claim or is older."""
    found = []
    for one in journal.entries():
        entry = view.of(one.alert_id)
        if one.was_sealed or entry.state is not LedgerState.SEALED or entry.journal != journal.id:
            continue
        counts = journal.counts(one.alert_id)
        same = entry.claim is not None and entry.claim.nonce == one.nonce
        if same and (counts.waiting or counts[RowState.INTENT]):
            found.append(one.alert_id)
    return found
