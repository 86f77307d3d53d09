"""A bare remote, a clone, and the inputs over them: git and SQLite are real, text, verdicts and mail are the test's."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.record import followed
from haishin.consult.verdict import why_not_sent
from haishin.core.contract import Contract
from haishin.core.model import (
    WHOLE_FILE,
    Account,
    Alert,
    Approval,
    Case,
    Finding,
    FollowKind,
    Follows,
    Hold,
    Kind,
    LedgerClaim,
    Press,
    PressKind,
    Pull,
    Reason,
    Role,
    RowState,
    Scope,
    Seat,
    Severity,
    Text,
    Turn,
    Verdict,
    Waiver,
    What,
)
from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch
from haishin.core.stored import read_only
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.stops import Watch
from haishin.send.program import Running
from haishin.send.rows import Counts, Envelope, Outcome, SnapshotRow
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.reconcile import Run, Sending, reconcile
from haishin.send.sending.survey import Examined, SenderInputs
from haishin.send.transport import Unusable
from support.contract import shipped as contract
from support.folders import kept
from support.force import ROOT

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # 12:00 in Japan, a Wednesday
ALPHA, BETA = "20261125-1100-alpha", "20261125-1110-beta"
PEOPLE = tuple(f"r{number:02}" for number in range(25))
SCHEMA = json.loads((ROOT / "schema/ledger.schema.json").read_text("utf-8"))


def git(folder: Path, *arguments: str, data: bytes | None = None, when: str = "2026-11-25T11:30:00+09:00") -> str:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "t",
        "GIT_AUTHOR_EMAIL": "t@example.invalid",
        "GIT_COMMITTER_NAME": "t",
        "GIT_COMMITTER_EMAIL": "t@example.invalid",
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def path_of(alert: str, unit: str = "maebashi") -> str:
    return f"alerts/{unit}/{alert[:4]}/{alert}.md"


@dataclass
class World:
    """``remote`` is bare; ``work`` is an officer's clone with a work tree; ``clone`` is the sender's, bare."""

    folder: Path
    remote: Path
    work: Path
    clone: Path

    @classmethod
    def make(cls, folder: Path) -> World:
        """With a schema and a program on main."""
        shutil.copytree(_made(), folder, dirs_exist_ok=True)
        return cls.at(folder)

    @classmethod
    def active(cls, folder: Path) -> World:
        """The same, activated as a rehearsal."""
        shutil.copytree(_activated(), folder, dirs_exist_ok=True)
        return cls.at(folder)

    @classmethod
    def at(cls, folder: Path) -> World:
        """What lies in that folder already."""
        return cls(folder, folder / "remote.git", folder / "work", folder / "clone.git")

    def commit(self, files: dict[str, str | None], when: str = "2026-11-25T11:30:00+09:00") -> str:
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, "utf-8")
        git(self.work, "add", "-A")
        git(self.work, "commit", "-q", "-m", "change", when=when)
        git(self.work, "push", "-q", "origin", "HEAD:main")
        return git(self.work, "rev-parse", "HEAD")

    def alert(self, alert: str, when: str = "2026-11-25T11:30:00+09:00", **words: str) -> str:
        return self.commit({path_of(alert): json.dumps(words)}, when)

    def tip(self) -> str:
        """Main's, fetched into the sender's clone."""
        return fetch(Git(self.clone), str(self.remote), "main")

    def ledger(self, state: Path | None = None) -> Ledger:
        return Ledger(Git(self.clone), str(self.remote), SCHEMA, state)

    def activate(self, rehearsal: bool = True, state: Path | None = None) -> LedgerView:
        tip = git(self.remote, "rev-parse", "main")
        return self.ledger(state).init(rehearsal, tip, NOON)

    def ledger_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in git(self.remote, "show", "dispatch-log:ledger.jsonl").splitlines()]

    def kinds(self) -> list[str]:
        return [line["kind"] for line in self.ledger_lines()]


@cache
def _made() -> Path:
    """The folder of a world that is new, to be copied: a dozen processes of git less for each test."""
    world = World.at(kept())
    folder = world.folder
    git(folder, "init", "-q", "--template=", "--bare", "-b", "main", "remote.git")
    git(world.remote, "config", "uploadpack.allowAnySHA1InWant", "true")  # as the forge serves it
    git(folder, "init", "-q", "--template=", "-b", "main", "work")
    git(world.work, "remote", "add", "origin", "../remote.git")
    world.commit({"schema/policy.yaml": "one\n", "scripts/send.py": "one\n"})
    git(folder, "clone", "-q", "--template=", "--bare", "remote.git", "clone.git")
    git(world.clone, "remote", "set-url", "origin", "../remote.git")
    return folder


@cache
def _activated() -> Path:
    """The folder of an activated one, to be copied."""
    world = World.make(kept())
    world.activate()
    return world.folder


class Clock:
    """The wall clock of a machine, which somebody may set, and its seconds since the start, which nobody can."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self.passed = 0.0

    def __call__(self) -> datetime:
        return self.now

    def later(self, **step: float) -> None:
        self.now += timedelta(**step)
        self.passed += timedelta(**step).total_seconds()

    def ticks(self) -> float:
        return self.passed


