"""Whether this journal may go on, and the person's act by which it takes over the alerts of another journal.

It must be the journal of the last claim, and not a copy that was left behind (T13).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, Refusal, ToolError
from haishin.core.model import LedgerEntry, LedgerRecord, LedgerState, RowState
from haishin.send.acts.acts import demand
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import JournalBehind, is_behind, missing
from haishin.send.ledger.beat import Heard
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView, stopped_since
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import BLIND_FOR
from haishin.send.transport import PATIENT_SECONDS

# How long after a stop stands in the ledger a sender that cannot read it may still be told that a mail was taken.
LATEST = timedelta(seconds=BLIND_FOR + PATIENT_SECONDS)


def refuse_unfit(view: LedgerView, journal: Journal | None, heard: Heard) -> None:
    """Raise ToolError or Refusal when this journal may not go on; see ``unfit``."""
    fault = unfit(view, journal, heard)
    if fault is not None:
        raise fault


def unfit(view: LedgerView, journal: Journal | None, heard: Heard) -> HaishinError | None:
    """Return why this journal (None: it is missing) could mail readers twice, and the way out; None: it is fit.

    ToolError if it knows of no sending at all, though the ledger names a claim: it is the wrong state folder. Refusal
    for a foreign journal, by the owner of the last claim; and for a raw copy, which bears the id of its original: the
    beat is ahead of it, the ledger names a claim of that id that it does not hold, or it has rows waiting of an alert
    that was sealed without it. Before the first claim no mail went, so every journal is fit.
    """
    claimed = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None]
    if not claimed:
        return None
    if journal is None or view.of(claimed[-1]).journal != journal.id:
        if journal is None or not journal.entries():
            return ToolError(Message("send/journal/journal-absent"))
        return Refusal(Message("send/journal/journal-foreign", adopt=_adopt(_open(view, journal), view, journal)))
    behind = is_behind(journal, heard)
    if not (behind or missing(view, journal) or _ahead(view, journal)):
        return None
    alerts = _open(view, journal)
    adopt, names = _adopt(alerts, view, journal), ", ".join(alerts)
    if behind:
        return JournalBehind(Message("send/journal/journal-behind", commit=heard.commit, alerts=names, adopt=adopt))
    return Refusal(Message("send/journal/journal-restored", alerts=names, adopt=adopt))


def _adopt(alerts: Iterable[str], view: LedgerView, journal: Journal) -> Message:
    """Say by which command a person takes these over; ``--lost`` if the recipients of any are not known here."""
    if unheld(alerts, view, journal):
        return Message("send/journal/adopt-lost")
    return Message("send/journal/adopt")


def adoptable(view: LedgerView, journal: Journal, heard: Heard) -> list[str]:
    """List the alerts to adopt: those that another journal has begun; for an unfit journal, all that may have gone on.

    Alerts that ended in doubt are among them, for only the journal of an alert can settle it.
    """
    if unfit(view, journal, heard) is not None:
        return _open(view, journal)
    found = []
    for alert, entry in view.alerts.items():
        if (entry.unfinished or entry.in_doubt) and entry.journal != journal.id:
            found.append(alert)
    return found


def adopt(
    ledger: Ledger, contract: Contract, journal: Journal, heard: Heard, now: datetime, by: str, *, lost: bool
) -> None:
    """Take over everything that may have gone on without this journal: all of it by a single push, or nothing.

    Rows that this journal does not know as ended turn to in doubt first, then the records are written: a crash in
    between leaves no row to be mailed twice. An alert that has stood still since before the last beat of the copy stays
    as the copy has it, except that no more mail goes if another alert has ended it since. If others have gone on under
    the journal's own id, it takes another. If it does not know the recipients of an alert, all is refused, unless it is
    ``lost``: such an alert then ends here, in doubt, without more mail.
    """
    demand(contract, now, by)
    view = ledger.read()
    alerts = adoptable(view, journal, heard)
    if not alerts:
        raise Refusal(Message("send/acts/nothing-to-take-over"))
    ending = unheld(alerts, view, journal)
    if ending and not lost:
        raise Refusal(Message("send/acts/recipients-unknown", alerts=", ".join(ending)))
    nonces = _nonces(journal)
    unknown = {alert for alert in alerts if not _holds(view, alert, nonces)}
    if journal.id in {view.of(alert).journal for alert in alerts}:
        journal.renew()
    for alert in alerts:
        if alert in unknown:
            continue
        if not _stood_still(view, journal, alert):
            journal.adopt(alert)
        elif view.of(alert).ended_by is not None:
            journal.supersede(alert)

    def make(view: LedgerView) -> list[LedgerRecord]:
        entries = []
        for alert in alerts:
            before = view.of(alert)
            if before.journal == journal.id:
                continue
            entries.append(record("adopted", now, by, alert=alert, journal=journal.id))
            if alert in unknown:
                entries.append(_end(before, alert, journal.id, now, by))
        return entries

    ledger.write_all(make)


def _end(before: LedgerEntry, alert: str, journal: str, now: datetime, by: str) -> LedgerRecord:
    """Seal an alert whose recipients are known to no journal any more.

    A sealed alert keeps its counts; of another alert no more is known than that it is in doubt.
    """
    counts, doubt = dict[str, int](), True
    if before.state is LedgerState.SEALED:
        counts, doubt = dict(before.counts), before.in_doubt
    return record("sealed", now, by, alert=alert, journal=journal, counts=counts, in_doubt=doubt)


def _stood_still(view: LedgerView, journal: Journal, alert: str) -> bool:
    """Return whether the ledger proves that no mail of an alert went since the last beat that this copy knows."""
    since, known = stopped_since(view, alert), journal.last_beat
    return since is not None and known is not None and since + LATEST <= known


def _open(view: LedgerView, journal: Journal) -> list[str]:
    """List the alerts that may have gone on without an unfit journal."""
    last = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None][-1:]
    claimed = [known.alert_id for known in journal.entries() if known.state == "claimed"]
    waiting = [alert for alert in claimed if view.of(alert).claim]
    open_ = [alert for alert, entry in view.alerts.items() if entry.unfinished or entry.in_doubt]
    return list(dict.fromkeys((*missing(view, journal), *_ahead(view, journal), *waiting, *open_, *last)))


def unheld(alerts: Iterable[str], view: LedgerView, journal: Journal) -> list[str]:
    """List alerts whose recipients are unknown to this journal, but for alerts that ended in doubt before."""
    nonces = _nonces(journal)
    unknown = []
    for alert in alerts:
        entry = view.of(alert)
        ended = entry.in_doubt and not entry.unfinished
        if not ended and not _holds(view, alert, nonces):
            unknown.append(alert)
    return unknown


def _nonces(journal: Journal) -> set[str]:
    return {known.nonce for known in journal.entries()}


def _holds(view: LedgerView, alert: str, nonces: Collection[str]) -> bool:
    """Return whether any of these snapshots is that of the alert."""
    claim = view.of(alert).claim
    return claim is None or claim.nonce in nonces


def _ahead(view: LedgerView, journal: Journal) -> list[str]:
    """List alerts that were sealed without this copy and have rows waiting in it."""
    found = []
    for known in journal.entries():
        entry = view.of(known.alert_id)
        if known.was_sealed or entry.state is not LedgerState.SEALED or entry.journal != journal.id:
            continue
        counts = journal.counts(known.alert_id)
        same = entry.claim is not None and entry.claim.nonce == known.nonce
        if same and (counts.waiting or counts[RowState.INTENT]):
            found.append(known.alert_id)
    return found
