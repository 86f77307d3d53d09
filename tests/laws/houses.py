"""A mail host with real registry, journal, rules and sender; git is the simulation's model.

``lived_in`` lives through a world of ``laws.worlds``: each alert of the chain is written, merged with its approvals,
and meets what the world says of it at the hands of relay, people and clock. The judged one is left to whoever asks.
"""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from haishin.check.document import read
from haishin.check.engine import check
from haishin.check.reading import Tree
from haishin.consult.decision import decide
from haishin.consult.verdict import why_not_sent
from haishin.core.contract import Contract
from haishin.core.contract.policy import id_time
from haishin.core.contract.roster import Roster
from haishin.core.masking import Mask
from haishin.core.model import Alert, Case, Change, Document, History, Pull, RowState
from haishin.core.repository.history import fetch, removed_ids
from haishin.message.keys import Keys
from haishin.residents.registry.history import What
from haishin.residents.registry.registry import Registry
from haishin.residents.registry.subscriber import Subscriber
from haishin.send.acts import acts
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.stops import Watch
from haishin.send.rows import Counts, Envelope, Outcome
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.reconcile import Sending, reconcile
from haishin.send.sending.survey import Examined, SenderInputs
from haishin.send.sending.weighing import RelayFault
from laws.drawing import FIRST_DAY, MINUTE, Dice
from laws.worlds import BEGUN, Fate, Link, World, agreed, proposed, with_people
from laws.written import written
from simulation.git_model import Clone, Remote
from support.contract import shipped
from support.folders import kept
from support.ledger import SCHEMA, Clock, Mail, envelopes

Looker = TypeVar("Looker", bound="Onlooker")
REMOTE = "remote"
RULES = "schema/policy.yaml"  # its text here only names whose roster holds
SUPERVISOR = "koho-kocho-manager"
PLACES = ("*", "maebashi", "maebashi;ota", "takasaki", "ota", "")
TOWNS = ("", "前橋市", "高崎市", "*")
CATEGORIES = ("*", "crime;fraud", "suspicious-person", "information-request;notice", "traffic;traffic-regulation")
RUNS = 20
CROWD = 240  # residents who chose alike, so that a figure of hundreds can be off by a share
HEADING = "id,address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at"


@cache
def residents() -> Path:
    """The registry's file of a force in small: every way to choose, and a crowd of those who chose all of Maebashi."""
    path = kept() / "subscribers.sqlite"
    lines = [HEADING]
    for number, (place, town, category) in enumerate(
        (place, town, category) for place in PLACES for town in TOWNS for category in CATEGORIES if place or town
    ):
        exercise = "yes" if number % 4 == 0 else "no"
        lines.append(
            f"{_id(f'r{number}')},r{number}@example.jp,{place},{town},{category},text,ja,yes,{exercise},窓口,2026-04-01"
        )
    lines += [
        f"{_id(f'c{number}')},c{number}@example.jp,maebashi,,*,text,ja,yes,no,窓口,2026-04-01"
        for number in range(CROWD)
    ]
    Registry(path).import_csv(io.BytesIO("\n".join((*lines, "")).encode()), shipped(), FIRST_DAY)
    return path


def _id(name: str) -> str:
    """An id that is the same in every process: in the order of them mail goes."""
    return base64.b32encode(sha256(name.encode()).digest()[:16]).decode().rstrip("=").lower()


def wants(one: Subscriber, alert: Alert, contract: Contract) -> bool:
    """Whether such an alert is for this resident, as Python knows him (support/selection)."""
    scope = alert.scope
    areas = {name for station in scope.stations for name in contract.organization.units[station].municipalities}
    near = scope.prefecture or {"*", *scope.stations} & one.stations or {"*", *areas} & one.municipalities
    return bool(near and {"*", alert.category} & one.categories and (one.exercise or not alert.exercise))