def examine(path: str, data: bytes, contract: Contract) -> Examined:
    """An alert whose file is a JSON mapping of a few words; ``error`` makes an error finding, ``broken`` no alert."""
    words = json.loads(data)
    unit, year, name = path.split("/")[1:]
    findings: tuple[Finding, ...] = ()
    if "error" in words or "broken" in words:
        text = Text(words.get("error", "壊れています。"), "wrong")
        findings = (Finding(path, WHOLE_FILE, "test", Severity.ERROR, text, text, private="private" in words),)
    if "broken" in words:
        return None, findings
    follows = None
    if "follows" in words:
        follows = Follows(words["follows"], FollowKind(words["as"]), "necessary")
    scope = Scope(True) if words.get("scope") == "prefecture" else Scope(False, ("maebashi",))
    alert = Alert(
        unit, year, name.removesuffix(".md"), "題", words.get("category", "suspicious-person"), "caution", scope,
        Press(PressKind.NONE), "本文\n", case=words.get("case", "approach"), follows=follows,
        waivers=(Waiver("delivery-hours", "急"),) if "night" in words else (), exercise="exercise" in words,
        recognized_at=NOON,
    )  # fmt: skip
    return alert, findings


def send(case: Case, now: datetime, contract: Contract) -> Verdict:
    """Everything goes, since now, but for what has an error, and what follows what nobody has got."""
    if any(finding.severity is Severity.ERROR for finding in case.findings):
        return rejected(case.findings, Turn(What.CORRECT))
    if followed(case, contract).reasons:
        return verdict(Kind.REJECT)
    seat = Seat(Role.MANAGER, "maebashi")
    given = Approval((seat,), "before", "3(2)", True, "sato", "p1", None, NOON, seat, "a" * 40)
    return Verdict(Kind.SEND, True, None, NOON, (), (given,), (), (), turn=Turn(What.SEND))


def verdict(kind: Kind, mergeable: bool = False, until: datetime | None = None) -> Verdict:
    reason = Reason(kind, None, Text("理由です。", "A reason."))
    holds = (
        (Hold("clock" if mergeable else "person", until, Text("誰か", "somebody"), None),) if kind is Kind.HOLD else ()
    )
    return Verdict(kind, mergeable, until, None, holds, (), (), (reason,), turn=Turn(What.WAIT))


