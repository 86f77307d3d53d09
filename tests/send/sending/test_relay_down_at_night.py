"""An alert whose hours are waived, merged at 21:00 while the relay is down until 21:20: everybody has it soon after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.model import RowState
from haishin.send.rows import Envelope, Outcome
from haishin.send.sending.reconcile import reconcile
from haishin.send.transport import Unusable
from support.ledger import ALPHA, NOON, PEOPLE, Clock, Host, Mail, World

NINE = NOON + timedelta(hours=9)  # 21:00 in Japan
UP_AGAIN = NINE + timedelta(minutes=20)
SAID = "connection refused"


class Evening(Mail):
    """Down from 21:00, or from its tenth mail on, to 21:20. ``busy``: it is reached, and puts everybody off."""

    def __init__(self, clock: Clock, *, begun: bool, busy: bool) -> None:
        super().__init__()
        self._clock, self._begun, self._busy = clock, begun, busy

    @property
    def down(self) -> bool:
        return self._clock.now < UP_AGAIN and (not self._begun or len(self.got) >= 10)

    @property
    def room(self) -> int:  # type: ignore[override]
        return 5 - len(self._queue)

    def ask(self, still: Callable[[], bool]) -> Unusable | None:
        return Unusable(SAID, ours=False) if self.down and not self._busy else None

    def poll(self, timeout: float) -> list[Outcome]:
        if not self.down:
            return super().poll(timeout)
        away, self._queue = self._queue, []
        return [*self._given_back(), *map(self._put_off, away)]

    def _put_off(self, one: Envelope) -> Outcome:
        if self._busy:
            return Outcome(one.alert_id, one.recipient_id, RowState.DEFERRED, "rcpt", "no", 451, text="RCPT 451")
        return Outcome(one.alert_id, one.recipient_id, RowState.PENDING, "connect", "no", text=SAID)


@pytest.mark.parametrize(
    ("begun", "busy"), [(False, False), (True, False), (True, True)], ids=["unreached", "broken off", "busy"]
)
def test_everybody_has_it_soon_after(tmp_path: Path, begun: bool, busy: bool) -> None:
    world = World.active(tmp_path)
    host = Host(world, tmp_path / "state")
    host.clock.later(hours=9)
    mail = host.mail = Evening(host.clock, begun=begun, busy=busy)
    world.alert(ALPHA, night="yes")
    words = []
    while host.clock.now <= UP_AGAIN + timedelta(minutes=5):  # as the schedule starts it
        journal = host.journal()
        try:
            reconcile(host.inputs(), host.sending(journal))
        except ToolError as told:
            words.append(told.message)
        finally:
            journal.close()
        host.clock.later(minutes=5)

    assert mail.to(ALPHA) == list(PEOPLE)
    assert {*words} == (set() if busy else {Message("send/sending/relay-silent", why=SAID)})
    assert world.kinds() == ["activated", "claimed", "sealed"]
