"""Whom to ask for what is missing: the holders and those on duty at once, the other deputies when nobody answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from haishin.consultation.standing import on_duty
from haishin.contract import Contract
from haishin.contract.policy import JST
from haishin.model import Account, Approval, Candidate, Seat

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")


def needs_word(candidate: Candidate, now: datetime, contract: Contract) -> bool:
    """Whether his approval stands for the principal's only with a line 「代決」."""
    if candidate.acting is None:
        return False
    person = contract.roster.person(Account(candidate.login), by_number=False)
    day, seat = now.astimezone(JST).date(), Seat(candidate.role, candidate.unit)
    return not any(
        deputy.seat == seat
        and deputy.covers(day)
        and (deputy.when == "dates" or (deputy.when == "nights-and-holidays" and on_duty(now, contract.policy)))
        for deputy in (person.deputies if person is not None else ())
    )


def asked_at_once(approval: Approval, now: datetime, contract: Contract) -> tuple[str, ...]:
    """Logins to ask first; the first deputy where nobody else is there."""
    first = [one.login for one in approval.candidates if not needs_word(one, now, contract)]
    return reachable(first or [one.login for one in approval.candidates[:1]], contract)


def asked_later(approval: Approval, now: datetime, contract: Contract) -> tuple[str, ...]:
    """The other deputies, in the order of asking."""
    first = asked_at_once(approval, now, contract)
    return tuple(one for one in reachable((one.login for one in approval.candidates), contract) if one not in first)


def reachable(logins: Iterable[str], contract: Contract) -> tuple[str, ...]:
    """Those with an account number in the roster: a login without one may be anybody's."""
    found = []
    for login in dict.fromkeys(logins):
        person = contract.roster.person(Account(login), by_number=False)
        numbers = {own.login: own.number for own in (person.accounts if person is not None else ())}
        if numbers.get(login) is not None and _LOGIN.fullmatch(login) is not None:
            found.append(login)
    return tuple(found)


def missing(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """What is due and not given."""
    return tuple(one for one in approvals if one.mode == "before" and not one.given)
