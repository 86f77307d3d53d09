"""Alarms that several verbs raise in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.cli.world import World
from haishin.delivery.candidates import HALTED
from haishin.model import Text
from haishin.report.escaping import visible


def say_strange(names: Iterable[str], world: World) -> None:
    """Stop branches that name no alert: everything new waits until they are gone."""
    for name in map(visible, names):
        world.say(
            Text(
                f"警報:停止用のブランチ stop/{name} に当たる情報メールがありません。どれを止めたいのか分からないため、"
                "新しい配信をすべて止めています。正しい id で作り直し(haishin stop)、このブランチを削除してください。",
                f"Alarm: no alert is called as the branch stop/{name} says. What it should stop is not known, so "
                "nothing new is sent. Make it anew with the right id (haishin stop) and delete this branch.",
            )
        )


def say_spent(alerts: Iterable[str], world: World) -> None:
    """An id is used once: what has ended never goes, however it stands on main again."""
    for alert in alerts:
        world.say(
            Text(
                f"警報:{alert} は main にありますが、台帳では既に終わっているため、配信されません(id は一度しか"
                "使えません)。配信するには、新しい id で起案し直し、このファイルを main から取り除いてください。",
                f"Alarm: {alert} is on main, but the ledger says that it has ended: it is never sent (an id is used "
                "once). To send it draft it anew with a new id, and take this file away from main.",
            )
        )


def say_going_on(alert: str, world: World) -> None:
    """How a stopped alert goes on."""
    world.say(
        Text(
            f"  → 続けるには、停止用のブランチ(stop/{alert})があれば削除し、"
            f"haishin ledger release {alert} --by 本人 を実行してください。",
            f"  → To go on delete its stop branch (stop/{alert}) if there is one, and run "
            f"haishin ledger release {alert} --by LOGIN.",
        )
    )


def say_halted(world: World) -> None:
    """That everything is stopped, and how it goes on."""
    world.say(HALTED)
    world.say(
        Text(
            "  → 再開するには、停止用のブランチ(stop/all)があれば削除し、"
            "haishin ledger resume --by 本人 を実行してください。",
            "  → To go on delete the branch stop/all if there is one, and run haishin ledger resume --by LOGIN.",
        )
    )


def say_edited(alerts: Iterable[str], world: World) -> None:
    """Sent is final: main no longer says what people were sent (T38)."""
    for alert in alerts:
        world.say(
            Text(
                f"警報:{alert} は、配信を始めた後に main で変えられています。届いた文は変わりません。"
                "元に戻し、直すことがあれば訂正の情報メールを出してください。",
                f"Alarm: {alert} was changed on main after its sending had begun. What people were sent stays as it "
                "was. Put the file back, and send a correction if there is something to correct.",
            )
        )
