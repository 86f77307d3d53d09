"""A mail that was begun, by the ledger and its file: its facts for the register, and its whole story.

With them the parts shared with the comment after the merge: the times of 5(1), the outcomes in numbers, the places of
a stopped text to be cleared by hand. Numbers are rounded; no resident is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haishin.consult.phrases import agreed, moment, people, plain_name, unit_name
from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.escaping import visible
from haishin.core.model import STOP, Alert, FollowKind, Language, LedgerClaim, LedgerEntry, LedgerRecord, Look

OUTCOMES = ("accepted", "failed", "in-doubt", "expired", "superseded", "suppressed")
_ACTS = ("held", "went-on", "adopted", "settled")
_WAIVERS = ("delivery-hours", "consent")  # those with a name in words
_PLACES = ("comments", "text", "branch", "search", "main", "copies")


@dataclass(frozen=True, slots=True)
class Successor:
    """A later mail that follows this mail, and when its sending began."""

    kind: FollowKind
    alert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail with all its facts."""

    claim: LedgerClaim
    entry: LedgerEntry
    contract: Contract  # of the claim
    alert: Alert | None  # None: the present program cannot read the file
    subject: str | None  # the same
    successors: tuple[Successor, ...] = ()
    looks: tuple[Look, ...] = ()  # of the principals of a 代決

    def category_names(self) -> tuple[str, ...]:
        """Name category, case and content as the table does; empty for a file that cannot be read."""
        alert = self.alert
        if alert is None:
            return ()
        policy = self.contract.policy
        row = policy.row(alert.category)
        case = alert.case_name or (row.cases.get(alert.case or "") if row is not None else None)
        names = (row.name if row is not None else alert.category, case, policy.contents.get(alert.content))
        return tuple(visible(name) for name in names if name)

    def area_names(self, language: Language) -> tuple[str, ...]:
        """Name the prefecture, or the stations."""
        scope = self.claim.scope
        if scope.prefecture:
            return (self.contract.organization.everywhere[language],)
        return tuple(unit_name(station, self.contract) for station in scope.stations)

    def look_lines(self, language: Language) -> Iterator[str]:
        """Say of each principal whether he has looked at the text approved for him (後閲)."""
        for look in self.looks:
            who = plain_name(look.principal, self.contract)
            if look.seen is not None:
                yield Message("consult/looked", who=who, when=moment(look.seen, language))[language]
            elif look.known:
                yield Message("consult/not-looked-yet", who=who)[language]
            else:
                yield Message("consult/look-unknown", who=who, pull=self.claim.pull)[language]

    def drafter_name(self) -> str | None:
        """Name the drafter; None if the claim is older than that field."""
        if self.claim.drafter is None:
            return None
        return plain_name(self.claim.drafter, self.contract)


