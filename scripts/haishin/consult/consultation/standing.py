"""The standing of a reviewer at the moment of his word: roles, deputyships (代決), and who could speak now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from haishin.core.contract import Contract
from haishin.core.contract.policy import JST, Policy
from haishin.core.contract.roster import Deputy, Person, Tenure
from haishin.core.model import Account, PossibleApprover, Pull, Review, Seat

SKEW = timedelta(minutes=5)  # between the forge's clock and ours


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat that a person fills for himself or, ``acting``, for its holder; for a vacant seat, for the seat itself."""

    seat: Seat
    acting: bool = False
    principal: Person | None = None

    @property
    def stands_for(self) -> str | None:
        """The login of the holder, or the empty seat as ``role@unit``; None if he fills it for himself."""
        if self.acting:
            return _stands_for(self.seat, self.principal)
        return None


def _stands_for(seat: Seat, principal: Person | None) -> str:
    if principal is not None:
        return principal.login
    return f"{seat.role}@{seat.unit}"


def _principals(person: Person, seat: Seat, day: date, contract: Contract) -> tuple[Person | None, ...]:
    """Find the principal of a deputy of that seat: its holder, or None for a vacant seat (3(3)).

    Empty if he holds it himself.
    """
    holders = contract.roster.holders(seat, day)
    if holders:
        return tuple(holder for holder in holders if holder != person)[:1]
    return (None,)


def outside_office_hours(moment: datetime, policy: Policy) -> bool:
    """Judge whether it is night or a holiday by the policy, in Japan time."""
    local = moment.astimezone(JST)
    if policy.is_holiday(local.date()):
        return True
    clock = local.time()
    return clock >= policy.duty_from or clock < policy.duty_until


def is_ahead(review: Review, now: datetime) -> bool:
    """Judge whether the review is dated later than now, by more than clocks differ."""
    return review.submitted_at > now + SKEW


def person_of(account: Account, contract: Contract) -> Person | None:
    """Find the person of an account; the forge's number decides if it is known (logins can be taken over).

    In a roster without any number the login decides: a first try-out, which never sends.
    """
    by_number = account.number is not None and not contract.roster.is_sample
    return contract.roster.person(account, by_number=by_number)


def offers(person: Person, moment: datetime, acting: bool, contract: Contract) -> Iterator[Offer]:
    """Yield the seats that a review by this person fills at that moment; ``acting``: it says 「代決」."""
    day = moment.astimezone(JST).date()
    for tenure in person.roles:
        if tenure.covers(day):
            yield Offer(tenure.seat)
    for deputy in person.deputies:
        if deputy.covers(day) and _may_act(deputy, moment, acting, contract.policy):
            for principal in _principals(person, deputy.seat, day, contract):
                yield Offer(deputy.seat, True, principal)


def _may_act(deputy: Deputy, moment: datetime, acting: bool, policy: Policy) -> bool:
    match deputy.when:
        case "absent":
            return acting
        case "nights-and-holidays":
            return outside_office_hours(moment, policy)
        case "dates":
            return True


def could_fill(person: Person, seats: tuple[Seat, ...], moment: datetime, contract: Contract) -> bool:
    """Judge whether the person holds any of the seats, or deputises for it, on that day, by whatever word."""
    day = moment.astimezone(JST).date()
    terms: list[Tenure | Deputy] = [*person.roles, *person.deputies]
    return any(term.seat in seats and term.covers(day) for term in terms)


def is_proven(pull: Pull, contract: Contract) -> bool:
    """Judge whether all who wrote the text are known, and in the roster on the day of their proposal (threat T6)."""
    makers = _makers(pull, contract)
    if not makers or (pull.unverified and contract.policy.authorship.verified):
        return False
    day = pull.opened_at.astimezone(JST).date()
    for account in (pull.author, *makers):
        person = None if account is None else person_of(account, contract)
        if person is None or not person.serves(day):
            return False
    return True


def _makers(pull: Pull, contract: Contract) -> tuple[Account | None, ...]:
    """List who made the text, as far as anything that counts says so."""
    if contract.policy.authorship.verified:
        return pull.committers
    return (*pull.committers, *pull.unverified)


def writers(pull: Pull, contract: Contract) -> tuple[frozenset[str], frozenset[str]]:
    """List who wrote the text, by person's id and by login in lower case: they approve nothing."""
    accounts = [pull.author, *(account for account in _makers(pull, contract) if account is not None)]
    people = (person_of(account, contract) for account in accounts)
    ids = frozenset(person.id for person in people if person is not None)
    return ids, frozenset(account.login.lower() for account in accounts)


def candidates(
    seats: tuple[Seat, ...], now: datetime, barred: frozenset[str], contract: Contract
) -> tuple[PossibleApprover, ...]:
    """List who could give the approval now: holders first, then deputies in the order of asking, each once a seat."""
    day = now.astimezone(JST).date()
    offered: list[PossibleApprover] = []
    for seat in seats:
        holders = contract.roster.holders(seat, day)
        offered += [
            PossibleApprover(person.login, seat.role, seat.unit) for person in holders if person.id not in barred
        ]
        deputies = [
            (deputy.order, not _may_act(deputy, now, False, contract.policy), person, principal)
            for person in contract.roster.people
            for deputy in person.deputies
            if person.id not in barred and deputy.seat == seat and deputy.covers(day)
            if deputy.when != "nights-and-holidays" or outside_office_hours(now, contract.policy)
            for principal in _principals(person, seat, day, contract)
        ]
        deputies.sort(key=lambda entry: entry[0])
        for _, word, person, principal in deputies:
            stands_for = _stands_for(seat, principal)
            offered.append(PossibleApprover(person.login, seat.role, seat.unit, stands_for, word))
    free = {replace(able, word=True) for able in offered if not able.word}
    return tuple(able for able in dict.fromkeys(offered) if not able.word or able not in free)
