"""The loop: due rows → intents (commit) → submit and poll → results (commit), a group at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from haishin.delivery.journal import Journal
from haishin.delivery.rows import Counts, Envelope, Limits, Outcome, Row, RowState
from haishin.delivery.transport import Transport
from haishin.errors import Refusal, ToolError
from haishin.model import Text

POLL_SECONDS = 1.0
# Results wait at most this long for their commit, so that a crash at a slow relay puts few rows in doubt.
RECORD_EVERY = timedelta(seconds=1)
# The share of refusals is judged over this many answers, never over fewer.
SAMPLE = 50


def dispatch(
    alert_id: str,
    *,
    journal: Journal,
    transport: Transport,
    make_envelope: Callable[[Row], Envelope],
    clock: Callable[[], datetime],
    limits: Limits,
    may_go: Callable[[datetime], bool],
    daytime: Callable[[datetime], bool],
    stop: Callable[[], bool],
    left: Callable[[], bool] = lambda: False,
    progress: Callable[[Counts], None] | None = None,
) -> Counts:
    """Send what is due of one claimed alert; the counts when nothing more can go now.

    ``may_go``: whether this alert may be handed over at that time; ``daytime``: whether readers who want no mail at
    night get it then. Rows that are not sent stay waiting for the next run. ``stop`` is asked between polls; when it
    says yes, the transport is drained and closed. ``left`` is asked before each group of intents: it takes out who has
    left since, and says whether anything has changed, so that rows read before are read anew. Refusal when the relay's
    answers say that our set-up is broken; ToolError when no relay answers; JournalError when something cannot be
    recorded, and then nothing more is sent.
    """
    loop = _Loop(alert_id, journal, transport, clock, limits, stop, progress)
    while not stop():
        now = clock()
        if not may_go(now):
            break
        left()
        rows = journal.due(alert_id, now, limits.in_flight, daytime=daytime(now))
        if not rows:
            break
        envelopes = [make_envelope(row) for row in rows]
        journal.intend(alert_id, [row.recipient_id for row in rows], now)
        loop.group(envelopes)
    return journal.counts(alert_id)


class _Loop:
    def __init__(
        self,
        alert_id: str,
        journal: Journal,
        transport: Transport,
        clock: Callable[[], datetime],
        limits: Limits,
        stop: Callable[[], bool],
        progress: Callable[[Counts], None] | None,
    ) -> None:
        self._alert_id = alert_id
        self._journal = journal
        self._transport = transport
        self._clock = clock
        self._limits = limits
        self._stop = stop
        self._progress = progress
        self._answers: deque[RowState] = deque(maxlen=SAMPLE)

    def group(self, envelopes: Sequence[Envelope]) -> None:
        """Send one group and record all that became of it."""
        try:
            self._transport.submit(envelopes)
            self._collect(len(envelopes))
        except BaseException:
            # What cannot be remembered must not be sent: hang up before the next dot.
            self._transport.close(drain=False)
            raise

    def _collect(self, waiting: int) -> None:
        taken, ending = False, False
        problem: Refusal | None = None
        unrecorded: list[Outcome] = []
        recorded_at = self._clock()
        try:
            while waiting and not ending:
                ending = self._stop()
                got = [] if ending else self._transport.poll(POLL_SECONDS)
                problem = self._problem(got)
                if ending or problem is not None:
                    ending = True
                    got += self._transport.close(drain=True)
                unrecorded += got
                waiting -= len(got)
                taken = taken or any(one.stage not in ("connect", "mail") for one in got)
                if self._clock() - recorded_at >= RECORD_EVERY:
                    self._record(unrecorded)
                    unrecorded, recorded_at = [], self._clock()
        finally:
            self._record(unrecorded)
        if problem is not None:
            raise problem
        if not taken and not ending:
            raise _no_answer(got[-1].text)

    def _record(self, outcomes: Sequence[Outcome]) -> None:
        if outcomes:
            self._journal.record(self._alert_id, outcomes, self._clock(), self._limits)
            if self._progress is not None:
                self._progress(self._journal.counts(self._alert_id))

    def _problem(self, outcomes: Sequence[Outcome]) -> Refusal | None:
        """Why the run has to stop, when these answers say that the fault is ours."""
        for outcome in outcomes:
            if outcome.ours:
                return _broken(outcome.text, outcome.text)
            if outcome.code is not None and outcome.state is not RowState.PENDING:
                self._answers.append(outcome.state)
        failed = sum(state is RowState.FAILED for state in self._answers)
        if len(self._answers) == SAMPLE and failed >= SAMPLE * self._limits.broken_share:
            return _broken(
                f"直近の {SAMPLE} 件のうち {failed} 件が拒否されました",
                f"{failed} of the last {SAMPLE} recipients were refused",
            )
        return None


def _broken(ja: str, en: str) -> Refusal:
    return Refusal(
        Text(
            f"送信側の設定に問題があるとみられるため、送信を止めました:{ja}",
            f"Sending has stopped, our own set-up seems to be broken: {en}",
        ),
        Text(
            "メールサーバーの設定(接続先、認証、SPF・DKIM・DMARC、空き容量)を確かめて、もう一度実行してください。"
            "残りの宛先はその時に続けて送信されます。",
            "Check the mail set-up (relay, login, SPF, DKIM, DMARC, free space), then run again. "
            "The remaining recipients follow then.",
        ),
    )


def _no_answer(text: str) -> ToolError:
    return ToolError(
        Text(f"メールサーバーが受け付けません:{text}", f"The relay does not take mail: {text}"),
        Text(
            "サーバーが動いているか、接続できるかを確かめて、もう一度実行してください。残りの宛先はその時に続けて送信されます。",
            "Check that it runs and can be reached, then run again. The remaining recipients follow then.",
        ),
    )
