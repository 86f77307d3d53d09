"""Rows in doubt, settled by the relay's own log or by a person's word. Reads Postfix' log.

A mail is recognised by its return path, which names alert and recipient (``bounce+SHORT.RECIPIENT.MAC@…``), so no
address is looked at; a path whose MAC is not ours is a stranger's. The log is followed line by line, because a queue id
is used again once its mail is gone. A recipient in the log is believed at once; his absence, only if the log shows our
own mails before and after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.core.model import LedgerEntry, LedgerRecord, LedgerState, RowState
from haishin.send.acts.acts import demand
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import record, result_of
from haishin.send.transport.replies import read

# "Nov 25 12:00:00 host postfix/qmgr[12]: 4T2x: from=<…>, …", the time also as ISO 8601 or another language writes it:
# from the line's beginning, for a stranger's words may follow. Only the queue manager's word means that a mail was
# taken.
_LINE = re.compile(
    r"(?:\w{2,4} {1,2}[0-9]{1,2} [0-9:.]{8,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.,]{8,15}(?:Z|[+-][0-9:]{4,5})) "
    r"[\w.:-]+ [\w.-]+/(?:[\w-]+/)*(?P<daemon>[\w-]+)\[[0-9]+\]: (?P<queue>[0-9A-Za-z]{5,20}): (?P<rest>.*)"
)
_OURS = re.compile(r"bounce\+([a-z2-7]{8})\.([a-z0-9_-]{1,33})\.([a-z2-7]+)@.*")
_FROM = re.compile(r"from=<(?P<path>[^<>]*)>, ")
# "NOQUEUE: reject: RCPT from localhost[127.0.0.1]: 550 5.1.1 <…>: …; from=<…> to=<…> proto=ESMTP helo=<…>"
_REJECT = re.compile(r"reject: RCPT from \S+: (?P<code>[0-9]{3}) (?P<said>.*); from=<(?P<path>[^<>]*)> to=<.*")
# The words in brackets are another server's, and may pose as anything.
_STATUS = re.compile(r"(?:to|from)=<[^>]*>, (?:[^(]*, )?status=(?P<status>[a-z]+)[ ,(]")
Word = Literal["delivered", "resend"]
Proof = Callable[[str, str, str], bool]  # whether ``short``, recipient id and MAC of a return path are ours
_FINAL = {"sent": RowState.ACCEPTED, "bounced": RowState.FAILED, "expired": RowState.FAILED}


@dataclass(frozen=True, slots=True)
class RelayLog:
    """The recipient ids of an alert by their mail's state in the log."""

    accepted: frozenset[str]  # delivered further
    failed: frozenset[str]  # refused or sent back
    queued: frozenset[str]  # still in the relay's queue
    # (``message.keys.short``, recipient id) of each mail of ours in the log, of all alerts.
    ours: frozenset[tuple[str, str]] = frozenset()


def read_log(lines: Iterable[str], short: str, proves: Proof) -> RelayLog:
    """Read the states of an alert's mails from the log; ``short`` is its ``message.keys.short``."""
    ours: set[tuple[str, str]] = set()
    open_mails: dict[str, str] = {}
    finals: dict[str, set[RowState | None]] = {}
    for line in lines:
        if (entry := _LINE.match(line)) is None:
            continue
        queue, rest = entry["queue"], entry["rest"]
        if entry["daemon"] == "qmgr" and (sender := _FROM.match(rest)) is not None and "status=" not in rest:
            open_mails.pop(queue, None)
            if (mail := _mail(sender["path"], proves)) is not None:
                ours.add(mail)
                if mail[0] == short:
                    open_mails[queue] = mail[1]
                    finals.setdefault(mail[1], set()).add(None)
        elif queue in open_mails and (status := _STATUS.match(rest)) is not None:
            final = _FINAL.get(status["status"])
            finals[open_mails[queue]].add(final)
            if final is not None:  # a mail has a single recipient, so it is over
                del open_mails[queue]
        elif entry["daemon"] == "smtpd" and (mail := _mail(_rejected(rest), proves)) is not None and mail[0] == short:
            finals.setdefault(mail[1], set()).add(RowState.FAILED)
        elif rest.startswith("removed"):
            open_mails.pop(queue, None)
    accepted = frozenset(recipient for recipient, seen in finals.items() if RowState.ACCEPTED in seen)
    waiting = frozenset(open_mails.values())
    failed = frozenset(recipient for recipient, seen in finals.items() if RowState.FAILED in seen) - accepted - waiting
    return RelayLog(accepted, failed, frozenset(finals) - accepted - failed, frozenset(ours))


def _rejected(rest: str) -> str:
    """Find the return path of a mail that was refused for good when its reader was named; empty for all other lines.

    A refusal that may be for our set-up does not count. A resident's address stands in that line too, and may pose as a
    path.
    """
    reject = _REJECT.fullmatch(rest)
    if reject is None or rest.count("from=<") != 1:
        return ""
    if read("rcpt", int(reject["code"]), reject["said"].encode(), "").state is not RowState.FAILED:
        return ""
    return reject["path"]


