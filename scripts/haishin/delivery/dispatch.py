"""The loop: what came back and the next intents (one commit) → submit and poll, until nothing is due or in the air."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from haishin.contract.policy import Limits
from haishin.delivery import messages
from haishin.delivery.journal import Journal
from haishin.delivery.messages import JournalError
from haishin.delivery.rows import Counts, Envelope, Outcome, SnapshotRow
from haishin.delivery.transport import POLL_SECONDS, Transport
from haishin.errors import HaishinError
from haishin.model import RowState, Text

# While mail goes the share of refusals is judged over this many answers, never over fewer; at the end over all.
SAMPLE = 50


def dispatch(
    alert_id: str,
    *,
    journal: Journal,
    transport: Transport,
    make_envelope: Callable[[SnapshotRow], Envelope],
    clock: Callable[[], datetime],
    limits: Limits,
    may_go: Callable[[datetime], bool],
    daytime: Callable[[datetime], bool],
    stop: Callable[[], bool],
    left: Callable[[], bool] = lambda: False,
    going: Callable[[], None] = lambda: None,
    progress: Callable[[], None] = lambda: None,
) -> Counts:
    """Send what is due of one claimed alert; return the counts when nothing more can go now.

    ``may_go``: whether this alert may be handed over at that time; ``daytime``: whether readers who want no mail at
    night get it then. Rows that are not sent stay waiting for the next run. ``stop`` is asked between polls; when it
    says yes, the transport is drained and closed. ``left`` is asked before each intent: it takes out who has left
    since, and says whether anything has changed, so that rows read before are read anew. ``going`` is called before
    each intent, ``progress`` when results are on the disk. Refusal when the relay's answers say that our set-up is
    broken, and then those whom it refused wait again; ToolError when no relay answers; JournalError when something
    cannot be recorded, and then nothing more is sent.
    """
    loop = _Loop(
        alert_id, journal, transport, make_envelope, clock, limits, may_go, daytime, stop, left, going, progress
    )  # fmt: skip
    try:
        problem = loop.run()
    except BaseException:
        loop.abandon()
        raise
    if problem is not None:
        raise problem
    return journal.counts(alert_id)


@dataclass
class _Loop:
    alert_id: str
    journal: Journal
    transport: Transport
    make_envelope: Callable[[SnapshotRow], Envelope]
    clock: Callable[[], datetime]
    limits: Limits
    may_go: Callable[[datetime], bool]
    daytime: Callable[[datetime], bool]
    stop: Callable[[], bool]
    left: Callable[[], bool]
    going: Callable[[], None]
    progress: Callable[[], None]
    flying: int = 0  # intents on the disk whose outcome is not there
    came: list[Outcome] = field(default_factory=list)  # outcomes that are not on the disk yet
    group: deque[SnapshotRow] = field(default_factory=deque)  # read as due, not begun
    by_day: bool = True  # when the group was read
    answers: deque[Outcome] = field(default_factory=lambda: deque(maxlen=SAMPLE))
    spoilt: bool = False  # the share of refusals is the set-up's
    taken: bool = False
    untaken: list[str] = field(default_factory=list)  # in a row: the relay took not even the sender, and why

    def run(self) -> HaishinError | None:
        """Send until nothing is due or something forbids it; return why the run has to end, if it has to."""
        problem: HaishinError | None = None
        ending = self.stop()
        while not ending and problem is None:
            self._commit(self._next())
            if not self.flying:
                break
            if not (ending := self.stop()):
                self.came = self.transport.poll(POLL_SECONDS)
                problem = self._problem()
        if self.flying:
            self.came += self.transport.close(drain=True)
            refused = [outcome.recipient_id for outcome in (*self.answers, *self.came)]
            self._commit([])
            if self.spoilt:
                self.journal.give_back(self.alert_id, refused)
        if problem is None and not ending and self.untaken and not self.taken:
            return messages.relay_silent(self.untaken[-1])
        return problem

    def abandon(self) -> None:
        """Hang up before the next dot, for what cannot be recorded must not be sent; rows without a dot wait again."""
        self.came += self.transport.close(drain=False)
        with contextlib.suppress(JournalError):  # then they are in doubt at the next start
            self.journal.record(self.alert_id, self.came, self.clock(), self.limits)

    def _next(self) -> list[Envelope]:
        """Make as many envelopes as the transport has room for, if the hour allows any."""
        now = self.clock()
        room = min(self.transport.room, self.limits.in_flight) - self.flying + len(self.came)
        if room <= 0 or not self.may_go(now):
            return []
        day = self.daytime(now)
        if self.left() or not self.group or day is not self.by_day:
            self.group = deque(self.journal.due(self.alert_id, now, self.limits.in_flight, daytime=day))
            self.by_day = day
        return [self.make_envelope(self.group.popleft()) for _ in range(min(room, len(self.group)))]

    def _commit(self, envelopes: Sequence[Envelope]) -> None:
        """Commit results and new intents in one transaction, and only then hand the envelopes over."""
        if not self.came and not envelopes:
            return
        if envelopes:
            self.going()
        now = self.clock()
        with self.journal.together():
            self.journal.record(self.alert_id, self.came, now, self.limits)
            self.journal.intend(self.alert_id, [envelope.recipient_id for envelope in envelopes], now)
        recorded, self.came = len(self.came), []
        self.flying += len(envelopes) - recorded
        if envelopes:
            self.transport.submit(envelopes)
        if recorded:
            self.progress()

    def _problem(self) -> HaishinError | None:
        """Return why the run has to end: the results say that the fault is ours, or no relay takes mail."""
        for outcome in self.came:
            if outcome.ours:
                return messages.setup_broken(Text(outcome.text, outcome.text))
            if outcome.stage == "connect":
                return messages.relay_silent(outcome.text)
            if outcome.code is not None and outcome.state is not RowState.PENDING:
                self.answers.append(outcome)
            self.taken = self.taken or outcome.stage != "mail"
            self.untaken = [*self.untaken, outcome.text] if outcome.stage == "mail" else []
        if len(self.untaken) >= self.limits.in_flight:
            return messages.relay_silent(self.untaken[-1])
        failed = sum(answer.state is RowState.FAILED for answer in self.answers)
        if len(self.answers) == SAMPLE and failed >= SAMPLE * self.limits.broken_share:
            self.spoilt = True
            return messages.last_refused(failed, SAMPLE)
        return None