def story(mail: SentMail, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    """Write the story, a line for each event, the times of 5(1) together; reasons as they stand in the file.

    ``records``: those of this alert. Numbers are rounded; no resident is named.
    """
    yield mail.claim.alert
    yield from _draft(mail, language)
    yield from _agreement(mail, language)
    yield from _sending(mail, records, language)
    yield from milestones(mail.entry, language)
    for successor in mail.successors:
        kind, when = Message(f"consult/following-{successor.kind}"), moment(successor.at, language)
        yield Message("consult/successor", kind=kind, alert=successor.alert, when=when)[language]


def waiver_name(rule: str, language: Language) -> str:
    """Name a principle that was set aside; a rule without a name in words is named as it is written."""
    if rule in _WAIVERS:
        return Message(f"consult/waived-{rule}")[language]
    return visible(rule)


def _draft(mail: SentMail, language: Language) -> Iterator[str]:
    claim = mail.claim
    yield Message("consult/mail-subject", subject=mail.subject or Message("consult/mail-unreadable"))[language]
    if mail.alert is not None:
        yield Message("consult/mail-category", names=listed(mail.category_names()))[language]
    yield Message("consult/mail-area", names=listed(mail.area_names(language)))[language]
    yield Message("consult/mail-drafter", name=mail.drafter_name() or Message("consult/not-on-record"))[language]
    if claim.pull is not None:
        yield Message("consult/mail-pull", number=claim.pull)[language]


def _agreement(mail: SentMail, language: Language) -> Iterator[str]:
    alert, claim = mail.alert, mail.claim
    reasons: dict[str, str] = {}
    if alert is not None:
        for confirmation in alert.confirmed:
            yield Message("consult/mail-confirmed", rule=confirmation.rule, why=confirmation.reason)[language]
        reasons = {waiver.rule: waiver.reason for waiver in alert.waivers}
    for rule in claim.waivers:
        why = reasons.get(rule, Message("consult/mail-unreadable"))
        yield Message("consult/mail-waiver", rule=waiver_name(rule, language), why=why)[language]
    if alert is not None and alert.why_mail is not None:
        yield Message("consult/mail-why-mail", why=alert.why_mail)[language]
    if alert is not None and alert.why_late is not None:
        yield Message("consult/mail-why-late", why=alert.why_late)[language]
    for approval in claim.approvals:
        yield Message("consult/mail-approved", approval=agreed(approval, mail.contract, language))[language]
    for line in mail.look_lines(language):
        yield Message("consult/mail-look", look=line)[language]


def _sending(mail: SentMail, records: Iterable[LedgerRecord], language: Language) -> Iterator[str]:
    claim, entry = mail.claim, mail.entry
    for record in records:
        parts = [moment(record.at, language)]
        if record.by is not None:
            parts.append(plain_name(record.by, mail.contract))
        when = listed(parts)
        if record.kind == "claimed":
            yield Message("consult/mail-begun", when=when, people=people(claim.snapshot or 0, language))[language]
        elif record.kind == "sealed":
            yield Message("consult/mail-sealed", when=when)[language]
        elif record.kind in _ACTS:
            yield Message(f"consult/act-{record.kind}", when=when)[language]
            yield from (f"  {line}" for line in str(record.fields.get("reason", "")).splitlines())
            if record.fields.get("cause") == STOP:
                yield from (f"  {line}" for line in removals(claim.pull, language))
    if entry.unfinished:
        yield Message("consult/mail-unfinished")[language]
    for state in OUTCOMES:
        if count := entry.counts.get(state):
            outcome = Message(f"consult/outcome-{state}")
            yield Message("consult/outcome", outcome=outcome, people=people(count, language))[language]
    if entry.in_doubt:
        yield Message("consult/mail-in-doubt")[language]


def milestones(entry: LedgerEntry, language: Language) -> Iterator[str]:
    """Say the four times of 5(1), timely: recognition, last due approval, merge, last mail that a relay took.

    A line for each that the ledger has; none for a ledger that kept none.
    """
    claim = entry.claim
    if claim is None:
        return
    if claim.recognized is not None:
        yield Message("consult/time-recognized", when=moment(claim.recognized, language))[language]
    for name, at in (("approved", claim.approved), ("merged", claim.merged), ("last-mail", entry.accepted)):
        if at is None:
            continue
        minutes = minutes_since(claim.recognized, at)
        since = "" if minutes is None else Message("consult/since-recognition", minutes=minutes)
        yield Message(f"consult/time-{name}", when=moment(at, language), since=since)[language]


def minutes_since(recognized: datetime | None, at: datetime | None) -> int | None:
    """Count the whole minutes from recognition; None if either time is unknown."""
    if recognized is None or at is None:
        return None
    return (at - recognized) // timedelta(minutes=1)


def removals(number: int | None, language: Language) -> Iterator[str]:
    """List the places of a stopped text that people must clear by hand, in that order (5(4)).

    ``number``: that of its pull request.
    """
    pull = "" if number is None else Message("consult/stopped-pull", number=number)
    for place in _PLACES:
        yield Message(f"consult/removal-{place}", pull=pull)[language]