@dataclass
class Residents:
    people: tuple[str, ...] = PEOPLE
    asleep: int = 0  # so many, the first, want no mail at night
    asked: list[tuple[Scope, bool]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    def choosing(self, scope: Scope, category: str, exercise: bool, contract: Contract) -> Selection:
        self.asked.append((scope, exercise))
        return self._selection("1")

    def among(self, ids: str, parameters: Sequence[object], exercise: bool) -> Selection:
        return self._selection(f"value IN ({ids})", parameters)

    def count(self, selection: Selection, journal: Path | None) -> dict[tuple[str, str], int]:
        with closing(sqlite3.connect(":memory:", uri=True)) as connection:
            if journal is not None:
                connection.execute("ATTACH ? AS journal", (read_only(journal),))
            (size,) = connection.execute(f"SELECT count(*) FROM ({selection.rows})", selection.parameters).fetchone()
        return {("text", "ja"): size} if size else {}

    def _selection(self, condition: str, parameters: Sequence[object] = ()) -> Selection:
        night = f"value >= 'r{self.asleep:02}' AS night"
        columns = f"value AS id, value || '@example.invalid' AS address, 'text' AS form, 'ja' AS language, {night}"
        sql = f"SELECT {columns} FROM json_each(?) WHERE {condition} ORDER BY id"
        return Selection(Path(os.devnull), sql, (json.dumps(self.people), *parameters))

    def registered(self) -> Selection:
        return self._selection("1")

    def controls(self, unit: str) -> Selection:
        self.units.append(unit)
        return self._selection("0")

    def left(self) -> Selection:
        gone = [one for one in PEOPLE if one not in self.people]
        return Selection(Path(os.devnull), "SELECT value FROM json_each(?)", (json.dumps(gone),))

    def mark(self) -> object:
        return self.people


class Forge:
    def __init__(self, pull: Pull | None) -> None:
        self._pull = pull

    def pull(self, alert_id: str, most: int) -> Pull | None:
        return self._pull


PULL = Pull(7, Account("drafter"), (), "complete", NOON - timedelta(hours=1), None, ())


class Mail:
    """A transport that accepts at once. ``broken`` raises instead of taking anything, ``answer`` is the state given.

    ``silent``: no relay can be reached.
    """

    room = 100

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.broken = False
        self.silent: Unusable | None = None
        self.answer = RowState.ACCEPTED
        self.before: Callable[[], None] = lambda: None
        self.closing: Callable[[], None] = lambda: None
        self._queue: list[Envelope] = []
        self._back: list[Envelope] = []

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        return self.silent

    def submit(self, envelopes: Sequence[Envelope]) -> None:
        self.before()
        if self.broken:
            raise OSError("killed")
        self._queue += envelopes

    def poll(self, timeout: float) -> list[Outcome]:
        done, self._queue = self._queue, []
        self.got += [(one.alert_id, one.recipient_id) for one in done]
        return [
            *self._given_back(),
            *(Outcome(one.alert_id, one.recipient_id, self.answer, "dot", "yes", 250) for one in done),
        ]

    def recall(self, alert_id: str | None) -> None:
        self._back += [one for one in self._queue if alert_id in (None, one.alert_id)]
        self._queue = [one for one in self._queue if one not in self._back]

    def close(self) -> list[Outcome]:
        self.closing()
        self.recall(None)
        return self._given_back()

    def _given_back(self) -> list[Outcome]:
        back, self._back = self._back, []
        return [Outcome(one.alert_id, one.recipient_id, RowState.PENDING, "connect", "no") for one in back]

    def to(self, alert: str) -> list[str]:
        return sorted(one for name, one in self.got if name == alert)


@dataclass
class Host:
    """A sender's machine: its state folder, journal, clock, mail."""

    world: World
    state: Path
    clock: Clock = field(default_factory=Clock)
    mail: Mail = field(default_factory=Mail)
    residents: Residents = field(default_factory=Residents)
    decide: Callable[[Case, datetime, Contract], Verdict] = send
    pull: Pull | None = PULL
    limits: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)  # of the policy, beside its limits
    signalled: bool = False
    running: Running | None = None
    told: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state.mkdir(exist_ok=True)

    def contract(self, commit: str) -> Contract:
        policy = contract().policy
        return replace(contract(), policy=replace(policy, limits=replace(policy.limits, **self.limits), **self.rules))

    def inputs(self) -> SenderInputs:
        return SenderInputs(
            Git(self.world.clone), str(self.world.remote), self.world.tip(), self.world.ledger(self.state),
            Forge(self.pull), self.residents, self.contract, self._examine, self.decide, why_not_sent, self.clock,
            self.running, self.state,
        )  # fmt: skip

    def _examine(self, path: str, blob: str, contract: Contract) -> Examined:
        return examine(path, Git(self.world.clone).run("cat-file", "blob", blob), contract)

    def sending(self, journal: Journal, going: Callable[[], None] = lambda: None) -> Sending:
        return Sending(
            journal,
            Dispatcher(journal, self.mail, self.clock, self.clock.ticks, going=going),
            Watch(self.world.ledger(self.state), "main", self.clock.ticks),
            envelopes,
            lambda: self.signalled,
            _quiet,
            lambda: None,
            self.told.append,
        )

    def journal(self) -> Journal:
        return Journal.open(self.state / "journal.sqlite")


def _quiet(alert: str, counts: Counts) -> None:
    """Progress that nobody watches."""


def envelopes(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
    return lambda row: Envelope(alert.id, row.recipient_id, "b@example.invalid", row.address, b"A: b\r\n\r\n", b"x\r\n")


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.close()
