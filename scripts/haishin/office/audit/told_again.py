"""A claim told again: the same functions that the sender asked, on the same grounds, must give that very record.

Pure functions over what was gathered. The words that rules find in a text are not looked for again: the program of
then had other rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from haishin.core.model import (
    FLOOR,
    Account,
    Alert,
    Case,
    Change,
    Kind,
    LedgerClaim,
    LedgerEntry,
    LedgerRecord,
    LedgerState,
    Pull,
    Review,
    ReviewState,
    RowState,
    Verdict,
    Word,
    rounded,
)
from haishin.core.repository.history import AlertFile
from haishin.office.audit.findings import Disagreement
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.records import rounded_counts
from haishin.send.rows import Counts, JournalEntry
from haishin.send.sending.claiming import grounds

_MEANWHILE = timedelta(minutes=1)  # from the verdict to the claim, while the snapshot is frozen
# The fields of a claim that follow from its grounds.
_TOLD = (
    *("pull", "approvals", "waivers", "ends", "closes", "thread", "scope", "due", "category", "exercise", "drafter"),
    *("recognized_at", "approved_at", "merged_at"),
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of a claim as git, ledger and forge hold them now."""

    record: LedgerRecord
    claim: LedgerClaim
    before: LedgerView  # the records of its thread before it
    ids: MainIds  # as of the claim's commit
    contract: Contract  # in force at the claim
    alert: Alert
    pulls: tuple[Pull | None, ...]  # readings of its pull request: one must give the record


def told_again(given: Grounds) -> tuple[Verdict, tuple[Disagreement, ...]]:
    """Judge the claim anew; return the verdict, and in what the record would now be another."""
    readings = []
    for pull, before in product(given.pulls, (timedelta(), _MEANWHILE)):
        readings.append(_read(given, pull, given.claim.at - before))
        if not readings[-1][1]:
            break
    return min(readings, key=lambda reading: len(reading[1]))


def _read(given: Grounds, pull: Pull | None, at: datetime) -> tuple[Verdict, tuple[Disagreement, ...]]:
    case = _case(given, pull)
    verdict = decide(case, at, given.contract)
    file = AlertFile(given.alert.id, given.claim.path, given.claim.blob)
    missing = [item for item in verdict.approvals if item.mode == "before" and not item.given]
    made, differs = grounds(given.alert, file, pull, verdict, given.before), []
    for name in _TOLD:
        expected, found = made.get(name), given.record.fields.get(name)
        if name == "approvals" and expected == found and missing:
            expected = listed(seat_names(item.any_of, given.contract) for item in missing)
        if expected != found:
            differs.append(Disagreement(name, expected, found, given.alert.id))
    if verdict.kind is not Kind.SEND:
        why = linked((reason.logged or reason.message for reason in verdict.reasons), " ")
        differs.append(Disagreement("verdict", why, Kind.SEND.value, given.alert.id))
    return verdict, tuple(differs)


def _case(given: Grounds, pull: Pull | None) -> Case:
    return gather(given.alert, Change.ADDED, (), pull, LedgerPasts(given.before, given.ids))


# --- readings of a pull request --------------------------------------------------------------------


def as_the_forge_tells(pull: Pull, claim: LedgerClaim, *, rehearsal: bool) -> tuple[Pull, ...]:
    """Read the pull request as it stood at the claim: up to that moment, or as much later as clocks differ."""
    if rehearsal and pull.merged_at is None:
        pull = replace(pull, merged_at=claim.merged)
    latest = (claim.at, claim.at + SKEW)
    return tuple(
        replace(pull, reviews=tuple(review for review in pull.reviews if review.submitted_at <= last))
        for last in latest
    )


def as_the_claim_tells(given: Grounds) -> Grounds:
    """Put the pull request together from the claim alone: what only the forge knows counts as in order.

    Its makers are its author, or nobody who is known; whoever may say 「広報済」 has said it.
    """
    claim, contract = given.claim, given.contract
    author, moments = Account(claim.drafter or ""), [claim.at, *filter(None, (claim.approved, claim.merged))]
    pull = Pull(
        number=claim.pull or 0,
        author=author,
        committers=(author,),
        checklist="complete",
        opened_at=min(moments),
        merged_at=claim.merged,
        reviews=tuple(_reviews(claim, contract)),
    )
    if given.alert.content in contract.policy.press.arrest_contents:
        pull = replace(pull, reviews=(*pull.reviews, *_released(_case(given, pull), claim.at, contract)))
    pulls = (pull, replace(pull, committers=(None,))) if claim.pull is not None else (None,)
    return replace(given, pulls=pulls)


def _released(case: Case, at: datetime, contract: Contract) -> Iterator[Review]:
    """Restore the 「広報済」 of somebody who may say it."""
    for login in confirmers(case, at, contract)[:1]:
        says, time = frozenset({Word.PRESS_RELEASED}), at.astimezone(JST).time()
        yield Review(Account(login), ReviewState.COMMENTED, at, None, "same", says, press_released=time)


