"""``doctor`` on the roster over time: what of ``schema/`` comes to an end, and who can act at night."""

from __future__ import annotations

from datetime import date

from haishin.contract import Contract
from haishin.contract.endings import endings
from haishin.model import Role, Seat, Text
from haishin.setup.guarantee import Guarantee, State

_TITLE = Text(
    "どの所属にも承認できる人がおり、祝日の一覧とともに90日後まで続く",
    "every unit has somebody who approves, and with the list of holidays that lasts for 90 days",
)


def judge(contract: Contract, today: date) -> Guarantee:
    """Missing where it needs a person now; what is further off is named all the same."""
    found = endings(contract, today)
    if not found:
        return Guarantee("lasting", _TITLE, State.READY)
    remedies = dict.fromkeys(one.remedy for one in found)
    return Guarantee(
        "lasting",
        _TITLE,
        State.MISSING if any(one.alarm for one in found) else State.UNPROVEN,
        Text(" ".join(one.text.ja for one in found), " ".join(one.text.en for one in found)),
        Text(" ".join(one.ja for one in remedies), " ".join(one.en for one in remedies)),
    )


_NIGHTS = Text(
    "急を要する事案の本部主管課と運用総括管理者に、夜間・休日の代決者がいる",
    "the sections in charge of urgent matters and the supervisor have deputies for nights and holidays",
)
_ROLES = {Role.SUPERVISOR: "運用総括管理者", Role.MANAGER: "運用管理者"}
_NOBODY = Text("いません:{seats.ja}", "Nobody: {seats.en}")
_ENTER = Text(
    "主管課が、schema/roster.yaml の deputy に、when: nights-and-holidays の人を書いてください。",
    "Let the section that owns the service enter somebody with `when: nights-and-holidays` in schema/roster.yaml.",
)


def nights(contract: Contract, today: date) -> Guarantee:
    """An urgent alert at night waits for no chief who is asleep (3(3))."""
    covered = {
        deputy.seat
        for person in contract.roster.people
        for deputy in person.deputies
        if deputy.when == "nights-and-holidays" and deputy.covers(today)
    }
    missing = [seat for seat in _urgent(contract) if seat not in covered]
    if not missing:
        return Guarantee("nights", _NIGHTS, State.READY)
    units = contract.organization.units
    told = Text(
        "、".join(f"{units[seat.unit].name}の{_ROLES[seat.role]}" for seat in missing),
        ", ".join(f"{seat.role} of {seat.unit}" for seat in missing),
    )
    return Guarantee("nights", _NIGHTS, State.MISSING, _NOBODY.format(seats=told), _ENTER)


def _urgent(contract: Contract) -> tuple[Seat, ...]:
    """The supervisor, and the manager of each section that is in charge of an urgent matter."""
    organization, policy = contract.organization, contract.policy
    charged = {
        organization.section_in_charge(organization.owner, row.category, case, content)
        for matter in policy.urgent_matters
        for row in [policy.row(matter.category)]
        if row is not None
        for case in matter.cases or row.cases
        for content in matter.contents or row.contents
    }
    above = policy.supervisor_unit
    managers = (Seat(Role.MANAGER, unit) for unit in organization.units if unit in charged)
    return (*(() if above is None else (Seat(Role.SUPERVISOR, above),)), *managers)
