"""Verbs whose answer is for people at a desk: the table of categories, the one sheet."""

from __future__ import annotations

import argparse
from datetime import date

from haishin.check.findings import table
from haishin.cli.alerts import readable
from haishin.cli.context import Acts, CommandContext
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit
from haishin.office import paper


def _table(arguments: argparse.Namespace, context: CommandContext) -> int:
    choice = None
    if arguments.alert:
        alert = readable(arguments.alert, context)
        choice = table.Choice(alert.category, alert.case, alert.content)
    if arguments.page:
        context.out.write(paper.table(context.contract, context.clock().astimezone(JST).date(), context.language))
        return Exit.FINE
    printer = table.markdown if arguments.format == "markdown" else table.text
    context.out.write(printer(context.contract.policy, context.language, choice))
    return Exit.FINE


def _sheet(arguments: argparse.Namespace, context: CommandContext) -> int:
    today = context.clock().astimezone(JST).date()
    if arguments.duty is None:
        context.out.write(paper.sheet(context.contract, today, context.language))
    else:
        day = today if arguments.duty == date.min else arguments.duty
        context.out.write(paper.duty(context.contract, day, today, context.language))
    return Exit.FINE


VERBS: Acts = {
    "table": _table,
    "sheet": _sheet,
}
