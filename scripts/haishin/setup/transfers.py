"""人事異動: from the postings of a CSV to what changes in the roster. Nothing is deleted; what ends is closed by date.

A seat of a unit (manager, officer …) that the file names is held from the day on by exactly the people that the file
names for it; a seat that it does not name stays as it is. The same for who deputises for one. Staff are many: a row
adds one, and ends only his own place in the unit that he leaves. Whoever leaves a unit, or takes over the seat,
deputises there no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from haishin.contract import Contract
from haishin.model import Account, Role, Seat, Text
from haishin.setup.directory import Directory, Outcome, Someone
from haishin.setup.rosterfile import Append, Join, Put
from haishin.setup.staffing import Posting, Problem, Stands

_ROLE_NAMES = {
    Role.SUPERVISOR: Text("運用総括管理者", "supervisor"),
    Role.MANAGER: Text("運用管理者", "manager"),
    Role.OFFICER: Text("運用責任者", "officer"),
    Role.STAFF: Text("その他", "staff"),
}


def plan(
    postings: Sequence[Posting], contract: Contract, since: date, find: Callable[[str], Account | None]
) -> Outcome:
    """Compare the postings with the roster. ``find``: a login's account at the forge; it may raise ForgeError."""
    return _Plan(contract, since, find).made(postings)


