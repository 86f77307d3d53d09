"""Puts the sender together: which mode, what it may rest on, and where the mail goes. Safety fails closed here."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache

from haishin.checking import check, read_blob, tree_of
from haishin.cli.context import CommandContext
from haishin.cli.contracts import proposals
from haishin.cli.running import release, running
from haishin.contract import Contract
from haishin.decision import decide
from haishin.delivery.clock_holds import ClockHolds
from haishin.delivery.heartbeat import Pulse
from haishin.delivery.journal import Journal
from haishin.delivery.ledger_view import LedgerView
from haishin.delivery.mainline import refuse_back
from haishin.delivery.messages import no_forge
from haishin.delivery.reconcile import Sending
from haishin.delivery.rows import Envelope, SnapshotRow
from haishin.delivery.survey import Examined, NoForge, SenderInputs
from haishin.delivery.takeover import refuse_unfit
from haishin.delivery.transport import Transport
from haishin.delivery.transport.maildir import MaildirTransport
from haishin.delivery.transport.relay import Relay, parse
from haishin.delivery.transport.smtp import SmtpTransport
from haishin.delivery.upkeep import Changes, answer_for
from haishin.errors import Refusal, ToolError
from haishin.forge import ForgeError
from haishin.forge.github import GitHubForge
from haishin.message.framing import trusted
from haishin.message.headers import wire
from haishin.message.keys import Keys
from haishin.message.prepare import Origin, Prepared, Variant, prepare
from haishin.message.sender import Sender, refuse_example_host
from haishin.model import Alert, LedgerClaim, Text
from haishin.recipient import Recipient
from haishin.report.masking import Mask
from haishin.report.terminal import Progress
from haishin.report.verdict import why_not_sent
from haishin.repository.git import Git
from haishin.repository.sources import CommitSource
from haishin.setup.fitness import refuse_exposed, refuse_sample_phones
from haishin.state import State
from haishin.subscribers.registry import Registry


class Mode(Enum):
    """Dry prints the plan; a rehearsal sends to a Maildir or a relay on this machine; live sends to residents."""

    DRY = "dry"
    REHEARSAL = "rehearsal"
    LIVE = "live"


@dataclass(frozen=True)
class SenderSetup:
    """Everything of one run of the sender; ``claims`` False: nothing new may be begun in it."""

    mode: Mode
    view: LedgerView
    inputs: SenderInputs
    state: State
    relays: tuple[Relay, ...]
    claims: bool = True


def assemble_sender(context: CommandContext, *, live: bool, dry: bool) -> SenderSetup:
    """Choose the mode by the ledger and the two independent switches, and refuse what the mode may not rest on.

    ``live``: the switch on the command line; the other one is ``HAISHIN_LIVE=1``.
    """
    state = context.state(create=False)
    view = context.ledger(state.root, note=False).read()
    both = live and context.environment.get("HAISHIN_LIVE") == "1"
    acting = Mode.REHEARSAL if view.rehearsal else Mode.LIVE
    mode = acting if not dry and (both or view.rehearsal) else Mode.DRY
    clock = context.timekeeper(rehearsal=view.rehearsal)
    relays = _relays(context, view) if both and mode is not Mode.DRY else ()
    claims, unread, tip = True, None, context.tip
    if mode is not Mode.DRY:
        if not state.root.exists():
            refuse_unfit(view, None, None)  # another journal has sent: a mistyped name makes no folder
        context.state()  # whoever only looks leaves nothing behind, not even under a mistyped name
    if mode is Mode.LIVE:
        _refuse_unfit(context, state, relays)
        claims = _unexposed(context)
        unread = _answer_for_changes(context, state, clock())
    return SenderSetup(
        mode,
        view,
        SenderInputs(
            git=context.git,
            remote=context.remote,
            tip=tip,
            ledger=context.ledger(state.root, note=mode is not Mode.DRY),
            forge=context.forge() or NoForge(),
            residents=Registry(state.registry),
            contract_at=context.contract_at,
            examine=examiner(context.git, tip, view.alerts),
            decide=decide,
            why_not_sent=why_not_sent,
            clock=clock,
            running=None if context.scratch else running(context),
            state=state.root,
            unread=unread,
            released=release() is not None,
            named=bool(context.environment.get("HAISHIN_STATE")),
        ),
        state,
        relays,
        claims,
    )


def _relays(context: CommandContext, view: LedgerView) -> tuple[Relay, ...]:
    relays = tuple(parse(url) for url in context.environment.get("HAISHIN_SMTP", "").split())
    for relay in relays if view.rehearsal else ():
        if not _loopback(relay.host):
            raise Refusal(
                Text(
                    f"予行演習では、この機械の中の中継サーバーにだけ送れます({relay})。",
                    f"A rehearsal sends to a relay on this machine only ({relay}).",
                ),
                Text("HAISHIN_SMTP は 127.0.0.1 にしてください。", "Point HAISHIN_SMTP at 127.0.0.1, or unset it."),
            )
    return relays


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_unfit(context: CommandContext, state: State, relays: tuple[Relay, ...]) -> None:
    """What live mode never rests on: offline reviews, people without numbers, a folder that is cleaned away."""
    if (forge := context.forge()) is None:
        raise no_forge()
    if forge.offline:
        raise Refusal(
            Text(
                "本番の配信は、ファイルに書かれた承認(HAISHIN_FORGE=file:…)には基づけません。",
                "Live mode does not rest on approvals from files (HAISHIN_FORGE=file:…).",
            ),
            Text("サービス上の承認を確かめられる設定にしてください。", "Name a forge whose reviews can be proven."),
        )
    contract = context.rules.contract
    if not contract.roster.all_numbered:
        raise Refusal(
            Text(
                "体制表に、アカウントの番号がない人がいます。本番の配信はできません。",
                "Somebody in the roster has no account id: live mode refuses.",
            ),
            Text(
                "schema/roster.yaml にアカウントの番号を書いてください。",
                "Write the account ids into schema/roster.yaml.",
            ),
        )
    refuse_example_host(Sender.of(contract.organization.mail))
    refuse_sample_phones(contract)
    if not relays:
        raise ToolError(
            Text("送信先の中継サーバー(HAISHIN_SMTP)がありません。", "Live mode needs a relay (HAISHIN_SMTP)."),
            Text("smtps://利用者:パスワード@ホスト の形で設定してください。", "Set it as smtps://USER:PASSWORD@HOST."),
        )


def _unexposed(context: CommandContext) -> bool:
    """Whether something new may be begun: a forge that does not say who can read it may answer the next question."""
    try:
        refuse_exposed(context.settings(), public=context.rules.contract.policy.public_forge)
    except ForgeError as fault:
        context.warn(fault.message)
        return False
    return True


def _answer_for_changes(context: CommandContext, state: State, now: datetime) -> str | None:
    """Main continues what was judged, and every change is proven; else Refusal, or the form that ended the proof."""
    forge, ledger = context.forge(), context.ledger(state.root)
    refuse_back(context.git, context.tip, ledger.read(), state.root)
    changes = Changes(
        context.git,
        context.remote,
        context.tip,
        forge if isinstance(forge, GitHubForge) else None,
        context.contract_at,
        proposals(context.git),
    )
    return answer_for(changes, ledger, now)


def keys_of(state: State) -> Keys | None:
    """The keys of this state folder; None where there are none yet."""
    return Keys.load(state.keys, create=False) if state.keys.exists() else None


def sending(office: SenderSetup, context: CommandContext, journal: Journal, keys: Keys, pulse: Pulse) -> Sending:
    """The side effects: journal, transport, envelopes, signals, progress, heartbeat."""
    flag: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: flag.append(got))

    def transport() -> Transport:
        if not office.relays:
            return MaildirTransport(office.state.maildir)
        return SmtpTransport(office.relays, socket.gethostname(), ssl.create_default_context())

    progress = Progress(context.err, isatty=context.err.isatty(), clock=time.monotonic, language=context.language)
    return Sending(
        journal=journal,
        transport=transport,
        envelopes=envelopes(keys, live=office.mode is Mode.LIVE),
        signalled=lambda: bool(flag),
        progress=progress.update,
        finished=progress.finish,
        going=pulse.going,
        alive=pulse.alive,
        ticks=time.monotonic,
        claims=office.claims,
        clock_holds=ClockHolds(office.state.root, office.inputs.clock),
    )


def envelopes(keys: Keys, *, live: bool) -> Callable[[Alert, LedgerClaim, Contract], Callable[[SnapshotRow], Envelope]]:
    """How each row of a snapshot becomes a mail; live, in no language that nobody looked through."""

    def of(alert: Alert, claim: LedgerClaim, contract: Contract) -> Callable[[SnapshotRow], Envelope]:
        origin = Origin(Sender.of(contract.organization.mail), claim.commit, claim.at, claim.thread, keys)

        @cache
        def prepared(variant: Variant) -> Prepared:
            return prepare(alert, variant, origin, contract)

        def make(row: SnapshotRow) -> Envelope:
            # Whatever else a snapshot might name, the plainest form reaches everybody.
            language = trusted(row.language, contract) if live else row.language
            ready = prepared(Variant("html" if row.form == "html" else "text", language))
            recipient = Recipient(row.recipient_id, row.address)
            return Envelope(
                alert.id,
                row.recipient_id,
                ready.envelope_sender(recipient),
                wire(row.address),
                ready.head(recipient),
                ready.body,
            )

        return make

    return of


def examiner(git: Git, tip: str, recorded: Collection[str]) -> Callable[[str, str, Contract], Examined]:
    """How a blob is judged once more before it goes out; other alerts are read as the tip holds them."""

    def examine(path: str, blob: str, contract: Contract) -> Examined:
        document = read_blob(git, path, blob, contract)
        tree = tree_of(CommitSource(git, tip), contract, recorded)
        return document.alert, Mask(check(document, contract, tree), {path: document.source}).findings

    return examine
