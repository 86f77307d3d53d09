"""Verbs of watching: status for a person, health for a second watcher that nobody reads until it complains."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

from haishin.assembly.runs import assemble_look, look, looked_at
from haishin.assembly.sender_setup import SenderSetup
from haishin.checking import read_blob
from haishin.cli import messages
from haishin.cli.context import Acts, CommandContext
from haishin.cli.given import output
from haishin.cli.saying import number, say_conditions, say_going_on, say_halted
from haishin.contract.policy import JST
from haishin.delivery.journal import Journal
from haishin.delivery.ledger_view import held, refused_for
from haishin.delivery.matters import open_matters
from haishin.delivery.seen import Seen, late
from haishin.delivery.survey import MainSnapshot
from haishin.errors import Exit
from haishin.model import RECALLED, STOPPED_BY, Alert, LedgerState, Text
from haishin.report.sent_mail import milestones

_CAUSES = {
    "verdict": Text("協議や確認を待っています", "waits for a person"),
    "limit": Text("限度を超えています", "over a limit"),
    "stop": Text("停止用のブランチで止めました", "stopped by a branch"),
    "person": Text("人が止めました", "stopped by a person"),
    RECALLED: Text("回収しました", "recalled"),
}
_UNPROVEN = Text(
    "(この機械には送信側の鍵がないので、動いたという記録の時刻だけを見ています。送信側が書いたことは、ルールセット "
    "heartbeat が守ります。)",
    "(The sender's key is not on this machine: of its heartbeat only the time was looked at. That the sender wrote it "
    "is the ruleset heartbeat's guarantee.)",
)


def _status(arguments: argparse.Namespace, context: CommandContext) -> int:
    if arguments.failed or arguments.alert is not None:
        return _failed(arguments, context)
    setup = assemble_look(context.services, context.warn)
    view = setup.view
    kind = Text("予行演習", "a rehearsal") if view.rehearsal else Text("本番", "live")
    context.say(
        Text(f"台帳:{kind.ja}{'、全停止中' if view.halted else ''}", f"ledger: {kind.en}{', halted' * view.halted}")
    )
    if view.halted:
        say_halted(context)
    survey, seen = look(setup)
    _say_alerts(setup, seen, context)
    for hold in held(view):
        cause = _CAUSES[hold.cause]
        context.say(
            Text(
                f"保留 {hold.alert}:{_moment(hold.since)} から、{cause.ja}",
                f"held {hold.alert}: since {_moment(hold.since)}, {cause.en}",
            )
        )
        for line in hold.reason.splitlines():
            context.say(Text(f"  ・{line}", f"  - {line}"))
        if hold.cause == RECALLED:
            context.say(
                Text(
                    f"  → 訂正の下書きと、手で消すもの:haishin recall {hold.alert} --by 本人",
                    f"  → Its correction, and what is to be removed by hand: haishin recall {hold.alert} --by LOGIN",
                )
            )
        elif hold.cause in STOPPED_BY:
            say_going_on(hold.alert, context)
    for unsent in late(survey, view, seen.now, timedelta()):
        if unsent.alert not in view.alerts:
            context.say(
                Text(
                    f"未配信 {unsent.alert}:{_moment(unsent.since)} から main にあります。",
                    f"unsent {unsent.alert}: on main since {_moment(unsent.since)}",
                )
            )
    _say_open(setup, survey, seen, context)
    return say_conditions(seen, context)


def _say_open(setup: SenderSetup, survey: MainSnapshot, seen: Seen, context: CommandContext) -> None:
    """Say what residents wait to hear the end of."""
    contract = survey.contract

    def read(path: str, blob: str) -> Alert | None:
        return read_blob(setup.inputs.git, path, blob, contract).alert

    for matter in open_matters(setup.view, survey.alert_files, read, contract, seen.now):
        alert, since, days = matter.last.alert, _moment(matter.last.at), matter.days * matter.times
        context.say(
            Text(
                f"その後 {alert}:{since} に配信してから{days}日、続報も解決もありません。",
                f"no end told {alert}: sent {since}, and for {days} days neither followed nor resolved",
            )
        )
        context.say(
            Text(
                "  → 終わっていれば「解決」を起案するよう、所属に伝えてください(open_days)。",
                "  → If it is over let its unit draft a resolution (open_days).",
            )
        )


def _failed(arguments: argparse.Namespace, context: CommandContext) -> int:
    """List whom the relay has refused for good, by address: for the operator of the mail host, and for no log."""
    if arguments.alert is None or not arguments.failed:
        raise messages.failed_of_which()
    journal = Journal.open(context.services.state(create=False).journal, lock=False)
    try:
        failed = journal.failed(arguments.alert)
    finally:
        journal.close()
    with output(arguments.output, context) as stream:
        for row in failed:
            stream.write(f"{row.address}\t{row.code or '-'}\t{row.enhanced or '-'}\n")
    if not failed:
        context.say(Text("届かなかった人はいません。", "Nobody was refused."))
    return Exit.FINE


def _say_alerts(setup: SenderSetup, seen: Seen, context: CommandContext) -> None:
    """Say one line an alert, exact only on a terminal; from a damaged journal nothing."""
    with looked_at(setup) as journal:
        sound = journal is not None and seen.host.broken is None
        ours = {claim.alert_id for claim in journal.entries()} if journal is not None and sound else set()
        for alert, entry in sorted(setup.view.alerts.items()):
            line = f"{alert}: {entry.state.value}"
            if journal is not None and alert in ours:
                counts = journal.counts(alert)
                exact = context.out.isatty()
                line += "".join(f" {state.value}{number(n, exact=exact)}" for state, n in counts.items() if n)
            elif entry.state is LedgerState.SEALED:
                line += " " + " ".join(f"{state}≈{n}" for state, n in entry.counts.items())
            context.say(Text(line, line))
            for time in milestones(entry, context.language):
                context.say(Text(f"  ・{time}", f"  - {time}"))
            if entry.state is LedgerState.REFUSED:
                for reason in refused_for(setup.view, alert):
                    context.say(Text(f"  ・{reason}", f"  - {reason}"))


def _health(arguments: argparse.Namespace, context: CommandContext) -> int:
    _, seen = look(assemble_look(context.services, context.warn), arguments.older_than)
    code = say_conditions(seen, context)
    if not code:
        context.say(Text("異常はありません。", "All is well."))
        if not seen.heard.proven:
            context.say(_UNPROVEN)
    return code


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


VERBS: Acts = {
    "status": _status,
    "health": _health,
}
