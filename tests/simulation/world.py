"""One world: drawn by its seed, hurt by its faults, healed, run until it rests, then judged by what the relay took."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from haishin.consult import mainline as mainline_module
from haishin.core.contract.policy import JST, Hours
from haishin.core.errors import Refusal
from haishin.core.model import LedgerState, RowState
from haishin.core.repository.git import GitError
from haishin.send.acts import acts, takeover
from haishin.send.acts.settling import RelayLog, settle
from haishin.send.journal import journal_file as journal_module
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger import ledger as ledger_module
from haishin.send.ledger.beat import hear
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import OVER, LedgerView
from haishin.send.ledger.records import BEAT, BRANCH, FILE
from haishin.send.sending import seen as seen_module
from simulation.git_model import Remote
from simulation.host_model import CONTROL, Host, Registry, beats, codec, named, opening
from simulation.nature import Fault, Nature, Process
from simulation.relay_model import FATES, Relay
from support.folders import kept
from support.ledger import path_of

PERSON = "koho-kocho-manager"  # the supervisor of the example force
ALPHA, BETA = "20261125-1100-alpha", "20261125-1110-beta"
NEWER = {  # what may be merged while mail goes
    "correction": ("20261125-1130-gamma", {"follows": ALPHA, "as": "correction"}),
    "cancellation": ("20261125-1131-delta", {"follows": ALPHA, "as": "cancellation"}),
    "follow-up": ("20261125-1132-epsilon", {"follows": ALPHA, "as": "follow-up"}),
    "urgent": ("20261125-1133-zeta", {"night": "yes"}),
}
DAY = datetime(2026, 11, 25, tzinfo=JST)
MARKED = "c" * 32  # the id of a backup
STOPPED_WITHIN = 5.0  # seconds from a stop's branch to the last dot, beside what the remote takes to answer


@dataclass(frozen=True)
class Plan:
    """All that a seed draws; ``waived``: the first alert may go at night; ``resends``: doubt is resent, by policy.

    ``rate``: messages a second that everybody's carrier is to get at most, 0 without a limit. ``controlled``: the unit
    has an address of its own. ``purges``: addresses go at the end of each run. ``settles``: a person settles who is in
    doubt by the relay's log.
    """

    seed: int
    start: datetime
    people: tuple[tuple[str, bool], ...]
    pace: float
    connections: int
    in_flight: int
    commit: float
    answer: float
    waived: bool
    second: bool
    resends: bool
    pauses: tuple[float, ...]
    faults: tuple[Fault, ...]
    rate: float = 0
    controlled: bool = False
    purges: bool = False
    settles: bool = False

    def __str__(self) -> str:
        people = ", ".join(one if night else f"{one} (day)" for one, night in self.people)
        faults = "".join(f"\n  {fault}" for fault in self.faults)
        return (
            f"seed {self.seed}: {self.start:%H:%M:%S}, {people}; a message {self.pace:g} s on {self.connections} "
            f"connections, in_flight {self.in_flight}, a commit {self.commit:g} s, the remote {self.answer:g} s"
            f"{', waived' if self.waived else ''}{', two alerts' if self.second else ''}"
            f"{', doubt is resent' if self.resends else ''}{f', {self.rate:g} a second' if self.rate else ''}"
            f"{', a control address' if self.controlled else ''}{', purged' if self.purges else ''}"
            f"{', settled' if self.settles else ''}; "
            f"pauses {', '.join(f'{pause:g}' for pause in self.pauses)}{faults}"
        )


def draw(seed: int) -> Plan:
    """Draw a world."""
    dice = random.Random(seed)
    people = tuple((f"r{number}", dice.random() < 0.7) for number in range(dice.randint(1, 8)))
    start = dice.choice(
        (
            DAY + timedelta(hours=12),
            DAY + timedelta(hours=12),
            DAY + timedelta(hours=20) - timedelta(seconds=dice.choice((0.05, 5, 30, 90))),
            DAY + timedelta(hours=7) - timedelta(seconds=dice.choice((0.05, 5, 30, 90))),
            DAY + timedelta(hours=21),
        )
    )
    plan = Plan(
        seed,
        start,
        people,
        pace=dice.choice((0, 0.02, 1, 5, 15)),
        connections=dice.randint(1, 4),
        in_flight=dice.choice((1, 2, 4)),
        commit=dice.choice((0, 0.01, 0.5)),
        answer=dice.choice((0.02, 0.3, 2)),
        waived=dice.random() < 0.3,
        second=dice.random() < 0.4,
        resends=dice.random() < 0.2,
        pauses=tuple(dice.choice((1, 61, 301, 3700)) for _ in range(dice.randint(1, 3))),
        faults=(),
    )
    return replace(
        plan,
        faults=tuple(_fault(dice, plan) for _ in range(dice.randint(0, 8))),
        rate=dice.choice((0, 0, 0, 0.2, 2)),
        controlled=dice.random() < 0.3,
        purges=dice.random() < 0.3,
        settles=dice.random() < 0.4,
    )


def _fault(dice: random.Random, plan: Plan) -> Fault:
    place = dice.choices(("call", "remote", "forge", "commit", "message", "run"), (20, 8, 1, 2, 8, 2))[0]
    who = ""
    if place == "message":
        kind, at, value = dice.choice(FATES), dice.randrange(12), dice.choice((2, 45, 200, 700))
    elif place == "remote":
        kind = dice.choice(("lost request", "lost answer", "late", "late and lost"))
        at, value = dice.randrange(80), dice.choice((1, 20, 130))
    elif place == "forge":
        kind, at, value = "unreadable", dice.randrange(6), 0
    elif place == "commit":
        kind, at, value = "full", dice.randrange(25), 0
    elif place == "run":
        kind, at, value = "restore", dice.randrange(len(plan.pauses)), 0
    else:
        kind = dice.choices(
            ("crash", "stop", "merge", "leave", "join", "step", "outage", "relay down", "copy", "rival", "term"),
            (8, 3, 6, 2, 1, 2, 1, 2, 2, 2, 1),
        )[0]
        at, value = int(400 * dice.random() ** 1.5), dice.choice((3, 40, 400, 1000))
        if kind == "stop":
            who = dice.choice((ALPHA, ALPHA, "all"))
        elif kind == "merge":
            who = dice.choice(tuple(NEWER))
        elif kind == "rival":
            at = dice.randrange(90)
        elif kind == "leave":
            who = dice.choice(plan.people[1:] or (("nobody", True),))[0]
        elif kind == "step":
            value *= dice.choice((-1, 1))
    return Fault(place, kind, at, value, who)


class Broken(Exception):
    """A promise was not kept. ``kind`` names which; the story tells how."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