class Relay(Mail):
    """A relay that answers at once, of each address what ``answers`` says.

    ``took``: by alert the ids of whom it took the mail, perhaps those in doubt. ``away``: who has left, is silent or
    was erased, each of whom is ``mistaken`` if a mail to him begins after that. ``meanwhile``: what happens while it
    answers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers = ANSWERS[Fate.SEALED]
        self.took: dict[str, set[str]] = {}
        self.away: set[str] = set()
        self.mistaken: set[str] = set()
        self.meanwhile: Callable[[], None] = lambda: None

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        self.mistaken |= self.away & {one.recipient_id for one in envelopes}
        super().submit(envelopes)

    def poll(self, timeout: float) -> list[Outcome]:
        done, self._queue = self._queue, []
        if done:
            self.meanwhile()
        return [*self._given_back(), *map(self._answered, done)]

    def _answered(self, one: Envelope) -> Outcome:
        state = self.answers(int(one.rcpt_to[1:].partition("@")[0]))
        if state in (RowState.ACCEPTED, RowState.IN_DOUBT):
            self.took.setdefault(one.alert_id, set()).add(one.recipient_id)
        code = {RowState.ACCEPTED: 250, RowState.DEFERRED: 451}.get(state)
        dot = "maybe" if state is RowState.IN_DOUBT else "yes"
        return Outcome(one.alert_id, one.recipient_id, state, "dot", dot, code)  # type: ignore[arg-type]


def _all(state: RowState) -> Callable[[int], RowState]:
    return lambda number: state


def _every_second(number: int) -> RowState:
    return RowState.ACCEPTED if number % 2 else RowState.DEFERRED


# How a relay answers the resident of that number while an alert meets its fate.
ANSWERS: Mapping[Fate, Callable[[int], RowState]] = {
    **dict.fromkeys((Fate.CLAIMED, Fate.STOPPED, Fate.UNREACHED), _all(RowState.DEFERRED)),
    Fate.SENDING: _every_second,
    Fate.DOUBTED: _all(RowState.IN_DOUBT),
    Fate.SEALED: _all(RowState.ACCEPTED),
}


@dataclass
class Pulls:
    """The forge: which pull request brought an alert."""

    of: dict[str, Pull] = field(default_factory=dict)

    def pull(self, alert_id: str, most: int) -> Pull | None:
        return self.of.get(alert_id)


class House:
    """One mail host, the repository that it reads, and the people who act on both."""

    def __init__(self, folder: Path, roster: Roster, limits: Mapping[str, int] | None = None) -> None:
        self.state = folder
        self.registry = Registry(folder / "subscribers.sqlite")
        shutil.copy(residents(), self.registry.path)
        Keys.load(folder / "keys.json", create=True)
        self.remote, self.clock, self.relay, self.pulls = Remote(), Clock(), Relay(), Pulls()
        self.clone = Clone(self.remote, lambda act, timeout: act(), lambda: None)
        self.rosters = [roster]
        self.limits = limits or {}
        self.chance = Dice(0)  # of what happens by itself
        self.remote.commit({RULES: "0"}, FIRST_DAY - timedelta(days=2))

    # --- what people do ---

    def activate(self) -> None:
        """Begin the ledger: what is on main now is history."""
        self.ledger().init(True, self.tip(), FIRST_DAY - timedelta(days=1))

    def merge(self, alert: Alert, pull: Pull | None) -> None:
        """Bring an alert to main."""
        self.pulls.of |= {} if pull is None else {alert.id: pull}
        self.remote.commit({alert.path: written(alert)}, self.clock())

    def withdraw(self, alert: Alert) -> None:
        """Take it from main."""
        self.remote.commit({alert.path: None}, self.clock())

    def rule(self, roster: Roster) -> None:
        """Change the roster on main."""
        self.rosters.append(roster)
        self.remote.commit({RULES: str(len(self.rosters) - 1)}, self.clock())

    def stop(self, alert: str) -> None:
        """Make a stop branch."""
        self.remote.refs[f"refs/heads/stop/{alert}"] = self.remote.refs["refs/heads/main"]

    def refuse(self, alert: str) -> None:
        """Refuse an alert that waits, as the supervisor."""
        acts.refuse(self.ledger(), self.contract(), alert, "配信しません。", self.clock(), SUPERVISOR)

    def depart(self, resident: Subscriber, fate: What) -> None:
        """Let a resident leave, fall silent or be erased."""
        self.registry.change(fate, [resident.address], self.clock(), SUPERVISOR)
        self.relay.away.add(resident.id)

    # --- what the program does ---

    def tip(self) -> str:
        """Main's tip, fetched."""
        return fetch(self.clone, REMOTE, "main")

    def contract_at(self, commit: str) -> Contract:
        """The contract of a commit of main."""
        roster = self.rosters[int(self.clone.run("cat-file", "blob", f"{commit}:{RULES}"))]
        contract = with_people(roster)
        policy = contract.policy
        audience = {**policy.limits.audience, **self.limits}
        return replace(contract, policy=replace(policy, limits=replace(policy.limits, audience=audience)))

    def contract(self) -> Contract:
        """Main's contract."""
        return self.contract_at(self.tip())

    def ledger(self) -> Ledger:
        """The ledger as this host sees it."""
        return Ledger(self.clone, REMOTE, SCHEMA, self.state)

    def view(self) -> LedgerView:
        """What the ledger says."""
        return self.ledger().read()

    def examine(self, path: str, blob: str, contract: Contract, commit: str | None = None) -> Examined:
        """Read a file of main and run the rules over it, beside the others of that commit, by default the newest."""
        there = self.clone.store.files(commit or self.tip())
        files = {other: blob for other, (_, blob) in there.items() if other != RULES}
        ids = {path.rpartition("/")[2].removesuffix(".md"): path for path in files}

        def document(at: str) -> Document:
            return read(at, self.clone.store.blobs[files[at]], contract)

        tree = Tree(frozenset(files), lambda alert: document(ids[alert]) if alert in ids else None, self.view().known)
        made = read(path, self.clone.store.blobs[blob], contract)
        return made.alert, Mask(check(made, contract, tree), {path: made.source}).findings

    def inputs(self) -> SenderInputs:
        """All that a sender reads."""
        return SenderInputs(
            self.clone, REMOTE, self.tip(), self.ledger(), self.pulls, self.registry.readers, self.contract_at,
            self.examine, decide, why_not_sent, self.clock, None, self.state,
        )  # fmt: skip

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """The journal, for as long as one looks at it."""
        journal = Journal.open(self.state / "journal.sqlite")
        try:
            yield journal
        finally:
            journal.close()

    def run(self) -> None:
        """Run the sender until it ends well: a relay that breaks off again and again ends a run."""
        for _ in range(RUNS):
            with suppress(RelayFault):
                return self._run()
        raise AssertionError(f"{RUNS} runs were broken off")

    def _run(self) -> None:
        with self.journal() as journal:
            sending = Sending(
                journal,
                Dispatcher(journal, self.relay, self.clock, self.clock.ticks),
                Watch(self.ledger(), "main", self.clock.ticks),
                envelopes,
                lambda: False,
                _quiet,
                lambda: None,
                lambda text: None,
            )
            reconcile(self.inputs(), sending)

    def plan(self) -> Plan:
        """What a run would do."""
        with self.journal() as journal:
            return plan(self.inputs(), journal)

    def history(self, view: LedgerView, alert: Alert, commit: str | None = None) -> History:
        """What a verdict on that alert is told of the past, at a commit of main, by default the newest."""
        followed = () if alert.follows is None else (alert.follows.alert,)
        return view.history((alert.id, *followed), removed_ids(self.clone, commit or self.tip()))

    def snapshot(self, alert: str) -> frozenset[str]:
        """Who is in the frozen snapshot of an alert."""
        with self.journal() as journal:
            return journal.snapshot_ids(alert)

    def here(self) -> dict[str, Subscriber]:
        """Who is registered now, by id."""
        return {one.id: one for one in self.registry.everybody()}


