"""People of the example force, by their roles."""

from __future__ import annotations

from haishin.core.contract.policy import JST
from haishin.core.model import Role, Seat
from support.ledger import NOON, contract

DAY = NOON.astimezone(JST).date()


def login(role: Role, unit: str) -> str:
    return contract().roster.holders(Seat(role, unit), DAY)[0].login


def supervisor() -> str:
    return next(one.login for one in contract().roster.people if any(h.seat.role is Role.SUPERVISOR for h in one.roles))
