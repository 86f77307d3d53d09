"""The sender put together: its mode, its grounds, and the way of its mail. Safety fails closed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from haishin.consult.decision import decide
from haishin.consult.forge import ForgeError
from haishin.consult.forge.github import GitHubForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.mainline import refuse_back
from haishin.consult.schema_versions import proposals
from haishin.consult.upkeep import Answered, Changes, Unproven, answer_for
from haishin.consult.verdict import why_not_sent
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.message.sender import Sender, refuse_example_host
from haishin.residents.desk import desk
from haishin.residents.registry.readers import Readers
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.ledger.beat import SILENCE
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.live.fitness import refuse_exposed, refuse_sample_phones
from haishin.send.live.installed import release_folder, running_program
from haishin.send.live.live import settings_of
from haishin.send.mail_host import MailHost
from haishin.send.sending.last_run import Fault, noting
from haishin.send.sending.ports import examiner
from haishin.send.sending.survey import NoForge, SenderInputs
from haishin.send.transport.relay import Relay, is_loopback, parse


class Mode(Enum):
    """Dry prints the plan; a rehearsal sends to a Maildir or a relay on this machine; live sends to residents."""

    DRY = "dry"
    REHEARSAL = "rehearsal"
    LIVE = "live"


@dataclass(frozen=True)
class SenderSetup:
    """Everything of a run of the sender."""

    mode: Mode
    told: Mapping[str, str]  # main, ledger and stops at the moment on which all of it rests
    view: LedgerView
    inputs: SenderInputs
    state: StateFolder
    relays: tuple[Relay, ...]
    claims: bool = True  # new alerts may begin in it
    gone: Fault | None = None  # why the remote did not answer a look, which rests on the last fetch


def assemble_sender(
    main: Main, warn: Callable[[Text], None], *, live: bool, dry: bool, reviews: bool = True
) -> SenderSetup:
    """Choose the mode by the ledger and the two independent switches, and refuse grounds that are too weak for it.

    ``live``: the switch on the command line; the other is ``HAISHIN_LIVE=1``. ``warn`` takes faults that stop nothing.
    ``reviews``: whether the forge is asked for them.
    """
    host, forge, environment = MailHost(main), ForgeAccess(main), main.process.environment
    state = host.state(create=False)
    ledger = main.ledger(state.root, note=False)
    view = ledger.read(main.told.get(ledger.branch))
    both = live and environment.get("HAISHIN_LIVE") == "1"
    mode = Mode.DRY
    if view.rehearsal and not dry:
        mode = Mode.REHEARSAL
    elif both and not dry:
        mode = Mode.LIVE
    clock = main.timekeeper(rehearsal=view.rehearsal)
    relays: tuple[Relay, ...] = ()
    claims, tip = True, main.tip
    unread: str | None = None
    unproven: tuple[Unproven, ...] | None = None
    if mode is not Mode.DRY:
        if not state.root.exists():
            refuse_unfit(view, None, SILENCE)  # another journal has sent: a mistyped name makes no folder
        host.state()  # a mere look leaves nothing behind, not even under a mistyped name
        ledger = ledger.noting()
        with noting(state, clock):
            if both:
                relays = _relays(environment, view)
            if mode is Mode.LIVE:
                _refuse_unready(forge, relays)
                answered = _prove_changes(main, forge, ledger, view, state, clock())
                unread, unproven = answered.unread, answered.unproven
                contract = main.contract_by(ledger.last or view)  # with the changes proven just now
                _refuse_unfit_rules(contract)
                claims = _unexposed(contract, forge, warn)
    reading = forge.open() if reviews else None
    running = None if main.process.scratch else running_program(main.process)
    return SenderSetup(
        mode,
        main.told,
        view,
        SenderInputs(
            git=main.git,
            remote=main.remote,
            tip=tip,
            ledger=ledger,
            forge=reading or NoForge(),
            residents=Readers(state.registry),
            contract_at=main.contract_at,
            examine=examiner(main.git, tip, view.alerts),
            decide=decide,
            why_not_sent=why_not_sent,
            clock=clock,
            running=running,
            state=state.root,
            unread=unread,
            unproven=unproven,
            named=bool(environment.get("HAISHIN_STATE")),
            desk=desk.place(environment),
        ),
        state,
        relays,
        claims,
    )


def _relays(environment: Mapping[str, str], view: LedgerView) -> tuple[Relay, ...]:
    relays = tuple(parse(url) for url in environment.get("HAISHIN_SMTP", "").split())
    for relay in relays:
        if view.rehearsal and not is_loopback(relay.host):
            raise Refusal(Message("send/live/distant-relay", relay=relay))
    return relays


def _refuse_unready(access: ForgeAccess, relays: tuple[Relay, ...]) -> None:
    """Refuse a set-up that live mode never rests on: a checkout, offline reviews, no way out."""
    if release_folder() is None:
        raise Refusal(Message("send/live/live-from-checkout"))
    if (forge := access.open()) is None:
        raise ToolError(Message("send/no-forge"))
    if forge.offline:
        raise Refusal(Message("send/live/offline-approvals"))
    if not relays:
        raise ToolError(Message("send/live/no-relay"))


def _refuse_unfit_rules(contract: Contract) -> None:
    """Refuse rules in force that live mode never rests on: unnumbered people, samples."""
    if not contract.roster.all_numbered:
        raise Refusal(Message("send/live/unnumbered-people"))
    refuse_example_host(Sender.of(contract.organization.mail))
    refuse_sample_phones(contract)


def _unexposed(contract: Contract, access: ForgeAccess, warn: Callable[[Text], None]) -> bool:
    """Return whether new alerts may begin: only while the forge says who can read the repository."""
    try:
        refuse_exposed(settings_of(access), public=contract.policy.public_forge)
    except ForgeError as fault:
        warn(fault.message)
        return False
    return True


def _prove_changes(
    main: Main, access: ForgeAccess, ledger: Ledger, view: LedgerView, state: StateFolder, now: datetime
) -> Answered:
    """Prove that main continues the judged commits, and each change since. Raises Refusal if main went back."""
    forge = access.open()
    refuse_back(main.git, main.tip, view, state.root)
    pulls = forge if isinstance(forge, GitHubForge) else None
    changes = Changes(main.git, main.remote, main.tip, pulls, main.contract_at, proposals(main.git))
    return answer_for(changes, ledger, now)
