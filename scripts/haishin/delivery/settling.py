"""Rows in doubt, settled by what the relay's own log says. Reads Postfix' log.

A mail is recognised by its return path, which names alert and recipient (``bounce+SHORT.RECIPIENT.MAC@…``), so no
address is looked at. The log is followed line by line, because a queue id is used again once its mail is gone.
That it names somebody is believed at once; that it does not, only where it shows our own mails before and after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from haishin.contract import Contract
from haishin.delivery import messages
from haishin.delivery.acts import demand
from haishin.delivery.journal import Journal
from haishin.delivery.ledger import Ledger
from haishin.delivery.records import record, rounded_counts, times
from haishin.model import LedgerState, RowState

# "Nov 25 12:00:00 host postfix/qmgr[12]: 4T2x: from=<…>, …": only the queue manager's word means that it was taken.
_LINE = re.compile(r"\s[\w.-]+/(?:[\w-]+/)*(?P<daemon>[\w-]+)\[[0-9]+\]: (?P<queue>[0-9A-Za-z]{5,20}): (?P<rest>.*)")
_OURS = re.compile(r"bounce\+([a-z2-7]{8})\.([a-z0-9_-]{1,33})\.[a-z0-9]+@.*", re.IGNORECASE)
_FROM = re.compile(r"from=<(?P<path>[^>]*)>, ")
# What follows in brackets is another server's word, and may pose as anything.
_STATUS = re.compile(r"(?:to|from)=<[^>]*>, (?:[^(]*, )?status=(?P<status>[a-z]+)[ ,(]")
_FINAL = {"sent": RowState.ACCEPTED, "bounced": RowState.FAILED, "expired": RowState.FAILED}


@dataclass(frozen=True, slots=True)
class RelayLog:
    """Recipient ids by what the log tells: delivered further, sent back, or still in the relay's queue.

    ``ours``: (``message.keys.short``, recipient id) of every mail of ours that it shows, of whatever alert.
    """

    accepted: frozenset[str]
    failed: frozenset[str]
    queued: frozenset[str]
    ours: frozenset[tuple[str, str]] = frozenset()


def read_log(lines: Iterable[str], short: str) -> RelayLog:
    """Read what the log says of the mails of an alert; ``short`` is its ``message.keys.short``."""
    ours: set[tuple[str, str]] = set()
    open_mails: dict[str, str] = {}
    finals: dict[str, set[RowState | None]] = {}
    for line in lines:
        if (entry := _LINE.search(line)) is None:
            continue
        queue, rest = entry["queue"], entry["rest"]
        if entry["daemon"] == "qmgr" and (sender := _FROM.match(rest)) is not None and "status=" not in rest:
            open_mails.pop(queue, None)
            if (mail := _OURS.fullmatch(sender["path"])) is not None:
                alert, recipient = mail[1].lower(), mail[2].lower()
                ours.add((alert, recipient))
                if alert == short:
                    open_mails[queue] = recipient
                    finals.setdefault(recipient, set()).add(None)
        elif queue in open_mails and (status := _STATUS.match(rest)) is not None:
            final = _FINAL.get(status["status"])
            finals[open_mails[queue]].add(final)
            if final is not None:  # one recipient a mail: this one is over
                del open_mails[queue]
        elif rest.startswith("removed"):
            open_mails.pop(queue, None)
    accepted = frozenset(recipient for recipient, seen in finals.items() if RowState.ACCEPTED in seen)
    waiting = frozenset(open_mails.values())
    failed = frozenset(recipient for recipient, seen in finals.items() if RowState.FAILED in seen) - accepted - waiting
    return RelayLog(accepted, failed, frozenset(finals) - accepted - failed, frozenset(ours))


@dataclass(frozen=True, slots=True)
class Settled:
    """How many rows became accepted, failed or waiting again, and how many are still in doubt."""

    accepted: int
    failed: int
    again: int
    in_doubt: int


def settle(
    ledger: Ledger,
    contract: Contract,
    journal: Journal,
    alert: str,
    log: RelayLog,
    now: datetime,
    by: str,
    *,
    resend_absent: bool,
    short: Callable[[str], str],
) -> Settled:
    """Settle the alert's rows in doubt and record it; what the relay still holds stays in doubt.

    ``resend_absent``: a person vouches that the log is whole, so whom it does not name the relay has not taken, and
    the next sending mails him again under the same Message-ID. Raises Refusal when this journal does not own the alert,
    when the person may not do this, or when the log does not show what we sent before and after those whom it does not
    name: then it may be empty, another relay's, or cut off. ``short``: ``message.keys.short``.
    """
    demand(contract, now, by)
    view = ledger.read()
    entry = view.of(alert)
    nonces = {known.nonce for known in journal.entries()}
    if entry.claim is None or entry.journal != journal.id or entry.claim.nonce not in nonces:
        raise messages.not_sent_here(alert)
    journal.recover()  # what a dead sender left in the air is in doubt, also before the next one has looked
    before = journal.in_doubt(alert)
    accepted, failed = before & log.accepted, before & log.failed
    again = before - log.accepted - log.failed - log.queued if resend_absent else frozenset()
    adopted = [record.at for record in view.records if record.kind == "adopted" and record.alert == alert]
    for witness in journal.witnesses(alert, again, adopted[-1] if adopted else None):
        if witness is None or (short(witness[0]), witness[1]) not in log.ours:
            raise messages.log_not_whole()
    journal.settle(alert, accepted, again, failed)
    left = journal.in_doubt(alert)
    counts = journal.counts(alert)
    if entry.state is LedgerState.SEALED and not counts.waiting and before != left:
        shown = rounded_counts({state.value: n for state, n in counts.items()})
        last = times(accepted_at=journal.last_accepted(alert))
        entered = record("settled", now, by, alert=alert, journal=journal.id, counts=shown, in_doubt=bool(left), **last)
        ledger.write(lambda view: entered if view.of(alert).journal == journal.id else None)
    return Settled(len(accepted), len(failed), len(again), len(left))
