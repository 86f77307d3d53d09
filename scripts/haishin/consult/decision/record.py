"""The record of the past: sent is final, ended is ended."""

from __future__ import annotations

from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import Case, Change, FollowKind, Hold, Kind, LedgerClaim, LedgerState, Reason, What

BEGUN = frozenset({LedgerState.CLAIMED, LedgerState.SEALED})
OVER = frozenset({LedgerState.WITHDRAWN, LedgerState.EXPIRED, LedgerState.REFUSED})


def final(case: Case) -> Aspect:
    """Refuse a change of a sent alert, and an id that was used before."""
    past = case.history.of(case.alert.id)
    if past.state in BEGUN:
        return reason(
            Kind.REJECT,
            None,
            What.BEGUN,
            Message("consult/decision/begun"),
        )
    if case.change is Change.DELETED:  # what was never begun, or has ended unsent, is cleared away
        return Aspect()
    if past.before:
        return reason(
            Kind.REJECT,
            None,
            What.DRAFT_ANEW,
            Message("consult/decision/id-from-before"),
        )
    if past.removed:
        return reason(
            Kind.REJECT,
            None,
            What.DRAFT_ANEW,
            Message("consult/decision/id-removed"),
        )
    if past.state in OVER:
        return reason(
            Kind.REJECT,
            None,
            What.ENDED,
            Message("consult/decision/ended"),
        )
    return Aspect()


def followed(case: Case, contract: Contract) -> Aspect:
    """Require a follow-up to give its necessity; refuse to follow an alert that reached no reader, or is over (4(3)).

    A follow-up of a stopped alert waits until that goes on. Only a ledger knows that an alert reached no reader.
    """
    follows = case.alert.follows
    if follows is None:
        return Aspect()
    past = case.history.of(follows.alert)
    clause = contract.policy.followup_clause
    if case.history.knows(follows.alert) and past.unheard:
        return reason(
            Kind.REJECT,
            clause,
            What.CORRECT,
            Message("consult/decision/follows-unheard", alert=follows.alert),
        )
    if past.exercise not in (None, case.alert.exercise):
        return reason(
            Kind.REJECT,
            clause,
            What.CORRECT,
            Message("consult/decision/follows-exercise", alert=follows.alert),
        )
    if past.ended_by not in (None, case.alert.id):
        return reason(
            Kind.REJECT,
            clause,
            What.CORRECT,
            Message("consult/decision/follows-ended", alert=follows.alert, by=past.ended_by),
        )
    if follows.kind is FollowKind.FOLLOW_UP and not follows.necessity:
        return reason(
            Kind.CONSULT,
            clause,
            What.NECESSITY,
            Message("consult/decision/follows-without-necessity"),
        )
    if (first := held_back(case)) is not None:
        why = Message("consult/decision/follows-stopped", stopped=first.alert)
        hold = Hold("person", None, Message("consult/decision/stopped-to-go-on", stopped=first.alert), clause)
        return Aspect((Reason(Kind.HOLD, clause, why),), (hold,), what=What.RELEASE)
    return Aspect()


def held_back(case: Case) -> LedgerClaim | None:
    """Return the claim that is stopped and keeps a follow-up back; an alert that ends it is not kept back."""
    follows = case.alert.follows
    if follows is None or follows.kind is not FollowKind.FOLLOW_UP:
        return None
    return case.history.of(follows.alert).stopped