@dataclass
class Stop:
    """A stop branch: when it was made, first shown to a sender, taken away."""

    who: str
    made: float
    seen: dict[str, float] = field(default_factory=dict)  # by host
    ended: float = float("inf")


@dataclass
class Truth:
    """What really happened, kept by the models alone. ``records``: the ledger's, as the remote took them, and when."""

    stops: list[Stop] = field(default_factory=list)
    records: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)  # alerts given up by a person because their recipients are lost
    dark: list[tuple[float, float]] = field(default_factory=list)  # when the remote gave no answer

    def claims(self) -> dict[str, tuple[float, dict[str, Any]]]:
        """Return each alert's claim and when the remote took it."""
        return {record["alert"]: (at, record) for at, record in self.records if record["kind"] == "claimed"}


class World:
    """The models and their truth."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.start = plan.start
        self.story: list[str] = []
        self.truth = Truth()
        self.nature = Nature(plan.faults, self._strike, plan.seed)
        self.remote = Remote(self._pushed)
        self.registry = Registry(dict(plan.people), plan.controlled)
        self.relay = Relay(self.nature, plan.pace, plan.connections)
        self.remote_down_until = 0.0
        self._restored = False
        self._copy: bytes | None = None
        self.resent: set[tuple[str, str]] = set()  # alert and recipient, by journals that are no more
        self.remote.commit({"schema/policy.yaml": "one\n"}, self.start - timedelta(days=1))
        self.hosts = [self._host("a")]

    def files(self) -> dict[str, Callable[..., Any]]:
        """Return what keeps the small files of the state folders, in place of the functions of ``state``."""
        lines: dict[Path, str] = {}
        kept: dict[tuple[Path, str], bytes] = {}

        def write_line(path: Path, line: str) -> None:
            with self._moved_into_place(path):
                lines[path] = line

        def keep(path: Path, key: str, data: bytes) -> None:
            with self._moved_into_place(path):
                kept[path, key] = data

        return {
            "read_line": lines.get,
            "write_line": write_line,
            "recall": lambda path, key: kept.get((path, key)),
            "keep": keep,
        }

    @contextmanager
    def _moved_into_place(self, path: Path) -> Iterator[None]:
        """Stand before and behind a file that whoever writes it moves into place: here he may die."""
        host = next(host for host in self.hosts if host.state == path.parent)
        host.call()
        yield
        host.call()

    def begin(self) -> None:
        """Activate the ledger and merge what is there from the beginning."""
        activated = self.start - timedelta(days=1)
        self.hosts[0].ledger().init(True, self.remote.refs["refs/heads/main"], activated)
        plan = self.plan
        self.nature.ticks, self.nature.calm = 0.0, False
        self._merge(ALPHA, {"night": "yes"} if plan.waived else {})
        if plan.second:
            self._merge(BETA, {})

    def _host(self, name: str) -> Host:
        return Host(self, name, _folder(name))

    def tell(self, what: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self.nature.ticks:9.2f}  {what}")

    # --- what the models tell the truth ---

    def _pushed(self, name: str, commit: str | None) -> None:
        if name == f"refs/heads/{BRANCH}":
            data = self.remote.blob(BRANCH, FILE)
            assert data is not None
            for record in map(json.loads, data.splitlines()[len(self.truth.records) :]):
                self.truth.records.append((self.nature.ticks, record))
                self.tell(f"the ledger: {record['kind']} {record.get('alert', '')}")
        for stop in self.truth.stops:
            if name == f"refs/heads/stop/{stop.who}" and commit is None:
                stop.ended = min(stop.ended, self.nature.ticks)

    def wire(self, host: Host, act: Callable[[], Any], timeout: float) -> Any:
        """Carry one command to the remote and its answer back."""
        host.call()
        faults = {fault.kind: fault for fault in self.nature.faults("remote")}
        late = max((fault.value for kind, fault in faults.items() if kind.startswith("late")), default=0)
        begun = self.nature.ticks
        if self.nature.ticks < self.remote_down_until or "lost request" in faults:
            self.nature.pass_time(3)
            self.truth.dark.append((begun, self.nature.ticks))
            return CompletedProcess((), 128, b"", b"fatal: unable to access")
        self.nature.pass_time(min(self.plan.answer + late, timeout))
        done = None
        if late < timeout or "late and lost" in faults:
            done = act()
        host.call()
        if late >= timeout or "lost answer" in faults or "late and lost" in faults:
            self.truth.dark.append((begun, self.nature.ticks))
            if late >= timeout:
                raise GitError(("remote",), -1, f"no answer within {timeout:g} s")
            return CompletedProcess((), 128, b"", b"fatal: the remote end hung up unexpectedly")
        if late:
            self.truth.dark.append((begun, self.nature.ticks))
        for stop in self.truth.stops:
            if done is not None and f"refs/heads/stop/{stop.who}\n".encode() in done.stdout:
                stop.seen.setdefault(host.name, self.nature.ticks)
        return done

    # --- what happens ---

    def _merge(self, alert: str, words: dict[str, str]) -> None:
        if alert not in self.truth.merged:
            self.remote.commit({path_of(alert): json.dumps(words)}, self.start + timedelta(seconds=self.nature.ticks))
            self.truth.merged.append(alert)

    def _strike(self, fault: Fault, process: Process) -> None:
        host = next((one for one in self.hosts if one.process is process), self.hosts[0])
        self.tell(f"({fault} hits {host.name})")
        if fault.kind == "crash":
            process.dead = True
        elif fault.kind == "term":
            process.term = True
        elif fault.kind == "stop":
            name = f"refs/heads/stop/{fault.who}"
            if name not in self.remote.refs:
                self.remote.refs[name] = self.remote.refs["refs/heads/main"]
                self.truth.stops.append(Stop(fault.who, self.nature.ticks))
        elif fault.kind == "merge":
            self._merge(*NEWER[fault.who])
        elif fault.kind == "leave":
            self.registry.leave(fault.who, self.nature.ticks)
        elif fault.kind == "join":
            self.registry.people.setdefault("s0", True)
            self.registry.changes += 1
        elif fault.kind == "step":
            host.set_clock(fault.value)
        elif fault.kind == "outage":
            self.remote_down_until = self.nature.ticks + fault.value
        elif fault.kind == "relay down":
            self.relay.down_until = self.nature.ticks + fault.value
        elif fault.kind == "copy":
            self._copy = self.hosts[0].disk
        elif fault.kind == "rival":
            if len(self.hosts) == 1:
                self.hosts.append(self._host("b"))
            self.nature.begin_beside(self.hosts[1].run)

    def _restore(self) -> None:
        """Put the copy back: a raw one where the beat was heard since, else a backup, which is marked (EVERY)."""
        if self._copy is None:
            return
        host, heard = self.hosts[0], self.remote.blob(BRANCH, BEAT)
        raw = heard is not None and beats(self._copy) < json.loads(heard)["beats"]
        host.process, self.nature.calm = Process(), True  # a person does it, again if it ends early
        self.resent |= resent(self)
        if not raw:
            journal_module.write_line(host.state / "journal-id", MARKED)  # as `haishin restore` does
        self.nature.calm = False
        host.disk, self._restored = self._copy if raw else named(self._copy, MARKED), True
        self.tell(f"the copy of the journal is restored{'' if raw else ', a marked one'}")

    # --- the course ---

    def live(self) -> None:
        """Run through the faults, heal, rest, and judge. Raises Broken."""
        self.begin()
        for number, pause in enumerate(self.plan.pauses):
            self._run()
            if any(fault.kind == "restore" and fault.at == number for fault in self.plan.faults):
                self._restore()
            self.nature.pass_time(pause)
        self.nature.calm = True
        self.remote_down_until = self.relay.down_until = 0.0
        for host in self.hosts:
            host.set_clock(-host.wall.total_seconds())
        self.tell("all is healed")
        self._come_to_rest()
        judge(self)

    def _run(self) -> None:
        for host in self.hosts:
            host.run()
            self.nature.end_beside()
            if len(self.hosts) > 1 and not self.nature.calm:
                return  # the second one runs only beside the first, until all is healed

    def _come_to_rest(self) -> None:
        mark: object = None
        for number in range(12):
            self._persons()
            self._run()
            last, mark = mark, (self.remote.blob(BRANCH, FILE), len(self.relay.taken))
            if not self._open() and last == mark:
                return
            self.nature.pass_time((61, 301, 1000, 4000)[min(number, 3)])
            now = self.hosts[0].clock()
            if not self.hours.is_open(now):  # nothing more happens before the morning
                self.nature.pass_time((opening(now, self.hours) - now).total_seconds() + 60)
        raise Broken("no rest", f"{', '.join(self._open()) or 'the sender'} never came to an end")

    @property
    def _refused(self) -> bool:
        return any(host.refused for host in self.hosts)

    @property
    def hours(self) -> Hours:
        """The delivery hours."""
        return self.hosts[0].contract("").policy.hours

    def view(self) -> LedgerView:
        """Read the ledger with the first host's eyes."""
        self.hosts[0].process = Process()
        return self.hosts[0].ledger().read()

    def _open(self) -> list[str]:
        view = self.view()
        ended = OVER | {LedgerState.SEALED}
        return [alert for alert in self.truth.merged if view.of(alert).state not in ended]

    def _persons(self) -> None:
        """Do what the operator's hand does once all is healed: go on after a stop, take over what nobody continues."""
        host = self.hosts[0]
        view = self.view()
        ledger, contract, now = host.ledger(), host.contract(""), host.clock()
        if view.halted:
            acts.go_on_all(ledger, contract, lambda: self.truth.merged, now, PERSON)
        for alert, entry in view.alerts.items():
            if entry.stopped and entry.state not in OVER:
                acts.go(ledger, contract, alert, None, now, PERSON)
            words = next((words for name, words in NEWER.values() if name == alert), {})
            if entry.state is not LedgerState.HELD or (followed := words.get("follows")) is None:
                continue
            first = view.of(followed)
            elsewhere = first.claim is not None and first.journal != self._id(host)
            ended = first.ended_by not in (None, alert)  # by another correction, which is the one to follow
            if first.unheard or ended or elsewhere or followed in self.truth.lost:
                acts.refuse(ledger, contract, alert, "先のものが届いていないか、終わっています。", now, PERSON)
                self.truth.lost.add(alert)
        for name in [name for name in self.remote.refs if name.startswith("refs/heads/stop/")]:
            del self.remote.refs[name]
        for stop in self.truth.stops:
            stop.ended = min(stop.ended, self.nature.ticks)
        if self.plan.settles:
            for alert in view.alerts:
                self._settle(host, ledger, alert)
        if self._refused or self._restored or any(entry.unfinished for entry in view.alerts.values()):
            self._take_over(host, ledger)

    def _settle(self, host: Host, ledger: Ledger, alert: str) -> None:
        """Give the log of all relays together to who settles: first as it is, then vouched for as whole."""
        ours = frozenset((one.alert, one.recipient) for one in self.relay.taken)
        accepted = frozenset(recipient for name, recipient in ours if name == alert)
        log = RelayLog(accepted, failed=frozenset(), queued=frozenset(), ours=ours)
        for whole in (False, True):
            # Sent by another host or given up, or nobody near those in doubt is in the log.
            with host.opened() as journal, suppress(Refusal):
                contract, now = host.contract(""), host.clock()
                settle(ledger, contract, journal, alert, log, now, PERSON, resend_absent=whole, short=str)

    def _id(self, host: Host) -> str:
        with host.opened() as journal:
            return journal.id

    def _take_over(self, host: Host, ledger: Ledger) -> None:
        with host.opened() as journal:
            view = ledger.read()
            heard = hear(host.clone, view, host.clock())
            alerts = takeover.adoptable(view, journal, heard)
            if alerts or takeover.unfit(view, journal, heard):
                known = {one.nonce for one in journal.entries()}
                claims = [claim for alert in alerts if (claim := view.of(alert).claim) is not None]
                lost = [claim.alert for claim in claims if claim.nonce not in known]
                if forgotten := [one for one in lost if view.of(one).journal == journal.id and not self._restored]:
                    raise Broken("lost", f"{', '.join(forgotten)} has no recipients in the journal that claimed it")
                self.tell(f"a person takes over {', '.join(alerts)}, of whose recipients nothing is left: {lost}")
                self.truth.lost.update(lost)
                contract, now = host.contract(""), host.clock()
                Pulse(journal, host.clock, host.ticks, lambda why: self.tell(why.en)).over(ledger)
                takeover.adopt(ledger, contract, journal, heard, now, PERSON, lost=bool(lost))


