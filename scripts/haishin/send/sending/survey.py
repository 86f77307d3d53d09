"""A look at main: its alerts, and the fate of each alert now. Writes nothing.

The same selection serves the dry run (``plan``) and the sending (``reconcile``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from haishin.consult.case import LedgerPasts, gather
from haishin.consult.decision.deciding import named
from haishin.consult.ids import MainIds
from haishin.consult.mainline import removed
from haishin.consult.upkeep import Unproven, contract_in_force
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, ToolError
from haishin.core.model import (
    Alert,
    Case,
    Change,
    Finding,
    Kind,
    Limit,
    Pull,
    Severity,
    Text,
    Verdict,
)
from haishin.core.repository.git import Git
from haishin.core.repository.history import AlertFile, introducing_commit, object_id, odd_files
from haishin.core.repository.proof import prove
from haishin.residents.registry.reach import shown as in_words
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import WAITING, LedgerView
from haishin.send.ledger.published import published_before
from haishin.send.ledger.readers import Readers, readers
from haishin.send.ledger.stops import Stops
from haishin.send.program import Running, changed_parts
from haishin.send.rows import Audience
from haishin.send.sending.audience import Residents, UnknownAudience, audience
from haishin.send.sending.clock_holds import ClockHolds


class Fate(StrEnum):
    """The fate of an alert now: it goes, waits for the clock or for a person, or has ended unsent."""

    SEND = "send"
    WAIT = "wait"
    HELD = "held"
    LIMIT = "limit"
    NOBODY = "nobody"
    STOPPED = "stopped"
    EXPIRED = "expired"


_LAST = datetime.max.replace(tzinfo=UTC)
# The cause of a hold in the ledger, by fate.
CAUSES = {Fate.HELD: "verdict", Fate.LIMIT: "limit", Fate.NOBODY: "limit", Fate.STOPPED: "stop"}


@dataclass(frozen=True)
class SendCandidate:
    """An alert of main that the ledger has neither begun nor ended."""

    file: AlertFile
    brought: datetime | None  # when its text came to main; None if that cannot be read
    alert: Alert | None
    findings: tuple[Finding, ...] = ()
    crash: Text | None = None  # reading or checking it failed

    @property
    def id(self) -> str:
        """The alert's id."""
        return self.file.id

    @property
    def follows(self) -> str | None:
        """The id of the alert that it follows, if any."""
        if self.alert is None or self.alert.follows is None:
            return None
        return self.alert.follows.alert

    @property
    def ends(self) -> str | None:
        """The id of the alert that it ends, if any."""
        return self.alert.ends if self.alert is not None else None


@dataclass(frozen=True)
class Item:
    """A candidate and its fate."""

    candidate: SendCandidate
    fate: Fate
    reasons: tuple[Text, ...] = ()
    until: datetime | None = None  # when a waiting candidate goes; None: unknown
    verdict: Verdict | None = None  # None: another reason was enough
    unknown: bool = False  # it is held because a fact could not be known
    fault: ToolError | None = None  # why its pull request could not be read; the alert itself is in order
    limit: Limit | None = None  # the limit that holds it


@dataclass(frozen=True, kw_only=True)
class Ready(Item):
    """A candidate that goes now as far as is known without the registry, and the grounds."""

    alert: Alert
    pull: Pull | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Addressed(Ready):
    """A candidate that goes now, and its readers."""

    audience: Audience


def _closes(alert: Alert, view: LedgerView, journal: Journal | None) -> bool:
    """Return whether it ends a running alert whose thread has reached no reader: both are over, without a mail."""
    if journal is None or alert.ends is None or not alert.closes:
        return False
    thread = readers(alert, view).thread
    return view.of(alert.ends).unfinished and not any(journal.reached(claim.alert) for claim in thread)


def errors_of(candidate: SendCandidate) -> tuple[Text, ...]:
    """Name the rules that find errors, and the lines."""
    errors = [finding for finding in candidate.findings if finding.severity is Severity.ERROR]
    return tuple(dict.fromkeys(named(error) for error in errors))


