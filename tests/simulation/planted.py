"""Ten bugs, each of which somebody might write: patches of the real sender under which the worlds must break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from haishin.core.model import LedgerRecord
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.ledger.ledger_writer import LedgerWriter
from haishin.send.rows import Envelope
from haishin.send.sending import reconcile as reconcile_module
from haishin.send.sending.dispatch import Dispatcher, Ending, Guard
from haishin.send.sending.job import Job
from haishin.send.sending.pacing import Pacing

Patch = AbstractContextManager[object]
Bug = Callable[[], Patch]


def dot_before_the_commit() -> Patch:
    commit = Dispatcher._commit

    def planted(self: Dispatcher, envelopes: Sequence[Envelope]) -> list[str]:
        with self._journal.together():  # what is committed inside now reaches the disk when this ends
            return commit(self, envelopes)

    return patch.object(Dispatcher, "_commit", planted)


@contextmanager
def claim_not_read_back() -> Iterator[None]:
    """Nor the beat before the first mail, which alone would tell that another journal was first."""

    def planted(self: LedgerWriter, entry: LedgerRecord) -> bool:
        self._ledger.append(entry, self.view.tip)
        self.read()
        if entry not in self.view.records:
            others = (one for one in self.view.records if one.alert != entry.alert)
            self.view = LedgerView(self.view.tip, (*others, entry))
        return True

    with patch.object(LedgerWriter, "append", planted), patch.object(Pulse, "going", lambda self: None):
        yield


def doubt_resent() -> Patch:
    return patch.object(Journal, "recover", lambda self: self._move("state = 'intent'", "pending"))


def hours_checked_once() -> Patch:
    def once(asked: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
        answers: list[bool] = []

        def answer(now: datetime) -> bool:
            answers[:] = answers or [asked(now)]
            return answers[0]

        return answer

    def planted(*values: Any, **named: Any) -> Job:
        return Job(*values, **{**named, "open": once(named["open"])})

    return patch.object(reconcile_module, "Job", planted)


def in_flight_not_heeded() -> Patch:
    def planted(*values: Any, **named: Any) -> Job:
        return Job(*values[:3], replace(values[3], in_flight=256), *values[4:], **named)

    return patch.object(reconcile_module, "Job", planted)


class _Between:
    """A guard that nobody asks for stops while mail goes."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.ended = guard.ended
        self.heeded = guard.heeded

    def ending(self) -> Ending | None:
        ending = self._guard.ending()
        return ending if ending in ("signal", "blind", "moved") else None

    def stopped(self, alert_id: str) -> bool:
        return False


def stop_only_between_alerts() -> Patch:
    run = Dispatcher.run
    return patch.object(Dispatcher, "run", lambda self, guard: run(self, _Between(guard)))


def frozen_after_the_claim() -> Patch:
    freeze, claim, drop = Journal.freeze, Journal.claim, Journal.drop
    later: dict[str, tuple[Any, ...]] = {}

    def no_freeze(self: Journal, alert_id: str, nonce: str, audience: Any, now: datetime) -> int:
        later[alert_id] = nonce, audience, now
        return int(audience.size)

    def freeze_and_claim(self: Journal, alert_id: str, nonce: str, ends: str | None) -> None:
        if alert_id in later:
            freeze(self, alert_id, *later.pop(alert_id))
        claim(self, alert_id, nonce, ends)

    def forget(self: Journal, alert_id: str) -> None:
        if later.pop(alert_id, None) is None:
            drop(self, alert_id)

    return patch.multiple(Journal, freeze=no_freeze, claim=freeze_and_claim, drop=forget)


def rate_not_spent() -> Patch:
    return patch.object(Pacing, "spend", lambda self, destination, messages=1: None)


def log_not_believed() -> Patch:
    settle = Journal.settle

    def planted(
        self: Journal, alert_id: str, accepted: Iterable[str], again: Iterable[str], failed: Any = (), **how: bool
    ) -> int:
        return settle(self, alert_id, (), {*accepted, *again}, failed, **how)  # type: ignore[arg-type]

    return patch.object(Journal, "settle", planted)


def only_the_sealed_counted() -> Patch:
    """A claim that still goes has no number yet, so the next one takes it, too."""

    def planted(self: LedgerView, unit: str, now: datetime) -> int:
        return 1 + sum(record.kind == "sealed" for record in self.records)

    return patch.object(LedgerView, "next_number", planted)


BUGS: Mapping[Bug, str] = {  # and which promise it breaks
    dot_before_the_commit: "double",
    claim_not_read_back: "double",
    doubt_resent: "double",
    hours_checked_once: "hours",
    stop_only_between_alerts: "unstopped",
    frozen_after_the_claim: "lost",
    in_flight_not_heeded: "in the air",
    rate_not_spent: "pace",
    log_not_believed: "double",
    only_the_sealed_counted: "numbers",
}
# What must befall a world for it to see the bug, where that is rare: no other need be lived.
BEFALLS: Mapping[Bug, str] = {claim_not_read_back: "rival"}
