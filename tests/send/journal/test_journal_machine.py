"""The journal under any order of calls: the states always sum to the snapshot, and nobody ended goes out again."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from haishin.core.model import RowState
from haishin.send.journal.journal import Journal
from support.rows import LIMITS, NOON, audience, left, outcome, rows

IDS = [row.recipient_id for row in rows(6)]
FIRST, SECOND = "first", "second"
FINAL = {RowState.ACCEPTED, RowState.FAILED, RowState.SUPPRESSED, RowState.EXPIRED, RowState.SUPERSEDED}
RESULTS = st.sampled_from([RowState.ACCEPTED, RowState.DEFERRED, RowState.FAILED, RowState.IN_DOUBT, RowState.PENDING])
SOME = st.sets(st.sampled_from(IDS))


class JournalMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "journal.db"
        self.journal = Journal.open(self.path)
        self.now = NOON
        self.air: set[str] = set()
        self.ended: dict[str, RowState] = {}
        self.over = False
        self.unsure: set[str] = set()  # refused for good, and not believed so far

    @initialize(size=st.integers(0, 6))
    def begin(self, size: int) -> None:
        self.size = size
        self.journal.freeze(FIRST, "n", audience(rows(size)), self.now)
        self.journal.claim(FIRST, "n", None)

    @rule(minutes=st.integers(-30, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 3), daytime=st.booleans())
    def intend(self, limit: int, daytime: bool) -> None:
        due = [row.recipient_id for row in self.journal.due(FIRST, self.now, limit, daytime=daytime)]
        assert not self.air & set(due)
        self.journal.intend(FIRST, due, self.now)
        self.air |= set(due)

    @rule(result=RESULTS, ours=st.booleans(), some=SOME, believed=SOME)
    def record(self, result: RowState, ours: bool, some: set[str], believed: set[str]) -> None:
        done, code = sorted(self.air & some), 550 if result is RowState.FAILED else None
        told = {"ours": ours and result is RowState.PENDING, "code": code, "enhanced": "5.1.1" if code else None}
        results = [outcome(one, result, FIRST, **told) for one in done]
        self.journal.record(FIRST, results, self.now, LIMITS, believed)
        self.air -= set(done)
        self.unsure -= set(done)
        if code and not self.over:
            self.unsure |= set(done) - believed

    @rule()
    def crash(self) -> None:
        self.journal.close()
        self.journal = Journal.open(self.path)
        assert self.journal.recover() == len(self.air)
        assert self.air <= self.journal.in_doubt(FIRST)
        self.air.clear()

    @rule(some=SOME)
    def leave(self, some: set[str]) -> None:
        self.journal.suppress(FIRST, left(some))

    @rule(taken=SOME, others=SOME)
    def settle(self, taken: set[str], others: set[str]) -> None:
        self.journal.settle(FIRST, taken, others - taken, ended=self.over)

    @rule(some=SOME)
    def give_up(self, some: set[str]) -> None:
        """Only whom the relay has refused, and who waits for nothing else."""
        rows = self.journal._file.read("SELECT recipient_id, state FROM delivery WHERE alert_id = ?", FIRST)
        waiting = {str(one) for one, state in rows if state == "deferred"} & self.unsure
        before = self.journal.counts(FIRST)[RowState.FAILED]
        told, _ = self.journal.unbelieved(self.now + timedelta(days=9)).get(FIRST, (0, ""))
        assert told == len(waiting)
        self.journal.give_up(FIRST, some)
        assert self.journal.counts(FIRST)[RowState.FAILED] == before + len(waiting & some)
        self.unsure -= some

    @rule()
    def expire(self) -> None:
        self.journal.expire(FIRST)
        assert self.journal.counts(FIRST).waiting == 0

    @precondition(lambda self: not self.air)
    @rule()
    def seal(self) -> None:
        counts = self.journal.counts(FIRST)
        states = {claim.alert_id: claim.state for claim in self.journal.entries()}
        if not counts.waiting and states[FIRST] == "claimed":
            assert self.journal.seal(FIRST)[RowState.INTENT] == 0

    @precondition(lambda self: not self.air and len(self.journal.entries()) == 1)
    @rule()
    def end_it(self) -> None:
        self.journal.freeze(SECOND, "m", audience(rows(2)), self.now)
        self.journal.claim(SECOND, "m", FIRST)
        assert self.journal.counts(FIRST).waiting == 0
        self.over = True

    @invariant()
    def sum_is_the_snapshot(self) -> None:
        self.journal.verify()
        counts = self.journal.counts(FIRST)
        assert counts.total == self.size == len(self.journal.snapshot_ids(FIRST))
        assert counts[RowState.INTENT] == len(self.air)
        assert not (self.over and counts.waiting)
        assert len(self.journal.reached(FIRST)) == counts[RowState.ACCEPTED] + counts[RowState.IN_DOUBT]

    @invariant()
    def an_end_is_final(self) -> None:
        found = self.journal._file.read("SELECT recipient_id, state FROM delivery WHERE alert_id = ?", FIRST)
        states = {str(one): RowState(str(state)) for one, state in found}
        assert all(states[one] is state for one, state in self.ended.items())
        self.ended = {one: state for one, state in states.items() if state in FINAL}

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


TestJournalMachine = JournalMachine.TestCase
TestJournalMachine.settings = settings(max_examples=25, stateful_step_count=25)
