"""The verb audit: whether ledger, git, forge and journal still tell the same of every alert that was ever claimed."""

from __future__ import annotations

import argparse
import json

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.model import Text
from haishin.office.audit.auditing import Report, audit


def _audit(arguments: argparse.Namespace, context: Outside) -> int:
    report = audit(context.main, arguments.since, offline=arguments.offline)
    if arguments.format == "json":
        _write_lines(report, context)
    else:
        _say(report, context)
    return report.exit


def _say(report: Report, context: Outside) -> None:
    for differing in report.all_differs:
        context.say(differing.message)
        expected, found = _shown(differing.expected), _shown(differing.found)
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


def _shown(value: object) -> Text | str:
    if value is None:
        return Message("cli/audit-nothing")
    if isinstance(value, Text | str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _write_lines(report: Report, context: Outside) -> None:
    """Write a line an alert, and at the end a line on the whole."""
    whole = {
        "alerts": len(report.alerts),
        "asked": {"forge": report.forge, "journal": report.journal},
        "exit": int(report.exit),
        "differs": [one.data() for one in report.differs],
        "unasked": [one.data() for one in report.unasked],
    }
    for value in (*(alert.data() for alert in report.alerts), whole):
        context.out.write(json.dumps(value, ensure_ascii=False) + "\n")


VERBS: Acts = outside({"audit": _audit})
