"""``decide``: everything known about an alert, a moment and the contract → the verdict (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from haishin.consultation import Consultation, consult
from haishin.contract import Contract
from haishin.decision import answers, clock, consent, people, press, promptness, record, upkeep
from haishin.decision.hours import opening
from haishin.decision.matter import Matter, at
from haishin.model import Case, Change, Finding, Hold, Kind, Reason, Severity, Text, Verdict

_STRENGTH = (Kind.REJECT, Kind.CONSULT, Kind.HOLD, Kind.SEND)


def decide(case: Case, now: datetime, contract: Contract) -> Verdict:
    """The verdict on a case at a moment: pure, and the only place where it is made.

    An error finding is *reject*; a warning that the drafter answers first is *consult*, any other changes nothing.
    Everything unknown counts as missing.
    """
    if case.change is not Change.DELETED and any(one.severity is Severity.ERROR for one in case.findings):
        return rejected(case.findings)
    if unseen := people.overworked(case.pull, contract):
        return Verdict(Kind.CONSULT, False, None, None, (), (), (), unseen)
    consulted = consult(case, now, contract)
    found = _matters(case, now, consulted, contract)
    reasons = [reason for matter in found for reason in matter.reasons]
    reasons += people.missing(consulted, contract)
    holds = tuple(hold for matter in found for hold in matter.holds)
    reasons += _too_late(case, holds, contract)
    reasons.sort(key=lambda reason: _STRENGTH.index(reason.kind))
    kind = min((reason.kind for reason in reasons), key=_STRENGTH.index, default=Kind.SEND)
    return Verdict(
        kind,
        kind is Kind.SEND or (kind is Kind.HOLD and all(hold.kind == "clock" for hold in holds)),
        None if kind is Kind.REJECT else _latest(hold.until for hold in holds),
        _since(case, consulted, found, contract) if kind is Kind.SEND else None,
        holds,
        consulted.approvals,
        (*consulted.ignored, *(one for matter in found for one in matter.ignored)),
        tuple(reasons),
        unanswered=case.change is not Change.DELETED and bool(answers.unanswered(case, contract)),
        any_hour=case.alert.waives("delivery-hours"),
    )


def _too_late(case: Case, holds: Iterable[Hold], contract: Contract) -> tuple[Reason, ...]:
    """Before the merge: what would be refused at the first moment at which it may go is refused now, not promised."""
    start = _latest(hold.until for hold in holds)
    if start is None or (case.pull is not None and case.pull.merged_at is not None):
        return ()
    then = (record.expired(case, start, contract), consent.consent(case, start, contract))
    return tuple(
        Reason(
            one.kind,
            one.clause,
            Text(
                f"配信できるのは早くても {at(start)} ですが、その時には配信できません。{one.message.ja}",
                f"It may go at {at(start)} at the earliest and will be refused then: {one.message.en}",
            ),
        )
        for matter in then
        for one in matter.reasons
        if one.kind is Kind.REJECT
    )


def rejected(findings: Iterable[Finding]) -> Verdict:
    """The verdict on a file that its error findings refuse, readable as an alert or not."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return Verdict(
        Kind.REJECT, False, None, None, (), (), (), tuple(Reason(Kind.REJECT, e.clause, e.message) for e in errors)
    )


def _matters(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> tuple[Matter, ...]:
    if case.change is Change.DELETED:  # a withdrawal stops a sending: who may do it, and is it not too late
        return (Matter(upkeep.misshapen(case)), record.final(case), people.authorship(case.pull, consulted, contract))
    return (
        Matter(upkeep.misshapen(case)),
        record.final(case),
        record.followed(case, contract),
        record.expired(case, now, contract),
        people.authorship(case.pull, consulted, contract),
        people.unapproved(case.pull, consulted),
        people.checklist(case, contract),
        answers.answers(case, contract),
        press.press(case, now, contract),
        consent.consent(case, now, contract),
        promptness.promptness(case, now, consulted, contract),
        people.waivers(case, contract),
        clock.clock(case, now, contract),
    )


def _since(case: Case, consulted: Consultation, found: tuple[Matter, ...], contract: Contract) -> datetime | None:
    """From when on nothing but us was missing."""
    start = _latest(
        (
            consulted.last,
            case.pull.merged_at if case.pull is not None else None,
            case.alert.not_before,
            *(matter.ended_at for matter in found),
        )
    )
    if start is None or case.alert.waives("delivery-hours") or case.change is Change.DELETED:
        return start
    return opening(start, contract.policy)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
