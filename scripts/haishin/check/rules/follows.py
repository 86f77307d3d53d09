"""Rule ``follows``: an alert follows another one, not itself, in that one's category (4(3))."""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Alert, FollowKind, Severity, Text

ID = "follows"
SEVERITY = Severity.ERROR
NAME = Text("前の情報メールの番号", "Which alert it follows")
SUMMARY = "続けるはずの情報メールがないときは、前に配信したものの番号に直してください。"

MESSAGES = {
    "itself": Text("前の情報メールとして、このファイル自身が書かれています。", "This alert follows itself."),
    "later": Text("「{value}」は、この情報メールより後のものです。", "`{value}` is later than this alert."),
    "unknown": Text("「{value}」という情報メールはありません。", "There is no alert `{value}`."),
    "category": Text(
        "前の情報メールの配信区分は「{value}」です。続報、訂正、取消は、その区分を選んだ人に届きます。",
        "The alert that it follows is of the category `{value}`; whoever chose that one gets this mail.",
    ),
}
_NAME = Text(
    "前に配信した情報メールの番号(ファイルの名前から .md を除いたもの)を書いてください。",
    "Name the alert sent before: its file name without .md.",
)
_SAME = Text(
    "同じ配信区分にしてください。別の事案なら、follows の行を消して、新しい情報として起案してください。",
    "Write the same category. Another matter follows nothing: take the line `follows` away.",
)
HINTS = {"itself": _NAME, "later": _NAME, "unknown": _NAME, "category": _SAME}
_FOLLOWS = "press: none\nfollows: {{alert: {alert}, as: correction}}"
GOOD = (SAMPLE, changed("press: none", _FOLLOWS.format(alert="20261124-0910-koekake")))
BAD = (
    ("itself", changed("press: none", _FOLLOWS.format(alert="20261125-1540-koekake"))),
    ("later", changed("press: none", _FOLLOWS.format(alert="20261125-1541-koekake"))),
)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed; the followed alert is looked up if the tree is known."""
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
    elif reading.alert_with("category", "content") is None or _may_change(alert, reading):
        return
    elif (category := _category(first, reading)) not in (None, alert.category):
        yield Problem(reading.place("category"), "category", {"value": category})


def _may_change(alert: Alert, reading: Reading) -> bool:
    """Whether the alert may leave the category, as a resolution or an arrest may."""
    resolves = alert.follows is not None and alert.follows.kind is FollowKind.RESOLUTION
    return resolves or alert.content in reading.contract.policy.press.arrest_contents


def _category(first: str, reading: Reading) -> str | None:
    alert = reading.tree.alert(first)
    if alert is None:
        return None
    return alert.category
