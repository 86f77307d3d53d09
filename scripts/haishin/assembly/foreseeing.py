"""The preview of a push: what it would send once a sender is connected, for a repository just taken over.

It proves the approvals as the sender does, asks no registry and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from haishin.assembly import messages
from haishin.assembly.ports import examiner
from haishin.assembly.services import Services
from haishin.contract import Contract
from haishin.decision import decide
from haishin.delivery.plan import Brought, brought, never_begun
from haishin.delivery.survey import NoForge, SenderInputs
from haishin.errors import Refusal
from haishin.message.sender import Sender, refuse_example_host
from haishin.model import Text
from haishin.report.verdict import why_not_sent
from haishin.setup.fitness import refuse_sample_phones
from haishin.subscribers.registry import Registry

_ALWAYS: Final = (
    Text(
        "配信の機械(メールサーバー)と、それを示すリポジトリの変数 HAISHIN_RUNNER",
        "A mail host, and the repository's variable HAISHIN_RUNNER that names it",
    ),
    Text("登録者名簿(haishin subscribers import)", "The registry of residents (haishin subscribers import)"),
    Text("台帳(haishin ledger init)", "The ledger (haishin ledger init)"),
)


def foresee(services: Services, before: str) -> tuple[Brought, ...] | None:
    """Judge what main got since that commit, without a registry; None where main never was there.

    Raises Refusal once the service has begun, or with the switch of a live sending.
    """
    if services.environment.get("HAISHIN_LIVE"):
        raise messages.pushed_live()
    if not never_begun(services.git, services.remote):
        raise messages.pushed_in_service()
    return brought(_inputs(services), before)


def _inputs(services: Services) -> SenderInputs:
    return SenderInputs(
        git=services.git,
        remote=services.remote,
        tip=services.tip,
        ledger=services.ledger(),
        forge=services.forge() or NoForge(),
        residents=Registry(services.root / "none"),  # is not there, and not asked
        contract_at=services.contract_at,
        examine=examiner(services.git, services.tip, ()),
        decide=decide,
        why_not_sent=why_not_sent,
        clock=services.timekeeper(rehearsal=False),
        running=None,
    )


def lacks(contract: Contract) -> Iterator[Text]:
    """List what a live sending lacks: mail host, registry, ledger, and what of ``schema/`` it would not rest on."""
    yield from _ALWAYS
    roster = contract.roster
    if roster.is_sample:
        yield messages.UNNUMBERED_SAMPLE
    elif not roster.all_numbered:
        yield messages.UNNUMBERED_OTHERS
    try:
        refuse_example_host(Sender.of(contract.organization.mail))
        refuse_sample_phones(contract)
    except Refusal as refusal:  # the first of them is enough to show where to begin
        yield refusal.message
