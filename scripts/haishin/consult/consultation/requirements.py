"""The approvals that are due, from a case and the policy's rows: a pure function, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from haishin.core.contract import Contract
from haishin.core.contract.policy import Mode, Need, Place, Requirement
from haishin.core.model import Alert, Case, Role, Scope, Seat


@dataclass(frozen=True, slots=True)
class Due:
    """One approval that is due (before) or one unit that is informed (inform).

    ``apart``: by somebody who fills no other role here, nor stands for anybody. ``lasting``: due for what follows the
    alert, too.
    """

    any_of: tuple[Seat, ...]
    mode: Mode
    clause: str
    apart: bool = False
    lasting: bool = False


# How wide a scope is, the narrowest first, by whether a station sends.
_WIDTHS = {True: ("own", "one-other", "beyond", "prefecture"), False: ("stations", "prefecture")}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case that the ``when`` of a row may ask about.

    ``scope``: the alert's own, with that of the alert it follows, since it goes to those readers; ``width``: how wide
    that is for the unit; ``others``: the stations named in it beside the sender, none where it is the prefecture.
    """

    case: Case
    contract: Contract
    scope: Scope
    in_charge: str
    width: str
    others: tuple[str, ...]

    def word(self, name: str, wanted: tuple[str, ...] | bool | str) -> bool:
        """Tell whether the case meets one word of a ``when``.

        No item that is added to an alert, and no wider scope, makes a word untrue: so no approval that was due ceases
        to be. One thing alone does: an earlier claim that lends its waiver.
        """
        if name == "scope":
            return self._reaches(str(wanted))
        if name == "words":
            text = self.case.alert.title + self.case.alert.body
            return any(word in text for word in self.contract.wording.lists[str(wanted)])
        value = self._value(name)
        if isinstance(wanted, tuple):
            return not set(wanted).isdisjoint(value if isinstance(value, tuple) else (str(value),))
        return value == wanted

    def _reaches(self, width: str) -> bool:
        """Tell whether the scope is at least so wide."""
        widths = _WIDTHS[self.contract.organization.is_station(self.case.alert.unit)]
        return width in widths and widths.index(width) <= widths.index(self.width)

    def _value(self, name: str) -> object:
        alert, contract = self.case.alert, self.contract
        match name:
            case "change":
                return self.case.change.value
            case "sender":
                return "station" if contract.organization.is_station(alert.unit) else "headquarters"
            case "owner":
                return alert.unit == contract.organization.owner
            case "in_charge":
                return alert.unit == self.in_charge
            case "press":
                return alert.press.kind.value
            case "consistent":
                return alert.press.consistent
            case "follows":
                return alert.follows.kind.value if alert.follows else ""
            case "waiver":
                return tuple(waiver.rule for waiver in alert.waivers)
            case "waiver_not_urgent":
                return tuple(
                    waiver.rule
                    for waiver in alert.waivers
                    if not contract.policy.manager_grants(waiver.rule, alert, self.case.history)
                )
            case "disclose":
                return bool(alert.disclose)
            case "consent":
                return alert.consent.state.value if alert.consent is not None else ""
            case "named":
                return alert.consent is not None and bool(alert.consent.names)
            case _:  # category, case, content: the schema of the policy allows no other word
                return getattr(alert, name, None)


def facts(case: Case, contract: Contract) -> Facts:
    """Gather the facts of a case; its category must be in the table."""
    alert = case.alert
    scope = alert.scope
    if alert.follows is not None and (first := case.history.of(alert.follows.alert).scope) is not None:
        scope = scope.union(first)
    in_charge = contract.organization.section_in_charge(alert.unit, alert.category, alert.case, alert.content)
    others = tuple(station for station in scope.stations if station != alert.unit)
    width = _width(scope, others, alert.unit, contract)
    return Facts(case, contract, scope, in_charge, width, () if width == "prefecture" else others)


def _width(scope: Scope, others: tuple[str, ...], unit: str, contract: Contract) -> str:
    """Find how wide the scope is; to headquarters all stations named one by one are the prefecture."""
    organization = contract.organization
    if scope.prefecture:
        return "prefecture"
    if organization.is_station(unit):
        return _WIDTHS[True][min(len(others), 2)]
    return "prefecture" if set(organization.stations) <= set(scope.stations) else "stations"


