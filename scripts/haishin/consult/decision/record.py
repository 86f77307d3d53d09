"""The record of what has happened: sent is final, ended is ended."""

from __future__ import annotations

from haishin.consult.decision.aspect import Aspect, reason
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.model import Case, Change, FollowKind, Hold, Kind, LedgerClaim, LedgerState, Reason, What

BEGUN = frozenset({LedgerState.CLAIMED, LedgerState.SEALED})
OVER = frozenset({LedgerState.WITHDRAWN, LedgerState.EXPIRED, LedgerState.REFUSED})


def final(case: Case) -> Aspect:
    """Refuse a change of what was sent, and an id that was used before."""
    past = case.history.of(case.alert.id)
    if past.state in BEGUN:
        return reason(
            Kind.REJECT,
            None,
            What.BEGUN,
            "このメールは配信を始めています。ファイルは変更も削除もできません。直すときは、訂正(follows)を新しく起案してください。",
            "This alert's sending has begun: the file is final. Draft a correction (follows) instead.",
        )
    if case.change is Change.DELETED:  # what was never begun, or has ended unsent, is cleared away
        return Aspect()
    if past.before:
        return reason(
            Kind.REJECT,
            None,
            What.DRAFT_ANEW,
            "この id は、配信の仕組みを始める前から main にあったものです。新しい id で起案してください。",
            "This id was on main before the service began. Draft with a new id.",
        )
    if past.removed:
        return reason(
            Kind.REJECT,
            None,
            What.DRAFT_ANEW,
            "この id は以前に main から削除されたものです。新しい id で起案してください。",
            "This id was once removed from main and is never used again. Draft with a new id.",
        )
    if past.state in OVER:
        return reason(
            Kind.REJECT,
            None,
            What.ENDED,
            "このメールは既に終わっています(取り下げ、期限切れ又は却下)。新しい id で起案してください。",
            "This alert is closed (withdrawn, expired or refused). Draft with a new id.",
        )
    return Aspect()


def followed(case: Case, contract: Contract) -> Aspect:
    """Require a follow-up to give its necessity; refuse what follows an alert that nobody got, or that is over (4(3)).

    A follow-up of what a person has stopped waits until that goes on. Of what nobody got is known where a ledger tells.
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
            f"{follows.alert} は、まだだれにも届いていません。続報や訂正は、届いた方にだけ送れます。"
            f"{follows.alert} を直すか取り下げてください。届かずに終わっているときは、follows の行を消し、"
            "新しい情報として起案してください。",
            f"Nobody has got {follows.alert} yet, so nobody can get what follows it. Amend or withdraw that one; where "
            "it has ended, take the line `follows` away and draft this as a new one.",
        )
    if past.exercise not in (None, case.alert.exercise):
        return reason(
            Kind.REJECT,
            clause,
            What.CORRECT,
            f"訓練と本番が混ざっています。{follows.alert} の続きは、同じく訓練(exercise: true)か、同じく本番でなければ"
            "なりません。exercise の行を先のメールに合わせるか、follows の行を消してください。",
            f"An exercise and a real alert do not follow each other: make `exercise` as it is in {follows.alert}, or "
            "take the line `follows` away.",
        )
    if past.ended_by not in (None, case.alert.id):
        return reason(
            Kind.REJECT,
            clause,
            What.CORRECT,
            f"{follows.alert} は、{past.ended_by} で既に終わっています。そちらを follows に書いてください。",
            f"{follows.alert} was already ended by {past.ended_by}. Follow that one.",
        )
    if follows.kind is FollowKind.FOLLOW_UP and not follows.necessity:
        return reason(
            Kind.CONSULT,
            clause,
            What.NECESSITY,
            "続報の必要性が書かれていません。follows の necessity に、続報が必要な理由を書いてください。",
            "The follow-up does not say why it is necessary. State it in follows.necessity.",
        )
    if (first := held_back(case)) is not None:
        stopped = first.alert
        why = Message("consult/decision/person-stopped-follow-up", stopped=stopped)
        hold = Hold("person", None, Message("consult/decision/go", stopped=stopped), clause)
        return Aspect((Reason(Kind.HOLD, clause, why),), (hold,), what=What.RELEASE)
    return Aspect()


def held_back(case: Case) -> LedgerClaim | None:
    """Return the claim that is stopped and keeps a follow-up back; what ends it may go, and is what it waits for."""
    follows = case.alert.follows
    if follows is None or follows.kind is not FollowKind.FOLLOW_UP:
        return None
    return case.history.of(follows.alert).stopped
