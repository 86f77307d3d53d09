"""体制表: people, their accounts, roles with dates, standing deputies (``schema/roster.yaml``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from haishin.core.catalogue import Message
from haishin.core.contract.forming import form
from haishin.core.model import Account, Role, Seat, Text

ROLES: Mapping[Role, Text] = {role: Message(f"core/contract/role-{role}") for role in Role}
DeputyWhen = Literal["absent", "nights-and-holidays", "dates"]


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role held from a day on."""

    seat: Seat = field(metadata={"at": ""})
    since: date = field(metadata={"at": "from"})
    until: date | None  # the last day; None: open

    def covers(self, day: date) -> bool:
        """Whether the role is held on that day of Japan time."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Deputy:
    """代決: a standing appointment to act for a role."""

    seat: Seat = field(metadata={"at": "for"})
    order: int  # of asking only
    when: DeputyWhen
    since: date = field(metadata={"at": "from"})
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the appointment stands on that day of Japan time."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """One person, who may have several accounts, roles and appointments."""

    id: str
    name: str
    accounts: tuple[Account, ...]
    roles: tuple[Tenure, ...]
    deputies: tuple[Deputy, ...] = field(default=(), metadata={"at": "deputy"})
    note: str | None = None  # for people

    @property
    def login(self) -> str:
        """The login to mention."""
        return self.accounts[0].login

    def holds(self, seat: Seat, day: date) -> bool:
        """Whether the person holds that role of that unit on that day."""
        return any(tenure.seat == seat and tenure.covers(day) for tenure in self.roles)

    def deputises(self, seat: Seat, day: date) -> bool:
        """Whether the person may act for that role of that unit on that day at any hour."""
        standing = [deputy for deputy in self.deputies if deputy.seat == seat and deputy.covers(day)]
        return any(deputy.when != "nights-and-holidays" for deputy in standing)

    def belongs(self, unit: str, day: date) -> bool:
        """Whether the person has any role in that unit on that day."""
        return any(tenure.seat.unit == unit and tenure.covers(day) for tenure in self.roles)

    def serves(self, day: date) -> bool:
        """Whether the person has any role on that day."""
        return any(tenure.covers(day) for tenure in self.roles)


@dataclass(frozen=True, slots=True)
class Roster:
    """All people, in the order of the file. Entries are closed by date, never deleted."""

    people: tuple[Person, ...]

    def person(self, account: Account, *, by_number: bool) -> Person | None:
        """Find whose account that is: by the forge's number, or offline by login without case."""
        for person in self.people:
            for own in person.accounts:
                if by_number and own.number is not None and own.number == account.number:
                    return person
                if not by_number and own.login.lower() == account.login.lower():
                    return person
        return None

    def holders(self, seat: Seat, day: date) -> tuple[Person, ...]:
        """List the holders of that role of that unit on that day."""
        return tuple(person for person in self.people if person.holds(seat, day))

    def filled(self, seat: Seat, day: date, without: Collection[str] = ()) -> bool:
        """Whether that seat has a holder on that day, or a deputy who may act for it at any hour.

        ``without``: ids of people who do not count here.
        """
        for person in self.people:
            if person.id not in without and (person.holds(seat, day) or person.deputises(seat, day)):
                return True
        return False

    @property
    def is_sample(self) -> bool:
        """Whether all accounts lack an id: such people are matched by login, and live mode never rests on them."""
        return not any(account.number is not None for person in self.people for account in person.accounts)

    @property
    def all_numbered(self) -> bool:
        """Whether every account carries the forge's number; live mode rests on nothing less."""
        return all(account.number is not None for person in self.people for account in person.accounts)


def seat(role: str, unit: str) -> Seat:
    """Form a seat from the words of a file."""
    return Seat(Role(role), unit)


def roster_from(value: Mapping[str, Any]) -> Roster:
    """Form the roster from the mapping of ``roster.yaml``, which has passed its JSON Schema."""
    return Roster(
        tuple(form(Person, person, accounts=tuple(map(_account, person["accounts"]))) for person in value["people"])
    )


def _account(given: Mapping[str, str]) -> Account:
    if given["account"] == "null":
        return Account(given["login"])
    return Account(given["login"], int(given["account"]))
