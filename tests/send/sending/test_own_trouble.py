"""One alert's trouble stays its own: wherever something fails over one, that one is held and every other goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from haishin.core.contract import Contract
from haishin.core.errors import ToolError
from haishin.core.model import Alert, Finding, LedgerClaim, Severity, Span, Text
from haishin.send.rows import Envelope, SnapshotRow
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.reconcile import Run, Sending, reconcile
from haishin.send.sending.survey import SenderInputs
from haishin.send.watch.conditions import conditions
from support import ledger
from support.forged import YEAR_10000, ZONES, beside, commit, raw, tree
from support.ledger import ALPHA, BETA, PEOPLE, Host, World, envelopes, git, path_of

SECRET = "090-1234-5678"
CRASHES = [
    IndexError(SECRET),
    KeyError(SECRET),
    RecursionError(SECRET),
    UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
    AssertionError(SECRET),
    ToolError(Text("検査できません。", "cannot be checked"), Text("", "")),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


@pytest.fixture
def host(world: World, tmp_path: Path) -> Host:
    return Host(world, tmp_path / "state")


def codes(done: Run | Plan) -> list[tuple[str, bool]]:
    """Each condition and whether it names the alert in trouble."""
    return [(one.code, ALPHA in one.text.en) for one in conditions(done.seen)]


# --- where it may fail --------------------------------------------------------------------------

Fault = Callable[[SenderInputs, Sending, Exception], tuple[SenderInputs, Sending]]


def in_a_rule(inputs: SenderInputs, sending: Sending, crash: Exception) -> tuple[SenderInputs, Sending]:
    def examine(path: str, blob: str, contract: Contract) -> Any:
        if ALPHA in path:
            raise crash
        return inputs.examine(path, blob, contract)

    return replace(inputs, examine=examine), sending


def in_the_verdict(inputs: SenderInputs, sending: Sending, crash: Exception) -> tuple[SenderInputs, Sending]:
    def decide(case: Any, *others: Any) -> Any:
        if case.alert.id == ALPHA:
            raise crash
        return ledger.send(case, *others)

    return replace(inputs, decide=decide), sending


def in_the_forge(inputs: SenderInputs, sending: Sending, crash: Exception) -> tuple[SenderInputs, Sending]:
    class Forge:
        def pull(self, alert_id: str, *others: Any) -> Any:
            if alert_id == ALPHA:
                raise crash
            return inputs.forge.pull(alert_id, *others)

    return replace(inputs, forge=Forge()), sending


def in_the_mail(inputs: SenderInputs, sending: Sending, crash: Exception) -> tuple[SenderInputs, Sending]:
    def of(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
        if alert.id == ALPHA:
            raise crash
        return envelopes(alert, claim, contract)

    return inputs, replace(sending, envelopes=of)


def in_a_form_of_the_mail(inputs: SenderInputs, sending: Sending, crash: Exception) -> tuple[SenderInputs, Sending]:
    def of(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
        make = envelopes(alert, claim, contract)

        def of_row(row: SnapshotRow) -> Envelope:
            if alert.id == ALPHA:
                raise crash
            return make(row)

        return of_row

    return inputs, replace(sending, envelopes=of)


FAULTS: tuple[Fault, ...] = (in_a_rule, in_the_verdict, in_the_forge, in_the_mail, in_a_form_of_the_mail)


@contextmanager
def sender(host: Host, fault: Fault, crash: Exception) -> Iterator[tuple[SenderInputs, Sending]]:
    journal = host.journal()
    try:
        yield fault(host.inputs(), host.sending(journal), crash)
    finally:
        journal.close()


# A verdict is pure: it asks nothing that could fail as a tool.
PAIRS = [
    (fault, crash)
    for fault in FAULTS
    for crash in CRASHES
    if not (fault is in_the_verdict and isinstance(crash, ToolError))
]


@pytest.mark.parametrize(("fault", "crash"), PAIRS, ids=lambda one: getattr(one, "__name__", type(one).__name__))
def test_one_is_held_with_an_alarm_and_every_other_goes(
    world: World, host: Host, fault: Fault, crash: Exception
) -> None:
    world.alert(ALPHA)
    world.alert(BETA)
    with sender(host, fault, crash) as (inputs, sending):
        planned = plan(inputs, None)
        result = reconcile(inputs, sending)
    assert (result.sent, host.mail.to(BETA), host.mail.to(ALPHA)) == ([BETA], list(PEOPLE), [])
    assert [alert for alert, _ in result.held] == [ALPHA]
    unasked = fault is in_the_forge and isinstance(crash, ToolError)
    may = ["unasked"] if unasked else ["crashed", "held"]
    assert codes(result) in [[(code, True)] for code in may]
    if fault not in (in_the_mail, in_a_form_of_the_mail):  # a plan makes no mail
        assert codes(planned) == codes(result)
    assert sorted(world.kinds()) == ["activated", "claimed", *(["held"] * (not unasked)), "sealed"]
    assert SECRET not in str(world.ledger_lines())
    assert SECRET not in str(conditions(result.seen)) + str(result.held)
    journal = host.journal()
    healed = reconcile(host.inputs(), host.sending(journal))
    journal.close()
    assert (healed.sent, codes(healed)) == ([ALPHA], [])
    assert host.mail.to(ALPHA) == list(PEOPLE)


def test_who_reads_the_alarm_is_told_the_error_and_no_warning(world: World, host: Host) -> None:
    world.alert(ALPHA)
    found = tuple(
        Finding(path_of(ALPHA), Span(1, 1, 1, 2), rule, severity, Text(rule, rule), Text("", ""))
        for rule, severity in (("weekday-mismatch", Severity.ERROR), ("length", Severity.WARNING))
    )
    held = plan(replace(host.inputs(), examine=lambda *_: (None, found)), None).items[0]
    assert len(held.reasons) == 1
    assert "weekday-mismatch" in held.reasons[0].en
    assert not held.unknown


def test_a_fault_of_the_tool_is_told_in_its_own_words_and_no_verdict(world: World, host: Host) -> None:
    world.alert(ALPHA)
    journal = host.journal()
    inputs, _ = in_a_rule(host.inputs(), host.sending(journal), CRASHES[-1])
    journal.close()
    held = plan(inputs, None).items[0]
    assert [reason.en for reason in held.reasons] == ["cannot be checked"]
    assert held.unknown


@pytest.mark.parametrize("crash", CRASHES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("fault", [in_a_rule, in_the_mail, in_a_form_of_the_mail], ids=lambda one: one.__name__)
def test_one_that_was_begun_waits_and_every_other_goes(
    world: World, host: Host, fault: Fault, crash: Exception
) -> None:
    world.alert(ALPHA)
    host.limits = {"in_flight": 5}  # so that most still wait after the kill
    journal = host.journal()
    with mock.patch.object(host.mail, "poll", side_effect=OSError("killed")), pytest.raises(OSError, match="killed"):
        reconcile(host.inputs(), host.sending(journal))
    journal.close()
    world.alert(BETA)
    with sender(host, fault, crash) as (inputs, sending):
        result = reconcile(inputs, sending)
    assert (result.sent, host.mail.to(BETA)) == ([BETA], list(PEOPLE))
    assert host.mail.to(ALPHA) == []
    assert ("crashed", True) in codes(result)
    assert SECRET not in str(conditions(result.seen)) + str(result.held) + str(world.ledger_lines())


# --- what lies in alerts/ and can never go ------------------------------------------------------


@pytest.mark.parametrize("mode", ["100755", "120000"])
def test_a_mode_that_is_no_file_s_is_an_alarm_until_it_is_gone(world: World, host: Host, mode: str) -> None:
    world.alert(ALPHA)
    path = world.work / path_of(ALPHA)
    if mode == "120000":
        path.unlink()
        os.symlink("../../../schema/policy.yaml", path)
    else:
        path.chmod(0o755)
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "mode")
    git(world.work, "push", "-q", "origin", "HEAD:main")
    found = conditions(plan(host.inputs(), None).seen)
    assert [(one.code, path_of(ALPHA) in one.text.ja) for one in found] == [("odd-file", True)]
    world.commit({path_of(ALPHA): None})
    assert conditions(plan(host.inputs(), None).seen) == ()


# --- what no officer's git writes ---------------------------------------------------------------------


def run_once(host: Host) -> Run:
    journal = host.journal()
    try:
        return reconcile(host.inputs(), host.sending(journal))
    finally:
        journal.close()


def forced(world: World, made: str) -> None:
    """Main is pushed there, and this clone has it already: it was cloned by a git that looks at nothing."""
    git(world.remote, "update-ref", "refs/heads/main", made)
    git(world.clone, "fetch", "-q", str(world.remote), "refs/heads/main")


@pytest.mark.parametrize("when", [YEAR_10000, "99999999999999999999 +0000", *ZONES])
def test_a_commit_of_any_date_holds_no_other_alert(world: World, host: Host, when: str) -> None:
    """S3: where it has no time that is one its own alert is held, until it is taken away like any other."""
    parent = world.alert(BETA)
    alert = world.alert(ALPHA)
    forced(world, commit(world.remote, git(world.remote, "rev-parse", f"{alert}^{{tree}}"), parent, when=when))
    git(world.work, "fetch", "-q", "origin")
    git(world.work, "reset", "-q", "--hard", "refs/remotes/origin/main")
    held = when not in ZONES
    alarms = [("crashed", True)] if held else []
    assert codes(plan(host.inputs(), None)) == alarms
    done = run_once(host)
    assert (sorted(done.sent), codes(done)) == ([BETA] if held else [ALPHA, BETA], alarms)
    if held:
        world.commit({path_of(ALPHA): None})
        assert codes(run_once(host)) == []
        assert world.kinds()[-1] == "withdrawn"


def test_an_alert_that_main_holds_twice_holds_no_other(world: World, host: Host) -> None:
    """S4."""
    world.alert(BETA)
    alert = world.alert(ALPHA)
    blobs = [raw(world.remote, "blob", one) for one in (b"{}", b'{"scope": "prefecture"}')]
    beta = git(world.remote, "rev-parse", f"{alert}:{path_of(BETA)}")
    listed = [("100644", f"{BETA}.md", beta), ("100644", f"{ALPHA}.md", blobs[0]), ("100644", f"{ALPHA}.md", blobs[1])]
    year = tree(world.remote, sorted(listed, key=lambda one: one[1]))
    unit = tree(world.remote, [("40000", "2026", year)])
    root = beside(world.remote, alert, "alerts", "40000", tree(world.remote, [("40000", "maebashi", unit)]))
    forced(world, commit(world.remote, root, alert))
    done = run_once(host)
    assert (done.sent, [name for name, _ in done.held]) == ([BETA], [ALPHA, ALPHA])
    assert codes(done) == [("id-used", True)]
