"""Main's tip against the ledger: finish alerts that this journal claimed, then claim and send new alerts.

Running it N times equals running it once. The order of every step is what keeps the promise: the snapshot is frozen
before the claim is pushed, the claim is read back before the journal turns to claimed, and only then a mail may go.
A failure in making the mail of an alert is that alert's own trouble and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from haishin.consult.mainline import contract_of_claim, note, refuse_back
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError, ToolError
from haishin.core.model import Alert, LedgerClaim, LedgerEntry, LedgerRecord, RowState, Text
from haishin.send.journal.journal import Journal
from haishin.send.ledger.ending import over_with
from haishin.send.ledger.ledger import ATTEMPTS
from haishin.send.ledger.ledger_view import WAITING, LedgerView, claim_of
from haishin.send.ledger.ledger_writer import LedgerWriter
from haishin.send.ledger.readers import readers
from haishin.send.ledger.records import LedgerRefusal, new_id, result_of
from haishin.send.ledger.stops import Sight, Stops, Watch, ask, ids_of, stops_in
from haishin.send.rows import AudienceChanged, Counts, Envelope, JournalEntry, SnapshotRow
from haishin.send.sending.audience import Leavers
from haishin.send.sending.claiming import claimed
from haishin.send.sending.clock_holds import ClockHolds
from haishin.send.sending.dispatch import Dispatcher, Ending
from haishin.send.sending.job import Job, Unmailable
from haishin.send.sending.seen import Seen, see
from haishin.send.sending.survey import (
    CAUSES,
    Addressed,
    Fate,
    Item,
    MainSnapshot,
    SendCandidate,
    SenderInputs,
    program_failed,
)

# An alert, the claim on which it goes and the contract of that claim → the mail of one recipient.
Envelopes = Callable[[Alert, LedgerClaim, Contract], Callable[[SnapshotRow], Envelope]]


def mail_of(
    claim: LedgerClaim, inputs: SenderInputs, envelopes: Envelopes
) -> tuple[Alert, Contract, Callable[[SnapshotRow], Envelope]]:
    """Read the claimed text and its contract, and make the maker of its envelopes. Raises Unmailable.

    Main as it is now plays no part.
    """
    try:
        contract = contract_of_claim(inputs.git, inputs.contract_at, claim.commit)
        alert, _ = inputs.examine(claim.path, claim.blob, contract)
        if alert is None:
            raise LedgerRefusal(Message("send/sending/claimed-text-unreadable", alert=claim.alert))
        make = envelopes(alert, claim, contract)
    except Exception as crash:
        raise Unmailable(program_failed(crash)) from crash

    def guarded(row: SnapshotRow) -> Envelope:
        try:
            return make(row)
        except Exception as crash:
            raise Unmailable(program_failed(crash)) from crash

    return alert, contract, guarded


def refuse_unmailable(item: Addressed, entry: LedgerRecord, contract: Contract, envelopes: Envelopes) -> None:
    """Make each form of the mail, to nobody, before the claim is final. Raises Unmailable."""
    try:
        make = envelopes(item.alert, claim_of(entry), contract)
        for form, language in item.audience.forms:
            make(SnapshotRow("nobody", form, language, night=True, address="nobody@example.invalid"))
    except Exception as crash:
        raise Unmailable(program_failed(crash)) from crash


@dataclass(frozen=True)
class Sending:
    """The means of a sending beside its inputs, as long as the process lives."""

    journal: Journal
    dispatcher: Dispatcher
    watch: Watch
    envelopes: Envelopes
    signalled: Callable[[], bool]  # whether a signal asked us to end
    finished: Callable[[str, Counts], None]  # hears how far an alert came when no more of it can go
    alive: Callable[[], None]  # called often while mail goes
    tell: Callable[[Text], None]  # hears of troubles that stop nothing
    claims: bool = True  # False: running alerts continue; no new alert starts
    follows: bool = False  # a run ends when main moves, so that the next run looks at it anew
    clock_holds: ClockHolds | None = None  # alerts that only the clock held at the last look


@dataclass
class Run:
    """The results of a run."""

    seen: Seen  # the facts at its end, for the list of conditions
    halted: bool = False
    moved: bool = False  # main's tip has moved while mail went, so it is to be looked at anew
    sent: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    held: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list)  # alert and why
    waiting: list[tuple[str, datetime | None]] = field(default_factory=list)  # alert and until when, None unknown
    expired: list[str] = field(default_factory=list)
    # Begun and over at once, without a mail, and the alert that is over with it, which had reached no reader.
    closed: list[tuple[str, str | None]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)  # begun by another journal and left alone
    left: int = 0  # sendable, but beyond the number of alerts a run
    sealed: list[str] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)  # how far each alert of ``sent`` and ``resumed`` is


def seal(journal: Journal, writer: LedgerWriter, ours: Callable[[JournalEntry], bool]) -> list[str]:
    """Record the end of each of our alerts without waiting rows, and later settlements; return these alerts.

    A row whose refusal is not believed waits, so its alert does not end.
    """
    sealed = []
    for frozen in journal.entries():
        alert = frozen.alert_id
        entry = writer.view.of(alert)
        if not ours(frozen) or (frozen.state == "sealed" and not entry.in_doubt and not entry.unfinished):
            continue
        counts = journal.counts(alert)
        if counts.waiting or counts[RowState.INTENT]:
            continue
        result = result_of(counts, journal.last_accepted(alert), doubt=counts[RowState.IN_DOUBT] > 0)
        if entry.unfinished or (entry.counts, entry.in_doubt) != (result["counts"], result["in_doubt"]):
            kind = "sealed" if entry.unfinished else "settled"
            writer.seal(kind, alert, result)
            sealed.append(alert)
        if frozen.state == "claimed":
            journal.seal(alert)
    return sealed


def reconcile(
    inputs: SenderInputs, sending: Sending, before: Run | None = None, told: Mapping[str, str] | None = None
) -> Run:
    """Make the ledger and the mailboxes equal to main.

    ``before``: the same run until main moved; its rows in the air stay there. ``told``: the remote's last answer to
    ``ask``; None: it is asked. Raises Refusal or ToolError; begun alerts then go on in the next run.
    """
    return _Reconciler(inputs, sending, before).run(told or ask(inputs.git, inputs.remote, inputs.ledger.branch))


class _Reconciler:
    def __init__(self, inputs: SenderInputs, sending: Sending, before: Run | None) -> None:
        self.inputs = inputs
        self.sending = sending
        self.journal = sending.journal
        self.dispatcher = sending.dispatcher
        self.main = MainSnapshot(inputs)
        self.result = Run(Seen(now=inputs.clock()))
        if before is not None:
            self.result.sent, self.result.resumed = [*before.sent], [*before.resumed]
            self.result.sealed, self.result.closed = [*before.sealed], [*before.closed]
        self.judged: list[Item] = []
        self.crashed: dict[str, Text] = {}
        self.before = sending.watch.sight  # what it saw then says nothing of a tip fetched since
        self.sight: Sight | None = None
        self.recorded: Sight | None = None  # the last one whose stops the ledger was told of
        self.draining = False

    def run(self, told: Mapping[str, str]) -> Run:
        ledger = self.inputs.ledger
        self.writer = LedgerWriter(ledger, self.journal.id, self.inputs.clock, told.get(ledger.branch))
        refuse_back(self.inputs.git, self.main.tip, self.view, self.inputs.state)
        self.main.open(self.view)
        note(self.main.tip, self.view, self.inputs.state)
        self.known = self.main.known(self.view)
        self._heed(stops_in(told))
        if not self.dispatcher.flying:
            self.journal.recover()
        self._claimed_or_dropped()
        begun = [entry.alert_id for entry in self.journal.entries() if entry.state == "claimed" and self._ours(entry)]
        candidates = self.main.candidates(self.view)
        corrections = [candidate for candidate in candidates if candidate.ends in begun]
        self._new(corrections)  # before more readers get the alerts that they put right
        for alert in begun:
            if not self._ending():
                if alert not in (*self.result.resumed, *self.result.sent):
                    self.result.resumed.append(alert)
                self._go_on(alert)
        self._tidy()
        self._new([candidate for candidate in candidates if candidate not in corrections])
        self._mail()
        if self.result.moved:
            return self.result
        self._tidy()
        self._seal(self._ours)
        self._foreign()
        self.result.halted = self.view.halted
        self.result.counts = {alert: self.journal.counts(alert) for alert in (*self.result.sent, *self.result.resumed)}
        seen = see(
            self.main, self.view, self.standing, self.journal, items=self.judged, crashed=self.crashed, sending=True
        )
        self.result.seen = replace(seen, barred=not self.sending.claims)
        return self.result

    @property
    def view(self) -> LedgerView:
        return self.writer.view

    # --- what was begun -------------------------------------------------------------------------

    def _claimed_or_dropped(self) -> None:
        """Turn a snapshot that a crash left frozen into claimed if our nonce is on the branch, else drop it."""
        for frozen in self.journal.entries():
            claim = self.view.of(frozen.alert_id).claim
            won = claim is not None and claim.nonce == frozen.nonce
            if frozen.state == "frozen" and won and claim is not None:
                self.journal.claim(frozen.alert_id, frozen.nonce, claim.ends, self._over(claim))
            elif frozen.state == "frozen":
                self.journal.drop(frozen.alert_id)
            elif not won:
                raise LedgerRefusal(Message("send/sending/claim-not-in-ledger", alert=frozen.alert_id))

    def _ours(self, frozen: JournalEntry) -> bool:
        entry = self.view.of(frozen.alert_id)
        return entry.claim is not None and entry.claim.nonce == frozen.nonce and entry.journal == self.journal.id

    def _go_on(self, alert_id: str) -> None:
        """Begin with due rows of a claimed alert, unless a person stops it or its time has passed."""
        entry = self.view.of(alert_id)
        if entry.claim is None or self.view.halted or self._stopped(alert_id, entry):
            return
        try:
            self._begin(alert_id, entry.claim)
        except Unmailable as trouble:
            self._crashed(alert_id, trouble)

    def _begin(self, alert_id: str, claim: LedgerClaim) -> None:
        alert, contract, make = mail_of(claim, self.inputs, self.sending.envelopes)
        policy = contract.policy
        expiry = policy.expiry(alert)
        if expiry <= self.inputs.clock():
            self.journal.expire(alert_id)
        elif policy.resends(alert):
            self.journal.resend(alert_id, self.inputs.clock())
        leavers = Leavers(self.journal, self.inputs.residents, alert_id)
        leavers()
        waived = "delivery-hours" in claim.waivers
        if not self.journal.waits(alert_id):
            return
        self.dispatcher.add(
            Job(
                alert_id,
                (policy.priority(alert), claim.snapshot or 0),
                make,
                policy.limits,
                expiry,
                open=lambda now: waived or policy.hours.is_open(now),
                daytime=policy.is_day,
                left=leavers,
                resends=policy.resends(alert),
            )
        )
        self.dispatcher.turn(self)

    def _mail(self) -> None:
        """Mail all begun alerts, the more urgent first, and turn the reason of its end into records."""
        jobs = self.dispatcher.jobs
        ending = None
        if jobs:
            ending = self.dispatcher.run(self)
        elif self.sight is not None:  # nothing is begun, so nothing is stopped; what has moved is the next run's
            ending = self.ending()
            self.heeded()
        self.result.moved = ending == "moved"
        self.draining = ending in ("signal", "blind")
        if ending in ("stop", "ledger") or any(job.stopped for job in jobs.values()):
            self.writer.read()
            self._look()
        if self.result.moved:
            return
        now = self.inputs.clock()
        for alert_id, job in jobs.items():
            if job.expiry <= now:
                self.journal.expire(alert_id)
            self.sending.finished(alert_id, self.journal.counts(alert_id))
            if job.trouble is not None:
                self._crashed(alert_id, job.trouble)
            if not self._stopped(alert_id, self.view.of(alert_id)):
                self._resend(alert_id)

    # --- what the dispatcher asks and says ------------------------------------------------------

    def ending(self) -> Ending | None:
        """Return why the run has to end."""
        self.sending.alive()
        if self.sending.signalled():
            return "signal"
        watch = self.sending.watch
        sight = watch()
        if watch.blind:
            return "blind"
        if sight is None:
            return None
        self.sight = sight
        if (why := sight.ends(self.known)) is not None:
            return why
        if self.sending.follows and sight is not self.before and sight.tip != self.main.tip:
            return "moved"
        return None

    def heeded(self) -> None:
        """Record every stop that is seen, once it holds: while the remote is slow mail would still go."""
        if self.sight is None or self.sight is self.recorded:
            return
        self.recorded = self.sight
        with suppress(HaishinError):  # it stops all the same, and the branch still stands
            self.writer.stops(self.sight.heeded(self.known))

    def stopped(self, alert_id: str) -> bool:
        """Return whether this alert may not go on."""
        if self.standing.stops(alert_id):
            return True
        return self.sight is not None and self.sight.stops(alert_id, self.journal.id)

    def ended(self, alert_id: str) -> None:
        """Seal an alert at once if none of its rows waits any more; the end seals an alert that went meanwhile."""
        if alert_id not in self.dispatcher.jobs:
            return
        if not self._resend(alert_id):
            self._seal(lambda entry: entry.alert_id == alert_id)
            self.sending.finished(alert_id, self.journal.counts(alert_id))
            self.dispatcher.remove(alert_id)

    def _seal(self, which: Callable[[JournalEntry], bool]) -> None:
        self.result.sealed += seal(self.journal, self.writer, which)

    def _resend(self, alert_id: str) -> bool:
        """Let rows in doubt wait for the next attempt, if policy says so; return whether there are any."""
        job = self.dispatcher.jobs[alert_id]
        after = timedelta(minutes=job.limits.retry_minutes[0])
        job.back |= self.journal.in_doubt(alert_id)
        return job.resends and self.journal.resend(alert_id, self.inputs.clock() + after) > 0

    def _crashed(self, alert_id: str, trouble: Unmailable) -> None:
        self.crashed[alert_id] = trouble.why
        self.result.held.append((alert_id, (trouble.why,)))

    def _stopped(self, alert_id: str, entry: LedgerEntry) -> bool:
        by_a_branch = alert_id in self.standing.alerts
        if by_a_branch and not entry.stopped:
            self.writer.hold(alert_id, "stop", (Message("send/ledger/stopped"),))
        if by_a_branch or entry.stopped:
            self.result.held.append((alert_id, (Message("send/ledger/stopped"),)))
        elif self.standing.all:
            self.result.held.append((alert_id, (Message("send/sending/halted"),)))
        else:
            return False
        return True

    # --- what is new ----------------------------------------------------------------------------

    def _new(self, candidates: Sequence[SendCandidate]) -> None:
        ceiling = self.main.contract.policy.limits.alerts_per_run
        for candidate in candidates:
            if self._ending() or not self.sending.claims or self.main.unread is not None:
                return
            if len(self.result.sent) < ceiling:
                self._take(candidate)
            elif self._judge(candidate).fate is Fate.SEND:
                self.result.left += 1

    def _take(self, candidate: SendCandidate) -> None:
        """Decide, freeze, push the claim, read it back, send; after a lost race or another registry decide again."""
        trouble = ToolError(Message("send/ledger/ledger-busy", branch=self.inputs.ledger.branch, attempts=ATTEMPTS))
        for _ in range(ATTEMPTS):
            if self.view.halted or self.view.of(candidate.id).state not in WAITING:
                return
            item = self._judge(candidate)
            if not isinstance(item, Addressed):
                return self._note(item)
            view = self.view
            if not self.dispatcher.ask(self):  # what is claimed is final, so it waits for a relay
                return
            if self.view is not view:  # a stop came meanwhile
                continue
            self._foresee(item)
            nonce = new_id()
            tip, tree = self.main.tip, self.main.schema_tree
            entry = claimed(item, tip, tree, view, self.journal.id, nonce, self.inputs.clock())
            try:
                refuse_unmailable(item, entry, self.main.contract, self.sending.envelopes)
            except Unmailable as unmailable:
                self.writer.hold(candidate.id, "verdict", (unmailable.why,))
                return self._crashed(candidate.id, unmailable)
            for over in over_with(item.alert.ends, self._closed(item.alert), self.view.alerts):
                self.dispatcher.ground(over)  # who may have got it is to get this one
            try:
                self.journal.freeze(candidate.id, nonce, item.audience, self.inputs.clock())
            except AudienceChanged:  # what was decided on holds no more
                trouble = ToolError(Message("send/sending/registry-changing", attempts=ATTEMPTS))
                continue
            won = self.writer.append(entry)
            claim = self.view.of(candidate.id).claim
            if won and claim is not None and claim.nonce == nonce:
                self.journal.claim(candidate.id, nonce, candidate.ends, self._over(claim))
                if not item.audience.size:
                    return self.result.closed.append((candidate.id, candidate.ends))
                self.result.sent.append(candidate.id)
                return self._go_on(candidate.id)
            self.journal.drop(candidate.id)
            self._look()
        raise trouble

    def _closed(self, alert: Alert) -> str | None:
        """Return the thread that an alert closes."""
        first = readers(alert, self.view).first
        if first is None or not alert.closes:
            return None
        return first.alert

    def _over(self, claim: LedgerClaim) -> list[str]:
        """List what ended with the alert that a claim ends."""
        alerts = self.view.alerts.items()
        return [alert for alert, entry in alerts if entry.ended_by == claim.alert and alert != claim.ends]

    def _foresee(self, item: Addressed) -> None:
        """Say beforehand that an alert will not be done when the delivery hours end."""
        left = self.main.contract.policy.hours.left(self.inputs.clock())
        pace = self.journal.pace()
        if not left or not pace or item.alert.waives("delivery-hours"):
            return
        needed = timedelta(seconds=item.audience.size / pace)
        if needed > left:
            minutes = round(needed.total_seconds() / 60)
            self.sending.tell(Message("send/sending/not-done-today", alert=item.candidate.id, minutes=minutes))

    def _judge(self, candidate: SendCandidate) -> Item:
        now, clock_holds = self.inputs.clock(), self.sending.clock_holds
        return self.main.judge(candidate, self.view, self.standing, self.journal, now, clock_holds)

    def _note(self, item: Item) -> None:
        """Record why an alert ends or is held that does not go."""
        alert = item.candidate.id
        self.judged.append(item)
        if item.fate is Fate.WAIT:
            self.result.waiting.append((alert, item.until))
            self.writer.free(alert)
        elif item.fate is Fate.EXPIRED:
            self.result.expired.append(alert)
            self.writer.end("expired", alert)
        else:
            self.result.held.append((alert, item.reasons))
            if item.fault is None and (item.fate is not Fate.STOPPED or alert in self.standing.alerts):
                self.writer.hold(alert, CAUSES[item.fate], item.reasons, item.limit)

    # --- records --------------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the stop branches and record each at once; main may have got more alerts since it was looked at."""
        git, remote, main = self.inputs.git, self.inputs.remote, self.sending.watch.main
        told = ask(git, remote, main)
        standing = stops_in(told)
        if standing.alerts:
            self.known |= ids_of(git, remote, main, told.get(main))
        self._heed(standing)

    def _heed(self, standing: Stops) -> None:
        self.standing = standing.among(self.known, self.view.known)
        self.dispatcher.call_back(self)  # of a run before this one; recording takes the remote's time
        self.writer.stops(self.standing)

    def _ending(self) -> bool:
        over = self.dispatcher.heed(self) not in (None, "moved")
        return over or self.draining or self.view.halted

    def _tidy(self) -> None:
        """Record alerts that main has taken away as withdrawn."""
        for alert in self.main.withdrawn(self.view):
            self.writer.end("withdrawn", alert)

    def _foreign(self) -> None:
        ours = {frozen.alert_id for frozen in self.journal.entries() if self._ours(frozen)}
        self.result.foreign = [
            alert for alert, entry in self.view.alerts.items() if entry.unfinished and alert not in ours
        ]
