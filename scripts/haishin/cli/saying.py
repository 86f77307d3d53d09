"""Sentences that several verbs share: conditions, how a stopped alert goes on, counts that a log may keep."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.cli.context import CommandContext
from haishin.core.catalogue import Message
from haishin.core.contract.hours import stamp
from haishin.core.errors import Exit
from haishin.core.model import FLOOR, STOP, rounded
from haishin.send.ledger.ledger_view import Held
from haishin.send.sending.seen import Seen
from haishin.send.watch.conditions import Condition, conditions, exit_of


def say_conditions(seen: Seen, context: CommandContext) -> Exit:
    """Say everything that needs a person, or will, each with its remedy; return the verb's exit code."""
    standing = conditions(seen)
    say_each(standing, context)
    return exit_of(standing)


def say_each(standing: Iterable[Condition], context: CommandContext) -> None:
    """Say each with its remedy."""
    for condition in standing:
        context.say(Message("cli/alarm" if condition.exit else "cli/notice", alarm=condition.text))
        context.say(Message("cli/remedy", remedy=condition.remedy))


def data_of(standing: Iterable[Condition], context: CommandContext) -> list[dict[str, object]]:
    """Turn conditions into JSON."""
    return [
        {
            "code": condition.code,
            "exit": int(condition.exit),
            "message": condition.text[context.language],
            "remedy": condition.remedy[context.language],
        }
        for condition in standing
    ]


def say_hold(hold: Held, context: CommandContext) -> None:
    """Say one hold: alert, time, cause."""
    since = stamp(hold.since)
    context.say(Message("cli/hold", alert=hold.alert, since=since, cause=Message(f"cli/hold-{hold.cause}")))
    if hold.cause != STOP:  # a branch gives no reason: the ledger has our own words there, in Japanese alone
        for line in hold.reason.splitlines():
            context.say(Message("cli/item", line=line))


def say_going_on(alert: str, context: CommandContext) -> None:
    """Say how a stopped alert goes on."""
    context.say(Message("cli/how-to-go-on", alert=alert))


def number(count: int, *, exact: bool) -> str:
    """Write a count as ``=12``, or rounded if it may leave the terminal (T31)."""
    if exact:
        return f"={count}"
    near = rounded(count)
    return f"<{FLOOR}" if near is None else f"≈{near}"
