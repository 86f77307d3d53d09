"""Verbs over the registry of residents: import, export, find, remove, stats, recount."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from operator import itemgetter

from haishin.cli.context import Acts
from haishin.cli.given import addresses, output, unusable
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.errors import Exit, Refusal
from haishin.residents.csvfile import COLUMNS, Refused, fields
from haishin.residents.reach import shown
from haishin.residents.registry import NotSynced, Registry
from haishin.residents.subscriber import ALL, AddressError, Choices, canonical
from haishin.send.acts.acts import demand
from haishin.send.ledger.published import publish
from haishin.send.mail_host import MailHost


def _registry(context: Outside) -> Registry:
    return Registry(MailHost(context.main).state().registry)


def _import(arguments: argparse.Namespace, context: Outside) -> int:
    if arguments.sync:  # it takes residents out, as remove does
        if arguments.by is None:
            raise Refusal(Message("cli/nobody-syncs"))
        demand(context.main.in_force, context.main.now(), arguments.by)
    try:
        with arguments.file.open("rb") as stream:
            report = _registry(context).import_csv(
                stream,
                context.main.in_force,
                context.main.now(),
                sync=arguments.sync,
                removals=arguments.removals,
            )
    except OSError as fault:
        raise unusable(arguments.file, fault) from fault
    except NotSynced as refusal:
        _say_problems(refusal.problems, context)
        raise
    _say_problems(report.problems, context)
    if arguments.sync:
        context.say(Message("cli/synced-out", removed=report.removed))
    context.say(
        Message(
            "cli/imported",
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            refused=report.refused,
        )
    )
    return Exit.refused_if(report.refused)


def _say_problems(problems: Iterable[Refused], context: Outside) -> None:
    for problem in problems:
        context.say(
            Message(
                "cli/csv-line",
                line=problem.line,
                column=problem.column or Message("residents/whole-line"),
                reason=problem.reason,
            )
        )


def _export(arguments: argparse.Namespace, context: Outside) -> int:
    registry = _registry(context)
    with output(arguments.file, context) as stream:
        number = registry.export_csv(stream.buffer)
    context.say(Message("cli/exported", number=number))
    return Exit.FINE


def _remove(arguments: argparse.Namespace, context: Outside) -> int:
    now = context.main.now()
    demand(context.main.in_force, now, arguments.by)
    stripped = (line.strip() for line in addresses(arguments.file, context))
    lines = [(number, line) for number, line in enumerate(stripped, 1) if line]
    carriers = Choices.of(context.main.in_force).carrier_domains
    readers, wrong = {}, []
    for number, text in lines:
        try:
            readers[number] = canonical(text, carriers)
        except AddressError as error:
            wrong.append((number, error.message))
    done = _registry(context).remove(readers.values(), now)
    for number, removed in zip(readers, done, strict=True):
        if not removed:
            wrong.append((number, Message("cli/not-registered")))
    for number, reason in sorted(wrong, key=itemgetter(0)):
        context.say(Message("cli/line-reason", number=number, reason=reason))
    context.say(Message("cli/removed", count=sum(done)))
    return Exit.refused_if(wrong)


def _find(arguments: argparse.Namespace, context: Outside) -> int:
    lines = [line.strip() for line in addresses(arguments.file, context) if line.strip()]
    if len(lines) != 1:
        raise Refusal(Message("cli/not-one-resident"))
    known = _registry(context).find(canonical(lines[0], Choices.of(context.main.in_force).carrier_domains))
    if known is None:
        context.say(Message("cli/not-registered"))
        return Exit.REFUSED
    left = known.left_at
    with output(arguments.output, context) as stream:
        if left is not None:
            day = stamp(left)
            stream.write(f"{Message('cli/left-at', day=day)[context.language]}\n")
        stream.writelines(f"{name}: {value}\n" for name, value in zip(COLUMNS, fields(known.subscriber), strict=True))
        if left is not None:
            stream.write(f"left_at: {left.isoformat()}\n")
    return Exit.refused_if(left is not None)


def _stats(arguments: argparse.Namespace, context: Outside) -> int:
    stats, choices = _registry(context).stats(), Choices.of(context.main.in_force)
    context.say(Message("cli/count-registered", number=shown(stats.registered)))
    context.say(Message("cli/count-left", number=shown(stats.left)))
    if stats.control:
        context.say(Message("cli/count-control", number=shown(stats.control)))
    for kind, counts, known in (
        ("station", stats.stations, choices.stations),
        ("category", stats.categories, choices.categories),
    ):
        spoken = (ALL, *known)  # what is stored is said only if schema/ has the same word
        for name in spoken:
            if name in counts:
                context.say(Message(f"cli/count-of-{kind}", name=name, number=shown(counts[name])))
        strange = sum(number for name, number in counts.items() if name not in spoken)
        if strange:
            context.say(Message(f"cli/count-strange-{kind}", number=shown(strange)))
    return Exit.FINE


def _recount(arguments: argparse.Namespace, context: Outside) -> int:
    """Record that a person calls the registry right: its counts are published from now on."""
    now, state, contract = context.main.now(), MailHost(context.main).state(), context.main.in_force
    demand(contract, now, arguments.by)
    registry = Registry(state.registry)
    publish(context.main.ledger(state.root), lambda: registry.reach(contract), now, again=True, by=arguments.by)
    context.say(Message("cli/recounted"))
    return Exit.FINE


VERBS: Acts = outside(
    {
        "import": _import,
        "export": _export,
        "find": _find,
        "recount": _recount,
        "remove": _remove,
        "stats": _stats,
    }
)