def _reviews(claim: LedgerClaim, contract: Contract) -> Iterator[Review]:
    """Restore the reviews of the approvals; one may fill several seats, for a principal and for himself.

    A person who is not in the roster has an account that nobody knows.
    """
    people, given = {person.id: person for person in contract.roster.people}, dict[tuple[str, str, str | None], bool]()
    for approval in claim.approvals:
        key = str(approval["person"]), approval["at"], approval["commit"]
        given[key] = given.get(key, False) or approval["acting"] is not None
    for (person, at, commit), acting in given.items():
        account = people[person].accounts[0] if person in people else Account(person)
        says = frozenset({Word.ACTING} if acting else ())
        yield Review(account, ReviewState.APPROVED, datetime.fromisoformat(at), commit, "same", says)


def proven(pull: Pull, texts: Mapping[str, str | None], blob: str, *, believe: bool) -> Pull:
    """Say of each review whether its commit holds the text; ``texts``: commit → the blob there, None: none.

    A commit that is not among them nobody can get: the audit says so, and believes. So it does a review without a
    commit where ``believe``.
    """
    reviews = []
    for review in pull.reviews:
        if review.commit is None:
            text = review.text if believe or review.state is ReviewState.COMMENTED else "unknown"
        else:
            text = "same" if texts.get(review.commit, blob) == blob else "other"
        reviews.append(replace(review, text=text))
    return replace(pull, reviews=tuple(reviews))


# --- times, numbers --------------------------------------------------------------------------------


def records_agree(own: Sequence[LedgerRecord], claim: LedgerClaim, entry: LedgerEntry) -> Iterator[Disagreement]:
    """Compare the records of an alert with each other: their times, their number, their counts."""
    late = [at for at in (claim.approved, claim.merged) if at is not None and at > claim.at + SKEW]
    if late:
        yield Disagreement("early", max(late).isoformat(), claim.at.isoformat(), claim.alert)
    ends = [record.at for record in own if record.kind in ("sealed", "settled")]
    for at in (*ends, *filter(None, (entry.accepted,))):
        if at < claim.at.replace(microsecond=0):
            yield Disagreement("order", claim.at.isoformat(), at.isoformat(), claim.alert)
    sealed = False
    for record in own:
        if record.kind == "sealed" and sealed:
            yield Disagreement("sealed-twice", None, record.at.isoformat(), claim.alert)
        sealed = record.kind == "sealed" or (sealed and record.kind != "adopted")
    if entry.state is LedgerState.SEALED:
        yield from _adds_up(claim, entry)


_NEAR = 5  # a rounded number is as near to the exact one


def _adds_up(claim: LedgerClaim, entry: LedgerEntry) -> Iterator[Disagreement]:
    """Compare the rounded counts of the seal with the rounded size of the snapshot, as near as rounding lets them."""
    counts, size = entry.counts, claim.snapshot or 0
    least = sum(counts.values()) - _NEAR * len(counts)
    most = sum(counts.values()) + _NEAR * len(counts) + (FLOOR - 1) * (len(RowState) - len(counts))
    most_there = size + _NEAR if size else FLOOR - 1
    said = ", ".join(f"{state} {number}" for state, number in counts.items())
    nobody = entry.nobody and (entry.in_doubt or entry.reached)
    if least > most_there or most < size - _NEAR or nobody:
        yield Disagreement("counts", size, f"{said}, nobody" if nobody else said, claim.alert)


def journal_agrees(
    claim: LedgerClaim, entry: LedgerEntry, kept: JournalEntry | None, counts: Counts, *, own: bool
) -> Iterator[Disagreement]:
    """Compare the exact numbers of the journal; ``own``: this journal made the claim."""
    if kept is None:
        if own:
            yield Disagreement("journal", claim.nonce, None, claim.alert)
        return
    if kept.nonce != claim.nonce:
        yield Disagreement("journal", claim.nonce, kept.nonce, claim.alert)
    if rounded(kept.snapshot) != claim.snapshot or counts.total != kept.snapshot:
        sizes = f"{rounded(kept.snapshot) or 0} ({rounded(counts.total) or 0})"
        yield Disagreement("snapshot", sizes, claim.snapshot or 0, claim.alert)
    if kept.state == "sealed" and (own or not entry.unfinished) and not entry.in_doubt:
        exact = rounded_counts({state.value: number for state, number in counts.items()})
        nobody = not counts[RowState.ACCEPTED] and not counts[RowState.IN_DOUBT]
        expected, found = {**exact, "nobody": nobody}, {**entry.counts, "nobody": entry.nobody}
        if expected != found:
            yield Disagreement("sums", expected, found, claim.alert)