def program_failed(crash: Exception) -> Text:
    """Say that the program fails over an alert; never in the failure's own words, which may quote the file."""
    if isinstance(crash, HaishinError):
        return crash.message
    return Message("send/sending/program-failed", kind=type(crash).__name__)


class AlertPulls(Protocol):
    """Answers for an alert's pull request."""

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Return the pull request that brought the alert, if any. Raises ToolError if it is unreadable.

        ``most``: a pull request of more commits is not looked up.
        """
        ...


class NoForge:
    """Without a forge no pull request is known, so nothing counts as approved."""

    def pull(self, alert_id: str, most: int) -> Pull | None:
        """Raises ToolError."""
        raise ToolError(Message("send/no-forge"))


Examined = tuple[Alert | None, tuple[Finding, ...]]


@dataclass(frozen=True)
class SenderInputs:
    """Everything that a plan reads."""

    git: Git
    remote: str
    tip: str  # the commit of main that all goes by
    ledger: Ledger
    forge: AlertPulls
    residents: Residents
    contract_at: Callable[[str], Contract]
    examine: Callable[[str, str, Contract], Examined]  # reads the blob of a path and runs the rules
    decide: Callable[[Case, datetime, Contract], Verdict]
    why_not_sent: Callable[[Verdict, Pull | None], tuple[Text, ...]]  # words a verdict for a log
    clock: Callable[[], datetime]
    running: Running | None  # the program that runs; None: not compared
    state: Path | None = None  # the folder that remembers the tip judged last
    unread: str | None = None  # the form of rules before the tip by which a change could not be proven
    named: bool = False  # a person named the folder, so this is the mail host
    unproven: tuple[Unproven, ...] | None = None  # changes outside ``alerts/`` without proof; None: not asked for
    desk: Path | None = None  # the folder of the residents' page; None: it is not here


class MainSnapshot:
    """A look at main: its tip, its contract, and the alerts on it that are still to be judged."""

    def __init__(self, inputs: SenderInputs) -> None:
        self.inputs = inputs
        self.tip = inputs.tip
        self.differs: tuple[str, ...] = ()
        if inputs.running is not None:
            self.differs = changed_parts(inputs.git, self.tip, inputs.running.parts)

    def open(self, view: LedgerView) -> None:
        """Read main's tree, its rules and its files."""
        git = self.inputs.git
        main = contract_in_force(git, self.inputs.contract_at, view, self.tip)
        self.contract, self.unread, self.broken = main.contract, main.unread or self.inputs.unread, main.broken
        self.schema_tree = object_id(git, main.commit, "schema")
        notes = self.inputs.ledger.notes
        self._removed, since = removed(git, self.tip, view, self.inputs.state, note=notes)
        self.ids = MainIds.read(git, self.tip, view, self._removed)
        self.alert_files = self.ids.now
        self._taken = since - self.ids.old
        self.odd = tuple(sorted({path for path, _ in odd_files(git, self.tip) - odd_files(git, view.watermark)}))
        self._examined: dict[str, SendCandidate] = {}

    def known(self, view: LedgerView) -> frozenset[str]:
        """Return every id that main has ever had, as far as main or the ledger tells."""
        return frozenset({*(file.id for file in self.alert_files), *self._removed, *view.known})

    def withdrawn(self, view: LedgerView) -> tuple[str, ...]:
        """List alerts that were not begun and that main has taken away since the activation."""
        gone = self._taken - {file.id for file in self.alert_files}
        return tuple(sorted(alert for alert in gone if view.of(alert).state in WAITING))

    def edited(self, view: LedgerView) -> tuple[str, ...]:
        """List begun alerts whose file on main differs from the claimed text (T38: sent is final)."""
        blobs = {file.path: file.blob for file in self.alert_files}
        claims = (entry.claim for entry in view.alerts.values() if entry.claim is not None)
        return tuple(sorted(claim.alert for claim in claims if blobs.get(claim.path) != claim.blob))

    def candidates(self, view: LedgerView) -> list[SendCandidate]:
        """List alerts that main has gained and the ledger has neither begun nor ended; urgent first, then by age."""
        unsent = []
        for file in self.alert_files:
            if file.id in self.ids.old or view.of(file.id).state not in WAITING:
                continue
            if file.path not in self._examined:
                self._examined[file.path] = self._read(file)
            unsent.append(self._examined[file.path])
        # A merged follow-up says that the first alert is not the last word.
        self.unheard = tuple(
            (later.id, later.follows)
            for later in unsent
            if later.follows is not None and view.of(later.follows).unheard
        )
        return sorted(unsent, key=self._rank)

    def judge(
        self,
        candidate: SendCandidate,
        view: LedgerView,
        standing: Stops,
        journal: Journal | None,
        now: datetime,
        clock_holds: ClockHolds | None = None,
    ) -> Item:
        """Decide the fate of a candidate at that moment, on that ledger; ``clock_holds`` spares the forge a question.

        A failure over it holds it and no other. Raises HaishinError if registry, journal or ledger fail.
        """
        return self._kept(
            candidate,
            lambda: self._addressed(self._foretell(candidate, view, standing, now, clock_holds), view, journal),
        )

    def foretell(self, candidate: SendCandidate, view: LedgerView, standing: Stops, now: datetime) -> Item:
        """Decide the fate without journal and registry: a candidate that goes has no audience."""
        return self._kept(candidate, lambda: self._foretell(candidate, view, standing, now, None))

    def _kept(self, candidate: SendCandidate, act: Callable[[], Item]) -> Item:
        try:
            return act()
        except HaishinError:
            raise
        except Exception as crash:  # noqa: BLE001 (said by its type alone, and raised as an alarm)
            return Item(candidate, Fate.HELD, (program_failed(crash),), unknown=True)

    def _foretell(
        self,
        candidate: SendCandidate,
        view: LedgerView,
        standing: Stops,
        now: datetime,
        clock_holds: ClockHolds | None,
    ) -> Item:
        entry = view.of(candidate.id)
        if candidate.id in standing.alerts or entry.stopped:
            return Item(candidate, Fate.STOPPED, (Message("send/ledger/stopped"),))
        if standing.all:
            return Item(candidate, Fate.STOPPED, (Message("send/sending/halted"),))
        if (bar := self.ids.bar(candidate.file.path, view)) is not None:
            return Item(candidate, Fate.HELD, (bar,))
        alert = candidate.alert
        if alert is not None and self.contract.policy.expiry(alert) <= now:
            return Item(candidate, Fate.EXPIRED, (Message("send/sending/time-passed"),))
        for later, first in self.unheard:
            if first == candidate.id:
                return Item(candidate, Fate.HELD, (Message("send/sending/is-followed", by=later),))
        if candidate.crash is not None:
            return Item(candidate, Fate.HELD, (candidate.crash,), unknown=True)
        if alert is None:
            return Item(candidate, Fate.HELD, errors_of(candidate))
        if clock_holds is not None:
            until = clock_holds.until(candidate.file, self.schema_tree)
            if until is not None:
                return Item(candidate, Fate.WAIT, (), until)
        try:
            pull = self._pull(candidate, view)
        except ToolError as unreadable:  # one pull request that cannot be read holds its own alert, no other
            return Item(candidate, Fate.HELD, (unreadable.message,), unknown=True, fault=unreadable)
        case = gather(alert, Change.ADDED, candidate.findings, pull, LedgerPasts(view, self.ids))
        verdict = self.inputs.decide(case, now, self.contract)
        reasons = self.inputs.why_not_sent(verdict, pull)
        if verdict.kind is Kind.HOLD and verdict.mergeable:
            if clock_holds is not None:
                clock_holds.note(candidate.file, self.schema_tree, verdict.not_before)
            return Item(candidate, Fate.WAIT, reasons, verdict.not_before, verdict)
        if verdict.kind is not Kind.SEND:
            return Item(candidate, Fate.HELD, reasons, verdict=verdict)
        since, minutes = verdict.since, self.contract.policy.limits.max_age_minutes
        if Limit.AGE not in entry.lifted and (since is None or now - since > timedelta(minutes=minutes)):
            why = Message("send/sending/too-old", minutes=minutes, alert=candidate.id)
            return Item(candidate, Fate.LIMIT, (why,), verdict=verdict, limit=Limit.AGE)
        return Ready(candidate, Fate.SEND, reasons, alert=alert, pull=pull, verdict=verdict)

    def _addressed(self, item: Item, view: LedgerView, journal: Journal | None) -> Item:
        """Give a candidate that goes its audience, or say why there can be none."""
        if not isinstance(item, Ready):
            return item
        candidate, alert, lifted = item.candidate, item.alert, view.of(item.candidate.id).lifted
        try:
            people = audience(
                alert, view, journal, self.inputs.residents, self.contract, practice=item.verdict.practice
            )
        except UnknownAudience as unknown:
            return Item(candidate, Fate.HELD, (unknown.message,))
        if not people.size and Limit.NOBODY not in lifted and not _closes(alert, view, journal):
            return Item(
                candidate,
                Fate.NOBODY,
                (Message("send/sending/reaches-nobody", alert=candidate.id),),
                limit=Limit.NOBODY,
            )
        chain, limits = readers(alert, view), self.contract.policy.limits
        ceiling = limits.audience_station
        if chain.widest.prefecture:
            ceiling = limits.audience_prefecture
        if people.size > ceiling and Limit.CEILING not in lifted:
            return Item(
                candidate,
                Fate.LIMIT,
                (Message("send/sending/too-many", ceiling=ceiling, alert=candidate.id),),
                limit=Limit.CEILING,
            )
        if people.size and Limit.DIFFERS not in lifted:  # an empty audience was asked about above
            shown = self._shown(item, chain, view)
            if shown is not None and chain.are_others(people.size, shown, limits.audience_differs):
                then, now = in_words(shown), in_words(people.size)
                why = Message("send/sending/not-as-shown", then=then, now=now, alert=candidate.id)
                return Item(candidate, Fate.LIMIT, (why,), limit=Limit.DIFFERS)
        return Addressed(
            candidate,
            item.fate,
            item.reasons,
            alert=alert,
            pull=item.pull,
            verdict=item.verdict,
            audience=people,
        )

    def _shown(self, item: Ready, chain: Readers, view: LedgerView) -> int | None:
        """Return the number of readers shown to the last approver; None if none was shown, as for an exercise."""
        approved = item.verdict.approved
        if approved is None or item.alert.exercise or item.verdict.practice:
            return None
        return chain.figure(published_before(self.inputs.ledger.git, view.tip, approved), item.alert.category)

    def _read(self, file: AlertFile) -> SendCandidate:
        brought = None
        try:
            brought = introducing_commit(self.inputs.git, self.tip, file.path).when
            alert, findings = self.inputs.examine(file.path, file.blob, self.contract)
        except Exception as crash:  # noqa: BLE001 (a rule that fails on one file, say: it stops no other)
            return SendCandidate(file, brought, None, crash=program_failed(crash))
        return SendCandidate(file, brought, alert, findings)

    def _rank(self, candidate: SendCandidate) -> tuple[int, datetime, str]:
        priority = 1
        if candidate.alert is not None:
            priority = self.contract.policy.priority(candidate.alert)
        return priority, candidate.brought or _LAST, candidate.id

    def _pull(self, candidate: SendCandidate, view: LedgerView) -> Pull | None:
        """Prove each review of the pull request in git; a rehearsal takes the time of the merge from main."""
        pull = self.inputs.forge.pull(candidate.id, self.contract.policy.authorship.commits)
        if pull is None or (pull.merged_at is None and not view.rehearsal):
            return None
        if pull.merged_at is None:
            pull = replace(pull, merged_at=candidate.brought)
        inputs, file = self.inputs, candidate.file
        return prove(pull, inputs.git, inputs.remote, file.path, file.blob, believe=view.rehearsal)
