"""Previews before the service has begun: the alerts that a push would send, or a clone.

That of a push proves the approvals as the sender does. No preview asks a registry or writes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haishin.consult.case import TreePasts, gather
from haishin.consult.decision import decide
from haishin.consult.decision.deciding import rejected
from haishin.consult.decision.turn import correcting
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.consult.verdict import why_not_sent
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.core.model import Change, History, Kind, Text
from haishin.core.process import Process
from haishin.core.repository.history import alert_files
from haishin.message.sender import Sender, refuse_example_host
from haishin.residents.registry.readers import Readers
from haishin.send.ledger.beginning import never_begun
from haishin.send.live.fitness import refuse_sample_phones
from haishin.send.sending.plan import Brought, brought
from haishin.send.sending.ports import alerts_of, examiner
from haishin.send.sending.survey import NoForge, SenderInputs


def foresee(main: Main, before: str) -> tuple[Brought, ...] | None:
    """Judge the alerts that main got since that commit, without a registry; None if main never was there.

    Raises Refusal once the service has begun, or with the switch of a live sending.
    """
    if main.process.environment.get("HAISHIN_LIVE"):
        raise Refusal(Message("send/live/pushed-live"))
    if not never_begun(main.git, main.remote):
        raise Refusal(Message("send/live/pushed-in-service"))
    return brought(_inputs(main), before)


def _inputs(main: Main) -> SenderInputs:
    return SenderInputs(
        git=main.git,
        remote=main.remote,
        tip=main.tip,
        ledger=main.ledger(),
        forge=ForgeAccess(main).open() or NoForge(),
        residents=Readers(main.process.root / "none"),  # is not there, and not asked
        contract_at=main.contract_at,
        examine=examiner(main.git, main.tip, ()),
        decide=decide,
        why_not_sent=why_not_sent,
        clock=main.timekeeper(rehearsal=False),
        running=None,
    )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An alert of a tree and its verdict as far as its file tells: no pull request, no ledger, no registry."""

    alert: str
    kind: Kind
    reasons: tuple[Text, ...]


def foresee_tree(process: Process, contract: Contract) -> Iterator[Foreseen]:
    """Judge each alert of the checked-out commit by its file alone."""
    git, now = process.git, process.clock()
    examine = examiner(git, "HEAD", ())
    pasts = TreePasts(History(), alerts_of(git, "HEAD", contract), contract)
    for file in alert_files(git, "HEAD"):
        alert, findings = examine(file.path, file.blob, contract)
        if alert is None:
            verdict = rejected(findings, correcting(None))
        else:
            verdict = decide(gather(alert, Change.ADDED, findings, None, pasts), now, contract)
        decisive = (reason.logged or reason.message for reason in verdict.reasons if reason.kind is verdict.kind)
        yield Foreseen(file.id, verdict.kind, tuple(dict.fromkeys(decisive)))


def lacks(contract: Contract) -> Iterator[Text]:
    """List the lacks of a live sending: mail host, registry, ledger, and parts of ``schema/``."""
    yield Message("send/lacks-mail-host")
    yield Message("send/lacks-registry")
    yield Message("send/lacks-ledger")
    roster = contract.roster
    if roster.is_sample:
        yield Message("send/live/lacks-account-ids")
    elif not roster.all_numbered:
        yield Message("send/live/lacks-other-account-ids")
    try:
        refuse_example_host(Sender.of(contract.organization.mail))
        refuse_sample_phones(contract)
    except Refusal as refusal:  # the first of them is enough to show where to begin
        yield refusal.message