def due(case: Case, contract: Contract) -> tuple[Due, ...]:
    """List every approval that is due and every unit to inform, in the order of the policy, the same seats once.

    What follows an alert needs whoever had to agree to that one. A unit that must agree is not informed besides.
    """
    known = facts(case, contract)
    dues: dict[tuple[Seat, ...], Due] = {}
    for item in (*_by_the_policy(known), *_by_the_drafter(known), *_by_what_it_follows(known)):
        dues[item.any_of] = _joined(dues[item.any_of], item) if item.any_of in dues else item
    before = [item for item in dues.values() if item.mode == "before"]
    informed = [
        item
        for item in dues.values()
        if item.mode == "inform" and not any(set(other.any_of) <= set(item.any_of) for other in before)
    ]
    return (*before, *informed)


def one_more(unit: str, contract: Contract) -> Due:
    """Ask for one more person of the unit, where who wrote the text cannot be proven."""
    policy = contract.policy
    roles = (role for role in Role if role is not Role.SUPERVISOR or unit == policy.supervisor_unit)
    return Due(tuple(Seat(role, unit) for role in roles), "before", policy.authorship.clause, apart=True)


def confirming_seats(alert: Alert, contract: Contract) -> tuple[Seat, ...]:
    """List the seats whose holders policy lets confirm the release."""
    policy = contract.policy.press
    places = policy.confirmed_by_unit if alert.press.by_unit else policy.confirmed_by
    units = {"sender": alert.unit, "owner": contract.organization.owner}
    return tuple(Seat(place.role, units[place.unit]) for place in places if place.unit in units)


def _joined(one: Due, other: Due) -> Due:
    """Join two that name the same seats: whoever must agree is not merely informed."""
    kept = other if (one.mode, other.mode) == ("inform", "before") else one
    return replace(kept, lasting=one.lasting or other.lasting)


def _by_the_policy(known: Facts) -> Iterator[Due]:
    """Yield what the rows and triggers ask for. A waiver is granted for one mail: what follows it waives for itself."""
    policy = known.contract.policy
    for requirement in (*policy.rows, *policy.triggers):
        if all(known.word(name, wanted) for name, wanted in requirement.when.items()):
            for seats, mode in _resolved(requirement, known):
                lasting = mode == "before" and "waiver_not_urgent" not in requirement.when
                yield Due(seats, mode, requirement.clause, lasting=lasting)


def _resolved(requirement: Requirement, known: Facts) -> Iterator[tuple[tuple[Seat, ...], Mode]]:
    for need in requirement.need:
        if any(place.unit == "others" for place in need.any_of):
            for station in known.others:
                yield _seats(need, known, station), need.mode
        elif seats := _seats(need, known, None):
            yield seats, need.mode


def _seats(need: Need, known: Facts, each: str | None) -> tuple[Seat, ...]:
    seats = (_seat(place, known, each) for place in need.any_of)
    return tuple(dict.fromkeys(seat for seat in seats if seat is not None))


def _seat(place: Place, known: Facts, each: str | None) -> Seat | None:
    match place.unit:
        case "sender":
            return Seat(place.role, known.case.alert.unit)
        case "in-charge":
            return Seat(place.role, known.in_charge)
        case "owner":
            return Seat(place.role, known.contract.organization.owner)
        case "other":
            return Seat(place.role, known.others[0]) if len(known.others) == 1 else None
        case _:
            return Seat(place.role, each) if each is not None else None


def _by_the_drafter(known: Facts) -> Iterator[Due]:
    """Yield whom the drafter lists in ``consult`` (必要に応じて); none for a withdrawal, which stops a sending."""
    if known.case.change.value == "deleted":
        return
    policy = known.contract.policy
    for unit in known.case.alert.consult:
        if unit == Role.SUPERVISOR and policy.supervisor_unit is not None:
            seats: tuple[Seat, ...] = (Seat(Role.SUPERVISOR, policy.supervisor_unit),)
        else:
            seats = tuple(Seat(role, unit) for role in policy.consult.roles)
        yield Due(seats, "before", policy.consult.clause, lasting=True)


def _by_what_it_follows(known: Facts) -> Iterator[Due]:
    """Yield who had to agree to the alert that this one follows, whose readers it takes (必要に応じて).

    For a unit that was dissolved since the supervisor answers, or the 主管課's manager where there is none.
    """
    case, contract = known.case, known.contract
    if case.alert.follows is None or case.change.value == "deleted":
        return
    for seats in case.history.of(case.alert.follows.alert).due:
        there = tuple(seat for seat in seats if seat.unit in contract.organization.units)
        yield Due(there or (_answering(contract),), "before", contract.policy.consult.clause, lasting=True)


def _answering(contract: Contract) -> Seat:
    supervisor, owner = contract.policy.supervisor_unit, contract.organization.owner
    return Seat(Role.MANAGER, owner) if supervisor is None else Seat(Role.SUPERVISOR, supervisor)
