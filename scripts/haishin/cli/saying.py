"""Sentences that several verbs share: conditions, how a stopped alert goes on, counts that a log may keep."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.cli.context import CommandContext
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit
from haishin.core.model import FLOOR, STOP, Text, rounded
from haishin.send.ledger.ledger_view import Held
from haishin.send.sending.seen import Seen
from haishin.send.watch.conditions import Condition, conditions, exit_of

_CAUSES = {
    "verdict": Text("協議や確認を待っています", "waits for a person"),
    "limit": Text("限度を超えています", "over a limit"),
    STOP: Text("人が止めました", "stopped by a person"),
}
_ALARM, _NOTICE = Text("警報", "Alarm"), Text("予告", "Notice")


def say_conditions(seen: Seen, context: CommandContext) -> Exit:
    """Say everything that needs a person, or will, each with its remedy; return the verb's exit code."""
    standing = conditions(seen)
    say_each(standing, context)
    return exit_of(standing)


def say_each(standing: Iterable[Condition], context: CommandContext) -> None:
    """Say each with its remedy."""
    for condition in standing:
        head, text, remedy = (_ALARM if condition.exit else _NOTICE), condition.text, condition.remedy
        context.say(Text(f"{head.ja}:{text.ja}", f"{head.en}: {text.en}"))
        context.say(Text(f"  → {remedy.ja}", f"  → {remedy.en}"))


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
    """Say one hold: of which alert, since when, why."""
    cause, since = _CAUSES[hold.cause], f"{hold.since.astimezone(JST):%Y-%m-%d %H:%M}"
    context.say(Text(f"保留 {hold.alert}:{since} から、{cause.ja}", f"held {hold.alert}: since {since}, {cause.en}"))
    # A branch gives no reason: what the ledger has there are our own words, in Japanese alone, for that cause.
    for line in hold.reason.splitlines() if hold.cause != STOP else ():
        context.say(Text(f"  ・{line}", f"  - {line}"))


def say_going_on(alert: str, context: CommandContext) -> None:
    """Say how a stopped alert goes on."""
    context.say(
        Text(
            f"  → 続けるには haishin go {alert} --by 本人 を実行してください。停止用のブランチも消えます。",
            f"  → To go on run haishin go {alert} --by LOGIN; it deletes the stop branch as well.",
        )
    )


def number(count: int, *, exact: bool) -> str:
    """Write a count as ``=12``, or rounded where it is not for a terminal alone (T31)."""
    if exact:
        return f"={count}"
    near = rounded(count)
    return f"<{FLOOR}" if near is None else f"≈{near}"
