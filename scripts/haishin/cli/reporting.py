"""The verb report: the register of sent mails, and one mail's whole story. Made for officers, never for a log."""

from __future__ import annotations

import argparse
from operator import attrgetter

from haishin.cli.context import Acts
from haishin.cli.ended import ended_unsent
from haishin.cli.given import known_id, near, on_main, unusable
from haishin.cli.outside import Outside, outside
from haishin.consult.phrases import unit_name
from haishin.consult.sent_mail import story
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal
from haishin.core.model import LedgerClaim
from haishin.office import register
from haishin.office.mailings import mailings
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.mail_host import MailHost


def _report(arguments: argparse.Namespace, context: Outside) -> int:
    if context.environment.get("CI"):
        raise Refusal(Message("cli/report-in-log"))
    view = context.main.ledger(MailHost(context.main).state(create=False).root, note=False).read()
    if arguments.alert is not None:
        return _story(arguments, view, context)
    return _register(arguments, view, context)


def _story(arguments: argparse.Namespace, view: LedgerView, context: Outside) -> int:
    if arguments.month or arguments.unit or arguments.into:
        raise Refusal(Message("cli/not-for-story", alert=arguments.alert))
    alert = known_id(arguments.alert, frozenset(view.alerts) | on_main(context))
    claim = view.of(alert).claim
    if (ended := ended_unsent(view, alert)) is not None:
        context.say(ended)
        return Exit.FINE
    if claim is None:
        raise Refusal(Message("cli/not-begun", alert=alert))
    [mailed] = mailings(view, context.main, [claim])
    for line in story(mailed, [record for record in view.records if record.alert == alert], context.language):
        context.say(line)
    return Exit.FINE


def _register(arguments: argparse.Namespace, view: LedgerView, context: Outside) -> int:
    contract = context.main.contract_by(view)
    claims = [entry.claim for entry in view.alerts.values() if entry.claim is not None]
    units = {*contract.organization.units, *(claim.unit for claim in claims)}
    if arguments.unit is not None and arguments.unit not in units:
        raise Refusal(Message("cli/unknown-unit", unit=arguments.unit, near=near(arguments.unit, units)))
    chosen = [claim for claim in claims if _asked(claim, arguments)]
    chosen.sort(key=attrgetter("at", "alert"))
    rows = [register.cells(mailed, context.language) for mailed in mailings(view, context.main, chosen)]
    of = []
    if arguments.month is not None:
        of.append(register.month_name(arguments.month, context.language))
    if arguments.unit is not None:
        of.append(unit_name(arguments.unit, contract))
    now = context.main.timekeeper(rehearsal=view.rehearsal)()
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
        context.say(str(file))
    return Exit.FINE


def _asked(claim: LedgerClaim, arguments: argparse.Namespace) -> bool:
    return arguments.month in (None, register.month(claim.at)) and arguments.unit in (None, claim.unit)


VERBS: Acts = outside(
    {
        "report": _report,
    }
)
