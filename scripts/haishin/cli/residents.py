"""Verbs over the registry of residents."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from functools import partial
from operator import itemgetter

from haishin.cli.context import Acts
from haishin.cli.given import addresses, output, unusable
from haishin.cli.outside import Outside, outside
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.errors import Exit, Refusal
from haishin.residents.registry.csvfile import COLUMNS, Refused, fields
from haishin.residents.registry.history import What
from haishin.residents.registry.reach import shown
from haishin.residents.registry.registry import NotSynced, Registry
from haishin.residents.registry.subscriber import ALL, AddressError, Choices, canonical
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
    registry = _registry(context)
    try:
        with arguments.file.open("rb") as stream:
            report = registry.import_csv(
                stream,
                context.main.in_force,
                context.main.now(),
                sync=arguments.sync,
                removals=arguments.removals,
                by=arguments.by,
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
    registry.tidy(context.main.now(), context.main.in_force.policy.residents)
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
    if silent := registry.stats().silent:
        context.say(Message("cli/silent-not-exported", number=shown(silent)))
    return Exit.FINE


def _change(what: What, arguments: argparse.Namespace, context: Outside) -> int:
    """Make residents left, silent, revived or erased, by their addresses or by a domain's day."""
    now, registry = context.main.now(), _registry(context)
    demand(context.main.in_force, now, arguments.by)
    if getattr(arguments, "unknown", None) is not None:
        return _answer_guard(what, registry, arguments, context)
    stripped = (line.strip() for line in addresses(arguments.file, context))
    lines = [(number, line) for number, line in enumerate(stripped, 1) if line]
    carriers = Choices.of(context.main.in_force).carrier_domains
    readers, wrong = {}, []
    for number, text in lines:
        try:
            readers[number] = canonical(text, carriers)
        except AddressError as error:
            wrong.append((number, error.message))
    done = registry.change(what, readers.values(), now, arguments.by)
    changed = [known for known in done if known is not None]
    for number, known in zip(readers, done, strict=True):
        if known is None:
            wrong.append((number, Message(f"cli/nobody-{what}")))
    for number, reason in sorted(wrong, key=itemgetter(0)):
        context.say(Message("cli/line-reason", number=number, reason=reason))
    made = Message("cli/changed-nobody")
    if changed:
        made = Message(f"cli/made-{what}", count=len(changed))
    context.say(made)
    if what == "left" and (silent := sum(known.silent_at is not None for known in changed)):
        context.say(Message("cli/were-silent", count=silent))
    registry.tidy(now, context.main.in_force.policy.residents)
    return Exit.refused_if(wrong)


def _answer_guard(what: What, registry: Registry, arguments: argparse.Namespace, context: Outside) -> int:
    domain, written = arguments.unknown
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refusal(Message("cli/no-day", day=written)) from None
    count = registry.answer_guard(what, domain.lower(), day, context.main.now(), arguments.by)
    context.say(Message(f"cli/made-{what}", count=count))
    return Exit.refused_if(not count)


def _one(arguments: argparse.Namespace, context: Outside) -> str:
    """Read the one address that is asked for."""
    lines = [line.strip() for line in addresses(arguments.file, context) if line.strip()]
    if len(lines) != 1:
        raise Refusal(Message("cli/not-one-resident"))
    return canonical(lines[0], Choices.of(context.main.in_force).carrier_domains)


def _find(arguments: argparse.Namespace, context: Outside) -> int:
    registry = _registry(context)
    known = registry.find(_one(arguments, context))
    if known is None:
        context.say(Message("cli/not-registered"))
        return Exit.REFUSED
    with output(arguments.output, context) as stream:
        if known.left_at is not None:
            stream.write(f"{Message('cli/left-at', day=stamp(known.left_at))[context.language]}\n")
        elif known.silent_at is not None:
            stream.write(f"{Message('cli/silent-at', day=stamp(known.silent_at))[context.language]}\n")
        stream.writelines(f"{name}: {value}\n" for name, value in zip(COLUMNS, fields(known.subscriber), strict=True))
        for name, at in (("left_at", known.left_at), ("silent_at", known.silent_at)):
            if at is not None:
                stream.write(f"{name}: {at.isoformat()}\n")
        stream.writelines(f"came_back: {at} {how}\n" for at, how in registry.signs(known.subscriber.id))
    return Exit.refused_if(known.away is not None)


def _history(arguments: argparse.Namespace, context: Outside) -> int:
    events = _registry(context).history(_one(arguments, context))
    if not events:
        context.say(Message("cli/no-history"))
        return Exit.REFUSED
    with output(arguments.output, context) as stream:
        for event in events:
            how = " ".join(filter(None, (event.how, event.words)))
            said = Message(f"cli/event-{event.what}", day=stamp(event.at), how=how, by=event.by or "-")
            stream.write(f"{said[context.language]}\n")
    return Exit.FINE


def _stats(arguments: argparse.Namespace, context: Outside) -> int:
    stats, choices = _registry(context).stats(), Choices.of(context.main.in_force)
    context.say(Message("cli/count-registered", number=shown(stats.registered)))
    context.say(Message("cli/count-left", number=shown(stats.left)))
    if stats.silent:
        context.say(Message("cli/count-silent", number=shown(stats.silent)))
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
    publish(context.main.ledger(state.root), lambda: registry.readers.reach(contract), now, again=True, by=arguments.by)
    context.say(Message("cli/recounted"))
    return Exit.FINE


VERBS: Acts = outside(
    {
        "import": _import,
        "export": _export,
        "find": _find,
        "history": _history,
        "recount": _recount,
        "remove": partial(_change, "left"),
        "silence": partial(_change, "silent"),
        "revive": partial(_change, "revived"),
        "erase": partial(_change, "erased"),
        "stats": _stats,
    }
)
