"""Approvals out of reviews: whose word counts, for which due role, and why the rest does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from haishin.consult.consultation import listening
from haishin.consult.consultation.practice import practised, stood_in
from haishin.consult.consultation.requirements import Due, due, one_more
from haishin.consult.consultation.standing import (
    Offer,
    candidates,
    could_fill,
    is_ahead,
    is_proven,
    offers,
    person_of,
    writers,
)
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.roster import Person
from haishin.core.model import Approval, Case, Change, Ignored, Objection, Pull, Review, ReviewState, Role, Word

_LATEST = (ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED)


@dataclass(frozen=True, slots=True)
class Consultation:
    """The approvals that are due, and what became of each."""

    approvals: tuple[Approval, ...]
    ignored: tuple[Ignored, ...]
    objections: tuple[Objection, ...]

    @property
    def missing(self) -> tuple[Approval, ...]:
        """Approvals that are due and not given."""
        return tuple(approval for approval in self.approvals if approval.missing)

    @property
    def last(self) -> datetime | None:
        """When the last due approval was given; None when there is none."""
        times = [due.at for due in self.approvals if due.mode == "before" and due.at is not None]
        return max(times, default=None)


@dataclass(frozen=True, slots=True)
class _Grant:
    """An approval that stands, and the seats that it may fill."""

    person: Person
    review: Review
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    """A person who could fill the due role of that row, by that offer."""

    row: int
    grant: _Grant
    offer: Offer


def consult(case: Case, now: datetime, contract: Contract) -> Consultation:
    """Evaluate the rows of the policy over the reviews; ``now`` decides who could speak, and who has left his seat."""
    needed, heard = due(case, contract), listening.also_heard(case.alert, contract)
    if case.change is Change.DELETED:  # one person may stop a sending, whoever proposed that
        found = _consulted(needed, heard, case.pull, now, contract)
    else:
        found = consulted(needed, case.pull, case.alert.unit, now, contract, heard)
    word = practised(case, now, contract)
    if word is None:
        return found
    unheard = Ignored(word.account.login, Message("consult/consultation/writer"))
    ignored = tuple(ignored for ignored in found.ignored if ignored != unheard)
    return replace(found, approvals=stood_in(found.approvals, word, contract), ignored=ignored)


def consulted(
    needed: Sequence[Due],
    pull: Pull | None,
    unit: str,
    now: datetime,
    contract: Contract,
    heard: Sequence[Due] = (),
) -> Consultation:
    """Evaluate the due approvals by the reviews of a pull request; ``heard``: whose objection blocks besides (3(3)).

    Two persons of the roster stand behind it: if the author is not proven, a second person of the unit must approve.
    """
    if pull is not None and not is_proven(pull, contract):
        needed = (*needed, one_more(unit, contract))
    return _consulted(needed, heard, pull, now, contract)


def _consulted(
    needed: Sequence[Due], heard: Sequence[Due], pull: Pull | None, now: datetime, contract: Contract
) -> Consultation:
    if pull is None:
        return Consultation(tuple(_open(item, now, frozenset(), contract) for item in needed), (), ())
    grants, ignored, raised = _weigh(pull, needed, heard, now, contract)
    before = [item for item in needed if item.mode == "before"]
    seats = _assign(before, grants)
    approved = [(grant.review.submitted_at, grant.offers) for grant in grants]
    objections = []
    for objection in raised:
        if not listening.ended(objection, approved):
            objections.append(objection)
        elif objection.left is None:
            ignored.append(Ignored(objection.login, Message("consult/consultation/overruled")))
        else:
            ignored.append(Ignored(objection.login, Message("consult/consultation/followed")))
    barred, _ = writers(pull, contract)
    used = {grant.person.id for grant, _ in seats.values()}
    approvals = []
    for item in needed:
        place = seats.get(item)
        if item.mode == "inform":  # the first approval of the unit: it has taken note
            noted = ((grant, offer) for grant in grants for offer in grant.offers if offer.seat in item.any_of)
            place = next(noted, None)
        if place is not None:
            approvals.append(_given(item, *place))
            used.add(place[0].person.id)
        else:
            approvals.append(_open(item, now, barred | used if item.apart else barred, contract))
    ignored += [
        Ignored(grant.review.account.login, Message("consult/consultation/double"))
        for grant in grants
        if grant.person.id not in used
    ]
    return Consultation(tuple(approvals), tuple(ignored), tuple(objections))


def _weigh(
    pull: Pull, needed: Sequence[Due], heard: Sequence[Due], now: datetime, contract: Contract
) -> tuple[list[_Grant], list[Ignored], list[Objection]]:
    """Sort the reviews: approvals that stand, words that do not count, objections.

    Of each person the newest word decides, whatever its date: an approval that is dated ahead counts for nothing yet
    and still takes the place of an earlier approval, so that no approval is lost by waiting.
    """
    grants: list[_Grant] = []
    ignored: list[Ignored] = []
    objections: list[Objection] = []
    people, logins = writers(pull, contract)
    latest: dict[str, tuple[Person, Review]] = {}

    def ignore(review: Review, why: Message) -> None:
        ignored.append(Ignored(review.account.login, why))

    for review in sorted(pull.reviews, key=_weakest_last):
        person = person_of(review.account, contract)
        if person is None:
            ignore(review, Message("consult/consultation/outsider"))
        elif person.id in people or review.account.login.lower() in logins:
            ignore(review, Message("consult/consultation/writer"))
        elif review.state in _LATEST:
            if person.id in latest:
                ignore(latest[person.id][1], Message("consult/consultation/older"))
            latest[person.id] = person, review
        elif Word.PRESS_RELEASED in review.says:
            continue
        elif review.edited:
            ignore(review, Message("consult/consultation/edited"))
        else:
            ignore(review, Message("consult/consultation/comment"))
    for person, review in latest.values():
        if listening.objects(review, person, contract):
            objection = listening.objection(review, person, needed, heard, people, now, contract)
            if objection is None:
                ignore(review, Message("consult/consultation/powerless"))
            else:
                objections.append(objection)
            continue
        grant = _grant(person, review, needed, now, contract)
        if isinstance(grant, Message):
            ignore(review, grant)
        else:
            grants.append(grant)
    return grants, ignored, objections


def _weakest_last(review: Review) -> tuple[datetime, bool, bool]:
    """Order by time; at one moment the objection comes last, the approval first: doubt is no approval."""
    return (
        review.submitted_at,
        review.state is not ReviewState.APPROVED,
        review.state is ReviewState.CHANGES_REQUESTED,
    )


def _grant(
    person: Person, review: Review, needed: Sequence[Due], now: datetime, contract: Contract
) -> _Grant | Message:
    """Find the seats that the approval can fill here, or why it fills none."""
    if review.state is ReviewState.DISMISSED:
        return Message("consult/consultation/dismissed")
    if is_ahead(review, now):
        return Message("consult/consultation/ahead")
    if review.text == "other":
        return Message("consult/consultation/other-text")
    if review.text != "same":
        return Message("consult/consultation/unknown-text")
    wanted = {seat for item in needed for seat in item.any_of}
    given = tuple(offers(person, review.submitted_at, Word.ACTING in review.says, contract))
    fitting = tuple(offer for offer in given if offer.seat in wanted)
    if fitting:
        return _Grant(person, review, fitting)
    if wanted & {offer.seat for offer in offers(person, review.submitted_at, True, contract)}:
        return Message("consult/consultation/edited" if review.edited else "consult/consultation/not-acting")
    if could_fill(person, tuple(wanted), review.submitted_at, contract):
        return Message("consult/consultation/off-duty")
    return Message("consult/consultation/not-due" if given else "consult/consultation/no-role")


def _assign(before: Sequence[Due], grants: Sequence[_Grant]) -> dict[Due, tuple[_Grant, Offer]]:
    """Give persons to due roles so that as many as possible are filled; each person wears one hat.

    One hat (the same role of the same unit) may serve several rows that name it, unless they are due apart; the
    supervisor's second hat, manager of the 主管課, counts as the same. Exact; of several ways the first by the order of
    rows, seats and reviews. Each set of forbidden options is searched once: only persons whose hats differ for the
    rows left multiply the ways.
    """
    options = [
        _Option(row, grant, offer)
        for row, item in enumerate(before)
        for seat in item.any_of
        for grant in grants
        for offer in grant.offers
        if offer.seat == seat and not (item.apart and offer.acting)
    ]
    by_row: dict[int, list[int]] = {}
    by_person: dict[str, list[int]] = {}
    for number, option in enumerate(options):
        by_row.setdefault(option.row, []).append(number)
        by_person.setdefault(option.grant.person.id, []).append(number)
    closes = []
    for option in options:
        others = by_person[option.grant.person.id]
        closes.append(frozenset(other for other in others if _close(option, options[other], before)))

    @cache
    def best(row: int, closed: frozenset[int]) -> tuple[int, ...]:
        """Choose the most options for this row and the later rows; ``closed``: forbidden by an earlier choice."""
        if row == len(before):
            return ()
        later = frozenset(number for number in closed if options[number].row > row)
        chosen: tuple[int, ...] = ()
        for number in by_row.get(row, ()):
            if number not in closed:
                filled = (number, *best(row + 1, later | closes[number]))
                chosen = max(chosen, filled, key=len)
        return max(chosen, best(row + 1, later), key=len)

    chosen = (options[number] for number in best(0, frozenset()))
    return {before[option.row]: (option.grant, option.offer) for option in chosen}


def _close(option: _Option, other: _Option, before: Sequence[Due]) -> bool:
    """Judge whether the person's choice forbids his other choice for a later row."""
    apart = before[option.row].apart or before[other.row].apart
    return other.row > option.row and (apart or not _same_hat(option.offer, other.offer, option.grant))


def _same_hat(offer: Offer, other: Offer, grant: _Grant) -> bool:
    if offer.seat == other.seat:
        return True
    hats = {offer.seat.role, other.seat.role}
    return (
        offer.seat.unit == other.seat.unit
        and hats == {Role.SUPERVISOR, Role.MANAGER}
        and (offer.principal or grant.person) == (other.principal or grant.person)
    )


def _given(item: Due, grant: _Grant, offer: Offer) -> Approval:
    return Approval(
        item.any_of,
        item.mode,
        item.clause,
        given=True,
        by=grant.review.account.login,
        person=grant.person.id,
        acting=offer.stands_for,
        at=grant.review.submitted_at,
        role=offer.seat,
        commit=grant.review.commit,
        apart=item.apart,
        lasting=item.lasting,
    )


def _open(item: Due, now: datetime, barred: frozenset[str], contract: Contract) -> Approval:
    approval = Approval(item.any_of, item.mode, item.clause, apart=item.apart, lasting=item.lasting)
    able = candidates(item.any_of, now, barred, contract)
    return replace(approval, candidates=tuple(candidate for candidate in able if not (item.apart and candidate.acting)))
