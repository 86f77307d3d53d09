"""The verb report: the register of what was mailed, and one mail's whole story. Made for officers, never for a log."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Iterator
from functools import cache

from haishin.checking import read_blob
from haishin.cli.context import Acts, CommandContext
from haishin.cli.naming import known_id, on_main
from haishin.cli.private import unusable
from haishin.contract import Contract
from haishin.delivery.ledger_view import LedgerView
from haishin.errors import Exit, HaishinError, Refusal
from haishin.message.subject import subject
from haishin.model import Alert, LedgerClaim, Text
from haishin.report import register
from haishin.report.phrases import unit_name
from haishin.report.sent_mail import SentMail, Successor, story

Reader = Callable[[str], tuple[Contract, Alert | None]]


def _report(arguments: argparse.Namespace, context: CommandContext) -> int:
    if context.environment.get("CI"):
        raise Refusal(
            Text(
                "件名と理由を書いたとおりに出すため、CI では使えません。",
                "It prints subjects and reasons as they were written: not in CI.",
            ),
            Text("配信ホストの端末で実行してください。", "Run it on a terminal of the mail host."),
        )
    view = context.ledger(context.state(create=False).root, note=False).read()
    if arguments.alert is not None:
        return _story(arguments, view, context)
    return _register(arguments, view, context)


def _story(arguments: argparse.Namespace, view: LedgerView, context: CommandContext) -> int:
    if arguments.month or arguments.unit or arguments.into:
        raise Refusal(
            Text(
                "--month、--unit、--into は、配信簿(--form register)に付けてください。",
                "--month, --unit and --into go with the register (--form register).",
            ),
            Text(f"haishin report {arguments.alert}", f"haishin report {arguments.alert}"),
        )
    alert = known_id(arguments.alert, frozenset(view.alerts) | on_main(context))
    claim = view.of(alert).claim
    if claim is None:
        raise Refusal(
            Text(f"{alert} は、まだ配信を始めていません。", f"The sending of {alert} has not begun."),
            Text("状況は haishin status で見てください。", "See haishin status."),
        )
    mail = _sent_mail(claim, view, _reader(view, context))
    for line in story(mail, [record for record in view.records if record.alert == alert], context.language):
        context.say(Text(line, line))
    return Exit.FINE


def _register(arguments: argparse.Namespace, view: LedgerView, context: CommandContext) -> int:
    contract, read = context.rules.contract, _reader(view, context)
    claims = [entry.claim for entry in view.alerts.values() if entry.claim is not None]
    units = {*contract.organization.units, *map(_unit, claims)}
    if arguments.unit is not None and arguments.unit not in units:
        near = "、".join(difflib.get_close_matches(arguments.unit, units)) or "-"
        raise Refusal(
            Text(f"所属 {arguments.unit} はありません。", f"There is no unit {arguments.unit}."),
            Text(f"所属の id を確かめてください。近い id:{near}", f"Check the unit's id. Near: {near}"),
        )
    chosen = sorted((claim for claim in claims if _asked(claim, arguments)), key=lambda claim: (claim.at, claim.alert))
    rows = [register.cells(_sent_mail(claim, view, read), context.language) for claim in chosen]
    of = [register.month_name(arguments.month, context.language)] if arguments.month is not None else []
    of += [unit_name(arguments.unit, contract)] if arguments.unit is not None else []
    now = context.timekeeper(rehearsal=view.rehearsal)()
    page = register.page(rows, contract.organization.name, of, now, context.language, rehearsal=view.rehearsal)
    if arguments.into is None:
        context.out.write(page)
        return Exit.FINE
    name = "-".join(part for part in ("register", arguments.month, arguments.unit) if part is not None)
    for ending, text in (("html", page), ("csv", register.spreadsheet(rows, context.language))):
        file = arguments.into / f"{name}.{ending}"
        try:
            arguments.into.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        except OSError as fault:
            raise unusable(file, fault) from fault
        context.say(Text(str(file), str(file)))
    return Exit.FINE


def _asked(claim: LedgerClaim, arguments: argparse.Namespace) -> bool:
    return arguments.month in (None, register.month(claim.at)) and arguments.unit in (None, _unit(claim))


def _unit(claim: LedgerClaim) -> str:
    return claim.path.split("/")[1]


def _reader(view: LedgerView, context: CommandContext) -> Reader:
    """The file of a claimed alert as it was claimed; read once."""

    @cache
    def read(alert: str) -> tuple[Contract, Alert | None]:
        claim = view.of(alert).claim
        assert claim is not None
        try:
            contract = context.contract_at(claim.commit)
        except HaishinError:  # of a form before the present program's
            contract = context.rules.contract
        return contract, read_blob(context.git, claim.path, claim.blob, contract).alert

    return read


def _sent_mail(claim: LedgerClaim, view: LedgerView, read: Reader) -> SentMail:
    contract, alert = read(claim.alert)
    try:
        title = None if alert is None else subject(alert, contract)
    except Refusal:  # by the present organization, a station that is no more
        title = None
    return SentMail(claim, view.of(claim.alert), contract, alert, title, tuple(_successors(claim, view, read)))


def _successors(claim: LedgerClaim, view: LedgerView, read: Reader) -> Iterator[Successor]:
    """Find the mails that followed it, in the order of the sendings."""
    for record in view.records:
        if record.kind != "claimed" or record.fields["thread"] != (claim.thread or claim.alert):
            continue
        _, later = read(record.fields["alert"])
        if later is not None and later.follows is not None and later.follows.alert == claim.alert:
            yield Successor(later.follows.kind, later.id, record.at)


VERBS: Acts = {
    "report": _report,
}
