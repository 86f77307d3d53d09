"""The sender put together: its mode, what it may rest on, and where the mail goes. Safety fails closed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from haishin.consult.decision import decide
from haishin.consult.forge import ForgeError
from haishin.consult.forge.github import GitHubForge
from haishin.consult.mainline import refuse_back
from haishin.consult.schema_versions import proposals
from haishin.consult.services import Services
from haishin.consult.upkeep import Answered, Changes, answer_for
from haishin.consult.verdict import why_not_sent
from haishin.core.model import Text
from haishin.core.state import StateFolder
from haishin.message.sender import Sender, refuse_example_host
from haishin.residents.registry import Registry
from haishin.send.acts.takeover import refuse_unfit
from haishin.send.ledger.ledger import Ledger
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.live import messages
from haishin.send.live.fitness import refuse_exposed, refuse_sample_phones
from haishin.send.live.installed import release_folder, running_parts
from haishin.send.live.live import settings_of
from haishin.send.mail_host import MailHost
from haishin.send.messages import no_forge
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
    """Everything of one run of the sender; ``claims`` False: nothing new may be begun in it.

    ``told``: main, ledger, heartbeat and stops at the moment on which all of it rests; ``gone``: why the remote did not
    answer a look, which rests on what was fetched last.
    """

    mode: Mode
    told: Mapping[str, str]
    view: LedgerView
    inputs: SenderInputs
    state: StateFolder
    relays: tuple[Relay, ...]
    claims: bool = True
    gone: Fault | None = None


def assemble_sender(services: Services, warn: Callable[[Text], None], *, live: bool, dry: bool) -> SenderSetup:
    """Choose the mode by the ledger and the two independent switches, and refuse what the mode may not rest on.

    ``live``: the switch on the command line; the other one is ``HAISHIN_LIVE=1``. ``warn`` is told what stops nothing.
    """
    state = MailHost(services).state(create=False)
    ledger = services.ledger(state.root, note=False)
    view = ledger.read(services.told.get(ledger.branch))
    both = live and services.environment.get("HAISHIN_LIVE") == "1"
    acting = Mode.REHEARSAL if view.rehearsal else Mode.LIVE
    mode = acting if not dry and (both or view.rehearsal) else Mode.DRY
    clock = services.timekeeper(rehearsal=view.rehearsal)
    relays: tuple[Relay, ...] = ()
    claims, answered, tip = True, Answered(), services.tip
    if mode is not Mode.DRY:
        if not state.root.exists():
            refuse_unfit(view, None, None)  # another journal has sent: a mistyped name makes no folder
        MailHost(services).state()  # whoever only looks leaves nothing behind, not even under a mistyped name
        with noting(state, clock):
            relays = _relays(services, view) if both else ()
            if mode is Mode.LIVE:
                _refuse_unfit(services, relays)
                claims = _unexposed(services, warn)
                answered = _prove_changes(services, ledger.noting(), view, state, clock())
    return SenderSetup(
        mode,
        services.told,
        view,
        SenderInputs(
            git=services.git,
            remote=services.remote,
            tip=tip,
            ledger=ledger if mode is Mode.DRY else ledger.noting(),
            forge=services.forge() or NoForge(),
            residents=Registry(state.registry),
            contract_at=services.contract_at,
            examine=examiner(services.git, tip, view.alerts),
            decide=decide,
            why_not_sent=why_not_sent,
            clock=clock,
            running=None if services.scratch else running_parts(services),
            state=state.root,
            unread=answered.unread,
            unproven=answered.unproven,
            released=release_folder() is not None,
            named=bool(services.environment.get("HAISHIN_STATE")),
        ),
        state,
        relays,
        claims,
    )


def _relays(services: Services, view: LedgerView) -> tuple[Relay, ...]:
    relays = tuple(parse(url) for url in services.environment.get("HAISHIN_SMTP", "").split())
    for relay in relays if view.rehearsal else ():
        if not is_loopback(relay.host):
            raise messages.distant_relay(relay)
    return relays


def _refuse_unfit(services: Services, relays: tuple[Relay, ...]) -> None:
    """Refuse what live mode never rests on: offline reviews, people without numbers, samples, no way out."""
    if (forge := services.forge()) is None:
        raise no_forge()
    if forge.offline:
        raise messages.offline_approvals()
    contract = services.main_contract.contract
    if not contract.roster.all_numbered:
        raise messages.unnumbered_people()
    refuse_example_host(Sender.of(contract.organization.mail))
    refuse_sample_phones(contract)
    if not relays:
        raise messages.no_relay()


def _unexposed(services: Services, warn: Callable[[Text], None]) -> bool:
    """Tell whether anything new may be begun: only while the forge says who can read the repository."""
    try:
        refuse_exposed(settings_of(services), public=services.main_contract.contract.policy.public_forge)
    except ForgeError as fault:
        warn(fault.message)
        return False
    return True


def _prove_changes(services: Services, ledger: Ledger, view: LedgerView, state: StateFolder, now: datetime) -> Answered:
    """Prove that main continues what was judged, and each change since.

    Raises Refusal if main went back, or if a change of anything but ``schema/`` is not proven.
    """
    forge = services.forge()
    refuse_back(services.git, services.tip, view, state.root)
    changes = Changes(
        services.git,
        services.remote,
        services.tip,
        forge if isinstance(forge, GitHubForge) else None,
        services.contract_at,
        proposals(services.git),
    )
    return answer_for(changes, ledger, now)
