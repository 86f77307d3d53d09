"""The sender's stories, rows of ``tests/examples/sending``: what somebody does at a moment, and what follows from it.

A row is ``name``, ``because`` (why it must be so), ``each`` (the row once for each of these, ``<word>`` by ``word``),
``setting``, ``steps`` and ``after``. A step is one act of ``ACTS`` with its value; beside it ``at`` (the moment in
Japan from then on), ``host`` (another machine than the mail host), ``refused`` (the code of the error in which the act
ends, with values of it) and ``gives`` (what a person's act says that it did). ``run``, ``plan`` and ``look`` say all
that they bring: what is not named must not be. ``after`` names all mails that were taken and all records behind the
activation. Any key that is not known is an error. Git, ledger, journal and sender are real; the verdict, the readers
and the relay are told.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.contract import policy as policies
from haishin.core.contract.forming import form
from haishin.core.contract.policy import JST
from haishin.core.errors import HaishinError
from haishin.core.model import Case, Kind, Role, RowState, Scope, Text, Verdict
from haishin.core.repository.git import Git
from haishin.core.state import StateFolder
from haishin.residents.registry.readers import Selection
from haishin.send.acts import acts, takeover
from haishin.send.acts.settling import RelayLog, Settled, settle, settle_by_word
from haishin.send.journal import backup
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger.beat import hear
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.stops import stop
from haishin.send.rows import Envelope, Outcome
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.transport import CUT_SECONDS, Unusable
from haishin.send.watch.conditions import conditions, exit_of
from support.force import EXAMPLES
from support.ledger import ALPHA, BETA, PEOPLE, Host, Mail, Residents, World, git, path_of, send, verdict
from support.people import login, supervisor
from support.records import halt, hold

FOLDER = EXAMPLES / "sending"
IDS = {"alpha": ALPHA, "beta": BETA, "gamma": "20261125-1120-gamma", "delta": "20261125-1130-delta"}
IDS |= {"later": "20261129-1120-later", "last": "20261129-1130-last"}  # four days later
ANSWERS = {"takes": "250 2.1.5", "puts off": "451 4.3.0"}
DEAF = {
    "unreachable": Unusable("relay:25: connection refused", ours=False),
    "refuses our login": Unusable("relay:25: login refused (535)", code=535, ours=True),
}
# Where a sender may die: the method, and whether behind it.
DEATHS: Mapping[str, tuple[type, str, bool]] = {
    "before the claim": (Ledger, "append", False),
    "behind the claim": (Ledger, "append", True),
    "before the journal knows of the claim": (Journal, "claim", False),
    "before the journal knows of the seal": (Journal, "seal", False),
    "in the adoption": (Journal, "adopt", False),
}
# What a row says otherwise: ``ledger`` none until it is activated; ``beats``: whether the sender tells that it lives;
# ``resends``: whether policy sends to whom is in doubt once more; ``in_flight``, ``limits``, ``hours``, ``quiet``:
# of the policy; ``asleep``: how many readers, the first, want no mail at night.
SETTING: Mapping[str, Any] = {
    "readers": "everybody", "ledger": "active", "beats": True, "resends": False, "in_flight": 256, "connections": 100,
    "limits": {}, "hours": None, "quiet": None, "asleep": 0,
}  # fmt: skip
FIRST_MAIL = "at the first mail"


class Death(BaseException):
    """The process has died."""


def stories() -> dict[str, dict[str, Any]]:
    """Read all rows; by file and name, which is used once."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            for name, made in _each(row):
                assert f"{file.stem}: {name}" not in found, name
                found[f"{file.stem}: {name}"] = made
    return found


