"""Whom to ask for what is missing: the holders and those on duty at once, the other deputies when nobody answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from haishin.contract import Contract
from haishin.model import Account, Approval

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")


def asked_at_once(approval: Approval, contract: Contract) -> tuple[str, ...]:
    """Logins to ask first; the first deputy where nobody else is there."""
    first = [one.login for one in approval.candidates if not one.word]
    return reachable(first or [one.login for one in approval.candidates[:1]], contract)


def asked_later(approval: Approval, contract: Contract) -> tuple[str, ...]:
    """The other deputies, in the order of asking."""
    first = asked_at_once(approval, contract)
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


def named_by_the_forge(account: Account) -> tuple[str, ...]:
    """The login of an account that the forge itself names now, where it can be called."""
    there = account.number is not None and _LOGIN.fullmatch(account.login) is not None
    return (account.login,) if there else ()


def missing(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """What is due and not given."""
    return tuple(one for one in approvals if one.mode == "before" and not one.given)