def judge(world: World) -> None:
    """Compare what the relay took with what was promised. Raises Broken."""
    for check in (_once, _true, _few_in_doubt, _all, _stopped, _in_hours, _right_text, _left, _paced, _numbered):
        check(world)


def rows(world: World) -> Iterator[tuple[Host, str, str, str, bool]]:
    """Yield each row of each journal: host, alert, recipient, state, whether it was resent."""
    for host in world.hosts:
        with host.opened():
            for alert, recipient, state, resent in host.connection().execute(
                "SELECT alert_id, recipient_id, delivery.state, resent FROM delivery JOIN release USING (alert_id) "
                "WHERE release.state <> 'frozen'"
            ):
                yield host, alert, recipient, state, bool(resent)


def resent(world: World) -> set[tuple[str, str]]:
    """List alert and recipient of each row that is or was resent, by its journal."""
    return {(alert, recipient) for _, alert, recipient, _, again in rows(world) if again}


@cache
def _folder(name: str) -> Path:
    """A state folder: of its disk only the space is asked, what it remembers is the world's."""
    folder = kept() / name
    folder.mkdir()
    return folder


def _once(world: World) -> None:
    again = world.resent | resent(world)
    for (alert, recipient), times in Counter((one.alert, one.recipient) for one in world.relay.taken).items():
        if times > 1 + (world.plan.resends and (alert, recipient) in again):
            raise Broken("double", f"{recipient} got {alert} {times} times")


