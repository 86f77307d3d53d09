"""人事異動: from the postings of a CSV to the edits of the roster. Nothing is deleted; an entry is closed by date.

A seat of a unit (manager, officer …) that the file names is held from the day on by exactly the people that the file
names for it; a seat that it does not name stays as it is. The same for the deputies of a seat. Staff are many: a row
adds a person, and ends only his own place in the unit that he leaves. A person who leaves a unit, or takes over the
seat, deputises there no more.

A posting means the person with the forge's account number; the login is only a name for him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from haishin.core.catalogue import Message, listed
from haishin.core.contract import Contract
from haishin.core.contract.parts import not_the_supervisor
from haishin.core.contract.roster import ROLES, Person, Roster
from haishin.core.model import Account, Role, Seat, Text
from haishin.office.setup.rosterfile import Append, Edit, Join, Put
from haishin.office.setup.staffing import Posting, PostingProblem, Stands


@dataclass(eq=False)
class Someone:
    """A person of the roster, or a new person."""

    index: int | None  # in the roster; None: new
    id: str
    name: str
    account: Account
    open: set[Seat] = field(default_factory=set)  # held after the change
    added: list[dict[str, Any]] = field(default_factory=list)  # to ``roles``
    appointed: list[dict[str, Any]] = field(default_factory=list)  # to ``deputy``


@dataclass
class RosterChange:
    """The edits of a round of transfers, and its words."""

    edits: list[Edit] = field(default_factory=list)
    differences: list[Text] = field(default_factory=list)  # the edits in words
    problems: list[PostingProblem] = field(default_factory=list)  # with any of them nothing is written
    notes: list[Text] = field(default_factory=list)  # for a person to look at
    kept: list[Text] = field(
        default_factory=list
    )  # seats that the file does not fill anew, units that it does not name

    def note(self, note: Message) -> None:
        """Note something to look at, once."""
        if note not in self.notes:
            self.notes.append(note)

    def edit(self, edit: Edit, said: Text) -> None:
        """Add an edit of its own, once."""
        if edit not in self.edits:
            self.edits.append(edit)
            self.differences.append(said)


class Directory:
    """All people of the roster, and all new people.

    ``find``: a login's account at the forge, None: no such account. An account without a number is not looked up.
    """

    def __init__(self, roster: Roster, find: Callable[[str], Account | None], outcome: RosterChange) -> None:
        self._people = roster.people
        self._find = find
        self._outcome = outcome
        self.known = [
            Someone(index, person.id, person.name, person.accounts[0]) for index, person in enumerate(roster.people)
        ]
        self._new: dict[int | str, Someone] = {}  # by account number, without one by login

    @property
    def new(self) -> tuple[Someone, ...]:
        """The people who are not in the roster yet, in the order of the file."""
        return tuple(self._new.values())

    def who(self, posting: Posting) -> Someone | None:
        """Find the person; None if it is not clear, with the problem in the change. Raises ForgeError."""
        try:
            return self._who(posting)
        except _Unclear as unclear:
            self._outcome.problems.append(PostingProblem(posting.line, unclear.reason))
            return None

    def _who(self, posting: Posting) -> Someone:
        account = self._find(posting.login)
        if account is None:
            raise _Unclear(Message("office/setup/no-such-account", login=posting.login))
        accounts = [
            (own, index, place)
            for index, person in enumerate(self._people)
            for place, own in enumerate(person.accounts)
        ]
        same = [known for known in accounts if account.number is not None and known[0].number == account.number]
        same += [known for known in accounts if known[0].login.lower() == account.login.lower()]
        if same:
            _, index, place = same[0]
            return self._met(posting, index, self._people[index], place, account)
        key = account.login.lower() if account.number is None else account.number
        if key in self._new:
            return self._new[key]
        name = posting.name
        given = posting.id or account.login.lower().replace("_", "-")
        if not name:
            raise _Unclear(Message("office/setup/name-needed", login=account.login))
        if given in {someone.id for someone in (*self.known, *self.new)}:
            raise _Unclear(Message("office/setup/id-taken", given=given))
        self._new[key] = Someone(None, given, name, account)
        return self._new[key]

    def _met(self, posting: Posting, index: int, person: Person, place: int, account: Account) -> Someone:
        """Match a person of the roster: the number identifies him, the login may have changed."""
        own = person.accounts[place]
        if None not in (own.number, account.number) and own.number != account.number:
            raise _Unclear(Message("office/setup/login-passed-on", login=account.login, number=account.number))
        if posting.id and posting.id != person.id:
            raise _Unclear(Message("office/setup/other-id", login=account.login, known=person.id, given=posting.id))
        who = self.known[index]
        path = ("people", index, "accounts", place)
        if own.number is None and account.number is not None:
            self._outcome.edit(
                Put((*path, "account"), str(account.number)),
                Message("office/setup/account-number", name=person.name, login=own.login, number=account.number),
            )
        if own.login.lower() != account.login.lower():
            self._outcome.edit(
                Put((*path, "login"), account.login),
                Message("office/setup/login-changed", name=person.name, login=own.login, now=account.login),
            )
        if posting.name and posting.name.split() != person.name.split():
            self._outcome.note(
                Message("office/setup/name-differs", id=person.id, known=person.name, given=posting.name)
            )
        return who


class _Unclear(Exception):
    """Why it is not clear whom a posting means."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


