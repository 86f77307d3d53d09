"""Rule ``follows``: an alert follows another one, not itself (4(3))."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.document.sample import SAMPLE, changed
from haishin.model import Severity, Text
from haishin.reading import Reading
from haishin.rules import Problem

ID = "follows"
SEVERITY = Severity.ERROR
NAME = Text("前の情報メールの番号", "Which alert it follows")
SUMMARY = "続けるはずの情報メールがないときは、前に配信したものの番号に直してください。"

MESSAGES = {
    "itself": Text("前の情報メールとして、このファイル自身が書かれています。", "This alert follows itself."),
    "later": Text("「{value}」は、この情報メールより後のものです。", "`{value}` is later than this alert."),
    "unknown": Text("「{value}」という情報メールはありません。", "There is no alert `{value}`."),
}
_NAME = Text(
    "前に配信した情報メールの番号(ファイルの名前から .md を除いたもの)を書いてください。",
    "Name the alert sent before: its file name without .md.",
)
HINTS = {"itself": _NAME, "later": _NAME, "unknown": _NAME}
_FOLLOWS = "press: none\nfollows: {{alert: {alert}, as: correction}}"
GOOD = (SAMPLE, changed("press: none", _FOLLOWS.format(alert="20261124-0910-koekake")))
BAD = (
    ("itself", changed("press: none", _FOLLOWS.format(alert="20261125-1540-koekake"))),
    ("later", changed("press: none", _FOLLOWS.format(alert="20261125-1541-koekake"))),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, where one was formed; whether the followed one exists is asked where the tree is known."""
    alert = reading.alert
    if alert is None or alert.follows is None:
        return
    first = alert.follows.alert
    place = reading.place("follows", "alert")
    if first == alert.id:
        yield Problem(place, "itself")
    elif first[:13] > alert.id[:13]:
        yield Problem(place, "later", {"value": first})
    elif reading.tree.paths and first not in reading.tree.holders and first not in reading.tree.recorded:
        yield Problem(place, "unknown", {"value": first})