def _mail(path: str, proves: Proof) -> tuple[str, str] | None:
    """Read ``short`` and recipient id of a return path; None if it is not ours."""
    mail = _OURS.fullmatch(path.lower())
    if mail is None or not proves(mail[1], mail[2], mail[3]):
        return None
    return mail[1], mail[2]


@dataclass(frozen=True, slots=True)
class Settled:
    """The number of rows that became accepted, failed or waiting again, and of those still in doubt."""

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
    """Settle the alert's rows in doubt and record it; mails that the relay still holds stay in doubt.

    ``resend_absent``: a person vouches that the log is whole, so the relay has not taken the mail of a recipient who is
    absent, and the next sending mails him again under the same Message-ID, unless another alert has ended it. Raises
    Refusal when this journal does not own the alert, when the person may not do this, or when the log does not show our
    mails before and after those of the absent: then it may be empty, another relay's, or cut off. ``short``:
    ``message.keys.short``.
    """
    demand(contract, now, by)
    view = ledger.read()
    if not _recipients_known(view, journal, alert):
        raise Refusal(Message("send/acts/not-sent-here", alert=alert))
    journal.recover()  # rows that a dead sender left in the air are in doubt, also before the next sender has looked
    before = journal.in_doubt(alert)
    accepted, failed = before & log.accepted, before & log.failed
    again = frozenset[str]()
    if resend_absent:
        again = before - log.accepted - log.failed - log.queued
    adopted = None
    for entry in view.records:
        if entry.kind == "adopted" and entry.alert == alert:
            adopted = entry.at
    for witness in journal.witnesses(alert, again, adopted):
        if witness is None or (short(witness[0]), witness[1]) not in log.ours:
            raise Refusal(Message("send/acts/log-not-whole"))
    ended = view.of(alert).ended_by is not None
    journal.settle(alert, accepted, again, failed, ended=ended)
    if ended:
        again, failed = frozenset(), failed | again
    left = journal.in_doubt(alert)
    if view.of(alert).state is LedgerState.SEALED and not journal.counts(alert).waiting and before != left:
        _enter(ledger, journal, alert, now, by)
    return Settled(len(accepted), len(failed), len(again), len(left))


def settle_by_word(
    ledger: Ledger, contract: Contract, journal: Journal, alert: str, word: Word, now: datetime, by: str
) -> Settled:
    """End all doubt of an alert by a named person's word, and record it if a row was in doubt.

    Raises Refusal when the person may not do this, when this journal does not own the alert, and when the alert is to
    be mailed again though its addresses were lost with a journal, or though another alert has ended it.
    """
    demand(contract, now, by)
    view = ledger.read()
    entry = view.of(alert)
    if entry.claim is None or entry.journal != journal.id:
        raise Refusal(Message("send/acts/not-sent-here", alert=alert))
    if word == "resend" and entry.ended_by is not None:
        raise Refusal(Message("send/acts/ended-by-another", alert=alert, by=entry.ended_by))
    if not _recipients_known(view, journal, alert):
        return _end_lost(ledger, entry, alert, word, now, by)
    journal.recover()
    doubtful = journal.in_doubt(alert)
    accepted, again = doubtful, frozenset[str]()
    if word == "resend":
        accepted, again = again, accepted
    journal.settle(alert, accepted, again, ended=False, maybe=True)
    if doubtful:
        _enter(ledger, journal, alert, now, by, word=word)
    return Settled(len(accepted), 0, len(again), 0)


def _recipients_known(view: LedgerView, journal: Journal, alert: str) -> bool:
    """Return whether this journal owns the alert and holds its snapshot."""
    entry = view.of(alert)
    nonces = {known.nonce for known in journal.entries()}
    return entry.claim is not None and entry.journal == journal.id and entry.claim.nonce in nonces


def _enter(ledger: Ledger, journal: Journal, alert: str, now: datetime, by: str, **more: str) -> None:
    doubt = bool(journal.in_doubt(alert))
    result = result_of(journal.counts(alert), journal.last_accepted(alert), doubt=doubt)
    entered = record("settled", now, by, alert=alert, journal=journal.id, **result, **more)

    def make(view: LedgerView) -> LedgerRecord | None:
        if view.of(alert).journal != journal.id:
            return None
        return entered

    ledger.write(make)


def _end_lost(ledger: Ledger, entry: LedgerEntry, alert: str, word: Word, now: datetime, by: str) -> Settled:
    """End the doubt of an alert whose recipients no journal knows any more: in the ledger alone."""
    if word == "resend":
        raise Refusal(Message("send/acts/recipients-lost", alert=alert))
    fields = {"journal": entry.journal, "counts": dict(entry.counts), "in_doubt": False, "word": word}
    entered = record("settled", now, by, alert=alert, **fields)

    def make(view: LedgerView) -> LedgerRecord | None:
        if not view.of(alert).in_doubt:
            return None
        return entered

    if entry.in_doubt:
        ledger.write(make)
    return Settled(0, 0, 0, 0)
