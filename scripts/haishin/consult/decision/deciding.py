"""``decide``, the verdict: a function of everything known about an alert, a moment and the contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from haishin.consult.consultation import Consultation, consult, practised
from haishin.consult.decision import clearance, moments, people, record, timing, upkeep
from haishin.consult.decision.aspect import Aspect
from haishin.consult.decision.turn import Ground, to_be_ended, turn
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.hours import opening, stamp
from haishin.core.model import Case, Change, Finding, Hold, Kind, Reason, Severity, Text, Turn, Verdict, What

_STRENGTH = (Kind.REJECT, Kind.CONSULT, Kind.HOLD, Kind.SEND)


def decide(case: Case, now: datetime, contract: Contract) -> Verdict:
    """Decide a case at a moment; it is pure, and nothing is decided elsewhere.

    An error finding is *reject*; a warning that the drafter answers first is *consult*; others change nothing.
    Everything unknown counts as missing.
    """
    verdict = _decided(case, now, contract)
    return replace(verdict, moments=moments.of_case(case, verdict, now, contract))


def _decided(case: Case, now: datetime, contract: Contract) -> Verdict:
    if case.change is not Change.DELETED and any(finding.severity is Severity.ERROR for finding in case.findings):
        first = (record.final(case), timing.expired(case, now, contract))
        acts = (*(aspect.what for aspect in first if aspect.what is not None), What.CORRECT)
        whose = turn(Ground(case.pull, case.alert.unit, acts=acts, case=case), Kind.REJECT, now, contract)
        verdict = rejected(case.findings, whose)
        said = [reason for aspect in first for reason in aspect.reasons]
        return replace(verdict, reasons=(*said, *verdict.reasons))
    if unseen := people.overworked(case.pull, contract):
        ground = Ground(case.pull, case.alert.unit, acts=(What.DRAFT_ANEW,), case=case)
        whose = turn(ground, Kind.CONSULT, now, contract)
        return Verdict(Kind.CONSULT, False, None, None, (), (), (), unseen, turn=whose)
    consulted = consult(case, now, contract)
    aspects = _aspects(case, now, consulted, contract)
    reasons = [reason for aspect in aspects for reason in aspect.reasons]
    reasons += people.missing_approvals(consulted, contract)
    holds = tuple(hold for aspect in aspects for hold in aspect.holds)
    late = _too_late(case, holds, reasons, contract)
    reasons += late
    reasons.sort(key=lambda reason: _STRENGTH.index(reason.kind))
    kind = min((reason.kind for reason in reasons), key=_STRENGTH.index, default=Kind.SEND)
    clock_alone = all(hold.kind == "clock" for hold in holds)
    ignored = [*consulted.ignored]
    for aspect in aspects:
        ignored += aspect.ignored
    return Verdict(
        kind,
        kind is Kind.SEND or (kind is Kind.HOLD and clock_alone),
        None if kind is Kind.REJECT else _latest(hold.until for hold in holds),
        _since(case, consulted, aspects, contract) if kind is Kind.SEND else None,
        holds,
        consulted.approvals,
        tuple(ignored),
        tuple(reasons),
        unanswered=() if case.change is Change.DELETED else people.unanswered(case, contract),
        any_hour=case.alert.waives("delivery-hours"),
        stopped=any(to_be_ended(case)),
        objections=consulted.objections,
        practice=practised(case, now, contract) is not None,
        turn=turn(_ground(case, consulted, aspects, late), kind, now, contract),
    )


def _ground(case: Case, consulted: Consultation, aspects: tuple[Aspect, ...], late: tuple[Reason, ...]) -> Ground:
    """Gather the grounds of the turn."""
    acts = [aspect.what for aspect in aspects if aspect.what is not None]
    said = tuple(aspect.ended_at for aspect in aspects)
    if late:
        acts.append(What.CORRECT)
    return Ground(case.pull, case.alert.unit, consulted, tuple(acts), said, case)


def _too_late(case: Case, holds: Iterable[Hold], said: Collection[Reason], contract: Contract) -> tuple[Reason, ...]:
    """Refuse before the merge an alert that would be refused at the first moment at which it may go."""
    start = _latest(hold.until for hold in holds)
    if start is None or (case.pull is not None and case.pull.merged_at is not None):
        return ()
    at = stamp(start)
    then = (timing.expired(case, start, contract), clearance.consent(case, start, contract))
    return tuple(
        Reason(
            reason.kind,
            reason.clause,
            Message("consult/decision/refused-by-then", at=at, message=reason.message),
        )
        for aspect in then
        for reason in aspect.reasons
        if reason.kind is Kind.REJECT and reason not in said
    )


def rejected(findings: Iterable[Finding], whose: Turn) -> Verdict:
    """Refuse a file for its error findings, readable as an alert or not; ``whose``: whose turn it is."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    reasons = tuple(Reason(Kind.REJECT, error.clause, error.message, logged=named(error)) for error in errors)
    return Verdict(Kind.REJECT, False, None, None, (), (), (), reasons, turn=whose)


def named(error: Finding) -> Text:
    """Name the rule that found an error, and the line; never the words of the file, which end in logs (T27)."""
    return Message("consult/decision/line-error", line=error.span.line, rule=error.rule)


def _aspects(case: Case, now: datetime, consulted: Consultation, contract: Contract) -> tuple[Aspect, ...]:
    if case.change is Change.DELETED:  # a withdrawal stops a sending: who may do it, and is it not too late
        return (upkeep.misshapen(case), record.final(case), people.authorship(case.pull, consulted, contract))
    return (
        upkeep.misshapen(case),
        record.final(case),
        record.followed(case, contract),
        timing.expired(case, now, contract),
        people.authorship(case.pull, consulted, contract),
        people.unapproved(case, now, contract),
        people.checklist(case, contract),
        people.answers(case, contract),
        clearance.press(case, now, contract),
        clearance.consent(case, now, contract),
        timing.promptness(case, now, consulted, contract),
        people.waivers_used(case, contract),
        timing.clock(case, now, contract),
    )


def _since(case: Case, consulted: Consultation, aspects: tuple[Aspect, ...], contract: Contract) -> datetime | None:
    """Find the moment since when nothing but the sender was missing."""
    merged = None if case.pull is None else case.pull.merged_at
    ended = [aspect.ended_at for aspect in aspects]
    start = _latest((consulted.last, merged, case.alert.not_before, *ended))
    if start is None or case.alert.waives("delivery-hours") or case.change is Change.DELETED:
        return start
    return opening(start, contract.policy)


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in times if moment is not None), default=None)
