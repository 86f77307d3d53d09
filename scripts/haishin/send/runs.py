"""A run of the sender, from its journal to the monitor outside; and looks at it that write nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

from haishin.consult.main import Main
from haishin.core.contract import Contract
from haishin.core.errors import HaishinError
from haishin.core.model import Text
from haishin.core.repository.git import GitError
from haishin.core.state import StateFolder
from haishin.core.terminal import Progress
from haishin.message.keys import Keys, LeaveKey
from haishin.residents.registry.readers import Readers
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.journal.journal import Journal
from haishin.send.journal.pulse import Pulse
from haishin.send.ledger.beat import hear
from haishin.send.ledger.ledger import TIP_FILE
from haishin.send.ledger.published import publish
from haishin.send.ledger.stops import Watch, stops_in
from haishin.send.live.installed import running_commit
from haishin.send.live.sender_setup import Mode, SenderSetup, assemble_sender
from haishin.send.mail_host import MailHost
from haishin.send.sending.clock_holds import ClockHolds
from haishin.send.sending.dispatch import Dispatcher
from haishin.send.sending.last_run import Fault, LastRun, idle_relays, last_run, note_run, noting
from haishin.send.sending.plan import Plan, plan
from haishin.send.sending.ports import envelopes, transport
from haishin.send.sending.reconcile import Run, Sending, reconcile
from haishin.send.sending.seen import PATIENCE, Seen, see
from haishin.send.sending.survey import MainSnapshot
from haishin.send.transport import CUT_SECONDS
from haishin.send.watch.monitor import tell_monitor


def keys_of(state: StateFolder) -> Keys | None:
    """Load the keys of this state folder; None if it has none yet."""
    return Keys.load(state.keys, create=False) if state.keys.exists() else None


def run_sender(
    setup: SenderSetup,
    main: Main,
    progress: Progress,
    signalled: Callable[[], bool],
    warn: Callable[[Text], None],
    again: Callable[[], SenderSetup],
) -> Run:
    """Reconcile and, when it has ended well, say so by the beat, to approvers and to the monitor.

    ``again`` puts the sender together anew, on main as it is then: an alert merged while mail goes begins beside it.
    """
    journal = MailHost(main).journal(
        setup.state
    )  # its refusal says that another run goes on, and is no failure of ours
    try:
        with noting(setup.state, setup.inputs.clock):
            return _run(journal, setup, main, progress, signalled, warn, again)
    finally:
        journal.close()


def _run(
    journal: Journal,
    setup: SenderSetup,
    main: Main,
    progress: Progress,
    signalled: Callable[[], bool],
    warn: Callable[[Text], None],
    again: Callable[[], SenderSetup],
) -> Run:
    inputs = setup.inputs
    told = main.ask()  # anew: until the journal was ours another sender may have written
    view = inputs.ledger.read(told.get(inputs.ledger.branch))
    heard = hear(inputs.git, view, inputs.clock())
    refuse_unfit(view, journal, heard)
    # The keys come into being with the journal: made anew later they would break every token already mailed.
    keys = Keys.load(setup.state.keys, create=not journal.entries())
    pulse = Pulse(journal, inputs.clock, main.process.ticks, warn, running_commit(main.process), heard)
    pulse.over(inputs.ledger)
    contract = main.contract_by(view)
    way = transport(setup.relays, setup.state.maildir, contract.policy.limits.connections)
    sending = Sending(
        journal=journal,
        dispatcher=Dispatcher(
            journal,
            way,
            inputs.clock,
            main.process.ticks,
            going=pulse.going,
            progress=lambda alert: progress.update(alert, lambda: journal.counts(alert)),
            unknown=Readers(setup.state.registry).unknown(inputs.clock()),
        ),
        watch=Watch(inputs.ledger, main.branch, main.process.ticks, setup.state.root / TIP_FILE),
        envelopes=envelopes(
            keys, partial(LeaveKey.load, setup.state.leave_key, create=True), live=setup.mode is Mode.LIVE
        ),
        signalled=signalled,
        finished=progress.finish,
        alive=pulse.alive,
        tell=warn,
        claims=setup.claims,
        follows=True,
        clock_holds=ClockHolds(setup.state.root, inputs.clock),
    )
    sending.watch.start()
    try:
        run = reconcile(inputs, sending, told=told)
        while run.moved:
            run = _reconciled_anew(setup, sending, run, pulse, warn, again)
    except HaishinError:
        sending.dispatcher.drain(CUT_SECONDS)
        raise
    finally:
        sending.watch.close()
        sending.dispatcher.abandon()
    idle = idle_relays(last_run(setup.state), way.tried, inputs.clock())
    run.seen = replace(run.seen, heard=heard, idle=idle)
    if (retention := contract.policy.retention) is not None:
        journal.purge(retention, inputs.clock())
    pulse.end()
    seen = run.seen
    note_run(
        setup.state,
        LastRun(
            inputs.clock(),
            barred=seen.barred,
            unasked=seen.unasked,
            unproven=seen.unproven,
            crashed=seen.crashed,
            idle=seen.idle,
        ),
    )
    _announce(setup, main, contract, warn, sealed=bool(run.sealed), shrunk=run.seen.host.shrunk is not None)
    return run


def _reconciled_anew(
    setup: SenderSetup,
    sending: Sending,
    run: Run,
    pulse: Pulse,
    warn: Callable[[Text], None],
    again: Callable[[], SenderSetup],
) -> Run:
    """Reconcile with main as it is now; if that fails, end the begun alerts by main as it was."""
    try:
        setup = again()
        pulse.over(setup.inputs.ledger)
        sending = replace(sending, claims=setup.claims)
    except HaishinError as fault:
        warn(fault.message)
        sending = replace(sending, follows=False)
    return reconcile(setup.inputs, sending, run)


def _announce(
    setup: SenderSetup, main: Main, contract: Contract, warn: Callable[[Text], None], *, sealed: bool, shrunk: bool
) -> None:
    """Publish the rounded counts for approvers, and report to the outside monitor; neither stops a sending.

    The counts of a registry that has shrunk are not published: they would hide that it has.
    """
    inputs, registry = setup.inputs, Readers(setup.state.registry)
    url = main.process.environment.get("HAISHIN_MONITOR_URL")

    def published() -> None:
        if not shrunk:
            publish(inputs.ledger, lambda: registry.reach(contract), inputs.clock(), again=sealed)

    def reported() -> None:
        if url:
            tell_monitor(url, main.process.proxies)

    for announce in (published, reported):
        try:
            announce()
        except HaishinError as fault:
            warn(fault.message)


def planned(setup: SenderSetup) -> Plan:
    """Plan a run as of now, from the same inputs."""
    with looked_at(setup) as journal:
        heard = hear(setup.inputs.git, setup.view, setup.inputs.clock())
        refuse_unfit(setup.view, journal, heard)
        intended = plan(setup.inputs, journal, setup.told)
    return replace(intended, seen=replace(intended.seen, heard=heard, gone=setup.gone))


def assemble_look(main: Main, warn: Callable[[Text], None], *, reviews: bool = False) -> SenderSetup:
    """Assemble the sender for a mere look; without ``reviews`` no forge is asked, so a watcher needs no token.

    If the remote does not answer, the look rests on the last fetch, and says so. Raises GitError if there was none.
    """
    gone = None
    try:
        main.told  # noqa: B018 (asked once, for all that follows)
    except GitError as fault:
        main, gone = replace(main, known=main.remembered()), Fault.of(fault)
    return replace(assemble_sender(main, warn, live=False, dry=True, reviews=reviews), gone=gone)


@contextmanager
def looked_at(setup: SenderSetup) -> Iterator[Journal | None]:
    """Open this host's journal without its lock; None if there is no journal."""
    journal = Journal.open(setup.state.journal, lock=False) if setup.state.journal.exists() else None
    try:
        yield journal
    finally:
        if journal is not None:
            journal.close()


def look(setup: SenderSetup, patience: timedelta = PATIENCE) -> tuple[MainSnapshot, Seen]:
    """Read main and every fact about the sender that a condition may need, without the forge."""
    inputs = setup.inputs
    survey = MainSnapshot(inputs)
    survey.open(setup.view)
    heard, standing = hear(inputs.git, setup.view, inputs.clock()), stops_in(setup.told)
    with looked_at(setup) as journal:
        seen = see(survey, setup.view, standing, journal, heard=heard, patience=patience)
    return survey, replace(seen, gone=setup.gone)
