"""A claim told again: the same functions that the sender asked, on the same grounds, must give that very record.

Pure functions over the gathered facts. The words that rules find in a text are not looked for again: the program of
then had other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product

from haishin.consult.case import LedgerPasts, gather
from haishin.consult.consultation.standing import SKEW
from haishin.consult.decision import decide
from haishin.consult.decision.clearance import confirmers
from haishin.consult.decision.people import seat_names
from haishin.consult.ids import MainIds
from haishin.core.catalogue import linked, listed
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.model import Account, Alert, Case, Change, Kind, LedgerClaim, Pull, Review, ReviewState, Verdict, Word
from haishin.core.repository.history import AlertFile
from haishin.office.audit.findings import Difference
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.sending.claiming import grounds

_MEANWHILE = timedelta(minutes=1)  # from the verdict to the claim, while the snapshot is frozen
# The fields of a claim that follow from its grounds.
_TOLD = (
    *("pull", "approvals", "waivers", "ends", "closes", "thread", "scope", "due", "category", "exercise", "drafter"),
    *("recognized_at", "approved_at", "merged_at"),
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of a claim as git and ledger hold them now."""

    fields: Mapping[str, object]  # of the record
    claim: LedgerClaim
    before: LedgerView  # the records of its thread before it
    ids: MainIds  # as of the claim's commit
    contract: Contract  # in force at the claim
    alert: Alert

    def case(self, pull: Pull | None) -> Case:
        """Gather the case with a reading of the pull request."""
        return gather(self.alert, Change.ADDED, (), pull, LedgerPasts(self.before, self.ids))


def told_again(given: Grounds, pulls: Iterable[Pull | None]) -> tuple[Verdict, list[Difference]]:
    """Judge the claim anew; return the verdict, and the fields of the record that would differ now.

    ``pulls``: readings of its pull request; any of them must give the record.
    """
    readings = []
    for pull, before in product(pulls, (timedelta(), _MEANWHILE)):
        readings.append(_read(given, pull, given.claim.at - before))
        if not readings[-1][1]:
            break
    return min(readings, key=lambda reading: len(reading[1]))


def _read(given: Grounds, pull: Pull | None, at: datetime) -> tuple[Verdict, list[Difference]]:
    verdict = decide(given.case(pull), at, given.contract)
    file = AlertFile(given.alert.id, given.claim.path, given.claim.blob)
    missing = [item for item in verdict.approvals if item.mode == "before" and not item.given]
    made, differences = grounds(given.alert, file, pull, verdict, given.before), list[Difference]()
    for name in _TOLD:
        expected, found = made.get(name), given.fields.get(name)
        if name == "approvals" and expected == found and missing:
            expected = listed(seat_names(item.any_of, given.contract) for item in missing)
        if expected != found:
            differences.append((name, expected, found))
    if verdict.kind is not Kind.SEND:
        why = linked((reason.logged or reason.message for reason in verdict.reasons), " ")
        differences.append(("verdict", why, Kind.SEND.value))
    return verdict, differences


# --- readings of a pull request --------------------------------------------------------------------


def as_the_forge_tells(pull: Pull, claim: LedgerClaim, *, rehearsal: bool) -> Iterator[Pull]:
    """Read the pull request as it stood at the claim: up to that moment, or as much later as clocks differ."""
    if rehearsal and pull.merged_at is None:
        pull = replace(pull, merged_at=claim.merged)
    for last in (claim.at, claim.at + SKEW):
        yield replace(pull, reviews=tuple(review for review in pull.reviews if review.submitted_at <= last))


def as_the_claim_tells(given: Grounds) -> Iterator[Pull | None]:
    """Put the pull request together from the claim alone: facts that only the forge knows count as in order.

    Its makers are its author, or nobody who is known; whoever may say 「広報済」 has said it.
    """
    claim, contract = given.claim, given.contract
    if claim.pull is None:
        yield None
        return
    author, moments = Account(claim.drafter or ""), [claim.at, *filter(None, (claim.approved, claim.merged))]
    pull = Pull(
        number=claim.pull,
        author=author,
        committers=(author,),
        checklist="complete",
        opened_at=min(moments),
        merged_at=claim.merged,
        reviews=tuple(_reviews(claim, contract)),
    )
    if given.alert.content in contract.policy.press.arrest_contents:
        says, time = frozenset({Word.PRESS_RELEASED}), claim.at.astimezone(JST).time()
        for login in confirmers(given.case(pull), claim.at, contract)[:1]:
            said = Review(Account(login), ReviewState.COMMENTED, claim.at, None, "same", says, press_released=time)
            pull = replace(pull, reviews=(*pull.reviews, said))
    yield pull
    yield replace(pull, committers=(None,))


def _reviews(claim: LedgerClaim, contract: Contract) -> Iterator[Review]:
    """Restore the reviews of the approvals; a person may fill several seats, for a principal and for himself.

    A person who is not in the roster has an account that nobody knows.
    """
    people = {person.id: person for person in contract.roster.people}
    acting = {(given["person"], given["at"]) for given in claim.approvals if given["acting"] is not None}
    for given in claim.approvals:
        name, at = str(given["person"]), given["at"]
        account = people[name].accounts[0] if name in people else Account(name)
        says = frozenset({Word.ACTING} if (name, at) in acting else ())
        yield Review(account, ReviewState.APPROVED, datetime.fromisoformat(at), given["commit"], "same", says)


def proven(pull: Pull, blob_at: Callable[[str], str | None], blob: str, *, believe: bool) -> Pull:
    """Say of each review whether its commit holds the text, ``blob``; ``blob_at``: commit → the blob there.

    ``believe``: so is a review without a commit.
    """
    reviews = []
    for review in pull.reviews:
        if review.commit is None:
            text = review.text if believe or review.state is ReviewState.COMMENTED else "unknown"
        else:
            text = "same" if blob_at(review.commit) == blob else "other"
        reviews.append(replace(review, text=text))
    return replace(pull, reviews=tuple(reviews))
