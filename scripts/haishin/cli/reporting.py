"""The verb report: the register, the figures of a period, one mail's whole story. For officers, never for a log."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from haishin.cli.context import Acts
from haishin.cli.ended import ended_unsent
from haishin.cli.given import known_id, near, on_main, unusable
from haishin.cli.outside import Outside, outside
from haishin.consult.phrases import unit_name
from haishin.consult.sent_mail import story
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal
from haishin.core.model import LedgerClaim
from haishin.core.state import StateFolder
from haishin.office import period, register
from haishin.office.mailings import mailings
from haishin.residents.registry.movements import movements
from haishin.residents.registry.registry import Registry
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.mail_host import MailHost

_MONTH = "20[0-9]{2}-(?:0[1-9]|1[0-2])"


def _report(arguments: argparse.Namespace, context: Outside) -> int:
    if context.environment.get("CI"):
        raise Refusal(Message("cli/report-in-log"))
    state = MailHost(context.main).state(create=False)
    view = context.main.ledger(state.root, note=False).read()
    if arguments.alert is not None:
        return _story(arguments, view, context)
    if arguments.period is not None:
        return _period(arguments, view, state, context)
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
    contract, claims = context.main.contract_by(view), _claims(view)
    units = {*contract.organization.units, *(claim.unit for claim in claims)}
    if arguments.unit is not None and arguments.unit not in units:
        raise Refusal(Message("cli/unknown-unit", unit=arguments.unit, near=near(arguments.unit, units)))
    chosen = [claim for claim in claims if _asked(claim, arguments)]
    rows = [register.cells(mailed, context.language) for mailed in mailings(view, context.main, chosen)]
    of = []
    if arguments.month is not None:
        of.append(register.month_name(arguments.month, context.language))
    if arguments.unit is not None:
        of.append(unit_name(arguments.unit, contract))
    now = context.main.timekeeper(rehearsal=view.rehearsal)()
    page = register.page(rows, contract.organization.name, of, now, context.language, rehearsal=view.rehearsal)
    name = "-".join(part for part in ("register", arguments.month, arguments.unit) if part is not None)
    return _put(name, page, register.spreadsheet(rows, context.language), arguments.into, context)


def _period(arguments: argparse.Namespace, view: LedgerView, state: StateFolder, context: Outside) -> int:
    asked = re.fullmatch(rf"({_MONTH})\.\.({_MONTH})", arguments.period)
    if asked is None or asked[1] > asked[2]:
        raise Refusal(Message("cli/no-period", text=arguments.period))
    first, last = asked.groups()
    if arguments.month or arguments.unit:
        raise Refusal(Message("cli/not-for-period", first=first, last=last))

    def within(at: datetime) -> bool:
        return first <= register.month(at) <= last

    contract, language = context.main.contract_by(view), context.language
    claims = [claim for claim in _claims(view) if within(claim.at)]
    exercises = {claim.alert for claim in _claims(view) if claim.exercise}
    records = [record for record in view.records if within(record.at) and record.alert not in exercises]
    moved = movements(Registry(state.registry)) if state.registry.exists() else None
    counted = period.Period(first, last, [*mailings(view, context.main, claims)], records, moved)
    tables = [*period.tables(counted, contract, language)]
    now = context.main.timekeeper(rehearsal=view.rehearsal)()
    page = period.page(tables, counted, contract, now, language, rehearsal=view.rehearsal)
    table = period.spreadsheet(tables, language)
    return _put(f"period-{first}-{last}", page, table, arguments.into, context)


def _put(name: str, page: str, table: str, into: Path | None, context: Outside) -> int:
    """Write page and CSV into the folder and say their names; without a folder print the page."""
    if into is None:
        context.out.write(page)
        return Exit.FINE
    for ending, text in (("html", page), ("csv", table)):
        file = into / f"{name}.{ending}"
        try:
            into.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        except OSError as fault:
            raise unusable(file, fault) from fault
        context.say(str(file))
    return Exit.FINE


def _claims(view: LedgerView) -> list[LedgerClaim]:
    claims = [entry.claim for entry in view.alerts.values() if entry.claim is not None]
    return sorted(claims, key=attrgetter("at", "alert"))


def _asked(claim: LedgerClaim, arguments: argparse.Namespace) -> bool:
    return arguments.month in (None, register.month(claim.at)) and arguments.unit in (None, claim.unit)


VERBS: Acts = outside(
    {
        "report": _report,
    }
)
