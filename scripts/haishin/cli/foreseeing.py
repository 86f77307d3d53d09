"""``send --pushed``: what a push would send once a sender is connected, for whoever has just taken the repository over.

It proves the approvals as the sender does, asks no registry and writes nothing but the summary of its own run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from haishin.cli.context import CommandContext
from haishin.cli.office import examiner
from haishin.contract import Contract
from haishin.decision import decide
from haishin.delivery.plan import brought, never_begun
from haishin.delivery.survey import NoForge, SenderInputs
from haishin.errors import Exit, Refusal
from haishin.message.sender import Sender, refuse_example_host
from haishin.model import Text
from haishin.report.verdict import why_not_sent
from haishin.review import foretold
from haishin.setup.fitness import refuse_sample_phones
from haishin.subscribers.registry import Registry

_ALWAYS = (
    Text(
        "配信の機械(メールサーバー)と、それを示すリポジトリの変数 HAISHIN_RUNNER",
        "A mail host, and the repository's variable HAISHIN_RUNNER that names it",
    ),
    Text("登録者名簿(haishin subscribers import)", "The registry of residents (haishin subscribers import)"),
    Text("台帳(haishin ledger init)", "The ledger (haishin ledger init)"),
)


def foresee(before: str, context: CommandContext) -> int:
    """Say what main got since that commit and what would become of it. Exit code 2 where anything cannot be known."""
    _refuse_in_service(context)
    contract = context.rules.contract
    found = brought(_inputs(context), before)
    lacks = (*_ALWAYS, *_unfit(contract))
    page = foretold.render(found, contract, context.language, lacks, _guide(context))
    if summary := context.environment.get("GITHUB_STEP_SUMMARY"):  # no word of a drafter in a log
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(page)
    context.say(
        Text(
            "下見です。配信の機械がつながれていないため、何も送らず、何も記録しません。",
            "A preview: no mail host is connected, so nothing is sent or recorded.",
        )
    )
    for one in found or ():
        alert, head = one.item.candidate.id, foretold.heading(one)
        context.say(Text(f"{alert}:{head.ja}", f"{alert}: {head.en}"))
    return Exit.TOOL if any(one.item.unknown for one in found or ()) else Exit.FINE


def _refuse_in_service(context: CommandContext) -> None:
    if context.environment.get("HAISHIN_LIVE"):
        raise Refusal(
            Text(
                "--pushed は下見です。HAISHIN_LIVE とは使えません。", "--pushed is a preview, never with HAISHIN_LIVE."
            ),
            Text("配信するには --live を使ってください。", "Use --live to send."),
        )
    if not never_begun(context.git, context.remote):
        raise Refusal(
            Text(
                "台帳か送信側の印があります。使い始めた後なので、--pushed の下見はしません。",
                "There is a ledger or a sender's heartbeat: the service has begun, so --pushed shows nothing.",
            ),
            Text(
                "リポジトリの変数 HAISHIN_RUNNER を haishin-mail か none にしてください。ないと配信が始まりません。",
                "Set the repository's variable HAISHIN_RUNNER to haishin-mail or none: without it nothing is sent.",
            ),
        )


def _inputs(context: CommandContext) -> SenderInputs:
    return SenderInputs(
        git=context.git,
        remote=context.remote,
        tip=context.tip,
        ledger=context.ledger(),
        forge=context.forge() or NoForge(),
        residents=Registry(context.root / "none"),  # is not there, and not asked
        contract_at=context.contract_at,
        examine=examiner(context.git, context.tip, ()),
        decide=decide,
        why_not_sent=why_not_sent,
        clock=context.timekeeper(rehearsal=False),
        running=None,
    )


def _unfit(contract: Contract) -> Iterator[Text]:
    """What of ``schema/`` live mode would refuse to rest on."""
    roster = contract.roster
    if roster.is_sample:
        yield Text(
            "体制表のアカウントの番号。まだだれにもないため、この下見では、人をログイン名で見分けました",
            "The account ids of the roster: nobody has one yet, so this preview told people apart by their logins",
        )
    elif not roster.all_numbered:
        yield Text("体制表の、残りの人のアカウントの番号", "The account ids of the others in the roster")
    try:
        refuse_example_host(Sender.of(contract.organization.mail))
        refuse_sample_phones(contract)
    except Refusal as refusal:  # the first of them is enough to show where to begin
        yield refusal.message


def _guide(context: CommandContext) -> str:
    """Where OPERATING.md is read: at the forge where it is known."""
    server, repository = (context.environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
    return f"{server}/{repository}/blob/{context.branch}/OPERATING.md" if server and repository else "OPERATING.md"