class _Plan:
    def __init__(self, contract: Contract, since: date, find: Callable[[str], Account | None]) -> None:
        self._contract = contract
        self._since = since
        self._last = since - timedelta(days=1)
        self._outcome = Outcome()
        self._people = contract.roster.people
        self._directory = Directory(contract.roster, find, self._outcome)

    def made(self, postings: Sequence[Posting]) -> Outcome:
        known = [(posting, who) for posting in postings if (who := self._directory.who(posting)) is not None]
        seats: dict[Seat, list[Someone]] = defaultdict(list)
        stands: dict[Seat, list[tuple[Someone, Stands]]] = defaultdict(list)
        for posting, who in known:
            seat = Seat(posting.role, posting.unit)
            if who not in seats[seat]:
                seats[seat].append(who)
            if posting.stands is not None:
                deputies = stands[Seat(posting.stands.role, posting.unit)]
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
        self._look()
        return self._outcome

    # --- what ends and what begins -------------------------------------------------------------------------------

    def _close_roles(self, seats: dict[Seat, list[Someone]]) -> set[tuple[int, str]]:
        """End the roles that others take over; (person, unit) of those who thereby leave a unit."""
        closed: set[tuple[int, str]] = set()
        posted: dict[Someone, set[str]] = defaultdict(set)
        for seat, people in seats.items():
            for one in people:
                posted[one].add(seat.unit)
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
                        self._difference("-", who, tenure.seat, Text("", ""))
                elif tenure.since <= self._since:
                    who.open.add(tenure.seat)
        for index, unit in sorted(closed):
            self._note_kept(self._directory.known[index], unit, seats)
        gained = {(who.index, seat.unit) for seat, people in seats.items() for who in people}
        return {
            (index, unit)
            for index, unit in closed
            if (index, unit) not in gained and all(seat.unit != unit for seat in self._directory.known[index].open)
        }

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
                    self._difference("-", who, deputy.seat, Text("の代決", ", deputy"))

    def _close(self, person: int, key: str, number: int, began: date) -> bool:
        if began > self._last:
            self._outcome.problems.append(
                Problem(
                    0,
                    Text(
                        f"{self._people[person].name} に {began} からの項目があり、{self._last} では閉じられません。",
                        f"{self._people[person].id} has an entry from {began}, which {self._last} cannot close.",
                    ),
                )
            )
            return False
        self._outcome.edits.append(Put(("people", person, key, number, "until"), self._last.isoformat()))
        return True

    def _take(self, who: Someone, seat: Seat) -> None:
        if seat in who.open:
            return
        who.open.add(seat)
        who.added.append({"role": seat.role.value, "unit": seat.unit, **self._period()})
        self._difference("+", who, seat, Text("", ""))

    def _appoint(self, who: Someone, seat: Seat, how: Stands) -> None:
        place = {"role": seat.role.value, "unit": seat.unit}
        who.appointed.append({"for": place, "order": str(how.order), "when": how.when, **self._period()})
        self._difference("+", who, seat, Text("の代決", ", deputy"))

    def _period(self) -> dict[str, str]:
        return {"from": self._since.isoformat(), "until": "null"}

    def _write(self) -> None:
        """What begins, as edits: below what a person has, or a new person below the last one of the unit."""
        for index, who in enumerate(self._directory.known):
            self._outcome.edits += [Append(index, "roles", entry) for entry in who.added]
            self._outcome.edits += [Append(index, "deputy", entry) for entry in who.appointed]
        for who in self._directory.new:
            units = {entry["unit"] for entry in who.added}
            mates = [
                index for index, one in enumerate(self._people) if any(held.seat.unit in units for held in one.roles)
            ]
            account = {"login": who.account.login, "account": str(who.account.number)}
            person = {"id": who.id, "name": who.name, "accounts": [account], "roles": who.added}
            if who.appointed:
                person["deputy"] = who.appointed
            self._outcome.edits.append(Join(mates[-1] if mates else len(self._people) - 1, person))

    # --- what to look at -----------------------------------------------------------------------------------------

    def _note_kept(self, who: Someone, unit: str, seats: dict[Seat, list[Someone]]) -> None:
        """He gives up one role of the unit; the file says nothing of his others there."""
        for seat in sorted((one for one in who.open if one.unit == unit), key=lambda one: one.role):
            if seat not in seats:
                role, name = _ROLE_NAMES[seat.role], self._units([unit])
                self._outcome.note(
                    f"{who.name} は{name}の{role.ja}のままです(CSV に、その役割の行がありません)。",
                    f"{who.name} stays {role.en} of {unit} (the file has no row for that role).",
                )

    def _look(self) -> None:
        """Gaps and double hats, as they will be."""
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
                self._outcome.problems.append(Problem(0, self._seat(seat, "がいません。", "is vacant.")))
            elif len(holders[seat]) > 1:
                self._outcome.notes.append(self._seat(seat, "が二人以上います。", "is held by several."))
        for unit in self._contract.organization.units:
            if not holders[Seat(Role.OFFICER, unit)]:
                self._outcome.notes.append(self._seat(Seat(Role.OFFICER, unit), "がいません。", "is vacant."))
        for who in everybody:
            units = sorted({seat.unit for seat in who.open})
            for unit in units:
                if {Seat(Role.MANAGER, unit), Seat(Role.OFFICER, unit)} <= who.open:
                    self._outcome.note(
                        f"{who.name} は{self._units([unit])}の運用管理者と運用責任者を兼ねることになります。",
                        f"{who.name} will be both the manager and the officer of {unit}.",
                    )
            if len(units) > 1:
                names = self._units(units)
                self._outcome.note(
                    f"{who.name} は兼務になります({names})。", f"{who.name} will be in {', '.join(units)}."
                )

    def _seat(self, seat: Seat, ja: str, en: str) -> Text:
        role = _ROLE_NAMES[seat.role]
        return Text(f"{self._units([seat.unit])}の{role.ja}{ja}", f"The {role.en} of {seat.unit} {en}")

    def _units(self, units: Iterable[str]) -> str:
        known = self._contract.organization.units
        return "、".join(known[unit].name if unit in known else unit for unit in units)

    def _difference(self, sign: str, who: Someone, seat: Seat, what: Text) -> None:
        begins = sign == "+"
        role = _ROLE_NAMES[seat.role]
        account = f"@{who.account.login}"
        self._outcome.differences.append(
            Text(
                f"{sign} {self._units([seat.unit])} {role.ja}{what.ja} {who.name}({account})"
                + (f" {self._since} から" if begins else f" {self._last} まで"),
                f"{sign} {seat.unit} {role.en}{what.en} {who.name} ({account}) "
                + (f"from {self._since}" if begins else f"until {self._last}"),
            )
        )
