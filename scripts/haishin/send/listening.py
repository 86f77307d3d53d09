"""Whether sealed alerts have arrived at control addresses: for ``health`` and ``doctor``, since it may take seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from haishin.core.contract import Contract
from haishin.core.model import LedgerState
from haishin.core.state import StateFolder
from haishin.message.keys import Keys, message_id
from haishin.residents.mails.listener import Heard, listen, signed
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.sending.seen import Late, Seen

_TOLD = timedelta(days=1)  # after the seal
_SHOWS = timedelta(days=28)  # for which a mail shows how mails are signed
_MOST = 200  # mails that are looked for; with the last, all of its alert
_SAMPLES = 20  # of them for ``doctor``
_BEFORE = timedelta(hours=1)  # the claim: a Maildir may be of a machine with another clock


def with_arrivals(seen: Seen, mailboxes: str, view: LedgerView, state: StateFolder, contract: Contract) -> Seen:
    """Add to the facts which alerts of the last day have not arrived; that is unknown while a mailbox is unreadable."""
    if seen.host.broken is not None:
        return seen
    patience = timedelta(minutes=contract.policy.residents.arrival_minutes)
    due = _due(view, state, contract, seen.now - _TOLD, seen.now - patience, _MOST)
    heard = _heard(mailboxes, due, view, seen.now)
    if heard.deaf:
        return replace(seen, deaf=tuple((number, fault.message) for number, fault in heard.deaf))
    return replace(seen, missing=tuple(dict.fromkeys(late for name, late in due.items() if name not in heard.heads)))


def signatures(
    mailboxes: str, view: LedgerView, state: StateFolder, contract: Contract, now: datetime
) -> list[set[str]] | None:
    """Return what each signature of the newest mail with one click covers; None if no such mail has arrived yet.

    Raises ToolError if there is none and a mailbox cannot be read.
    """
    due = _due(view, state, contract, now - _SHOWS, now, _SAMPLES)
    heard = _heard(mailboxes, due, view, now)
    for name in due:
        head = heard.heads.get(name, b"")
        if b"\nlist-unsubscribe-post:" in head.lower():
            return signed(head)
    for _, fault in heard.deaf:
        raise fault
    return None


def _heard(mailboxes: str, due: dict[str, Late], view: LedgerView, now: datetime) -> Heard:
    claims = [view.of(late.alert).claim for late in due.values()]
    begun = min((claim.at for claim in claims if claim is not None), default=now)
    return listen(mailboxes, due, begun - _BEFORE)


def _due(
    view: LedgerView, state: StateFolder, contract: Contract, since: datetime, until: datetime, most: int
) -> dict[str, Late]:
    """List by Message-ID what this machine mailed to control addresses for alerts sealed in that time, newest first."""
    due: dict[str, Late] = {}
    if not state.journal.exists() or not state.keys.exists():
        return due
    sealed = [
        (entry.at, alert) for alert, entry in view.alerts.items() if entry.state is LedgerState.SEALED and entry.at
    ]
    keys, domain = Keys.load(state.keys, create=False), contract.organization.mail.return_domain
    journal = Journal.open(state.journal, lock=False)
    try:
        for at, alert in sorted(sealed, reverse=True):
            if since <= at <= until and len(due) < most:
                people = journal.controls(alert)
                due.update((message_id(alert, person, domain, keys), Late(alert, at)) for person in people)
    finally:
        journal.close()
    return due
