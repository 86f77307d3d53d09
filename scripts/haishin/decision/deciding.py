"""``decide``: everything known about an alert, a moment and the contract → the verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from haishin.consultation import Consultation, consult
from haishin.contract import Contract
from haishin.contract.hours import opening
from haishin.decision import answers, clock, consent, people, press, promptness, record, upkeep
from haishin.decision.aspect import Aspect, at
from haishin.decision.turn import Ground, turn
from haishin.model import Case, Change, Finding, Hold, Kind, Reason, Severity, Text, Turn, Verdict, What

_STRENGTH = (Kind.REJECT, Kind.CONSULT, Kind.HOLD, Kind.SEND)


def decide(case: Case, now: datetime, contract: Contract) -> Verdict:
    """The verdict on a case at a moment: pure, and the only place where it is made.

    An error finding is *reject*; a warning that the drafter answers first is *consult*, any other changes nothing.
    Everything unknown counts as missing.
    """
    if case.change is not Change.DELETED and any(one.severity is Severity.ERROR for one in case.findings):
        found = [matter.what for matter in (record.final(case), record.expired(case, now, contract)) if matter.what]
        ground = Ground(case.pull, case.alert.unit, found=(*found, What.CORRECT), case=case)
        return rejected(case.findings, turn(ground, Kind.REJECT, now, contract))
    if unseen := people.overworked(case.pull, contract):
        ground = Ground(case.pull, case.alert.unit, found=(What.DRAFT_ANEW,), case=case)
        told = turn(ground, Kind.CONSULT, now, contract)
        return Verdict(Kind.CONSULT, False, None, None, (), (), (), unseen, turn=told)
    consulted = consult(case, now, contract)
    matters = _matters(case, now, consulted, contract)
    reasons = [reason for matter in matters for reason in matter.reasons]
    reasons += people.missing(consulted, contract)
    holds = tuple(hold for matter in matters for hold in matter.holds)
    late = _too_late(case, holds, reasons, contract)
    reasons += late
    reasons.sort(key=lambda reason: _STRENGTH.index(reason.kind))
    kind = min((reason.kind for reason in reasons), key=_STRENGTH.index, default=Kind.SEND)
    return Verdict(
        kind,
        kind is Kind.SEND or (kind is Kind.HOLD and all(hold.kind == "clock" for hold in holds)),
        None if kind is Kind.REJECT else _latest(hold.until for hold in holds),
        _since(case, consulted, matters, contract) if kind is Kind.SEND else None,
        holds,
        consulted.approvals,
        (*consulted.ignored, *(one for matter in matters for one in matter.ignored)),
        tuple(reasons),
        unanswered=case.change is not Change.DELETED and bool(answers.unanswered(case, contract)),
        any_hour=case.alert.waives("delivery-hours"),
        turn=turn(_ground(case, consulted, matters, late), kind, now, contract),
    )


def _ground(case: Case, consulted: Consultation, matters: tuple[Aspect, ...], late: tuple[Reason, ...]) -> Ground:
    """What the turn rests on."""
    found = [matter.what for matter in matters if matter.what is not None]
    said = tuple(matter.ended_at for matter in matters if matter.ended_at is not None)
    what = (*found, What.CORRECT) if late else tuple(found)
    return Ground(case.pull, case.alert.unit, consulted, what, said, case)


def _too_late(case: Case, holds: Iterable[Hold], said: Collection[Reason], contract: Contract) -> tuple[Reason, ...]:
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
        if one.kind is Kind.REJECT and one not in said
    )


def rejected(findings: Iterable[Finding], told: Turn) -> Verdict:
    """The verdict on a file that its error findings refuse, readable as an alert or not; ``told``: whose turn it is."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    reasons = tuple(Reason(Kind.REJECT, e.clause, e.message) for e in errors)
    return Verdict(Kind.REJECT, False, None, None, (), (), (), reasons, turn=told)


def _matters(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> tuple[Aspect, ...]:
    if case.change is Change.DELETED:  # a withdrawal stops a sending: who may do it, and is it not too late
        return (upkeep.misshapen(case), record.final(case), people.authorship(case.pull, consulted, contract))
    return (
        upkeep.misshapen(case),
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


def _since(case: Case, consulted: Consultation, found: tuple[Aspect, ...], contract: Contract) -> datetime | None:
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