def _true(world: World) -> None:
    taken = {(one.host, one.alert, one.recipient) for one in world.relay.taken}
    harmless = {"merge", "leave", "join", "step", "copy", "defer", "busy", "refuse", "block", "login", "relay down"}
    for host, alert, recipient, state, again in rows(world):
        if alert in world.truth.lost:
            continue
        came = (host.name, alert, recipient) in taken
        if state == RowState.IN_DOUBT:
            if {fault.kind for fault in world.plan.faults} <= harmless:
                raise Broken("groundless doubt", f"{recipient} of {alert}")
            if came and world.plan.settles and host is world.hosts[0] and recipient != CONTROL:
                raise Broken("unsettled", f"{recipient} of {alert} is in doubt, and the relay's log names him")
        elif came != (state == RowState.ACCEPTED) and not (again and came):  # the first try may have reached him
            raise Broken("untrue", f"{recipient} of {alert} is {state}, and the relay {'took' if came else 'has not'}")


def _few_in_doubt(world: World) -> None:
    """At a death no more are in the air than policy allows; in doubt are these alone, and whose dot had no reply."""
    for host in world.hosts:
        for number in host.in_the_air:
            if number > world.plan.in_flight:
                raise Broken("in the air", f"{number} at a death of {host.name}, at most {world.plan.in_flight} may be")
    if {fault.kind for fault in world.plan.faults} & {"restore", "copy", "rival", "full"} or world.truth.lost:
        return  # another journal's readers are in doubt by a person's act
    doubted = sum(state == RowState.IN_DOUBT for _, _, _, state, _ in rows(world))
    most = sum(number for host in world.hosts for number in host.in_the_air) + world.relay.unanswered
    if doubted > most:
        raise Broken("in the air", f"{doubted} in doubt, at most {most} could be")


