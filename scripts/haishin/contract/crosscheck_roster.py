"""The checks of the roster against the rest of ``schema/``: people are told apart, units and seats are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from haishin.contract.parts import Contract, Mistake, Source, unknown
from haishin.model import Path, Role, Seat, Text

_NO_SUPERVISOR = Text(
    "運用総括管理者を置かないことになっています(policy.yaml の supervisor_unit が null)。",
    "There is no supervisor (supervisor_unit of policy.yaml is null).",
)


def people(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Every mistake of ``roster.yaml`` that its JSON Schema cannot see."""
    yield from _identities(contract, source)
    yield from _tenures(contract, source)


def _identities(contract: Contract, source: Source) -> Iterator[Mistake]:
    """Ids, logins (without case) and account numbers belong to one person each, once."""
    ids: set[str] = set()
    logins: set[str] = set()
    numbers: set[int] = set()
    for index, person in enumerate(contract.roster.people):
        if person.id in ids:
            yield source.mistake(
                ("people", index, "id"),
                Text(f"人の id「{person.id}」が2回あります。", f"The person id `{person.id}` stands twice."),
            )
        ids.add(person.id)
        for number, account in enumerate(person.accounts):
            path: Path = ("people", index, "accounts", number)
            if account.login.lower() in logins:
                yield source.mistake(
                    (*path, "login"),
                    Text(
                        f"ログイン名「{account.login}」が2回あります(大文字と小文字は同じとみなします)。",
                        f"The login `{account.login}` stands twice (upper and lower case are the same).",
                    ),
                )
            logins.add(account.login.lower())
            if account.number is None:
                continue
            if account.number in numbers:
                yield source.mistake(
                    (*path, "account"),
                    Text(
                        f"アカウントの番号「{account.number}」が2回あります。",
                        f"The account number {account.number} stands twice.",
                    ),
                )
            numbers.add(account.number)


def _tenures(contract: Contract, source: Source) -> Iterator[Mistake]:
    """What is open names seats of units that exist, held by somebody or not; nothing ends before it begins."""
    for index, person in enumerate(contract.roster.people):
        for number, tenure in enumerate(person.roles):
            path: Path = ("people", index, "roles", number)
            yield from _period(source, path, tenure.since, tenure.until)
            if tenure.until is None:  # what is closed may rest in a unit that was dissolved since
                yield from _seat_unit(contract, source, (*path, "unit"), tenure.seat)
        for number, deputy in enumerate(person.deputies):
            path = ("people", index, "deputy", number)
            yield from _period(source, path, deputy.since, deputy.until)
            if deputy.until is None:
                yield from _seat_unit(contract, source, (*path, "for"), deputy.seat)


def _period(source: Source, path: Path, since: date, until: date | None) -> Iterator[Mistake]:
    if until is not None and until < since:
        yield source.mistake(
            (*path, "until"),
            Text(
                f"終わりの日 {until} が始まりの日 {since} より前です。",
                f"It ends on {until}, before it begins on {since}.",
            ),
        )


def _seat_unit(contract: Contract, source: Source, path: Path, seat: Seat) -> Iterator[Mistake]:
    if seat.unit not in contract.organization.units:
        yield source.mistake(path, unknown("所属", "unit", seat.unit))
    elif seat.role is Role.SUPERVISOR and seat.unit != contract.policy.supervisor_unit:
        unit = contract.policy.supervisor_unit
        yield source.mistake(
            path,
            _NO_SUPERVISOR
            if unit is None
            else Text(f"運用総括管理者の所属は「{unit}」です。", f"The supervisor belongs to `{unit}`."),
        )
