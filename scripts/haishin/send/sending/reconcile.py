"""Main's tip against the ledger: finish what this journal claimed, then claim and send what may go.

Running it N times equals running it once. The order of every step is what keeps the promise: the snapshot is frozen
before the claim is pushed, the claim is read back before the journal turns to claimed, and only then a mail may go.
Whatever goes wrong in making the mail of one alert is that alert's own trouble and stops no other.
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
    """Read the claimed text and its contract, and make what makes its envelopes. Raises Unmailable.

    What main says now plays no part.
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
    """What a sending needs beside its inputs, as long as the process lives. ``signalled``: a signal asked us to end.

    ``finished`` hears how far an alert came when nothing more of it can go; ``alive`` is called often while mail goes;
    ``tell`` is told what stops nothing.
    ``claims`` False: what was begun goes on, nothing new is begun. ``follows``: a run ends where main moves, so that
    another can look at it anew. ``clock_holds``: what only the clock held at the last look; None remembers nothing.
    """

    journal: Journal
    dispatcher: Dispatcher
    watch: Watch
    envelopes: Envelopes
    signalled: Callable[[], bool]
    finished: Callable[[str, Counts], None]
    alive: Callable[[], None]
    tell: Callable[[Text], None]
    claims: bool = True
    follows: bool = False
    clock_holds: ClockHolds | None = None


@dataclass
class Run:
    """What a run did. ``held``: alert and why; ``waiting``: alert and when the clock lets it go (None unknown).

    ``closed``: begun and over at once, since nobody was to be mailed, and the alert that nobody had got and that is
    over with it. ``foreign``: begun by another journal and left alone. ``left``: sendable, but beyond the run's number.
    ``counts``: how far each alert of ``sent`` and ``resumed`` is. ``seen``: what this run saw at its end, for the list
    of conditions. ``moved``: main's tip has moved while mail went, so it is to be looked at anew.
    """

    seen: Seen
    halted: bool = False
    moved: bool = False
    sent: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    held: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list)
    waiting: list[tuple[str, datetime | None]] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    closed: list[tuple[str, str | None]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    left: int = 0
    sealed: list[str] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)


def seal(journal: Journal, book: LedgerWriter, ours: Callable[[JournalEntry], bool]) -> list[str]:
    """Record the end of every alert of ours that has nobody waiting, and what was settled since; return which.

    Whoever is refused and not believed to be waits, so that such an alert does not end.
    """
    sealed = []
    for frozen in journal.entries():
        alert = frozen.alert_id
        entry = book.view.of(alert)
        if not ours(frozen) or (frozen.state == "sealed" and not entry.in_doubt and not entry.unfinished):
            continue
        counts = journal.counts(alert)
        if counts.waiting or counts[RowState.INTENT]:
            continue
        result = result_of(counts, journal.last_accepted(alert), doubt=counts[RowState.IN_DOUBT] > 0)
        if entry.unfinished or (entry.counts, entry.in_doubt) != (result["counts"], result["in_doubt"]):
            book.seal("sealed" if entry.unfinished else "settled", alert, result)
            sealed.append(alert)
        if frozen.state == "claimed":
            journal.seal(alert)
    return sealed


def reconcile(
    inputs: SenderInputs, sending: Sending, before: Run | None = None, told: Mapping[str, str] | None = None
) -> Run:
    """Make the ledger and the mailboxes equal to main.

    ``before``: the same run until main moved; what it has in the air stays there. ``told``: what the remote has just
    answered to ``ask``; None: it is asked. Raises Refusal or ToolError; what was begun then goes on in the next run.
    """
    return _Reconciler(inputs, sending, before).run(told or ask(inputs.git, inputs.remote, inputs.ledger.branch))