def _all(world: World) -> None:
    """Nobody is lost: who was there from the beginning stands in the snapshot, and his state has its reason."""
    view = world.view()
    snapshots: dict[str, dict[str, str]] = {alert: {} for alert in world.truth.merged}
    for _, alert, recipient, state, _ in rows(world):
        snapshots[alert][recipient] = state
    for alert in world.truth.merged:
        state, rowed = view.of(alert).state, snapshots[alert]
        if alert in world.truth.lost:
            continue
        if state is not LedgerState.SEALED:
            raise Broken("lost", f"{alert} ended as {state}")
        follows = next((words["follows"] for name, words in NEWER.values() if name == alert and "follows" in words), "")
        wanted = {one for one, _ in world.plan.people}
        if follows:
            if follows in world.truth.lost:
                continue
            chain = _followed_by(alert)
            wanted = {one.recipient for one in world.relay.taken if one.alert in chain} - {CONTROL}
        if missing := wanted - world.registry.left.keys() - rowed.keys():
            raise Broken("lost", f"{', '.join(sorted(missing))} not in the snapshot of {alert}")
        for recipient, row in rowed.items():
            if recipient == CONTROL:
                continue  # keeps no alert open
            reason = {
                RowState.SUPERSEDED: view.of(alert).ended_by is not None,
                RowState.SUPPRESSED: recipient in world.registry.left,
                RowState.FAILED: (alert, recipient) in world.relay.refused,
                RowState.ACCEPTED: True,
                RowState.IN_DOUBT: True,
            }.get(RowState(row), False)
            if not reason:
                raise Broken("lost", f"{recipient} of {alert} is {row}")


