"""The laws of a sending: who gets a mail, whether that was shown, whether its record can be told again.

Each lives through a world in a ``House`` and compares with what is known without the program: what everybody chose,
what the relay took, what git and forge hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial, wraps
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from haishin.consult.decision import decide
from haishin.consult.forge.github import Opened
from haishin.consult.review.facts import CommentInputs, facts
from haishin.consult.review.judging import Judged
from haishin.consult.review.sweeping import _reach
from haishin.core.contract.policy import JST
from haishin.core.contract.roster import Roster
from haishin.core.masking import Mask
from haishin.core.model import FLOOR, Alert, Case, Change, FollowKind, Kind, LedgerClaim, Pull, Review, ReviewState
from haishin.core.repository.history import AlertFile, object_id
from haishin.residents.registry.history import What
from haishin.send.ledger.ledger_view import LedgerView, claim_of
from haishin.send.ledger.published import publish, read_published
from haishin.send.ledger.readers import readers
from haishin.send.sending.plan import Plan
from haishin.send.sending.survey import Addressed
from laws.drawing import MINUTE, Dice, often
from laws.houses import ANSWERS, REMOTE, House, Lived, Nobody, agreed_in, lived_in, wants
from laws.law import Broken, Law
from laws.worlds import Fate, World, claim_record, cleared, draw

CEILINGS = (  # most people by kind of scope: of the small registry's residents all, not the crowd of one area, few
    {"stations": 1000, "prefecture": 1000},
    {"stations": 60, "prefecture": 1000},
    {"stations": 20, "prefecture": 60},
)
GOING: tuple[What, ...] = ("left", "silent", "erased")
REACHING = (FollowKind.RESOLUTION, FollowKind.CANCELLATION)  # to whom the first was mailed, or perhaps


# --- who gets it ------------------------------------------------------------------------------------


def first_of(alert: Alert, merged: Mapping[str, Alert]) -> str:
    """The first alert of the chain in which it is."""
    while alert.follows is not None and alert.follows.alert in merged:
        alert = merged[alert.follows.alert]
    return alert.id


def reached(house: House, alert: Alert, merged: Mapping[str, Alert]) -> frozenset[str]:
    """Whom the relay took anything for, perhaps, of the chain in which that alert is."""
    first = first_of(alert, merged)
    chain = [one for one, other in merged.items() if first_of(other, merged) == first]
    return frozenset[str]().union(*(house.relay.took.get(one, ()) for one in chain))


def due_to_get(house: House, alert: Alert, merged: Mapping[str, Alert]) -> frozenset[str]:
    """Who is to get an alert now, by what everybody chose and by what the relay took of its whole chain."""
    here, contract = house.here(), house.contract()
    if here.keys() & house.relay.away:
        raise Broken("gone is gone", "who has left, is silent or was erased is among the readers")
    follows = alert.follows
    if follows is None:
        return frozenset(one.id for one in here.values() if wants(one, alert, contract))
    closing = follows.kind in REACHING
    begun = reached(house, alert, merged) if closing else house.snapshot(first_of(alert, merged))
    return frozenset(one for one in begun if one in here and (here[one].exercise or not alert.exercise))


@dataclass
class Witness:
    """Looks on while a world is lived, and compares each snapshot, as it is frozen, with its readers.

    Between runs and in mid-sending some residents leave, fall silent or are erased: no mail to them begins after that.
    """

    house: House
    merged: dict[str, Alert] = field(default_factory=dict)
    due: dict[str, frozenset[str]] = field(default_factory=dict)
    claims: dict[str, LedgerClaim] = field(default_factory=dict)
    went: set[str] = field(default_factory=set)  # in this run
    steady: bool = False  # nobody goes any more

    def __post_init__(self) -> None:
        self.house.relay.meanwhile = self._some_go

    def _some_go(self) -> None:
        chance = self.house.chance
        if not self.steady and often(chance, 0.4):
            here = sorted(self.house.here().values(), key=attrgetter("address"))
            for one in chance.sample(here, 3):
                self.house.depart(one, chance.choice(GOING))
                self.went.add(one.id)

    def before(self) -> None:
        """Note who is to get what is still to be begun."""
        self._some_go()
        self.went.clear()
        unsent = {one: alert for one, alert in self.merged.items() if one not in self.claims}
        self.due = {one: due_to_get(self.house, alert, self.merged) for one, alert in unsent.items()}

    def after(self) -> None:
        """Compare what was begun. Raises Broken."""
        if self.house.relay.mistaken:
            raise Broken("gone is gone", "a mail to who has left, is silent or was erased was begun")
        for alert, entry in self.house.view().alerts.items():
            if entry.claim is not None and alert not in self.claims:
                self.claims[alert] = entry.claim
                self._compare(self.merged[alert])

    def _compare(self, alert: Alert) -> None:
        got, expected = self.house.snapshot(alert.id), self.due[alert.id]
        if not expected - self.went <= got <= expected:
            raise Broken(
                "shown is mailed", f"{alert.id}: {len(got - expected)} too many, {len(expected - got)} too few"
            )
        if not got and not self._may_end(alert):
            raise Broken("shown is mailed", f"{alert.id} was claimed for nobody")

    def _may_end(self, alert: Alert) -> bool:
        """Whether it only seals what was begun, and nothing of that chain has reached anybody (DESIGN §7)."""
        follows = alert.follows
        if follows is None or follows.kind not in REACHING:
            return False
        begun = self.house.view().of(follows.alert).claim is not None
        return begun and not reached(self.house, alert, self.merged)


# --- the laws ---------------------------------------------------------------------------------------


def shown_is_mailed(world: World, folder: Path) -> None:
    """The snapshot holds the readers: who chose it, or began to get the first of its chain, and nobody else.

    What ends a matter goes to everybody whom anything of the chain has reached.

    Plan, ceiling and snapshot go by them, the ceiling by the widest scope of the chain. Nothing is claimed for nobody.
    The comment shows their figure.
    """
    ceilings = Dice(world.seed).choice(CEILINGS)
    lived = lived_in(world, folder, ceilings, Witness)
    house, alert = lived.house, world.alert
    lived.witness.steady = True  # whom it is planned for is whom it goes to
    pull, house.clock.now = agreed_in(house, alert, Dice(world.seed))
    publish(house.ledger(), lambda: house.registry.readers.reach(house.contract()), house.clock(), again=True)
    figure = shown_figure(house, alert, pull)
    lived.merge(alert, replace(pull, merged_at=house.clock()))
    planned = _planned_when_open(house, alert.id)
    lived.run()
    _ceiling_kept(alert, planned, lived)
    if house.view().of(alert.id).claim is not None:
        size = len(house.snapshot(alert.id))
        _planned(planned, alert, size)
        _figure_kept(alert, size, figure)


def _planned_when_open(house: House, alert: str) -> Plan:
    """The plan, made when the clock lets that alert go, where that is all that it waits for."""
    planned = house.plan()
    until = next((item.until for item in planned.items if item.candidate.id == alert), None)
    if until is None:
        return planned
    house.clock.now = until
    return house.plan()


def _planned(planned: Plan, alert: Alert, size: int) -> None:
    told = [item.audience.size for item in planned.items if isinstance(item, Addressed) and item.alert.id == alert.id]
    if told != [size]:
        raise Broken("shown is mailed", f"{alert.id}: planned for {told}, frozen for {size}")


def _ceiling_kept(alert: Alert, planned: Plan, lived: Lived[Witness]) -> None:
    """What is held for its size is above the ceiling of the widest scope of its chain, and what goes is not."""
    claims, scope, at = lived.witness.claims, alert.scope, alert
    while at.follows is not None and at.follows.alert in claims:
        at = lived.witness.merged[at.follows.alert]
        scope = scope.union(at.scope)
    ceiling = lived.house.limits["prefecture" if scope.prefecture else "stations"]
    size = len(lived.witness.due[alert.id])
    fate = next((item.fate for item in planned.items if item.candidate.id == alert.id), None)
    if alert.id in claims and size > ceiling:
        raise Broken("shown is mailed", f"{alert.id} goes to {size}, above the ceiling of {ceiling}")
    if fate == "limit" and 0 < size <= ceiling:
        raise Broken("shown is mailed", f"{alert.id} is held for {size}, within the ceiling of {ceiling}")


def shown_figure(house: House, alert: Alert, pull: Pull) -> str:
    """The line of the comment that says who gets it, as the sweep would make it now."""
    view, contract, now = house.view(), house.contract(), house.clock()
    case = Case(alert, Change.ADDED, (), pull, house.history(view, alert))
    opened = Opened(7, "0" * 40, pull.author, False, pull.opened_at, now, "https://forge.example/pull/7")
    judged = Judged(opened, decide(case, now, contract), Change.ADDED, Mask((), {}), alert, pull)
    reach = _reach(read_published(house.clone, REMOTE))(alert)
    lines = facts(CommentInputs(judged, contract, "ja", reach, now, readers(alert, view))).split("\n")
    return next(line for line in lines if line.startswith("**だれに**"))


def _figure_kept(alert: Alert, size: int, line: str) -> None:
    """Compare the figure in that line with how many got it. Of several places a sum is shown, of a chain the most."""
    if alert.exercise:
        return
    found = re.search(r"約 ?([0-9,]+) ?人", line)
    told = int(found[1].replace(",", "")) if found is not None else 0
    near = max(FLOOR, size // 100)
    few = FLOOR * max(1, len(alert.scope.stations)) if alert.follows is None else FLOOR
    if told == 0:
        wrong = size >= few + near
    elif alert.follows is not None or len(alert.scope.stations) > 1:
        wrong = told < size - near
    else:
        wrong = abs(told - size) > near
    if wrong:
        raise Broken("shown is mailed", f"{alert.id} goes to {size}, and the comment says {line}")


# --- told again -------------------------------------------------------------------------------------


def told_again(world: World, folder: Path) -> None:
    """From git, forge and the ``schema/`` that a claim names the same functions give that very record, for ever.

    Though the world has moved on: other people hold the seats, more was said, all that was sent has reached everybody.
    """
    lived = lived_in(world, folder, {}, Nobody)
    house = lived.house
    pull, house.clock.now = agreed_in(house, world.alert, Dice(world.seed))
    lived.merge(world.alert, replace(pull, merged_at=house.clock()))
    lived.run()
    _move_on(house, Dice(world.seed))
    records = house.view().records
    for number, record in enumerate(records):
        if record.kind == "claimed":
            again = _judged_again(house, LedgerView("", records[:number]), claim_of(record))
            differ = {name: (value, again[name]) for name, value in again.items() if record.fields[name] != value}
            if differ:
                raise Broken("told again", f"the claim of {record.alert} would now say {differ}")


def _move_on(house: House, dice: Dice) -> None:
    """Let a week pass: the roster is another one, everybody objects, and who waited has got his mail."""
    house.clock.later(days=7)
    house.relay.answers = ANSWERS[Fate.SEALED]
    house.rule(Roster(tuple(replace(person, roles=person.roles[:1]) for person in house.rosters[0].people[::2])))
    for alert, pull in house.pulls.of.items():
        objections = tuple(
            replace(review, state=ReviewState.CHANGES_REQUESTED, submitted_at=house.clock()) for review in pull.reviews
        )
        house.pulls.of[alert] = replace(pull, reviews=(*pull.reviews, *objections))
    house.run()


_OF_ITS_OWN = frozenset({"journal", "nonce", "snapshot"})  # of that host at that moment, not of what it rests on


def _judged_again(house: House, view: LedgerView, claim: LedgerClaim) -> Mapping[str, Any]:
    """The fields of the record that would be made of that alert today."""
    if object_id(house.clone, claim.commit, "schema") != claim.schema:
        raise Broken("told again", f"the claim of {claim.alert} names a schema/ that its commit does not have")
    contract = house.contract_at(claim.commit)
    alert, findings = house.examine(claim.path, claim.blob, contract, claim.commit)
    assert alert is not None
    found = house.pulls.of[claim.alert]
    pull = replace(found, reviews=tuple(review for review in found.reviews if review.submitted_at <= claim.at))
    case = Case(alert, Change.ADDED, findings, pull, house.history(view, alert, claim.commit))
    verdict = decide(case, claim.at, contract)
    if verdict.kind is not Kind.SEND:
        raise Broken("told again", f"{claim.alert} was claimed, and is now judged {verdict.kind}")
    file = AlertFile(alert.id, claim.path, claim.blob)
    record = claim_record(alert, verdict, pull, view, claim.at, file=file, commit=claim.commit, schema=claim.schema)
    return {name: value for name, value in record.fields.items() if name not in _OF_ITS_OWN}


# --- order ------------------------------------------------------------------------------------------


def the_order_does_not_matter(world: World, folder: Path) -> None:
    """Merges, words, stops and runs that leave the same main, reviews and stops end in the same claims.

    In any order, and however often: every stop stands before a run, for what was begun before it is begun.
    """
    dice = Dice(world.seed)
    ends = []
    for number in (0, 1):
        (folder / str(number)).mkdir()
        lived = lived_in(world, folder / str(number), {}, Nobody)
        ends.append(_claims(lived, _acts(lived, world), dice))
    if ends[0] != ends[1]:
        raise Broken("order", f"{ends[0]} and {ends[1]}")


Act = Callable[[], None]


@dataclass
class Acts:
    """What is done after the chain: stops and the merges of what they stop before all runs, the rest in any order."""

    stops: list[Act]
    others: list[Act]


def _acts(lived: Lived[Nobody], world: World) -> Acts:
    """Draw the judged alert and others beside it, each merged and agreed to by one word after the other."""
    house, dice = lived.house, Dice(world.seed)
    beside = [
        draw(seed) for seed in range(world.seed * 7 + 1_000_000, world.seed * 7 + 1_000_000 + dice.choice((1, 2, 4)))
    ]
    alerts = [world.alert, *(_beside(other.alert, number, house.clock()) for number, other in enumerate(beside))]
    stops, others, latest = list[Act](), list[Act](), house.clock()
    for alert in alerts:
        pull, when = agreed_in(house, alert, dice)
        latest = max(latest, when)
        words, merged = pull.reviews, replace(pull, reviews=())
        house.pulls.of[alert.id] = merged
        merge = partial(_merged, lived, alert)
        if often(dice, 0.2):
            stops += [merge, partial(house.stop, alert.id)]  # a stop of what nobody knows yet would stop all
        else:
            others.append(merge)
        others += [partial(_said, house, alert.id, word) for word in words]
    for one in alerts:
        house.pulls.of[one.id] = replace(house.pulls.of[one.id], merged_at=latest)
    house.clock.now = latest + MINUTE
    return Acts(stops, others)


def _beside(alert: Alert, number: int, at: datetime) -> Alert:
    """That alert, as one that is drafted now and follows nothing."""
    stamp = f"{at.astimezone(JST):%Y%m%d-%H%M}"
    return replace(cleared(alert, at), id=f"{stamp}-beside-{number}", year=stamp[:4], follows=None)


def _merged(lived: Lived[Nobody], alert: Alert) -> None:
    lived.merge(alert, lived.house.pulls.of[alert.id])


def _said(house: House, alert: str, word: Review) -> None:
    pull = house.pulls.of[alert]
    if word not in pull.reviews:
        house.pulls.of[alert] = replace(pull, reviews=(*pull.reviews, word))


def _claims(lived: Lived[Nobody], acts: Acts, dice: Dice) -> Mapping[str, Any]:
    """Do it all in some order, with runs in between and some of it twice; the claims that come of it."""
    others, house = [*acts.others], lived.house
    others += [act for act in acts.others if act.func is _said and often(dice, 0.3)]  # type: ignore[attr-defined]
    dice.shuffle(others)
    for act in (*acts.stops, *acts.stops[1:2]):
        act()
    for act in others:
        act()
        if often(dice, 0.3):
            lived.run()
    for _ in range(LAST_RUNS):
        lived.run()
    claims = [claim_of(record) for record in house.view().records if record.kind == "claimed"]
    numbers: dict[tuple[str, int], list[int | None]] = {}
    for claim in claims:
        numbers.setdefault((claim.unit, claim.at.astimezone(JST).year), []).append(claim.number)
    if any(counted != list(range(1, len(counted) + 1)) for counted in numbers.values()):
        raise Broken("numbers", f"{numbers}")
    return {claim.alert: _rest(claim) for claim in claims}


LAST_RUNS = 3  # each begins so many as policy lets one run begin


def _rest(claim: LedgerClaim) -> Mapping[str, Any]:
    """What a claim rests on, but the moment and the tip of main at which it was made."""
    values = {one.name: getattr(claim, one.name) for one in fields(claim)}
    approvals = sorted(map(str, values.pop("approvals")))
    return {name: value for name, value in values.items() if name not in _OF_THE_MOMENT} | {"approvals": approvals}


_OF_THE_MOMENT = frozenset({"at", "commit", "journal", "nonce", "number"})


# --- in a folder of its own --------------------------------------------------------------------------


def _housed(law: Callable[[World, Path], None]) -> Law:
    """The law, tried in a folder that is gone afterwards."""

    @wraps(law)
    def tried(world: World) -> None:
        with TemporaryDirectory(prefix="haishin-laws-") as folder:
            law(world, Path(folder))

    return tried


SENDING_LAWS: tuple[Law, ...] = tuple(map(_housed, (shown_is_mailed, told_again, the_order_does_not_matter)))