class _Reconciler:
    def __init__(self, inputs: SenderInputs, sending: Sending, before: Run | None) -> None:
        self.inputs = inputs
        self.sending = sending
        self.journal = sending.journal
        self.dispatcher = sending.dispatcher
        self.survey = MainSnapshot(inputs)
        self.result = Run(Seen(now=inputs.clock()))
        if before is not None:
            self.result.sent, self.result.resumed = [*before.sent], [*before.resumed]
            self.result.sealed, self.result.closed = [*before.sealed], [*before.closed]
        self.judged: list[Item] = []
        self.crashed: dict[str, Text] = {}
        self.before = sending.watch.sight  # what it saw then says nothing of a tip fetched since
        self.sight: Sight | None = None
        self.draining = False

    def run(self, told: Mapping[str, str]) -> Run:
        ledger = self.inputs.ledger
        self.book = LedgerWriter(ledger, self.journal.id, self.inputs.clock, told.get(ledger.branch))
        refuse_back(self.inputs.git, self.survey.tip, self.view, self.inputs.state)
        self.survey.open(self.view)
        note(self.survey.tip, self.view, self.inputs.state)
        self.known = self.survey.known(self.view)
        self._heed(stops_in(told))
        if not self.dispatcher.flying:
            self.journal.recover()
        self._claimed_or_dropped()
        begun = [one.alert_id for one in self.journal.entries() if one.state == "claimed" and self._ours(one)]
        candidates = self.survey.candidates(self.view)
        self._new([one for one in candidates if one.ends in begun])  # before anybody else gets what they put right
        for alert in begun:
            if not self._ending():
                if alert not in (*self.result.resumed, *self.result.sent):
                    self.result.resumed.append(alert)
                self._go_on(alert)
        self._tidy()
        self._new([one for one in candidates if one.ends not in begun])
        self._mail()
        if self.result.moved:
            return self.result
        self._tidy()
        self._seal(self._ours)
        self._foreign()
        self.result.halted = self.view.halted
        self.result.counts = {one: self.journal.counts(one) for one in (*self.result.sent, *self.result.resumed)}
        seen = see(
            self.survey, self.view, self.standing, self.journal, items=self.judged, crashed=self.crashed, sending=True
        )
        self.result.seen = replace(seen, barred=not self.sending.claims)
        return self.result

    @property
    def view(self) -> LedgerView:
        return self.book.view

    # --- what was begun -------------------------------------------------------------------------

    def _claimed_or_dropped(self) -> None:
        """Turn a snapshot that a crash left frozen into claimed where our nonce is on the branch, else drop it."""
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
        """Begin with what is due of a claimed alert, unless somebody stops it or its time has passed."""
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
                daytime=policy.hours.is_open,
                left=leavers,
                resends=policy.resends(alert),
            )
        )
        self.dispatcher.turn(self)

    def _mail(self) -> None:
        """Mail all that was begun, the more urgent first, and turn what has ended it into records."""
        jobs = self.dispatcher.jobs
        ending = None
        if jobs:
            ending = self.dispatcher.run(self)
        elif self.sight is not None:  # nothing is begun, so nothing is stopped; what has moved is the next run's
            ending = self.ending()
        self.result.moved = ending == "moved"
        self.draining = ending in ("signal", "blind")
        if ending in ("stop", "ledger") or any(job.stopped for job in jobs.values()):
            self.book.read()
            self._look()
        now = self.inputs.clock()
        for alert_id, job in jobs.items() if not self.result.moved else ():
            if job.expiry <= now:
                self.journal.expire(alert_id)
            self.sending.finished(alert_id, self.journal.counts(alert_id))
            if job.trouble is not None:
                self._crashed(alert_id, job.trouble)
            if not self._stopped(alert_id, self.view.of(alert_id)):
                self._resend(alert_id)

    # --- what the dispatcher asks and says ------------------------------------------------------

    def ending(self) -> Ending | None:
        """Return why the run has to end; record at once every stop that is seen."""
        self.sending.alive()
        if self.sending.signalled():
            return "signal"
        watch = self.sending.watch
        sight = watch()
        if watch.blind:
            return "blind"
        if sight is None:
            return None
        if sight is not self.sight:
            self.sight = sight
            with suppress(HaishinError):  # it stops all the same, and the branch still stands
                self.book.stops(sight.heeded(self.known))
        if (why := sight.ends(self.known)) is not None:
            return why
        moved = self.sending.follows and sight is not self.before and sight.tip != self.survey.tip
        return "moved" if moved else None

    def stopped(self, alert_id: str) -> bool:
        """Return whether this alert may not go on."""
        return self.sight is not None and self.sight.stops(alert_id, self.journal.id)

    def ended(self, alert_id: str) -> None:
        """Seal an alert at once of which nothing waits any more."""
        if not self._resend(alert_id):
            self._seal(lambda one: one.alert_id == alert_id)
            self.sending.finished(alert_id, self.journal.counts(alert_id))
            self.dispatcher.remove(alert_id)

    def _seal(self, which: Callable[[JournalEntry], bool]) -> None:
        self.result.sealed += seal(self.journal, self.book, which)

    def _resend(self, alert_id: str) -> bool:
        """Let those in doubt wait for the next attempt, where policy says so; return whether there are any."""
        job = self.dispatcher.jobs[alert_id]
        after = timedelta(minutes=job.limits.retry_minutes[0])
        return job.resends and self.journal.resend(alert_id, self.inputs.clock() + after) > 0

    def _crashed(self, alert_id: str, trouble: Unmailable) -> None:
        self.crashed[alert_id] = trouble.why
        self.result.held.append((alert_id, (trouble.why,)))

    def _stopped(self, alert_id: str, entry: LedgerEntry) -> bool:
        by_a_branch = alert_id in self.standing.alerts
        if by_a_branch and not entry.stopped:
            self.book.hold(alert_id, "stop", (Message("send/ledger/stopped"),))
        if by_a_branch or entry.stopped:
            self.result.held.append((alert_id, (Message("send/ledger/stopped"),)))
        elif self.standing.all:
            self.result.held.append((alert_id, (Message("send/sending/halted"),)))
        else:
            return False
        return True

    # --- what is new ----------------------------------------------------------------------------

    def _new(self, candidates: Sequence[SendCandidate]) -> None:
        ceiling = self.survey.contract.policy.limits.alerts_per_run
        for candidate in candidates:
            if self._ending() or not self.sending.claims or self.survey.unread is not None:
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
            entry = self._claim(item, nonce)
            try:
                refuse_unmailable(item, entry, self.survey.contract, self.sending.envelopes)
            except Unmailable as unmailable:
                self.book.hold(candidate.id, "verdict", (unmailable.why,))
                return self._crashed(candidate.id, unmailable)
            for over in over_with(item.alert.ends, self._closed(item.alert), self.view.alerts):
                self.dispatcher.ground(over)  # who may have got it is to get this one
            try:
                self.journal.freeze(candidate.id, nonce, item.audience, self.inputs.clock())
            except AudienceChanged:  # what was decided on holds no more
                trouble = ToolError(Message("send/sending/registry-changing", attempts=ATTEMPTS))
                continue
            won = self.book.append(entry)
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
        return first.alert if alert.closes and first is not None else None

    def _over(self, claim: LedgerClaim) -> list[str]:
        """List what ended with the alert that a claim ends."""
        alerts = self.view.alerts.items()
        return [alert for alert, entry in alerts if entry.ended_by == claim.alert and alert != claim.ends]

    def _foresee(self, item: Addressed) -> None:
        """Say beforehand that an alert will not be done when the delivery hours end."""
        left = self.survey.contract.policy.hours.left(self.inputs.clock())
        pace = self.journal.pace()
        needed = timedelta(seconds=item.audience.size / pace) if pace else timedelta()
        if left and needed > left and not any(waiver.rule == "delivery-hours" for waiver in item.alert.waivers):
            minutes = round(needed.total_seconds() / 60)
            self.sending.tell(Message("send/sending/not-done-today", alert=item.candidate.id, minutes=minutes))

    def _claim(self, item: Addressed, nonce: str) -> LedgerRecord:
        tip, tree = self.survey.tip, self.survey.schema_tree
        return claimed(item, tip, tree, self.view, self.journal.id, nonce, self.inputs.clock())

    def _judge(self, candidate: SendCandidate) -> Item:
        now, clock_holds = self.inputs.clock(), self.sending.clock_holds
        return self.survey.judge(candidate, self.view, self.standing, self.journal, now, clock_holds)

    def _note(self, item: Item) -> None:
        """Record what ends or holds an alert that does not go."""
        alert = item.candidate.id
        self.judged.append(item)
        if item.fate is Fate.WAIT:
            self.result.waiting.append((alert, item.until))
            self.book.free(alert)
        elif item.fate is Fate.EXPIRED:
            self.result.expired.append(alert)
            self.book.end("expired", alert)
        else:
            self.result.held.append((alert, item.reasons))
            if item.fault is None and (item.fate is not Fate.STOPPED or alert in self.standing.alerts):
                self.book.hold(alert, CAUSES[item.fate], item.reasons, item.limit)

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
        self.book.stops(self.standing)

    def _ending(self) -> bool:
        over = self.dispatcher.heed(self) not in (None, "moved")
        return over or self.draining or self.view.halted

    def _tidy(self) -> None:
        """Record alerts that main has taken away as withdrawn."""
        for alert in self.survey.withdrawn(self.view):
            self.book.end("withdrawn", alert)

    def _foreign(self) -> None:
        ours = {frozen.alert_id for frozen in self.journal.entries() if self._ours(frozen)}
        self.result.foreign = [
            alert for alert, entry in self.view.alerts.items() if entry.unfinished and alert not in ours
        ]