def _followed_by(alert: str) -> frozenset[str]:
    """What the alert follows, up to the first one of the chain."""
    follows = next((words["follows"] for name, words in NEWER.values() if name == alert and "follows" in words), None)
    return frozenset() if follows is None else _followed_by(follows) | {follows}


def _stopped(world: World) -> None:
    for stop in world.truth.stops:
        slow = 2 + 3 * world.plan.answer + 30 * 0.01
        dark = sum(end - begin + STOPPED_WITHIN for begin, end in world.truth.dark if end > stop.made)
        for one in world.relay.taken:
            still = world.nature.stood_still(stop.made, one.at)
            until = min(stop.seen.get(one.host, float("inf")), stop.made + STOPPED_WITHIN) + slow + dark + still
            if stop.who in ("all", one.alert) and until < one.at < stop.ended:
                raise Broken("unstopped", f"{one.recipient} got {one.alert} {one.at - stop.made:.1f} s after its stop")


def _in_hours(world: World) -> None:
    waived = {alert for alert, words in NEWER.values() if "night" in words} | ({ALPHA} if world.plan.waived else set())
    night = {CONTROL, *(one for one, wants in world.registry.people.items() if wants)}
    hosts = {host.name: host for host in world.hosts}
    for one in world.relay.taken:
        # The clock is read before a group's commit; what a poll then moves may wait for the commit of the next group.
        margin = 0.1 + 2 * world.plan.commit + world.nature.stood_still(one.begun - 30, one.begun)
        if not any(map(world.hours.is_open, hosts[one.host].clocks(one.begun, margin))):
            if one.alert not in waived:
                raise Broken("hours", f"{one.recipient} got {one.alert}, begun at {one.begun:.2f}")
            if one.recipient not in night:
                raise Broken("hours", f"{one.recipient} wants no mail at night and got {one.alert}")


