"""To listen (3(3)): whose objection holds a mail, and what ends it. Coordination is no second permission."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from haishin.consult.consultation.requirements import Due, confirming_seats
from haishin.consult.consultation.standing import Offer, candidates, could_fill, offers, person_of
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import Deputy, Person, Tenure
from haishin.core.model import Alert, Objection, Review, ReviewState, Role, Seat, Word


def also_heard(alert: Alert, contract: Contract) -> tuple[Due, ...]:
    """List the seats whose objection blocks without a row: the supervisor, and who confirms a release (3(3))."""
    policy, above = contract.policy, contract.policy.supervisor_unit
    supervisor = () if above is None else (Due((Seat(Role.SUPERVISOR, above),), "inform", policy.upkeep.clause),)
    if alert.content not in policy.press.arrest_contents:
        return supervisor
    return (*supervisor, Due(confirming_seats(alert, contract), "inform", policy.press.arrest_clause))


def objects(review: Review, person: Person, contract: Contract) -> bool:
    """Judge whether the review is an objection that stands: only its author's dismissal lifts it."""
    if review.state is ReviewState.DISMISSED and review.was is ReviewState.CHANGES_REQUESTED:
        return review.dismissed_by is None or person_of(review.dismissed_by, contract) != person
    return review.state is ReviewState.CHANGES_REQUESTED


def objection(
    review: Review,
    person: Person,
    needed: Sequence[Due],
    heard: Sequence[Due],
    barred: frozenset[str],
    now: datetime,
    contract: Contract,
) -> Objection | None:
    """Find why the objection blocks, and what else ends it (3(3)); None: its author need not be heard here.

    A person who is due himself listens to his own chief alone; the managers who are due hear all others. Once the
    author has left his seat, his successor may end it. ``barred``: the ids of those who approve nothing.
    """
    at = review.submitted_at
    before = [item for item in needed if item.mode == "before"]
    due_himself = [item for item in before if could_fill(person, item.any_of, at, contract)]
    informed = [item for item in needed if item not in before and could_fill(person, item.any_of, at, contract)]
    spoken = {offer.seat for offer in offers(person, at, Word.ACTING in review.says, contract)}
    besides = [item for item in heard if not spoken.isdisjoint(item.any_of)]
    grounds = (*due_himself, *informed, *besides)
    if not grounds:
        return None
    asked = dict.fromkeys(seat for item in before for seat in item.any_of)
    decisive = tuple(
        seat
        for seat in asked
        if (seat.role is Role.MANAGER and not due_himself) or _commands(seat, person, at, contract)
    )
    seats = tuple(
        dict.fromkeys(seat for item in due_himself for seat in item.any_of if could_fill(person, (seat,), at, contract))
    )
    left = _left(person, seats, now)
    able = candidates(seats, now, barred, contract)
    heirs = tuple(dict.fromkeys(candidate.login for candidate in able))
    met = review.text == "other"
    return Objection(review.account.login, grounds[0].clause, at, met, decisive, left, seats, heirs)


def ended(objection: Objection, approvals: Iterable[tuple[datetime, Sequence[Offer]]]) -> bool:
    """Judge whether the holder of a seat that ends it approved afterwards; a 代決 does not overrule its author.

    Once he has left his seat, an approval for that seat ends it, by 代決 too. ``approvals``: of each that stands, its
    moment and its offers.
    """
    return any(at > objection.at and _ends(objection, at, offer) for at, filled in approvals for offer in filled)


def _ends(objection: Objection, at: datetime, offer: Offer) -> bool:
    if objection.left is not None and at >= objection.left and offer.seat in objection.seats:
        return True
    return offer.seat in objection.ends_with and not offer.acting


def _left(person: Person, seats: Collection[Seat], now: datetime) -> datetime | None:
    """Find since when he has left all of these seats; None: he still holds a seat, or had none."""
    today = now.astimezone(JST).date()
    held: list[Tenure | Deputy] = [*person.roles, *person.deputies]
    terms = [term for term in held if term.seat in seats and term.since <= today]
    last = [term.until for term in terms if term.until is not None and term.until < today]
    if not terms or len(last) < len(terms):
        return None
    return datetime.combine(max(last) + timedelta(days=1), time(), JST)


def _commands(seat: Seat, person: Person, moment: datetime, contract: Contract) -> bool:
    """Judge whether a holder of that seat manages a unit and the person serves there under him (3(3))."""
    day = moment.astimezone(JST).date()
    chairs = {Seat(Role.MANAGER, tenure.seat.unit) for tenure in person.roles if tenure.covers(day)}
    above = [chair for chair in chairs if not person.holds(chair, day)]
    return any(holder.holds(chair, day) for holder in contract.roster.holders(seat, day) for chair in above)
