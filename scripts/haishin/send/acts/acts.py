"""A person's acts on the ledger; the roster says who may. Stopping is not among them: it asks for no role."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from haishin.consult.decision.people import seat_names
from haishin.consult.decision.upkeep import Proposal, answering, answers, same_person
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import Person
from haishin.core.errors import Refusal
from haishin.core.model import STOP, Account, LedgerRecord, Role, Seat, Text
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import OVER, WAITING, Held, LedgerView, held_by_people
from haishin.send.ledger.ledger_writer import LedgerWriter
from haishin.send.ledger.records import record
from haishin.send.ledger.stops import PREFIX, Stops, stops, take_away


def go(ledger: Ledger, contract: Contract, alert: str, unit: str | None, now: datetime, by: str) -> tuple[Held, ...]:
    """End the holds of an alert that this person may end, and delete its stop branch; return the ended holds.

    These are a stop and the limits that the ledger names; a limit that it crosses later holds it again. ``unit``: whose
    manager may end a stop, None if it is unknown. Raises Refusal if nothing holds it, or if he may end none of it.
    """
    standing, branch = stops(ledger.git, ledger.remote), PREFIX + alert
    _record(ledger, replace(standing, all=False, alerts=standing.alerts & {alert}), now)
    ended: list[Held] = []

    def make(view: LedgerView) -> LedgerRecord | None:
        entry = view.of(alert)
        holds = [hold for hold in held_by_people(view) if hold.alert == alert]
        causes, refused = [], list[Refusal]()
        for cause in sorted({hold.cause for hold in holds}):
            why = _refused(cause, contract, unit, now, by)
            if why is None:
                causes.append(cause)
            else:
                refused.append(why)
        ended[:] = [hold for hold in holds if hold.cause in causes]
        if causes:
            return record("went-on", now, by, alert=alert, causes=causes)
        if refused:
            raise refused[0]
        if branch in standing.branches:  # it stops nothing any more, and is only in the way of the next stop
            demand_release(contract, unit, now, by)
            return None
        if entry.state in OVER:
            raise Refusal(Message("send/acts/too-late", alert=alert, state=entry.state.value))
        raise Refusal(Message("send/acts/nothing-holds", alert=alert))

    view = ledger.write(make)
    if not view.of(alert).stopped:
        take_away(ledger.git, ledger.remote, standing, [branch])
    return tuple(ended)


def _refused(cause: str, contract: Contract, unit: str | None, now: datetime, by: str) -> Refusal | None:
    """Return why this person may not end such a hold; None: he may."""
    try:
        if cause == STOP:
            demand_release(contract, unit, now, by)
        else:
            demand(contract, now, by)
    except Refusal as refusal:
        return refusal
    return None


def go_on_all(
    ledger: Ledger, contract: Contract, known: Callable[[], Collection[str]], now: datetime, by: str
) -> LedgerView:
    """End a halt, and delete every branch that stops all; ``known`` reads every id of main."""
    demand(contract, now, by)
    standing = stops(ledger.git, ledger.remote).among(known(), ledger.read().known)
    _record(ledger, standing, now)

    def make(view: LedgerView) -> LedgerRecord:
        if not view.halted:
            raise Refusal(Message("send/acts/nothing-halted"))
        return record("went-on", now, by)

    view = ledger.write(make)
    of_one = {PREFIX + alert for alert in standing.alerts}
    take_away(ledger.git, ledger.remote, standing, [branch for branch in standing.branches if branch not in of_one])
    return view


def _record(ledger: Ledger, standing: Stops, now: datetime) -> None:
    """Record the stops before their branches are taken away: every stop leaves a trace."""
    LedgerWriter(ledger, "", lambda: now).stops(standing)


def refuse(ledger: Ledger, contract: Contract, alert: str, reason: str, now: datetime, by: str) -> LedgerView:
    """End an alert that was not begun; it never goes. Raises Refusal without a reason, too."""
    if not reason.strip():
        raise Refusal(Message("send/acts/no-reason"))
    demand(contract, now, by)

    def make(view: LedgerView) -> LedgerRecord:
        state = view.of(alert).state
        if state not in WAITING:
            raise Refusal(Message("send/acts/too-late", alert=alert, state=state.value))
        return record("refused", now, by, alert=alert, reason=reason)

    return ledger.write(make)


def demand_answer(
    contract: Contract, proposal: Proposal, wrote: Iterable[Account | None], now: datetime, by: str
) -> None:
    """Refuse unless the person is asked for such a change (3(1)), and is not among the authors who ``wrote`` it.

    ``wrote``: as far as they are known.
    """
    authors = tuple(wrote)
    if not answers(by, proposal, now, contract, authors):
        seats = seat_names(answering(proposal, now, contract, authors), contract)
        raise Refusal(Message("send/acts/only-seats", by=by, seats=seats))
    if any(author is not None and same_person(author, by, contract) for author in authors):
        raise Refusal(Message("send/acts/author-answers", by=by))


def accept(ledger: Ledger, commit: str, now: datetime, by: str, *, instead: str | None = None) -> LedgerView:
    """Take responsibility for a commit, by its whole id; that the person may was asked before.

    ``instead``: the commit that was judged before, if main's tip does not continue it; main's line begins anew.
    """

    def make(view: LedgerView) -> LedgerRecord | None:
        if instead is not None:
            return record("accepted", now, by, commit=commit, instead=instead)
        if commit in view.accepted_commits:
            return None
        return record("accepted", now, by, commit=commit)

    return ledger.write(make)


def demand(contract: Contract, now: datetime, by: str) -> None:
    """Refuse unless the person is the supervisor, deputises for her, or belongs to the 主管課."""
    person, day = _person(contract, by), now.astimezone(JST).date()
    if person is not None:
        deputy = any(held.seat.role is Role.SUPERVISOR and held.covers(day) for held in person.deputies)
        if deputy or _supervisor(person, day) or person.belongs(contract.organization.owner, day):
            return
    raise Refusal(Message("send/acts/only-supervisor", by=by))


def demand_release(contract: Contract, unit: str | None, now: datetime, by: str) -> None:
    """Refuse unless the person is the unit's manager or the supervisor; without a known unit as ``demand``."""
    if unit is None:
        return demand(contract, now, by)
    person, day = _person(contract, by), now.astimezone(JST).date()
    if person is None or not (person.holds(Seat(Role.MANAGER, unit), day) or _supervisor(person, day)):
        name = unit
        if unit in contract.organization.units:
            name = contract.organization.units[unit].name
        raise Refusal(Message("send/acts/only-manager", by=by, unit=Text(name, unit)))


def _person(contract: Contract, by: str) -> Person | None:
    return contract.roster.person(Account(by), by_number=False)


def _supervisor(person: Person, day: date) -> bool:
    return any(held.seat.role is Role.SUPERVISOR and held.covers(day) for held in person.roles)
