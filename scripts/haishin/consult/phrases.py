"""How people, units and times are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import ROLES
from haishin.core.escaping import visible
from haishin.core.model import FLOOR, Account, Language, Role, Seat, Text

ANY_HOUR = Text("夜間でもすぐに配信されます（時間外の例外）", "at night too, at once (the hours are waived)")
_FEW = Text("{n} 人未満", "fewer than {n}")
_MANY = Text("約 {n} 人", "about {n}")
BY = Text("{who}({principal} の代決)", "{who} (acting for {principal})")
_DAYS = Text("月火水木金土日", "Mon Tue Wed Thu Fri Sat Sun")


def moment(time: datetime, language: Language) -> str:
    """Write a moment, always in Japan time: ``11月26日(木)7:00``."""
    local = time.astimezone(JST)
    if language == "ja":
        return f"{local.month}月{local.day}日({_DAYS.ja[local.weekday()]}){local.hour}:{local.minute:02}"
    return f"{_DAYS.en.split()[local.weekday()]} {local:%Y-%m-%d} {local.hour}:{local.minute:02} (Japan time)"


def iso(time: datetime | None) -> str | None:
    """Write a moment in ISO 8601 to the second, in Japan time: ``2026-11-26T07:00:00+09:00``."""
    return None if time is None else time.astimezone(JST).isoformat(timespec="seconds")


def unit_name(unit: str, contract: Contract) -> str:
    """Name a unit by its own (Japanese) name; an id that is no unit stays as it is."""
    known = contract.organization.units.get(unit)
    return visible(unit if known is None else known.name)


def seat_name(seat: Seat, contract: Contract, language: Language) -> str:
    """Name a seat: ``前橋警察署の運用管理者(署長)``."""
    role, name = ROLES[seat.role][language], unit_name(seat.unit, contract)
    unit = contract.organization.units.get(seat.unit)
    titles = {} if unit is None else {Role.MANAGER: unit.manager_title, Role.OFFICER: unit.officer_title}
    title = titles.get(seat.role, "")
    if language == "ja":
        return f"{name}の{role}({title})" if title else f"{name}の{role}"
    return f"{role} ({title}) of {name}" if title else f"{role} of {name}"


def empty_seat(acting: str, contract: Contract, language: Language) -> str | None:
    """Name the vacant seat ``manager@maebashi``: ``前橋警察署の運用管理者(空席)``; None for a login."""
    role, at, unit = acting.partition("@")
    if not at:
        return None
    name = seat_name(Seat(Role(role), unit), contract, language)
    return f"{name}(空席)" if language == "ja" else f"{name} (vacant)"


def agreed(given: Mapping[str, Any], contract: Contract, language: Language) -> str:
    """Tell an approval as a claim records it: ``…の運用管理者(署長)、青木 誠(登坂 浩 の代決)、11月25日(水)16:20``."""
    names = {person.id: person.name for person in contract.roster.people}
    who = visible(names.get(given["person"], str(given["person"])))
    if (acting := given["acting"]) is not None:
        principal = empty_seat(acting, contract, language) or plain_name(acting, contract)
        who = BY.format(who=who, principal=principal)[language]
    seat = seat_name(Seat(Role(given["role"]), given["unit"]), contract, language) if given["role"] else ""
    when = moment(datetime.fromisoformat(given["at"]), language) if given["at"] else ""
    return ("、" if language == "ja" else ", ").join(part for part in (seat, who, when) if part)


def plain_name(login: str, contract: Contract) -> str:
    """Name a person as paper does, ``青木 誠``; somebody outside the roster by the login."""
    person = contract.roster.person(Account(login), by_number=False)
    return f"@{visible(login)}" if person is None else visible(person.name)


def person_name(login: str, contract: Contract) -> str:
    """Name a person with the login, ``青木 誠(@aoki)``; somebody outside the roster by the login alone."""
    person = contract.roster.person(Account(login), by_number=False)
    return f"@{visible(login)}" if person is None else f"{visible(person.name)}(@{visible(login)})"


def people(count: int, language: Language) -> str:
    """Say a rounded count of people; below the floor no number at all (T31)."""
    if count < FLOOR:
        return _FEW.format(n=FLOOR)[language]
    return _MANY.format(n=f"{count:,}")[language]
