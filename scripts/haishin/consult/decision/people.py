"""The acts still owed by persons: to write provably, answer, tick, agree; and the waivers, which are shown to all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from haishin.consult.consultation import Consultation, consult
from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message, linked, listed
from haishin.core.contract import Contract
from haishin.core.contract.policy import PRIVATE
from haishin.core.contract.roster import ROLES
from haishin.core.model import Case, Finding, Hold, Kind, Objection, Pull, Reason, Seat, Severity, Text, What


def authorship(pull: Pull | None, consulted: Consultation, contract: Contract) -> Aspect:
    """Ask for a pull request, and for a second person behind a text whose author is not proven."""
    clause = contract.policy.authorship.clause
    if pull is None:
        return reason(
            Kind.CONSULT,
            None,  # the guideline knows no pull requests
            What.PROPOSE,
            Message("consult/decision/no-pull"),
        )
    if any(approval.apart for approval in consulted.missing):
        return reason(
            Kind.CONSULT,
            clause,
            What.APPROVE,
            Message("consult/decision/unproven-author"),
        )
    return Aspect()


def unapproved(case: Case, now: datetime, contract: Contract) -> Aspect:
    """Require the withdrawal of an alert that was merged before it was approved: approving later does not mend it."""
    pull = case.pull
    if pull is None or pull.merged_at is None:
        return Aspect()
    said = tuple(review for review in pull.reviews if review.submitted_at <= pull.merged_at)
    if not consult(replace(case, pull=replace(pull, reviews=said)), now, contract).missing:
        return Aspect()
    return reason(
        Kind.CONSULT,
        None,
        What.WITHDRAW,
        Message("consult/decision/merged-unapproved"),
    )


def overworked(pull: Pull | None, contract: Contract) -> tuple[Reason, ...]:
    """Refuse to look up the authors of too many commits; no other reason is given, no person is asked."""
    if pull is None or pull.commits <= contract.policy.authorship.commits:
        return ()
    return reason(
        Kind.CONSULT,
        None,
        What.DRAFT_ANEW,
        Message("consult/decision/too-many-commits"),
    ).reasons


def checklist(case: Case, contract: Contract) -> Aspect:
    """Ask for every tick of the check-list (T*): an open box stops the merge, and after the merge the sending."""
    pull = case.pull
    if pull is None or pull.checklist == "complete":
        return Aspect()
    clause = contract.policy.checklist_clause
    opened = Message("consult/decision/checklist-open")
    if pull.merged_at is None:
        return Aspect((Reason(Kind.CONSULT, clause, opened),), what=What.TICK)
    who = Message("consult/decision/checklist-awaited")
    return Aspect((Reason(Kind.HOLD, clause, opened),), (Hold("person", None, who, clause),), what=What.TICK)


def answers(case: Case, contract: Contract) -> Aspect:
    """Ask the drafter to answer the warnings of ``answer_first``: a text that may not be shown cannot be approved."""
    reasons = required_answers(unanswered(case, contract))
    return Aspect(reasons, what=What.ANSWER if reasons else None)


def required_answers(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """Give a reason for each clause, which names lines and rules, and no words of the drafter."""
    by_clause: dict[str | None, list[Message]] = {}
    for finding in findings:
        warning = Message("consult/decision/warning", line=finding.span.line, rule=finding.rule)
        by_clause.setdefault(finding.clause, []).append(warning)
    reasons = []
    for clause, warnings in by_clause.items():
        to_answer = Message("consult/decision/to-answer", warnings=listed(dict.fromkeys(warnings)))
        reasons.append(Reason(Kind.CONSULT, clause, to_answer))
    return tuple(reasons)


def unanswered(case: Case, contract: Contract) -> tuple[Finding, ...]:
    """List the warnings that hold everything back; in an urgent matter the private warnings alone."""
    policy = contract.policy
    urgent = policy.urgent(case.alert, case.history)
    first = policy.answer_first & {PRIVATE} if urgent else policy.answer_first
    waiting = []
    for finding in case.findings:
        name = PRIVATE if finding.private else finding.rule
        if finding.severity is Severity.WARNING and name in first:
            waiting.append(finding)
    return tuple(waiting)


def waivers_used(case: Case, contract: Contract) -> Aspect:
    """Give a reason to send for each waiver of the alert, so that approvers and the log show it."""
    reasons = []
    for waiver in case.alert.waivers:
        shown = Message("consult/decision/waiver", rule=waiver.rule, reason=waiver.reason)
        logged = Message("consult/decision/waiver-logged", rule=waiver.rule)
        reasons.append(Reason(Kind.SEND, contract.policy.waivers.get(waiver.rule), shown, logged=logged))
    return Aspect(tuple(reasons))


def missing_approvals(consulted: Consultation, contract: Contract) -> Iterator[Reason]:
    """Give a reason for each due approval that is missing, and for each objection that stands."""
    for approval in consulted.missing:
        seats = seat_names(approval.any_of, contract)
        if approval.candidates:
            missing = Message("consult/decision/missing-approval", seats=seats)
        else:
            missing = Message("consult/decision/missing-approval-nobody", seats=seats, owner=_owner(contract))
        yield Reason(Kind.CONSULT, approval.clause, missing)
    for objection in consulted.objections:
        yield Reason(Kind.CONSULT, objection.clause, objected(objection, contract))


def _owner(contract: Contract) -> str:
    return contract.organization.units[contract.organization.owner].name


def objected(objection: Objection, contract: Contract) -> Text:
    """Word an objection that stands, and its end."""
    login, seats = objection.login, seat_names(objection.enders, contract)
    if objection.left is not None and not objection.heirs:
        owner = _owner(contract)
        return Message("consult/decision/objection-left-nobody", login=login, seats=seats, owner=owner)
    if objection.left is not None:
        return Message("consult/decision/objection-left", login=login, seats=seats)
    if not objection.enders:
        return Message("consult/decision/objection-of-one", login=login)
    return Message("consult/decision/objection", login=login, seats=seats)


def seat_names(seats: Iterable[Seat], contract: Contract) -> Text:
    """Word the seats that may approve: ``○○警察署の運用管理者、又は○○警察署の運用責任者``."""
    names = []
    for seat in seats:
        unit = contract.organization.units.get(seat.unit)
        name = Text(seat.unit if unit is None else unit.name, seat.unit)
        names.append(Message("consult/seat", unit=name, role=ROLES[seat.role]))
    return linked(names, Message("consult/decision/or"))
