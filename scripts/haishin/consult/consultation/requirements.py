"""The approvals that are due, from a case and the policy's rows: a pure function, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from haishin.core.contract import Contract
from haishin.core.contract.policy import Mode, Place, Requirement
from haishin.core.model import Alert, Case, Role, Scope, Seat


@dataclass(frozen=True, slots=True)
class Due:
    """An approval that is due (before) or a unit that is informed (inform)."""

    any_of: tuple[Seat, ...]
    mode: Mode
    clause: str
    apart: bool = False  # by a person who fills no other role here, nor deputises
    lasting: bool = False  # due for the alerts that follow this alert, too


# How wide a scope is, the narrowest first, by whether a station sends.
_WIDTHS = {True: ("own", "one-other", "beyond", "prefecture"), False: ("stations", "prefecture")}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case that the ``when`` of a row may ask about."""

    case: Case
    contract: Contract
    scope: Scope  # with that of the alert that it follows, since it goes to those readers
    in_charge: str
    width: str  # of the scope, for the unit
    others: tuple[str, ...]  # the stations of the scope beside the sender; empty for the prefecture

    def word(self, name: str, wanted: tuple[str, ...] | bool | str) -> bool:
        """Judge whether the case meets a word of a ``when``.

        No item that is added to an alert, and no wider scope, makes a word untrue: so no approval that was due ceases
        to be. Only an earlier claim that lends its waiver does.
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
                if contract.organization.is_station(alert.unit):
                    return "station"
                return "headquarters"
            case "owner":
                return alert.unit == contract.organization.owner
            case "in_charge":
                return alert.unit == self.in_charge
            case "press":
                return alert.press.kind.value
            case "consistent":
                return alert.press.consistent
            case "follows":
                if alert.follows:
                    return alert.follows.kind.value
                return ""
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
                if alert.consent is not None:
                    return alert.consent.state.value
                return ""
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
    """Find how wide the scope is; to headquarters all stations by name are the prefecture."""
    organization = contract.organization
    if scope.prefecture:
        return "prefecture"
    if organization.is_station(unit):
        return _WIDTHS[True][min(len(others), 2)]
    if set(organization.stations) <= set(scope.stations):
        return "prefecture"
    return "stations"


def due(case: Case, contract: Contract) -> tuple[Due, ...]:
    """List every approval that is due and every unit to inform, in the order of the policy, the same seats once.

    An alert needs the agreement of all who had to agree to the alert that it follows. A unit that must agree is not
    informed besides.
    """
    known = facts(case, contract)
    dues: dict[tuple[Seat, ...], Due] = {}
    for item in (*_by_the_policy(known), *_by_the_drafter(known), *_by_what_it_follows(known)):
        dues[item.any_of] = _joined(dues.get(item.any_of, item), item)
    before = [item for item in dues.values() if item.mode == "before"]
    agreeing = [set(item.any_of) for item in before]
    for item in dues.values():
        agrees = any(seats.issubset(item.any_of) for seats in agreeing)
        if item.mode == "inform" and not agrees:
            before.append(item)
    return tuple(before)


def one_more(unit: str, contract: Contract) -> Due:
    """Ask for a second person of the unit if the author of the text cannot be proven."""
    policy = contract.policy
    roles = (role for role in Role if role is not Role.SUPERVISOR or unit == policy.supervisor_unit)
    return Due(tuple(Seat(role, unit) for role in roles), "before", policy.authorship.clause, apart=True)


def confirming_seats(alert: Alert, contract: Contract) -> tuple[Seat, ...]:
    """List the seats whose holders policy lets confirm the release."""
    policy = contract.policy.press
    places = policy.confirmed_by_unit if alert.press.by_unit else policy.confirmed_by
    return _resolved(places, {"sender": alert.unit, "owner": contract.organization.owner}, contract)


def _joined(first: Due, other: Due) -> Due:
    """Join two that name the same seats: a person who must agree is not merely informed."""
    kept = other if (first.mode, other.mode) == ("inform", "before") else first
    return replace(kept, lasting=first.lasting or other.lasting)


def _by_the_policy(known: Facts) -> Iterator[Due]:
    """Yield the demands of rows and triggers. A waiver is granted for a single mail: a later mail waives for itself."""
    policy = known.contract.policy
    for requirement in (*policy.rows, *policy.triggers):
        if all(known.word(name, wanted) for name, wanted in requirement.when.items()):
            for seats, mode in _asked(requirement, known):
                lasting = mode == "before" and "waiver_not_urgent" not in requirement.when
                yield Due(seats, mode, requirement.clause, lasting=lasting)


def _asked(requirement: Requirement, known: Facts) -> Iterator[tuple[tuple[Seat, ...], Mode]]:
    contract = known.contract
    units = {"sender": known.case.alert.unit, "in-charge": known.in_charge, "owner": contract.organization.owner}
    if len(known.others) == 1:
        units["other"] = known.others[0]
    for need in requirement.need:
        if any(place.unit == "others" for place in need.any_of):
            for station in known.others:
                yield _resolved(need.any_of, {**units, "others": station}, contract), need.mode
        elif seats := _resolved(need.any_of, units, contract):
            yield seats, need.mode


def _resolved(places: Iterable[Place], units: Mapping[str, str], contract: Contract) -> tuple[Seat, ...]:
    """Find the seats of places; ``units``: the policy's words that name a unit here. Any supervisor is the force's."""
    known = {**{unit: unit for unit in contract.organization.units}, **units}
    seats = []
    for place in places:
        if place.role is Role.SUPERVISOR:
            seats.append(chief(contract))
        elif place.unit in known:
            seats.append(Seat(place.role, known[place.unit]))
    return tuple(dict.fromkeys(seats))


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
    """Yield the seats that had to agree to the followed alert, since this alert takes its readers (必要に応じて).

    For a unit that was dissolved since, the supervisor answers, or the 主管課's manager if there is no supervisor.
    """
    case, contract = known.case, known.contract
    if case.alert.follows is None or case.change.value == "deleted":
        return
    for seats in case.history.of(case.alert.follows.alert).due:
        there = tuple(seat for seat in seats if seat.unit in contract.organization.units)
        yield Due(there or (chief(contract),), "before", contract.policy.consult.clause, lasting=True)


def chief(contract: Contract) -> Seat:
    """Find the seat that answers for the whole service: the supervisor, else the 主管課's manager."""
    supervisor, owner = contract.policy.supervisor_unit, contract.organization.owner
    if supervisor is None:
        return Seat(Role.MANAGER, owner)
    return Seat(Role.SUPERVISOR, supervisor)
