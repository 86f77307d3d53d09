"""The verb audit: whether ledger, git, forge and journal still tell the same of every alert that was ever claimed."""

from __future__ import annotations

import argparse
import json

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.office.audit.auditing import Report, audit
from haishin.office.audit.findings import outcome


def _audit(arguments: argparse.Namespace, context: Outside) -> int:
    report = audit(context.main, arguments.since, offline=arguments.offline)
    if arguments.format == "json":
        _write_lines(report, context)
    else:
        _say(report, context)
    return report.exit


def _say(report: Report, context: Outside) -> None:
    nothing = Message("cli/audit-nothing")
    for differing in report.all_differs:
        context.say(differing.message)
        expected, found = (nothing if one in (None, "") else one for one in (differing.expected, differing.found))
        context.say(Message("cli/audit-values", expected=expected, found=found))
        context.say(Message("cli/remedy", remedy=differing.message.remedy))
    for unasked in report.all_unasked:
        context.say(unasked.message)
        context.say(Message("cli/remedy", remedy=unasked.message.remedy))
    if not report.forge:
        context.say(Message("cli/audit-without-forge"))
    if not report.journal:
        context.say(Message("cli/audit-without-journal"))
    count = len(report.alerts)
    if report.all_unasked:
        context.say(Message("cli/audit-open", count=count, differs=len(report.all_differs)))
    elif report.all_differs:
        context.say(Message("cli/audit-differs", count=count, differs=len(report.all_differs)))
    else:
        context.say(Message("cli/audit-sound", count=count))


def _write_lines(report: Report, context: Outside) -> None:
    """Write a line an alert, and at the end a line on the whole."""
    asked = {"forge": report.forge, "journal": report.journal}
    whole = {"alerts": len(report.alerts), "asked": asked, "exit": int(report.exit)}
    for value in (*(alert.data() for alert in report.alerts), {**whole, **outcome(report.differs, report.unasked)}):
        context.out.write(json.dumps(value, ensure_ascii=False) + "\n")


VERBS: Acts = outside({"audit": _audit})
