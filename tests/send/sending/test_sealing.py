"""A plain relay that denies or is out of step: nobody is given up, and silence is no success."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.core.model import RowState
from haishin.send.rows import Counts
from haishin.send.sending.plan import plan
from haishin.send.sending.reconcile import Run, reconcile
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from haishin.send.watch.conditions import conditions
from support.ledger import ALPHA, Host, World
from support.sink import Sink

A, D, P = RowState.ACCEPTED, RowState.DEFERRED, RowState.PENDING


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def run(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.verify()
        journal.close()


def seen(host: Host) -> list[str]:
    """What a verb that only looks is alarmed by; no run of this module beats."""
    journal = host.journal()
    try:
        return [one.code for one in conditions(plan(host.inputs(), journal).seen) if one.code != "no-beat"]
    finally:
        journal.close()


def counts(host: Host, alert: str = ALPHA) -> Counts:
    journal = host.journal()
    try:
        return journal.counts(alert)
    finally:
        journal.close()


def test_a_plain_relay_that_denies_or_is_out_of_step(world: World, host: Host) -> None:
    world.alert(ALPHA)
    host.residents.people = ("r00", "r01")
    with Sink({"RCPT": ["550 5.7.1 denied"] * 2 + ["999 what"] * 2}) as sink:
        host.mail = SmtpTransport([parse(f"smtp://127.0.0.1:{sink.port}")], "sender.test")  # type: ignore[assignment]
        run(host)
        assert (dict(counts(host).states), seen(host)) == ({D: 2}, ["refused"])
        host.clock.later(minutes=2)
        assert dict(run(host).counts[ALPHA].states) == {P: 2}
        host.clock.later(minutes=7)
        assert seen(host) == ["reached-nobody"]
        assert dict(run(host).counts[ALPHA].states) == {A: 2}
        host.mail.close()
    assert sorted(address for address, _ in sink.taken) == ["r00@example.invalid", "r01@example.invalid"]
    assert seen(host) == []
