"""To listen (3(3)): whose objection holds a mail, and what ends it. Coordination is no second permission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from haishin.consultation.requirements import Due, confirming_seats
from haishin.consultation.standing import Offer, could_fill, offers, person_of
from haishin.contract import Contract
from haishin.contract.policy import JST
from haishin.contract.roster import Person
from haishin.model import Alert, Objection, Review, ReviewState, Role, Seat, Word


def also_heard(alert: Alert, contract: Contract) -> tuple[Due, ...]:
    """List whose objection blocks though no row names him: the supervisor's, and of who confirms a release (3(3))."""
    policy, above = contract.policy, contract.policy.supervisor_unit
    supervisor = () if above is None else (Due((Seat(Role.SUPERVISOR, above),), "inform", policy.upkeep.clause),)
    if alert.content not in policy.press.arrest_contents:
        return supervisor
    return (*supervisor, Due(confirming_seats(alert, contract), "inform", policy.press.arrest_clause))


def objects(review: Review, person: Person, contract: Contract) -> bool:
    """Tell whether the review is an objection that stands: nobody else's dismissal lifts it."""
    if review.state is ReviewState.DISMISSED and review.was is ReviewState.CHANGES_REQUESTED:
        return review.dismissed_by is None or person_of(review.dismissed_by, contract) != person
    return review.state is ReviewState.CHANGES_REQUESTED


def objection(
    review: Review, person: Person, needed: Sequence[Due], heard: Sequence[Due], contract: Contract
) -> Objection | None:
    """Find why the objection blocks, and what else ends it (3(3)); None: its author need not be heard here.

    Who is due himself listens to nobody but his own chief; any other is heard by the managers who are due.
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
    decisive = tuple(
        seat
        for seat in dict.fromkeys(seat for item in before for seat in item.any_of)
        if (seat.role is Role.MANAGER and not due_himself) or _commands(seat, person, at, contract)
    )
    return Objection(review.account.login, grounds[0].clause, at, review.text == "other", decisive)


def ended(objection: Objection, approvals: Iterable[tuple[datetime, Sequence[Offer]]]) -> bool:
    """Tell whether the holder of a seat that ends it approved afterwards: no 代決 overrules whoever must be heard.

    ``approvals``: of each that stands when it was given, and what it may fill.
    """
    return any(
        at > objection.at and any(offer.seat in objection.ends_with and not offer.acting for offer in filled)
        for at, filled in approvals
    )


def _commands(seat: Seat, person: Person, moment: datetime, contract: Contract) -> bool:
    """Tell whether a holder of that seat is the manager of a unit in which the person serves under him (3(3))."""
    day = moment.astimezone(JST).date()
    chairs = {Seat(Role.MANAGER, tenure.seat.unit) for tenure in person.roles if tenure.covers(day)}
    above = [chair for chair in chairs if not person.holds(chair, day)]
    return any(holder.holds(chair, day) for holder in contract.roster.holders(seat, day) for chair in above)
