"""Rule ``doubled-title``: a title does not repeat what is put before every title (5(1)).

The subject is made as 【訂正】【声かけ】前橋：title. A title that says 訂正, its label, its category or its station
again wastes what a phone shows of it; one that says nothing else leaves the reader with no matter at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.contract import Contract
from haishin.core.contract.policy import labels_of
from haishin.core.model import Alert, Fix, FollowKind, Severity, Text

ID = "doubled-title"
SEVERITY = Severity.WARNING
NAME = Text("件名の重なり", "A doubled title")
SUMMARY = "自動で付く言葉が件名にあるときは、消してください。"

MESSAGES = {
    "doubled": Text(
        "件名の「{written}」は要りません。同じことが、配信するときに自動で付きます。",
        "`{written}` is not needed: the same is put before the title by itself.",
    ),
    "nothing": Text(
        "件名「{written}」には、自動で付く言葉しかありません。何のことか分かりません。",
        "The title `{written}` holds nothing but what is put before it by itself.",
    ),
}
HINTS = {
    "doubled": Text("消してください。", "Delete it."),
    "nothing": Text(
        "「国道17号の通行止めの場所」のように、何についての情報メールかを書いてください。",
        "Say what the mail is about.",
    ),
}
_TITLE = "下校中の児童に対する声かけ事案の発生"
_CORRECTION = "press: none\nfollows: {alert: 20261124-0910-a, as: correction}"
GOOD = (SAMPLE, changed(_TITLE, "訂正のあった声かけ事案"), changed(_TITLE, "【緊急】声かけ事案"))
BAD = (
    ("doubled", changed(_TITLE, f"【声かけ】{_TITLE}")),
    ("doubled", changed(_TITLE, f"【不審者情報】{_TITLE}")),
    ("doubled", changed(_TITLE, f"前橋署：{_TITLE}")),
    ("doubled", changed(_TITLE, f"{_TITLE}（訂正）").replace("press: none", _CORRECTION)),
    ("nothing", changed(_TITLE, "訂正").replace("press: none", _CORRECTION)),
)

# The marks as people write them; the subject has the first.
_FOLLOWS = {
    FollowKind.FOLLOW_UP: ("続報",),
    FollowKind.CORRECTION: ("訂正",),
    FollowKind.RESOLUTION: ("解決", "解除"),
    FollowKind.CANCELLATION: ("取消", "取り消し", "取消し"),
}
_EXERCISE = "訓練"
_SIGN = re.compile("[\\[【［〔\\(（\\]】］〕\\)）:：]")  # what sets a mark off from the title
_OPEN, _CLOSE = "[【［〔\\[(（]", "[】］〕\\])）]"


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    alert = reading.alert
    if alert is None:
        return
    title = alert.title.strip()
    marked = _marks(alert, reading.contract)
    if title not in marked and not _SIGN.search(title):
        return
    marks = "|".join(map(re.escape, marked))
    if re.fullmatch(f"{_OPEN}?(?:{marks}){_CLOSE}?", title):
        yield Problem(reading.place("title"), "nothing", {"written": title})
        return
    places = "|".join(map(re.escape, _places(alert, reading.contract)))
    head = re.match(rf"(?:{_OPEN}(?:{marks}){_CLOSE}|(?:{places})(?:警察署|署)?[:：])\s*", alert.title)
    tail = re.search(rf"\s*{_OPEN}(?:{marks}){_CLOSE}$", alert.title)
    for match in (head, tail):
        if match is not None:
            span = reading.in_title(*match.span())
            exact = span.end_column - span.column == len(match[0])
            yield Problem(span, "doubled", {"written": match[0].strip()}, fix=Fix("") if exact else None)


def _marks(alert: Alert, contract: Contract) -> tuple[str, ...]:
    """List the marks put before its title in brackets, and the category; a bracket is its shorter form."""
    row = contract.policy.row(alert.category)
    marks: list[str] = []
    if alert.follows is not None:
        marks += _FOLLOWS[alert.follows.kind]
    if row is not None:
        marks.append(row.name)
        marks += (label.say for label in labels_of(alert, row.labels, row.name))
    if alert.exercise:
        marks.append(_EXERCISE)
    return tuple(marks)


def _places(alert: Alert, contract: Contract) -> tuple[str, ...]:
    """List the names of its areas as the subject has them."""
    if alert.scope.prefecture:
        return ("県内全域",)
    units = contract.organization.units
    return tuple(units[station].name.removesuffix("警察署") for station in alert.scope.stations if station in units)