def _right_text(world: World) -> None:
    for alert, (at, record) in world.truth.claims().items():
        for one in world.relay.taken:
            if one.alert == record["ends"] and one.at > at:
                raise Broken("wrong text", f"{one.recipient} got {one.alert} {one.at - at:.2f} s after {alert}")


def _left(world: World) -> None:
    for one in world.relay.taken:
        if one.begun > world.registry.left.get(one.recipient, float("inf")) + 1:
            raise Broken("left", f"{one.recipient} had left and got {one.alert}")


def _paced(world: World) -> None:
    """Nobody's carrier gets more than its rate, from the first to the last of any that follow each other."""
    rate = world.plan.rate
    if not rate or {fault.kind for fault in world.plan.faults} & {"step", "restore", "copy", "rival"}:
        return  # the rate is kept in the journal, by its host's clock
    deaths = sum(fault.kind == "crash" for fault in world.plan.faults)  # of each a second's count may be lost
    most = (1 + deaths) * max(rate, 1) + 1
    begun = sorted(one.begun for one in world.relay.taken)
    for first, since in enumerate(begun):
        for number, at in enumerate(begun[first:], start=1):
            if number > most + rate * (at - since):
                raise Broken("pace", f"{number} mails from {since:.2f} to {at:.2f}, at {rate:g} a second")


def _numbered(world: World) -> None:
    """The claims of a unit and a year of Japan time are numbered 1, 2, 3 …, whoever claimed them."""
    numbers: dict[tuple[str, int], list[int]] = {}
    for _, record in world.truth.records:
        if record["kind"] == "claimed":
            year = datetime.fromisoformat(record["at"]).astimezone(JST).year
            numbers.setdefault((record["path"].split("/")[1], year), []).append(record["number"])
    for unit, counted in numbers.items():
        if counted != list(range(1, len(counted) + 1)):
            raise Broken("numbers", f"{unit}: {counted}")


def live(plan: Plan) -> World:
    """Let a world take its course. Raises Broken."""
    world = World(plan)
    files = world.files()
    with pytest.MonkeyPatch.context() as patched:
        for module in (ledger_module, mainline_module, journal_module):
            for name in files.keys() & vars(module).keys():
                patched.setattr(module, name, files[name])
        patched.setattr(ledger_module, "Codec", lambda schema: codec())
        patched.setattr(seen_module, "endings", lambda contract, today: ())  # no world asks, and it takes long
        try:
            world.live()
        except Exception as error:
            broken = error if isinstance(error, Broken) else Broken("error", f"{type(error).__name__}: {error}")
            broken.add_note("\n".join((str(plan), *world.story)))
            raise broken from error
    return world
