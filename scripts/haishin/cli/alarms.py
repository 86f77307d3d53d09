"""Alarms that several verbs raise in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from haishin.cli.world import World
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