# --- the plan -------------------------------------------------------------------------------------------------------


def plan(
    postings: Sequence[Posting], contract: Contract, since: date, find: Callable[[str], Account | None]
) -> RosterChange:
    """Compare the postings with the roster. ``find``: a login's account at the forge; it may raise ForgeError."""
    return _Plan(contract, since, find).made(postings)


class _Plan:
    def __init__(self, contract: Contract, since: date, find: Callable[[str], Account | None]) -> None:
        self._contract = contract
        self._since = since
        self._last = since - timedelta(days=1)
        self._outcome = RosterChange()
        self._people = contract.roster.people
        self._directory = Directory(contract.roster, find, self._outcome)

    def made(self, postings: Sequence[Posting]) -> RosterChange:
        seats: dict[Seat, list[Someone]] = defaultdict(list)
        stands: dict[Seat, list[tuple[Someone, Stands]]] = defaultdict(list)
        above = self._contract.policy.supervisor_unit
        for posting in postings:
            if posting.role is Role.SUPERVISOR and posting.unit != above:
                reason = not_the_supervisor(posting.unit, self._contract)
                self._outcome.problems.append(PostingProblem(posting.line, reason))
                continue
            who = self._directory.who(posting)
            if who is None:
                continue
            seat = Seat(posting.role, posting.unit)
            if who not in seats[seat]:
                seats[seat].append(who)
            if posting.stands is not None:
                unit = above if above is not None and posting.stands.role is Role.SUPERVISOR else posting.unit
                deputies = stands[Seat(posting.stands.role, unit)]
                if (who, posting.stands) not in deputies:
                    deputies.append((who, posting.stands))
        left = self._close_roles(seats)
        self._close_deputies(seats, stands, left)
        for seat, people in seats.items():
            for who in people:
                self._take(who, seat)
        for seat, appointed in stands.items():
            for who, how in appointed:
                self._appoint(who, seat, how)
        self._write()
        self._note_kept(seats)
        self._look()
        return self._outcome

    # --- what ends and what begins -------------------------------------------------------------------------------

    def _close_roles(self, seats: dict[Seat, list[Someone]]) -> set[tuple[int, str]]:
        """End the roles that others take over; return (person, unit) of those who thereby leave a unit."""
        closed: set[tuple[int, str]] = set()
        posted: dict[Someone, set[str]] = defaultdict(set)
        for seat, people in seats.items():
            for who in people:
                posted[who].add(seat.unit)
        for index, person in enumerate(self._people):
            who = self._directory.known[index]
            for number, tenure in enumerate(person.roles):
                if tenure.until is not None and tenure.until < self._since:
                    continue
                if tenure.seat.role is Role.STAFF:
                    over = who in posted and tenure.seat.unit not in posted[who]
                else:
                    over = tenure.seat in seats and who not in seats[tenure.seat]
                if over:
                    if self._close(index, "roles", number, tenure.since):
                        closed.add((index, tenure.seat.unit))
                        self._difference("ends", who, tenure.seat, self._last)
                elif tenure.since <= self._since:
                    who.open.add(tenure.seat)
        gained = {(who.index, seat.unit) for seat, people in seats.items() for who in people}
        kept = {(index, seat.unit) for index, who in enumerate(self._directory.known) for seat in who.open}
        return closed - gained - kept

    def _close_deputies(
        self,
        seats: dict[Seat, list[Someone]],
        stands: dict[Seat, list[tuple[Someone, Stands]]],
        left: set[tuple[int, str]],
    ) -> None:
        """End the appointments that the file replaces, and those of whoever leaves the unit or gets the role itself."""
        for index, person in enumerate(self._people):
            who = self._directory.known[index]
            for number, deputy in enumerate(person.deputies):
                if deputy.until is not None and deputy.until < self._since:
                    continue
                same = (who, Stands(deputy.seat.role, deputy.order, deputy.when))
                if same in stands.get(deputy.seat, ()):
                    stands[deputy.seat].remove(same)  # it stands already
                    continue
                over = deputy.seat in stands or (index, deputy.seat.unit) in left or who in seats.get(deputy.seat, ())
                if over and self._close(index, "deputy", number, deputy.since):
                    self._difference("ends-deputy", who, deputy.seat, self._last)

    def _close(self, person: int, key: str, number: int, began: date) -> bool:
        if began > self._last:
            name = self._people[person].name
            open_still = Message("office/setup/cannot-close", name=name, began=began, last=self._last)
            self._outcome.problems.append(PostingProblem(0, open_still))
            return False
        self._outcome.edits.append(Put(("people", person, key, number, "until"), self._last.isoformat()))
        return True

    def _take(self, who: Someone, seat: Seat) -> None:
        if seat in who.open:
            return
        who.open.add(seat)
        who.added.append({"role": seat.role.value, "unit": seat.unit, **self._period()})
        self._difference("begins", who, seat, self._since)

    def _appoint(self, who: Someone, seat: Seat, how: Stands) -> None:
        place = {"role": seat.role.value, "unit": seat.unit}
        who.appointed.append({"for": place, "order": str(how.order), "when": how.when, **self._period()})
        self._difference("begins-deputy", who, seat, self._since)

    def _period(self) -> dict[str, str]:
        return {"from": self._since.isoformat(), "until": "null"}

    def _write(self) -> None:
        """Add the new entries as edits: below the entries of a person, or as a new person."""
        for index, who in enumerate(self._directory.known):
            self._outcome.edits += [Append(index, "roles", entry) for entry in who.added]
            self._outcome.edits += [Append(index, "deputy", entry) for entry in who.appointed]
        for who in self._directory.new:
            number = who.account.number
            account = {"login": who.account.login, "account": "null" if number is None else str(number)}
            person = {"id": who.id, "name": who.name, "accounts": [account], "roles": who.added}
            if who.appointed:
                person["deputy"] = who.appointed
            self._outcome.edits.append(Join(person))

    # --- what to look at -----------------------------------------------------------------------------------------

    def _note_kept(self, seats: dict[Seat, list[Someone]]) -> None:
        """Name the holders of seats that the file leaves out, and once all units that it does not name."""
        named = {seat.unit for seat in seats}
        posted = {who for people in seats.values() for who in people}
        for who in self._directory.known:
            chiefs = (seat for seat in who.open if seat.role is not Role.STAFF and seat not in seats)
            for seat in sorted(chiefs, key=lambda held: (held.unit, held.role)):
                if seat.unit in named or who in posted:
                    unit, role = self._unit(seat.unit), ROLES[seat.role]
                    self._outcome.kept.append(Message("office/setup/keeps-seat", name=who.name, unit=unit, role=role))
        others = [unit for unit in self._contract.organization.units if unit not in named]
        if others:
            self._outcome.kept.append(Message("office/setup/units-without-row", units=self._units(others)))

    def _look(self) -> None:
        """Look for gaps and double hats, as they will be."""
        everybody = (*self._directory.known, *self._directory.new)
        holders: dict[Seat, list[Someone]] = defaultdict(list)
        for who in everybody:
            for seat in who.open:
                holders[seat].append(who)
        needed = [Seat(Role.MANAGER, unit) for unit in self._contract.organization.units]
        if self._contract.policy.supervisor_unit is not None:
            needed.append(Seat(Role.SUPERVISOR, self._contract.policy.supervisor_unit))
        for seat in needed:
            if not holders[seat]:
                self._note_seat("vacant", seat)
            elif len(holders[seat]) > 1:
                self._note_seat("doubled", seat)
        for unit in self._contract.organization.units:
            if not holders[Seat(Role.OFFICER, unit)]:
                self._note_seat("vacant", Seat(Role.OFFICER, unit))
        for who in everybody:
            units = sorted({seat.unit for seat in who.open})
            for unit in units:
                if {Seat(Role.MANAGER, unit), Seat(Role.OFFICER, unit)} <= who.open:
                    self._outcome.note(Message("office/setup/two-hats", name=who.name, unit=self._unit(unit)))
            if len(units) > 1:
                self._outcome.note(Message("office/setup/several-units", name=who.name, units=self._units(units)))

    def _note_seat(self, fault: str, seat: Seat) -> None:
        unit, role = self._unit(seat.unit), ROLES[seat.role]
        self._outcome.notes.append(Message(f"office/setup/seat-{fault}", unit=unit, role=role))

    def _unit(self, unit: str) -> Text:
        known = self._contract.organization.units.get(unit)
        return Text(unit if known is None else known.name, unit)

    def _units(self, units: Iterable[str]) -> Text:
        return listed(map(self._unit, units))

    def _difference(self, change: str, who: Someone, seat: Seat, day: date) -> None:
        self._outcome.differences.append(
            Message(
                f"office/setup/change-{change}",
                unit=self._unit(seat.unit),
                role=ROLES[seat.role],
                name=who.name,
                login=who.account.login,
                day=day,
            )
        )