def _quiet(alert: str, counts: Counts) -> None:
    """Progress that nobody watches."""


# --- a world lived through -------------------------------------------------------------------------


class Onlooker(Protocol):
    """Somebody who looks on while a world is lived: told of each merge, called before and after each run."""

    merged: dict[str, Alert]

    def before(self) -> None:
        """Look before a run."""

    def after(self) -> None:
        """Look after it."""


class Nobody:
    """Looks at nothing."""

    def __init__(self, house: House) -> None:
        self.merged: dict[str, Alert] = {}

    def before(self) -> None:
        """Look at nothing."""

    def after(self) -> None:
        """Look at nothing."""


@dataclass
class Lived(Generic[Looker]):
    """A house in which a world was lived, and who looked on. ``fates``: what became of each alert."""

    house: House
    witness: Looker
    fates: dict[str, Fate] = field(default_factory=dict)

    def merge(self, alert: Alert, pull: Pull) -> None:
        """Bring an alert to main."""
        self.witness.merged[alert.id] = alert
        self.house.merge(alert, pull)

    def run(self) -> None:
        """Run the sender."""
        self.witness.before()
        self.house.run()
        self.witness.after()

    def run_until_begun(self, alert: str) -> None:
        """Run the sender, and again when the clock lets the alert go."""
        self.run()
        items = {item.candidate.id: item for item in self.house.plan().items}
        if alert in items and (until := items[alert].until) is not None:
            self.house.clock.now = until
            self.run()

    def happen(self, link: Link, dice: Dice) -> None:
        """Let an alert become what it is to become, and note what it came to."""
        house, alert, fate = self.house, link.alert, link.fate
        if fate in (Fate.EXPIRED, Fate.UNREACHED):
            alert = replace(alert, expires_at=house.clock() + 45 * MINUTE)
        pull = proposed(alert, house.clock())
        if fate in BEGUN:
            pull, house.clock.now = agreed_in(house, alert, dice)
        self.merge(alert, replace(pull, merged_at=house.clock()))
        self.fates[alert.id] = fate
        if fate is Fate.UNSENT:
            return
        house.relay.answers = ANSWERS.get(fate, ANSWERS[Fate.SEALED])
        if fate in BEGUN:
            self.run_until_begun(alert.id)
        else:
            self.run()
        match fate:
            case Fate.EXPIRED | Fate.UNREACHED:
                house.clock.later(minutes=46)
                self.run()
            case Fate.WITHDRAWN:
                house.withdraw(alert)
                self.run()
            case Fate.REFUSED:
                house.refuse(alert.id)
            case Fate.STOPPED:
                house.stop(alert.id)
                self.run()
        if fate in BEGUN and house.view().of(alert.id).claim is None:
            self.fates[alert.id] = Fate.HELD


