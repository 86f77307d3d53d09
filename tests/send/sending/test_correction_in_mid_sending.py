"""A correction that is merged while the first alert is being mailed: from its claim on nobody gets the wrong text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from haishin.core.model import RowState
from haishin.send.rows import Envelope, Outcome
from haishin.send.sending.reconcile import reconcile
from support.ledger import ALPHA, BETA, PEOPLE, Clock, Host, Mail, World


class SlowMail(Mail):
    """Has four in the air at most. Takes four; then the correction is merged while four are without an answer.

    ``dotted``: those have their dot, and the relay puts them off once nothing else can happen.
    """

    def __init__(self, world: World, clock: Clock, *, dotted: bool) -> None:
        super().__init__()
        self._world, self._clock, self._dotted = world, clock, dotted
        self._merged = False

    @property
    def room(self) -> int:  # type: ignore[override]
        return 4 - len(self._queue) + len(self._held())

    def poll(self, timeout: float) -> list[Outcome]:
        self._clock.later(seconds=1)
        if self.got and not self._merged:
            self._merged = True
            self._world.alert(BETA, follows=ALPHA, **{"as": "correction"})
        held = self._held()
        self._queue = [one for one in self._queue if one not in held]
        if self._queue:
            put_off = [Outcome(ALPHA, one.recipient_id, RowState.DEFERRED, "dot", "yes", 451) for one in held]
            return [*put_off, *super().poll(timeout)]
        self._queue = held
        return self._given_back() if held else super().poll(timeout)

    def recall(self, alert_id: str | None) -> None:
        if not self._dotted or alert_id is None:
            super().recall(alert_id)

    def _held(self) -> list[Envelope]:
        return [one for one in self._queue if one.alert_id == ALPHA and self._merged]


@pytest.mark.parametrize("dotted", [False, True])
def test_who_is_in_the_air_when_the_correction_is_claimed_gets_the_right_text_alone(
    tmp_path: Path, dotted: bool
) -> None:
    world = World.active(tmp_path)
    host = Host(world, tmp_path / "state")
    mail = host.mail = SlowMail(world, host.clock, dotted=dotted)
    world.alert(ALPHA)
    journal = host.journal()
    sending = replace(host.sending(journal), follows=True)
    run = reconcile(host.inputs(), sending)
    while run.moved:
        run = reconcile(host.inputs(), sending, run)

    assert mail.to(ALPHA) == list(PEOPLE[:4])
    assert mail.to(BETA) == list(PEOPLE)
    assert dict(journal.counts(ALPHA).states) == {RowState.ACCEPTED: 4, RowState.SUPERSEDED: 21}
    host.clock.later(hours=2)
    reconcile(host.inputs(), host.sending(journal))
    journal.close()
    assert mail.to(ALPHA) == list(PEOPLE[:4])
    assert world.kinds() == ["activated", "claimed", "claimed", "sealed", "sealed"]
