"""The verb audit: whether ledger, git, forge and journal still tell the same of every alert that was ever claimed."""

from __future__ import annotations

import argparse
import json

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.model import Text
from haishin.office.audit.auditing import Report, audit
from haishin.office.audit.jsonlines import json_lines


def _audit(arguments: argparse.Namespace, context: Outside) -> int:
    report = audit(context.main, arguments.since, offline=arguments.offline)
    if arguments.format == "json":
        context.out.writelines(json_lines(report))
    else:
        _say(report, context)
    return report.exit


def _say(report: Report, context: Outside) -> None:
    differing, open_questions = report.sorted_out()
    for one in (*differing, *open_questions):
        context.say(one.message)
        if one.values:
            expected, found = map(_shown, one.values.values())
            context.say(Message("cli/audit-values", expected=expected, found=found))
        context.say(Message("cli/remedy", remedy=one.message.remedy))
    if not report.forge:
        context.say(Message("cli/audit-without-forge"))
    if not report.journal:
        context.say(Message("cli/audit-without-journal"))
    count = len(report.alerts)
    if open_questions:
        context.say(Message("cli/audit-open", count=count, differs=len(differing)))
    elif differing:
        context.say(Message("cli/audit-differs", count=count, differs=len(differing)))
    else:
        context.say(Message("cli/audit-sound", count=count))


def _shown(value: object) -> Text | str:
    if value is None:
        return Message("cli/audit-nothing")
    if isinstance(value, Text | str):
        return value
    return json.dumps(value, ensure_ascii=False)


VERBS: Acts = outside({"audit": _audit})