def lived_in(
    world: World, folder: Path, limits: Mapping[str, int], onlooker: Callable[[House], Looker]
) -> Lived[Looker]:
    """Live through the chain; the judged alert is drafted and not merged yet."""
    house = House(folder, world.roster, limits)
    house.chance = Dice(world.seed)
    lived, dice = Lived(house, onlooker(house)), Dice(world.seed)
    house.clock.now = FIRST_DAY - timedelta(days=1, minutes=5)
    for link in world.chain:
        if link.fate is Fate.BEFORE:
            lived.merge(link.alert, proposed(link.alert, house.clock()))
            lived.fates[link.alert.id] = Fate.BEFORE
    house.activate()
    for link in world.chain:
        if link.fate is not Fate.BEFORE:
            house.clock.now = max(house.clock.now, link.at)
            lived.happen(link, dice)
    house.clock.now = max(house.clock.now, id_time(world.alert.id))
    return lived


def agreed_in(house: House, alert: Alert, dice: Dice) -> tuple[Pull, datetime]:
    """The pull request with everybody's word, by the ledger and the rules of that house."""
    contract = house.contract()
    case = Case(alert, Change.ADDED, (), None, house.history(house.view(), alert))
    return agreed(alert, lambda pull, now: decide(replace(case, pull=pull), now, contract), house.clock(), dice)
