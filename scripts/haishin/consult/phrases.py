"""How people, units and times are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import ROLES
from haishin.core.escaping import visible
from haishin.core.model import FLOOR, Account, Language, Role, Seat


def moment(time: datetime, language: Language) -> str:
    """Write a moment, always in Japan time: ``11月26日(木)7:00``."""
    local = time.astimezone(JST)
    return Message("consult/moment", at=local, weekday=Message(f"consult/weekday-{local.isoweekday()}"))[language]


def iso(time: datetime | None) -> str | None:
    """Write a moment in ISO 8601 to the second, in Japan time: ``2026-11-26T07:00:00+09:00``."""
    if time is None:
        return None
    return time.astimezone(JST).isoformat(timespec="seconds")


def unit_name(unit: str, contract: Contract) -> str:
    """Name a unit by its own (Japanese) name; an id that is no unit stays as it is."""
    known = contract.organization.units.get(unit)
    return visible(unit if known is None else known.name)


def seat_name(seat: Seat, contract: Contract, language: Language) -> str:
    """Name a seat: ``前橋警察署の運用管理者(署長)``."""
    role, name = ROLES[seat.role], unit_name(seat.unit, contract)
    if title := title_of(seat, contract):
        return Message("consult/seat-with-title", unit=name, role=role, title=title)[language]
    return Message("consult/seat", unit=name, role=role)[language]


def title_of(seat: Seat, contract: Contract) -> str | None:
    """Return the title that the organization gives to the holder of a seat, as ``署長``; None without a title."""
    unit = contract.organization.units.get(seat.unit)
    if unit is None:
        return None
    return {Role.MANAGER: unit.manager_title, Role.OFFICER: unit.officer_title}.get(seat.role)


def empty_seat(acting: str, contract: Contract, language: Language) -> str | None:
    """Name the vacant seat ``manager@maebashi``: ``前橋警察署の運用管理者(空席)``; None for a login."""
    role, at, unit = acting.partition("@")
    if not at:
        return None
    return Message("consult/seat-vacant", seat=seat_name(Seat(Role(role), unit), contract, language))[language]


def agreed(given: Mapping[str, Any], contract: Contract, language: Language) -> str:
    """Word an approval as a claim records it: ``…の運用管理者(署長)、青木 誠(登坂 浩 の代決)、11月25日(水)16:20``."""
    names = {person.id: person.name for person in contract.roster.people}
    who = visible(names.get(given["person"], str(given["person"])))
    if (acting := given["acting"]) is not None:
        principal = empty_seat(acting, contract, language) or plain_name(acting, contract)
        who = Message("consult/acting-for", who=who, principal=principal)[language]
    parts = [who]
    if given["role"]:
        parts.insert(0, seat_name(Seat(Role(given["role"]), given["unit"]), contract, language))
    if given["at"]:
        parts.append(moment(datetime.fromisoformat(given["at"]), language))
    return listed(parts)[language]


def plain_name(login: str, contract: Contract) -> str:
    """Name a person as paper does, ``青木 誠``; a person outside the roster by the login."""
    person = contract.roster.person(Account(login), by_number=False)
    if person is None:
        return f"@{visible(login)}"
    return visible(person.name)


def person_name(login: str, contract: Contract) -> str:
    """Name a person with the login, ``青木 誠(@aoki)``; a person outside the roster by the login alone."""
    person = contract.roster.person(Account(login), by_number=False)
    if person is None:
        return f"@{visible(login)}"
    return f"{visible(person.name)}(@{visible(login)})"


def people(count: int, language: Language) -> str:
    """Write a rounded count of people; below the floor no number at all (T31)."""
    if count < FLOOR:
        return Message("consult/fewer-people", n=FLOOR)[language]
    return Message("consult/about-people", n=count)[language]
