"""Verbs for the day on which the host is lost: an online backup of the state folder, and its way back."""

from __future__ import annotations

import argparse

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.core import state as states
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, Refusal
from haishin.send.journal.backup import back_up, restore
from haishin.send.mail_host import MailHost


def _backup(arguments: argparse.Namespace, context: Outside) -> int:
    folder = arguments.folder.resolve()
    if not context.scratch and states.inside_work_tree(folder, context.environment):
        raise Refusal(Message("core/backup-in-work-tree", folder=folder))
    made = ", ".join(back_up(MailHost(context.main).state(create=False), folder, context.clock()))
    context.say(Message("cli/backed-up", folder=folder, made=made))
    return Exit.FINE


def _restore(arguments: argparse.Namespace, context: Outside) -> int:
    put = ", ".join(
        restore(
            MailHost(context.main).state(),
            arguments.folder.resolve(),
            lambda part: MailHost(context.main).journal(part, anew=True),
            context.clock(),
        )
    )
    context.say(Message("cli/restored", put=put))
    context.say(Message("cli/then-adopt"))
    return Exit.FINE


VERBS: Acts = outside({"backup": _backup, "restore": _restore})
