"""The verb ``health``: for a second watcher, which speaks only if it complains."""

from __future__ import annotations

import argparse

from haishin.cli.context import Acts
from haishin.cli.outside import Outside, outside
from haishin.cli.saying import data_of, say_each
from haishin.core.catalogue import Message
from haishin.send.runs import assemble_look, look
from haishin.send.watch.alarms import news
from haishin.send.watch.conditions import conditions, exit_of


def _health(arguments: argparse.Namespace, context: Outside) -> int:
    setup = assemble_look(context.main, context.warn)
    survey, seen = look(setup, arguments.older_than)
    if mailboxes := context.environment.get("HAISHIN_LISTEN"):
        from haishin.send.listening import with_arrivals  # not before: most watchers read no mailbox

        seen = with_arrivals(seen, mailboxes, setup.view, setup.state, survey.contract)
    standing = conditions(seen)
    code = exit_of(standing)
    if arguments.news:
        standing = news(setup.state, standing)
    if arguments.format == "json":
        context.say_json({"exit": int(code), "conditions": data_of(standing, context)})
        return code
    say_each(standing, context)
    if not standing and not arguments.news:
        context.say(Message("cli/all-well"))
    return code


VERBS: Acts = outside(
    {
        "health": _health,
    }
)
