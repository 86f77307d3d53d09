"""The loop: outcomes and the next intents (in a single commit) → submit and poll, until no row is due or in the air."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError
from haishin.core.model import RowState
from haishin.residents.registry.readers import Selection
from haishin.send.journal.journal import Journal
from haishin.send.journal.journal_file import JournalError
from haishin.send.rows import Envelope, Outcome, by_alert
from haishin.send.sending.job import Job
from haishin.send.sending.pacing import Pacing
from haishin.send.sending.weighing import Answers, RelayFault, reached_before
from haishin.send.transport import CUT_SECONDS, PATIENT_SECONDS, Transport

TURN_SECONDS = 0.25  # how long a turn waits for an answer before it looks again whether it may go on

Ending = Literal["stop", "ledger", "signal", "blind", "moved"]


class Guard(Protocol):
    """Says which alerts may not go on, before every group of intents, and hears which have ended."""

    def ending(self) -> Ending | None:
        """Return why the run has to end, None when it may go on."""
        ...

    def stopped(self, alert_id: str) -> bool:
        """Return whether this alert may not go on."""
        ...

    def heeded(self) -> None:
        """Hear that a stopped mail was called back, before each group of intents."""
        ...

    def ended(self, alert_id: str) -> None:
        """Hear that nothing of an alert waits or is in the air any more."""
        ...


def _nothing(*_: object) -> None:
    """Do nothing: for callers that need no word of it."""


class Dispatcher:
    """Mails claimed alerts over a transport, urgent alerts first; used by a single thread.

    ``going`` is called before the first intent, ``progress`` for each alert whose results are on the disk. ``unknown``:
    readers whose refusal is no wonder, for their mail came back before.
    """

    def __init__(
        self,
        journal: Journal,
        transport: Transport,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        *,
        going: Callable[[], None] = _nothing,
        progress: Callable[[str], None] = _nothing,
        unknown: Selection | None = None,
    ) -> None:
        self._journal = journal
        self._transport = transport
        self._clock = clock
        self._ticks = ticks
        self._pacing = Pacing(journal, lambda: clock().timestamp())
        self._going = going
        self._progress = progress
        self._unknown = unknown
        self._flying: dict[tuple[str, str], str] = {}  # alert and recipient of what is in the air → the domain
        self._aloft: Counter[str] = Counter()  # how many that are, by alert
        self._came: list[Outcome] = []  # outcomes that are not on the disk yet
        self._answers = Answers()
        self._problem: HaishinError | None = None
        self._went = False
        self._since = clock()
        self.jobs: dict[str, Job] = {}

    @property
    def flying(self) -> int:
        """Number of rows in the air."""
        return len(self._flying)

    def ask(self, guard: Guard) -> bool:
        """Return whether a relay takes mail now; False if the run has to end. Stopped alerts are called back.

        Raises RelayFault if no relay takes mail, or if our set-up is at fault.
        """
        why = self._transport.ask(lambda: self.heed(guard) in (None, "moved"))
        if why is None or self.heed(guard) not in (None, "moved"):
            return why is None
        if why.ours:
            raise RelayFault(Message("send/sending/setup-broken", sign=why.text))
        raise RelayFault(Message("send/sending/relay-silent", why=why.text))

    def add(self, job: Job) -> None:
        """Begin with an alert, or go on with it by a newer job."""
        self.jobs[job.alert_id] = job
        self._pacing.limit(job.limits.destinations)

    def remove(self, alert_id: str) -> None:
        """Forget an alert; none of its rows is in the air."""
        del self.jobs[alert_id]

    def heed(self, guard: Guard) -> Ending | None:
        """Call stopped alerts back at once; return why the run has to end."""
        ending = guard.ending()
        if ending not in (None, "moved"):
            self._transport.recall(None)
        self.call_back(guard)
        guard.heeded()
        return ending

    def call_back(self, guard: Guard) -> None:
        """Begin no more rows of stopped alerts, and take back those without a dot."""
        for job in self.jobs.values():
            if not job.stopped and guard.stopped(job.alert_id):
                self._stop(job)

    def ground(self, alert_id: str) -> None:
        """Begin no more rows of an alert, and wait a moment for its rows that have their dot."""
        if (job := self.jobs.get(alert_id)) is None:
            return
        self._stop(job)
        until = self._ticks() + CUT_SECONDS
        while self._aloft[alert_id] and (left := until - self._ticks()) > 0:
            self._poll(min(TURN_SECONDS, left))
        self._commit([])

    def _stop(self, job: Job) -> None:
        job.stopped = True
        self._transport.recall(job.alert_id)

    def turn(self, guard: Guard) -> None:
        """Take outcomes that have come and begin as many rows as there is room for, without waiting."""
        try:
            if self.heed(guard) in (None, "moved") and self._problem is None:
                self._poll(0)
                if self._problem is None:
                    self._group(guard)
        except BaseException:
            self.abandon()
            raise

    def run(self, guard: Guard) -> Ending | None:
        """Mail until no row can go now; return the reason of an earlier end, or None.

        Rows that are not sent wait for the next run. At ``moved`` the rows in the air stay there. Raises RelayFault if
        no relay takes mail or our set-up is broken, Refusal if no mail was taken and recipient after recipient was
        refused; JournalError if an outcome cannot be recorded, and then no mail follows.
        """
        try:
            ending = self._run(guard)
        except BaseException:
            self.abandon()
            raise
        if self._problem is None and ending is None:
            self._problem = self._answers.fault
        if self._problem is not None:
            raise self._problem
        return ending

    def abandon(self) -> None:
        """Hang up before the next dot, since unrecorded mail must not be sent; rows without a dot wait again."""
        self._land(self._transport.close())
        with contextlib.suppress(JournalError), self._journal.together():  # else they are in doubt at the next start
            self._record()
        self._came = []

    def drain(self, patience: float) -> None:
        """Begin no more rows, and wait that many seconds for rows that have their dot."""
        until = self._ticks() + patience
        self._transport.recall(None)
        while self._flying and (left := until - self._ticks()) > 0:
            self._hear(self._transport.poll(min(TURN_SECONDS, left)))
        self._hear(self._transport.close())
        self._conclude()

    def _conclude(self) -> None:
        """Decide which refusals to believe; the other recipients wait."""
        self._commit([])
        for alert_id in self._answers.undecided:
            waiting, _ = self._journal.unbelieved(self._clock()).get(alert_id, (0, ""))
            self._answers.end(alert_id, waiting, reached=self._journal.counts(alert_id)[RowState.ACCEPTED] > 0)
        self._commit([])
        for alert_id, recipient_ids in self._answers.blamed.items():
            self._journal.at_once(alert_id, recipient_ids)
        for alert_id in self._answers.trusted:
            self._journal.hurry(alert_id, self._since)

    def _run(self, guard: Guard) -> Ending | None:
        ending = self.heed(guard)
        if ending is None and any(self.jobs[alert].stopped for alert, _ in self._flying):
            self._poll(TURN_SECONDS)  # what was called back makes room for the other alerts
        while ending is None and self._problem is None:
            pause = self._group(guard)
            if not self._came and pause is None and all(self.jobs[alert].stopped for alert, _ in self._flying):
                if self._flying:
                    self.drain(CUT_SECONDS)  # nothing else is to go, so a relay that hangs keeps nobody here
                self._conclude()
                return None
            if (ending := self.heed(guard)) is None:
                self._poll(min(TURN_SECONDS, pause or TURN_SECONDS))
        if ending in ("stop", "ledger"):
            self.drain(CUT_SECONDS)
        elif ending != "moved" or self._problem is not None:
            self.drain(PATIENT_SECONDS)
        return ending

    def _group(self, guard: Guard) -> float | None:
        """Commit outcomes and the next intents, and hand these over; return the seconds until a destination opens.

        None: no row waits for a destination.
        """
        now = self._clock()
        jobs = sorted(self.jobs.values(), key=lambda job: job.rank)
        in_flight = min((job.limits.in_flight for job in jobs), default=0)
        room = min(self._transport.room, in_flight - len(self._flying))
        for job in jobs:
            if self._aloft[job.alert_id] and not self._goes(job, now):  # what waits for a connection is late as well
                self._transport.recall(job.alert_id)
        envelopes = self._due(jobs, room, now)
        if envelopes and not self._went:
            self._went = True
            self._going()
            now = self._clock()  # by which the hours may be over
            for job in jobs:
                job.forget()
            self._spend(envelopes, -1)
            envelopes = self._due(jobs, room, now)
        for alert_id in self._commit(envelopes):
            guard.ended(alert_id)
        held_back = {name for job in jobs if self._goes(job, now) for name in job.held_back}
        if not held_back:
            return None
        return self._pacing.pause(held_back)

    def _goes(self, job: Job, now: datetime) -> bool:
        return job.goes(now) and not self._answers.stops(job.alert_id)

    def _due(self, jobs: Iterable[Job], room: int, now: datetime) -> list[Envelope]:
        envelopes: list[Envelope] = []
        for job in jobs:
            if room > len(envelopes) and self._goes(job, now):
                taken = job.take(room - len(envelopes), self._journal, self._pacing, now)
                self._spend(taken)
                envelopes += taken
        return envelopes

    def _spend(self, envelopes: Sequence[Envelope], times: int = 1) -> None:
        for domain, number in Counter(domain_of(envelope.rcpt_to) for envelope in envelopes).items():
            self._pacing.spend(self._pacing.destination(domain), times * number)

    def _commit(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Commit results and new intents in a single transaction, and only then hand the envelopes over.

        Returns the alerts that have no row waiting or in the air any more.
        """
        if not self._came and not envelopes and not self._answers.decided:
            return []
        with self._journal.together():
            given_up = self._record()
            for alert_id, begun in by_alert(envelopes).items():
                self._journal.intend(alert_id, [envelope.recipient_id for envelope in begun], self._clock())
                self._answers.begin(begun, self.jobs[alert_id].limits)
            self._pacing.save()
        heard = dict.fromkeys([*(outcome.alert_id for outcome in self._came), *given_up])
        self._came = []
        for envelope in envelopes:
            self._flying[envelope.alert_id, envelope.recipient_id] = domain_of(envelope.rcpt_to)
            self._aloft[envelope.alert_id] += 1
        if envelopes:
            self._transport.submit(envelopes)
        for alert_id in heard:
            self._progress(alert_id)
        return [alert_id for alert_id in heard if not self._aloft[alert_id] and not self._journal.waits(alert_id)]

    def _record(self) -> Iterable[str]:
        """Record outcomes, and recipients given up since; return the alerts of the latter."""
        believed = self._answers.believed()
        for alert_id, outcomes in by_alert(self._came).items():
            job, sure = self.jobs[alert_id], believed.get(alert_id, set())
            self._journal.record(alert_id, outcomes, self._clock(), job.limits, sure)
            job.back |= {outcome.recipient_id for outcome in outcomes if outcome.state is not RowState.ACCEPTED}
        for alert_id, recipient_ids in believed.items():
            self._journal.give_up(alert_id, recipient_ids)
        return believed

    def _poll(self, seconds: float) -> None:
        """Take outcomes that come within that time, and find out whether the run has to end by them."""
        self._problem = self._hear(self._transport.poll(seconds)) or self._problem

    def _hear(self, outcomes: list[Outcome]) -> HaishinError | None:
        """Take outcomes out of the air; return why the run has to end by them."""
        problem = None
        reached = reached_before(self._journal, outcomes, self._unknown)
        for domain, outcome in self._land(outcomes):
            self._pacing.heard(domain, outcome)
            limits = self.jobs[outcome.alert_id].limits
            why = self._answers.hear(outcome, limits, reached.get((outcome.alert_id, outcome.recipient_id)))
            problem = problem or why
        return problem

    def _land(self, outcomes: list[Outcome]) -> list[tuple[str, Outcome]]:
        """Take outcomes out of the air; return each with its domain."""
        self._came += outcomes
        self._aloft.subtract(outcome.alert_id for outcome in outcomes)
        return [(self._flying.pop((outcome.alert_id, outcome.recipient_id)), outcome) for outcome in outcomes]


def domain_of(address: str) -> str:
    """Return the domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()
