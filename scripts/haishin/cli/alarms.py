"""What several verbs say in the same words: the conditions, and how what was stopped goes on."""

from __future__ import annotations

from haishin.cli.context import CommandContext
from haishin.delivery.conditions import conditions, exit_of
from haishin.delivery.messages import HALTED
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Text


def say_conditions(seen: Seen, context: CommandContext) -> Exit:
    """Everything that needs a person, or will, each with its remedy; what the verb ends with."""
    found = conditions(seen)
    for one in found:
        head = Text("警報", "Alarm") if one.exit else Text("予告", "Notice")
        context.say(Text(f"{head.ja}:{one.text.ja}", f"{head.en}: {one.text.en}"))
        context.say(Text(f"  → {one.remedy.ja}", f"  → {one.remedy.en}"))
    return exit_of(found)


def say_going_on(alert: str, context: CommandContext) -> None:
    """How a stopped alert goes on."""
    context.say(
        Text(
            f"  → 続けるには haishin ledger release {alert} --by 本人 を実行してください。停止用のブランチも消えます。",
            f"  → To go on run haishin ledger release {alert} --by LOGIN; it deletes the stop branch as well.",
        )
    )


def say_halted(context: CommandContext) -> None:
    """That everything is stopped, and how it goes on."""
    context.say(HALTED)
    context.say(
        Text(
            "  → 再開するには haishin ledger resume --by 本人 を実行してください。停止用のブランチも消えます。",
            "  → To go on run haishin ledger resume --by LOGIN; it deletes the stop branch as well.",
        )
    )