def _each(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    rest = {key: value for key, value in row.items() if key != "each"}
    if "each" not in row:
        yield row["name"], rest
        return
    for values in row["each"]:
        made = _filled(rest, values)
        words = ", ".join(str(value) for value in values.values())
        yield made["name"] if made["name"] != row["name"] else f"{row['name']} ({words})", made


def _filled(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {_filled(key, values): _filled(one, values) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if not isinstance(value, str):
        return value
    for name, one in values.items():
        if value == f"<{name}>":
            return one
        value = value.replace(f"<{name}>", str(one))
    return value


def only(given: Mapping[str, Any], *known: str) -> None:
    """Refuse a key that nobody reads."""
    assert given.keys() <= {*known}, f"unknown: {', '.join(sorted(map(str, given.keys() - {*known})))}"


def readers(words: str) -> tuple[str, ...]:
    """``everybody``, ``nobody``, or ids and ranges: ``r00-r04 r07``."""
    found: list[str] = []
    for word in () if words == "nobody" else words.split():
        if word == "everybody":
            found += PEOPLE
        elif "-" in word:
            first, last = (int(one[1:]) for one in word.split("-"))
            found += [f"r{number:02}" for number in range(first, last + 1)]
        else:
            found.append(word)
    return tuple(found)


def moment(text: str) -> datetime:
    """``HH:MM[:SS]`` of the day of the stories, or with ``MM-DD`` before; Japan time."""
    day, _, time = text.rpartition(" ")
    return datetime.fromisoformat(f"2026-{day or '11-25'}T{time}").replace(tzinfo=JST)


def short(value: Any) -> Any:
    """The same with each alert by its name, a message by its code, a moment as it is written here."""
    if isinstance(value, Message):
        return value.code
    if isinstance(value, Text):
        return short(value.en)
    if isinstance(value, datetime):
        return f"{value.astimezone(JST):%m-%d %H:%M}"
    if isinstance(value, str):
        for name, identity in IDS.items():
            value = value.replace(identity, name)
    return value


def _words(*parts: Any) -> str:
    return " ".join(str(short(part)) for part in parts if part not in (None, ""))


def alarm(told: Text, code: str) -> str:
    """The code with what it concerns, as its sentence names it."""
    values = told.values if isinstance(told, Message) else {}
    return _words(code, *(_concern(value) for name, value in values.items() if name != "since"))


def _concern(value: object) -> object:
    if not isinstance(value, Text):
        return value
    if not isinstance(value, Message) or value.code.endswith(".do"):
        return None
    numbers = (one for one in value.values.values() if isinstance(one, int))
    return _words(value.code.rpartition("/")[2], *numbers)


@dataclass
class Readers(Residents):
    """``chosen``: whether anybody takes such alerts."""

    chosen: bool = True

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        return super().choosing(scope, category, exercise, contract) if self.chosen else self._selection("0")


class Relay(Mail):
    """Answers as told: by reader, by alert and reader, or to all; ``behind N`` once so many mails were begun."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.connections = room
        self.answers: list[tuple[str | None, tuple[str, ...] | None, int, str]] = [(None, None, 0, "takes")]
        self.took: list[tuple[str, str]] = []
        self.handed = 0
        self.dies = False
        self.between: list[tuple[int, Callable[[], None]]] = []

    @property
    def room(self) -> int:  # type: ignore[override]
        return self.connections - len(self._queue)

    def _answer(self, alert: str | None, reader: str | None) -> str:
        for name, some, behind, answer in reversed(self.answers):
            if name in (None, alert) and (some is None or reader in some) and len(self.got) >= behind:
                return answer
        raise AssertionError

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        return DEAF.get(self._answer(None, None))

    def submit(self, envelopes: Any) -> None:
        if self.dies:
            raise Death
        while self.between and self.handed >= self.between[0][0]:
            self.between.pop(0)[1]()
        self.handed += len(envelopes)
        self._queue += envelopes

    def poll(self, timeout: float) -> list[Outcome]:
        queue, self._queue = self._queue, []
        return [*self._given_back(), *map(self._outcome, queue)]

    def _outcome(self, one: Envelope) -> Outcome:
        alert, reader = one.alert_id, one.recipient_id
        said = self._answer(alert, reader)
        if said in DEAF:
            return Outcome(alert, reader, RowState.PENDING, "connect", "no", text=DEAF[said].text)
        self.got.append((alert, reader))
        if said == "no answer":
            return Outcome(alert, reader, RowState.IN_DOUBT, "dot", "yes", text="no answer")
        code, _, enhanced = ANSWERS.get(said, said).partition(" ")
        if code.startswith("2"):
            self.took.append((alert, reader))
            return Outcome(alert, reader, RowState.ACCEPTED, "dot", "yes", int(code), enhanced)
        state = RowState.DEFERRED if code.startswith("4") else RowState.FAILED
        return Outcome(alert, reader, state, "rcpt", "no", int(code), enhanced or None)


class Story:
    """One row, played in a folder."""

    def __init__(self, row: dict[str, Any], folder: Path) -> None:
        only(row, "name", "because", "setting", "steps", "after")
        self.setting = {**SETTING, **row.get("setting", {})}
        only(self.setting, *SETTING)
        self.row, self.folder = row, folder
        (folder / "world").mkdir()
        active = self.setting["ledger"] == "active"
        self.world = (World.active if active else World.make)(folder / "world")
        self.merged: set[str] = set()
        self.begins: dict[str, Kind | datetime] = {}  # the verdict where it is another than to send; "": of all
        self.hosts: dict[str, Host] = {}
        self.host = self._host("host")
        self.clock = self.host.clock

    def _host(self, name: str) -> Host:
        if name not in self.hosts:
            host = Host(self.world, self.folder / name, mail=Relay(self.setting["connections"]), decide=self._decide)
            host.residents = Readers(readers(self.setting["readers"]), self.setting["asleep"])
            host.limits = {"in_flight": self.setting["in_flight"], **self.setting["limits"]}
            for rule, kind in (("hours", policies.Hours), ("quiet", policies.Quiet)):
                if self.setting[rule]:
                    host.rules[rule] = form(kind, self.setting[rule])
            if self.hosts:
                host.clock, host.residents = self.clock, self.hosts["host"].residents
            if self.setting["resends"]:
                host.contract = partial(_resending, host.contract)  # type: ignore[method-assign]
            self.hosts[name] = host
        return self.hosts[name]

    def _decide(self, case: Case, now: datetime, contract: Contract) -> Verdict:
        told = self.begins.get(case.alert.id, self.begins.get(""))
        if isinstance(told, datetime):
            return verdict(Kind.HOLD, True, told) if now < told else send(case, now, contract)
        return send(case, now, contract) if told is None else verdict(told)

    def play(self) -> None:
        """Take all steps, and compare."""
        for number, step in enumerate(self.row["steps"], 1):
            try:
                self.step(step)
            except AssertionError as wrong:
                raise AssertionError(f"step {number}, {step}: {wrong}") from wrong
        self.host = self.hosts["host"]
        self.check({"mails": {}, "ledger": [], **self.row["after"]})
        for host in self.hosts.values():
            self._sound(host)

    def step(self, step: dict[str, Any]) -> None:
        """Take one, at its moment."""
        [act] = step.keys() - {"at", "host", "refused", "gives"}
        assert act in ACTS, f"unknown: {act}"
        if "at" in step:
            self.clock.later(seconds=(moment(step["at"]) - self.clock.now).total_seconds())
        self.host = self._host(step.get("host", "host"))
        gives: str | None = None
        refused: dict[str, Any] = {}
        try:
            gives = ACTS[act](self, step[act])
        except HaishinError as error:
            refused = self._error(error)
        expected = step.get("refused", {})
        if isinstance(expected, str):
            expected = {expected: {}}
        assert refused.keys() == expected.keys(), f"refused: {refused}"
        for code, values in expected.items():
            assert values.items() <= refused[code].items(), f"refused: {refused}"
        assert gives == step.get("gives"), f"gives: {gives}"

    def _error(self, error: HaishinError) -> dict[str, Any]:
        message = error.message
        values = message.values if isinstance(message, Message) else {}
        told = {name: short(value) for name, value in values.items()}
        if "commit" in told:
            beat = git(self.world.remote, "log", "-1", "--format=%H", "dispatch-log", "--", "beat.json")
            told["commit"] = "the beat's" if told["commit"] == beat else told["commit"]
        return {str(short(message)): {**told, "exit": int(error.exit_code)}}

    # --- what happens to main and to the readers ----------------------------------------------------

    def merge(self, value: Any) -> None:
        for name, words in _named(value).items():
            given = {key: IDS.get(str(word), str(word)) for key, word in (words or {}).items()}
            unit = given.pop("unit", "maebashi")
            self.world.commit({path_of(IDS[name], unit): json.dumps(given)})
            self.merged.add(IDS[name])

    def remove(self, value: Any) -> None:
        self.world.commit(dict.fromkeys(map(path_of, (IDS[name] for name in _named(value)))))

    def file(self, value: dict[str, str | None]) -> None:
        self.world.commit(value)

    def activate(self, value: None) -> None:
        self.world.activate()

    def verdict(self, value: Any) -> None:
        for name, told in (value if isinstance(value, dict) else {"": value}).items():
            key = IDS.get(name, "")
            if told == "send":
                del self.begins[key]
            else:
                self.begins[key] = moment(told) if ":" in told else Kind(told)

    def limits(self, value: dict[str, Any]) -> None:
        self.host.limits.update(value)

    def residents(self, value: dict[str, Any]) -> None:
        """``leave``, ``register``: readers; ``choose``: whether anybody takes such alerts."""
        only(value, "leave", "register", "choose")
        there = self.host.residents
        assert isinstance(there, Readers)
        gone = readers(value.get("leave", "nobody"))
        there.people = (*(one for one in there.people if one not in gone), *readers(value.get("register", "nobody")))
        there.chosen = value.get("choose", there.chosen)

    def relay(self, value: Any) -> None:
        """From now on; who is not named has his mail taken."""
        mail = self._mail()
        mail.answers = [(None, None, 0, "takes")]
        for who, answer in (value if isinstance(value, dict) else {"everybody": value}).items():
            names, alert, behind = who.split(), None, 0
            if names[0] == "behind":
                names, behind = [], int(names[1])
            elif names[0] in IDS:
                alert, names = IDS[names[0]], names[1:]
            some = None if names in ([], ["everybody"]) else readers(" ".join(names))
            mail.answers.append((alert, some, behind, answer))

    def _mail(self) -> Relay:
        assert isinstance(self.host.mail, Relay)
        return self.host.mail

    # --- the sender ----------------------------------------------------------------------------------

    def run(self, value: dict[str, Any] | None) -> None:
        """The mail host's sender runs once; ``meanwhile``: steps ``behind`` so many mails; ``killed``: where."""
        told = dict(value or {})
        barred, killed = told.pop("barred", False), told.pop("killed", None)
        mail = self._mail()
        self.host.told.clear()
        begun = mail.handed
        for one in told.pop("meanwhile", ()):
            step = {key: word for key, word in one.items() if key != "behind"}
            mail.between.append((begun + one["behind"], partial(self._meanwhile, self.host, step)))
        mail.dies = killed == FIRST_MAIL
        try:
            with ExitStack() as planted:
                if killed is not None and not mail.dies:
                    planted.enter_context(_dying(killed))
                done = self._reconcile(barred)
        except Death:
            assert killed is not None
            assert not told, f"it died, so it says nothing: {told}"
            return
        finally:
            mail.dies = self.host.signalled = False
        assert killed is None, "it did not come to where it dies"
        assert not mail.between, "it ended before all that happens meanwhile"
        self._compare(told, RAN, done, partial(_ran, self.host))

    def _meanwhile(self, host: Host, step: dict[str, Any]) -> None:
        self.step(step)
        self.host = host

    def _reconcile(self, barred: bool) -> Run:
        """As the verb does it (``runs.run_sender``)."""
        host, journal = self.host, self.host.journal()
        try:
            inputs = host.inputs()
            view = inputs.ledger.read()
            heard = hear(inputs.git, view, host.clock())
            takeover.refuse_unfit(view, journal, heard)
            pulse = Pulse(journal, host.clock, host.clock.ticks, host.told.append, None, heard)
            sending = host.sending(journal)
            if self.setting["beats"]:
                pulse.over(inputs.ledger)
                sending = replace(host.sending(journal, pulse.going), alive=pulse.alive)
            sending = replace(sending, claims=not barred, follows=True)
            try:
                done = reconcile(inputs, sending)
                while done.moved:
                    done = reconcile(replace(host.inputs(), ledger=inputs.ledger), sending, done)
            except HaishinError:
                sending.dispatcher.drain(CUT_SECONDS)
                raise
            if self.setting["beats"]:
                pulse.end()
            done.seen = replace(done.seen, heard=heard)
            return done
        finally:
            journal.close()

    def plan(self, value: dict[str, Any] | None) -> None:
        """Somebody looks from another machine, which has no journal."""
        self._look(value, None)

    def look(self, value: dict[str, Any] | None) -> None:
        """Somebody looks on the mail host."""
        journal = self.host.journal()
        try:
            self._look(value, journal)
        finally:
            journal.close()

    def _look(self, value: dict[str, Any] | None, journal: Journal | None) -> None:
        before = self.world.ledger_lines()
        inputs = self.host.inputs()
        made = plan(inputs, journal)
        heard = hear(inputs.git, inputs.ledger.read(), self.host.clock())
        assert self.world.ledger_lines() == before, "a look wrote"
        self._compare(dict(value or {}), LOOKED, replace(made, seen=replace(made.seen, heard=heard)), _looked)

    def _compare(
        self, told: dict[str, Any], keys: Iterable[str], done: Any, of: Callable[[Any], dict[str, Any]]
    ) -> None:
        only(told, *keys, "exit")
        found = of(done)
        if "exit" in told:
            found["exit"] = int(exit_of(conditions(done.seen)))
        said = {key: value for key, value in found.items() if value}
        expected = {key: _list(value) for key, value in told.items() if value}
        assert said == expected, f"it says {said}"

    # --- what people do ------------------------------------------------------------------------------

    def signal(self, value: None) -> None:
        self.host.signalled = True

    def stop(self, value: Any) -> None:
        for name in _named(value):
            if name in IDS or name == "all":
                stop(Git(self.world.clone), str(self.world.remote), "main", IDS.get(name, name))
            else:
                git(self.world.clone, "push", "-q", str(self.world.remote), f"HEAD:refs/heads/{name}")

    def unstop(self, value: Any) -> None:
        for name in _named(value):
            branch = name if "/" in name else f"stop/{IDS.get(name, name)}"
            git(self.world.remote, "update-ref", "-d", f"refs/heads/{branch}")

    def hold(self, value: str) -> None:
        """A stop was recorded, and its branch is gone."""
        if value == "all":
            halt(self.host.inputs().ledger, self.clock())
        else:
            hold(self.host.inputs().ledger, IDS[value], self.clock())

    def go(self, value: dict[str, str]) -> str | None:
        [(name, by)] = value.items()
        ledger, contract, now = self.host.inputs().ledger, self.host.contract(""), self.clock()
        if name == "all":
            acts.go_on_all(ledger, contract, lambda: self.merged, now, _who(by))
            return None
        unit = "maebashi" if IDS[name] in self.merged else None
        return " ".join(one.cause for one in acts.go(ledger, contract, IDS[name], unit, now, _who(by))) or None

    def refuse(self, value: dict[str, str]) -> None:
        [(name, by)] = value.items()
        acts.refuse(self.host.inputs().ledger, self.host.contract(""), IDS[name], "誤り", self.clock(), _who(by))

    def adopt(self, value: dict[str, Any]) -> None:
        """``by``; ``lost``: also alerts of whose recipients nothing is left; ``killed``: where it dies."""
        only(value, "by", "lost", "killed")
        journal, ledger = self.host.journal(), self.host.inputs().ledger
        try:
            Pulse(journal, self.clock, self.clock.ticks, self.host.told.append).over(ledger)
            heard = hear(ledger.git, ledger.read(), self.clock())
            contract, by = self.host.contract(""), _who(value["by"])
            with ExitStack() as planted:
                if "killed" in value:
                    planted.enter_context(_dying(value["killed"]))
                takeover.adopt(ledger, contract, journal, heard, self.clock(), by, lost=value.get("lost", False))
            assert "killed" not in value, "it did not come to where it dies"
        except Death:
            pass
        finally:
            journal.close()

    def settle(self, value: dict[str, Any]) -> str:
        """``by``, and of one alert a ``word``, or what the relay's ``log`` tells, ``whole`` or not."""
        only(value, "alert", "by", "word", "log", "whole")
        ledger, contract, by = self.host.inputs().ledger, self.host.contract(""), _who(value["by"])
        alert, journal = IDS[value["alert"]], self.host.journal()
        try:
            if "word" in value:
                done = settle_by_word(ledger, contract, journal, alert, value["word"], self.clock(), by)
            else:
                log = self._log(alert, value["log"])
                whole = value.get("whole", False)
                done = settle(
                    ledger, contract, journal, alert, log, self.clock(), by, resend_absent=whole, short=lambda one: one
                )
        finally:
            journal.close()
        return _settled(done)

    def _log(self, alert: str, told: dict[str, str]) -> RelayLog:
        only(told, "accepted", "failed", "queued")
        of = {key: frozenset(readers(words)) for key, words in told.items()}
        none = frozenset[str]()
        ours = frozenset(self._mail().took) | {(alert, one) for some in of.values() for one in some}
        return RelayLog(of.get("accepted", none), of.get("failed", none), of.get("queued", none), ours)

    # --- the mail host's folder ------------------------------------------------------------------------

    def copy(self, value: str) -> None:
        """The state folder is copied as files."""
        shutil.copytree(self.host.state, self.folder / f"copy {value}")

    def restore(self, value: str) -> None:
        """Such a copy takes the folder's place."""
        shutil.rmtree(self.host.state)
        shutil.copytree(self.folder / f"copy {value}", self.host.state)

    def back_up(self, value: str) -> None:
        """By ``haishin backup``."""
        backup.back_up(StateFolder(self.host.state), self.folder / f"backup {value}", self.clock())

    def put_back(self, value: str) -> None:
        """By ``haishin restore``, into an empty folder."""
        self.lose(None)
        opened = lambda part: Journal.open(part.journal, anew=True)  # noqa: E731
        backup.restore(StateFolder(self.host.state), self.folder / f"backup {value}", opened, self.clock())

    def lose(self, value: None) -> None:
        """The state folder is gone."""
        shutil.rmtree(self.host.state)
        self.host.state.mkdir()

    # --- what is expected ------------------------------------------------------------------------------

    def check(self, value: dict[str, Any]) -> None:
        """Compare what is named."""
        only(value, *CHECKS)
        for key, expected in value.items():
            found = CHECKS[key](self, expected)
            assert found == expected, f"{key}: {found}"

    def mails(self, expected: dict[str, Any]) -> dict[str, Any]:
        """Whose mail the relays took of each alert; a number: of how many readers."""
        took: dict[str, list[str]] = {}
        for host in self.hosts.values():
            assert isinstance(host.mail, Relay)
            for alert, reader in host.mail.took:
                took.setdefault(str(short(alert)), []).append(reader)
        found: dict[str, Any] = {}
        for name in took.keys() | expected.keys():
            words, these = expected.get(name), sorted(took.get(name, []))
            if isinstance(words, int):
                found[name] = len({*these})
            else:
                found[name] = words if words is not None and sorted(readers(words)) == these else " ".join(these)
        return found

    def tries(self, expected: dict[str, int]) -> dict[str, int]:
        """How many mails the relay was given, whatever it said."""
        return dict(Counter(str(short(alert)) for alert, _ in self._mail().got))

    def order(self, expected: list[str]) -> list[str]:
        """In which order the mails were taken."""
        return [f"{short(alert)} {len([*some])}" for alert, some in groupby(alert for alert, _ in self._mail().took)]

    def ledger(self, expected: list[Any]) -> list[Any]:
        """All records behind the activation: kind, alert, cause, limit; a mapping names more of it."""
        lines = [line for line in self.world.ledger_lines() if line["kind"] != "activated"]
        found: list[Any] = []
        for number, line in enumerate(lines):
            causes = line.get("causes", ())
            words = _words(line["kind"], line.get("alert"), line.get("cause"), *causes, line.get("limit"))
            like = expected[number] if number < len(expected) else words
            if isinstance(like, dict):
                [fields] = like.values()
                found.append({words: {key: short(line.get(key)) for key in fields}})
            else:
                found.append(words)
        return found

    def rows(self, expected: dict[str, Any]) -> dict[str, Any]:
        """How many readers of an alert are in which state in the journal."""
        journal = self.host.journal()
        try:
            return {
                name: {str(state): number for state, number in journal.counts(IDS[name]).states.items()}
                for name in expected
            }
        finally:
            journal.close()

    def states(self, expected: dict[str, Any]) -> dict[str, Any]:
        """What the ledger says of an alert: its state, what holds it, what ended it, whether it is hidden, in doubt."""
        view = self.world.ledger().read()
        found = {}
        for name in expected:
            entry = view.of(IDS[name])
            doubt = "in doubt" if entry.in_doubt else None
            ended = f"ended by {entry.ended_by}" if entry.ended_by else None
            hidden = "hidden" if entry.hidden else None
            found[name] = _words(entry.state, *sorted(entry.causes), ended, hidden, doubt)
        return found

    def stops(self, expected: list[str]) -> list[str]:
        """Which branches stand that stop something."""
        names = git(self.world.remote, "for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines()
        return sorted(str(short(name)) for name in names if name not in ("main", "dispatch-log"))

    def _sound(self, host: Host) -> None:
        """Whatever a row says: each journal adds up, and nobody's mail was taken twice."""
        assert isinstance(host.mail, Relay)
        if not self.setting["resends"]:
            assert max(Counter(host.mail.took).values(), default=1) == 1, "somebody got it twice"
        if (host.state / "journal.sqlite").exists():
            journal = host.journal()
            journal.verify()
            journal.close()


ACTS: Mapping[str, Callable[[Story, Any], str | None]] = {
    "merge": Story.merge, "remove": Story.remove, "file": Story.file, "activate": Story.activate,
    "verdict": Story.verdict, "limits": Story.limits, "residents": Story.residents, "relay": Story.relay,
    "run": Story.run, "plan": Story.plan, "look": Story.look, "signal": Story.signal, "stop": Story.stop,
    "unstop": Story.unstop, "hold": Story.hold, "go": Story.go, "refuse": Story.refuse, "adopt": Story.adopt,
    "settle": Story.settle, "copy": Story.copy, "restore": Story.restore, "back up": Story.back_up,
    "put back": Story.put_back, "lose": Story.lose, "check": Story.check,
}  # fmt: skip
CHECKS: Mapping[str, Callable[[Story, Any], Any]] = {
    "mails": Story.mails, "tries": Story.tries, "order": Story.order, "ledger": Story.ledger, "rows": Story.rows,
    "states": Story.states, "stops": Story.stops,
}  # fmt: skip
RAN = ("sent", "resumed", "held", "waiting", "expired", "closed", "foreign", "left", "halted", "alarms", "told")
LOOKED = ("alarms", "items", "halted", "begun", "stopped", "left")


def _ran(host: Host, done: Run) -> dict[str, Any]:
    return {
        "sent": [*map(short, done.sent)],
        "resumed": [*map(short, done.resumed)],
        "held": [_words(alert, *why) for alert, why in done.held],
        "waiting": [_words(alert, until) for alert, until in done.waiting],
        "expired": [*map(short, done.expired)],
        "closed": [_words(*pair) for pair in done.closed],
        "foreign": [*map(short, done.foreign)],
        "left": done.left,
        "halted": done.halted,
        "alarms": [alarm(one.text, one.code) for one in conditions(done.seen)],
        "told": [*map(short, host.told)],
    }


def _looked(made: Plan) -> dict[str, Any]:
    return {
        "alarms": [alarm(one.text, one.code) for one in conditions(made.seen)],
        "items": [_words(one.candidate.id, one.fate, *one.reasons) for one in made.items],
        "halted": made.halted,
        "begun": [*map(short, made.begun)],
        "stopped": [*map(short, made.stopped)],
        "left": [*map(short, made.left)],
    }


def _settled(done: Settled) -> str:
    counts = {"accepted": done.accepted, "failed": done.failed, "again": done.again, "in doubt": done.in_doubt}
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "nothing"


def _named(value: Any) -> dict[str, Any]:
    """A name, several, or names with more of each."""
    if isinstance(value, dict):
        return value
    return dict.fromkeys([value] if isinstance(value, str) else value)


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _who(words: str) -> str:
    """``supervisor``, ``manager of ota``, or a login."""
    if words == "supervisor":
        return supervisor()
    role, of, unit = words.partition(" of ")
    return login(Role(role), unit) if of else words


def _resending(real: Callable[[str], Contract], commit: str) -> Contract:
    """Policy sends such alerts once more to whom is in doubt."""
    contract = real(commit)
    doubtful = (policies.Selection(category="suspicious-person"),)
    return replace(contract, policy=replace(contract.policy, resent_in_doubt=doubtful))


def _dying(where: str) -> Any:
    owner, name, behind = DEATHS[where]
    real = getattr(owner, name)

    def planted(*values: Any, **named: Any) -> Any:
        if behind:
            real(*values, **named)
        raise Death

    return patch.object(owner, name, planted)
