"""練習承認: on a rehearsal's ledger a drafter's own word stands in for whoever is due; on any other it is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from haishin.consult.consultation.standing import is_ahead, person_of
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Approval, Case, Review, ReviewState, Word


def practised(case: Case, now: datetime, contract: Contract) -> Review | None:
    """Find the word: of the pull request's author, who belongs to the alert's unit, on this very text."""
    pull = case.pull
    if not case.history.rehearsal or pull is None:
        return None
    drafter = person_of(pull.author, contract)
    for review in pull.reviews:
        day = review.submitted_at.astimezone(JST).date()
        spoken = Word.PRACTICE in review.says and review.state is not ReviewState.DISMISSED
        if not spoken or review.text != "same" or is_ahead(review, now):
            continue
        if (
            drafter is not None
            and person_of(review.account, contract) == drafter
            and drafter.belongs(case.alert.unit, day)
        ):
            return review
    return None


def stood_in(approvals: Iterable[Approval], word: Review, contract: Contract) -> tuple[Approval, ...]:
    """Give the missing approvals by that word; each keeps the people who could give it in earnest."""
    person, given = person_of(word.account, contract), []
    for approval in approvals:
        if approval.missing and person is not None:
            own = replace(approval, given=True, by=word.account.login, person=person.id, at=word.submitted_at)
            approval = replace(own, commit=word.commit, practice=True)
        given.append(approval)
    return tuple(given)
