"""Who must agree, as a table for the page: the policy's own rows asked once for each choice, so that no script decides.

``rows[units[unit's agree][situation's agree]][scope][hours][consent]`` is a place in ``said``. Scope: of a station its
own area, one other's, several others', the prefecture; of a section stations' areas, the prefecture. Hours: no waiver,
a waiver, a waiver of an exercise. Consent: no waiver, a waiver, a waiver of a refused consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from haishin.consult.case import gather
from haishin.consult.consultation.requirements import Due, due
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.organization import Unit
from haishin.core.contract.roster import ROLES
from haishin.core.model import (
    Alert,
    Change,
    Consent,
    ConsentState,
    History,
    Press,
    PressKind,
    Role,
    Scope,
    Seat,
    Waiver,
)
from haishin.office.drafting.text import Situation, asks_family

HOURS = ((False, False), (True, False), (True, True))  # waived, exercise
CONSENT = ((False, ConsentState.GIVEN), (True, ConsentState.PENDING), (True, ConsentState.REFUSED))

_Kept = TypeVar("_Kept")


class Places(list[_Kept]):
    """Values by their place; equal values have the same."""

    def place(self, value: _Kept) -> int:
        """Find the place of a value, a new one at the end."""
        if value not in self:
            self.append(value)
        return self.index(value)


def table(contract: Contract, situations: Sequence[Situation]) -> tuple[dict[str, object], dict[str, int]]:
    """Make the table, and unit id → its line in ``units``; the policy has no word that tells stations apart."""
    organization = contract.organization
    said: Places[str] = Places()
    rows: Places[list[list[list[int]]]] = Places()
    units: Places[list[int]] = Places()
    lines: dict[str, int] = {}
    for unit in organization.units.values():
        if organization.is_station(unit.id) and organization.stations[0] in lines:
            lines[unit.id] = lines[organization.stations[0]]
            continue
        line = []
        for situation in situations:
            row = [
                [
                    [said.place(_said(each, contract)) for each in alerts]
                    for alerts in _waived(unit, scope, situation, contract)
                ]
                for scope in scopes(unit, contract)
            ]
            line.append(rows.place(row))
        lines[unit.id] = units.place(line)
    return {"said": said, "rows": rows, "units": units}, lines


def scopes(unit: Unit, contract: Contract) -> tuple[Scope, ...]:
    """List an example of each kind of scope that the unit may choose, the narrowest first."""
    organization = contract.organization
    others = tuple(station for station in organization.stations if station != unit.id)
    if not organization.is_station(unit.id):
        return Scope(False, others[:1]), Scope(True)
    own = (unit.id,)
    return Scope(False, own), Scope(False, own + others[:1]), Scope(False, own + others[:2]), Scope(True)


def _waived(unit: Unit, scope: Scope, situation: Situation, contract: Contract) -> Iterable[list[Alert]]:
    """Yield for each state of the hours an alert for each state of the consent."""
    family = CONSENT if asks_family(contract, situation) else CONSENT[:1]
    for hours, exercise in HOURS:
        yield [alert(unit.id, scope, situation, hours, exercise, *state) for state in family]


def alert(
    unit: str, scope: Scope, situation: Situation, hours: bool, exercise: bool, consent: bool, state: ConsentState
) -> Alert:
    """Make an alert of that unit with those waivers, without a word of text."""
    waived = (("delivery-hours", hours), ("consent", consent))
    return Alert(
        unit,
        "2026",
        "20261125-1605-x",
        "",
        situation.category,
        situation.content,
        scope,
        Press(PressKind.NONE),
        "",
        case=situation.case,
        recognized_at=datetime(2026, 11, 25, tzinfo=UTC),
        consent=Consent(state),
        waivers=tuple(Waiver(rule, "") for rule, used in waived if used),
        exercise=exercise,
    )


def agreeing(of: Alert, contract: Contract) -> list[Due]:
    """List the approvals that are due for an alert."""
    case = gather(of, Change.ADDED, (), None, lambda _: History())
    return [one for one in due(case, contract) if one.mode == "before"]


def _said(of: Alert, contract: Contract) -> str:
    """Say who must agree, with slots for the unit and the one other station."""
    others = [station for station in of.scope.stations if station != of.unit]
    names = {of.unit: "{{unit}}"}
    if len(others) == 1:
        names[others[0]] = "{{other}}"
    return said(agreeing(of, contract), names, contract)


def said(dues: Sequence[Due], names: dict[str, str], contract: Contract) -> str:
    """Say who must agree: ``承認が要る方：①…の運用管理者 ②…``; ``names``: of units, instead of their own."""

    def seat(one: Seat) -> str:
        if one.role is Role.SUPERVISOR:
            return ROLES[one.role].ja
        unit = names.get(one.unit, contract.organization.units[one.unit].name)
        return Message("consult/seat", unit=unit, role=ROLES[one.role])["ja"]

    either = ["、".join(map(seat, one.any_of)) + "のどなたかお一人" * (len(one.any_of) > 1) for one in dues]
    if len(either) == 1:
        return f"承認が要る方：{either[0]}"
    return "承認が要る方：" + " ".join(f"{chr(ord('①') + place)}{who}" for place, who in enumerate(either))
