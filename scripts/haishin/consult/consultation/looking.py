"""後閲: after a 代決 the principal looks himself, by any later review of the pull request, merged or not (3(3))."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from haishin.consult.consultation.standing import person_of, writers
from haishin.core.contract import Contract
from haishin.core.model import Account, Approval, LedgerClaim, Look, Pull, Review


def before_the_merge(approvals: Iterable[Approval], pull: Pull, contract: Contract) -> tuple[Look, ...]:
    """List the principals of the approvals that count; the author of the text has no need to look."""
    acted = [
        (approval.acting, approval.at)
        for approval in approvals
        if approval.mode == "before" and approval.acting is not None and approval.at is not None
    ]
    _, wrote = writers(pull, contract)
    return _looks(acted, wrote, pull.reviews, contract)


def after_the_claim(claim: LedgerClaim, reviews: Iterable[Review] | None, contract: Contract) -> tuple[Look, ...]:
    """List the principals of a claim; ``reviews``: of its pull request, None if they cannot be read."""
    acted = [
        (approval["acting"], datetime.fromisoformat(approval["at"]))
        for approval in claim.approvals
        if approval["acting"] is not None and approval["at"] is not None
    ]
    wrote = () if claim.drafter is None else (claim.drafter.lower(),)
    return _looks(acted, wrote, reviews, contract)


def _looks(
    acted: Iterable[tuple[str, datetime]],
    wrote: Collection[str],
    reviews: Iterable[Review] | None,
    contract: Contract,
) -> tuple[Look, ...]:
    """Find each principal once, by the last 代決 for him; a vacant seat has no principal."""
    last: dict[str, datetime] = {}
    for principal, at in acted:
        if "@" not in principal and principal.lower() not in wrote:
            last[principal] = max(at, last.get(principal, at))
    if reviews is None:
        return tuple(Look(principal, at, None, False) for principal, at in last.items())
    given = tuple(reviews)
    return tuple(Look(principal, at, _seen(principal, at, given, contract), True) for principal, at in last.items())


def _seen(principal: str, since: datetime, reviews: Iterable[Review], contract: Contract) -> datetime | None:
    person = contract.roster.person(Account(principal), by_number=False)
    return min(
        (
            review.submitted_at
            for review in reviews
            if person is not None and review.submitted_at > since and person_of(review.account, contract) == person
        ),
        default=None,
    )
