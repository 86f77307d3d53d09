"""Rule ``doubled-title``: a title does not repeat what is put before every title (5(1)).

The subject is made as 【訂正】【声かけ】前橋：title. A title that says 訂正, its label, its category or its station
again wastes what a phone shows of it; one that says nothing else leaves the reader with no matter at all. Nor does one
that adds only whom it befell (【つきまとい】前橋：女性に対するつきまとい), or that says the same twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems, vague_title
from haishin.check.rules.vague_title import usual_title, vague
from haishin.check.rules.worded import rows
from haishin.core.contract import Contract
from haishin.core.contract.policy import labels_of
from haishin.core.model import Alert, Fix, FollowKind, Severity, Text
from haishin.core.text.normalising import narrowed

ID = "doubled-title"
SEVERITY = Severity.WARNING
NAME = Text("件名の重なり", "A doubled title")
SUMMARY = "自動で付く言葉が件名にあるときは、消してください。"

MESSAGES = {
    "doubled": Text(
        "件名の「{written}」は要りません。同じことが、配信するときに自動で付きます。",
        "`{written}` is not needed: the same is put before the title by itself.",
    ),
    "same": Text(
        "件名「{written}」は、自動で付く「【{label}】」の繰り返しです。",
        "The title `{written}` only repeats `{label}`, which is put before it by itself.",
    ),
    "nothing": Text(
        "件名「{written}」には、自動で付く言葉しかありません。何のことか分かりません。",
        "The title `{written}` holds nothing but what is put before it by itself.",
    ),
    "twice": Text("件名に「{written}」が2度あります。", "The title says `{written}` twice."),
}
HINTS = {
    "doubled": Text("消してください。", "Delete it."),
    "same": Text(
        "どこで、どのような事案かを書いてください(「文京町2丁目、帰宅中の女性に」のように書けば、事案の名前は要りません)。",
        "Say where and in what situation; the name of the matter is not needed.",
    ),
    "nothing": Text(
        "「{usual}」のように、何についての情報メールかを書いてください。", "Say what the mail is about, as in {usual}."
    ),
    "twice": Text("一つにしてください。", "Say it once."),
}
_TITLE = "下校中の児童に対する声かけ事案の発生"
_CORRECTION = "press: none\nfollows: {alert: 20261124-0910-a, as: correction}"
GOOD = (SAMPLE, changed(_TITLE, "訂正のあった声かけ事案"), changed(_TITLE, "【緊急】文京町の声かけ事案"))
BAD = (
    ("doubled", changed(_TITLE, f"【声かけ】{_TITLE}")),
    ("doubled", changed(_TITLE, f"【不審者情報】{_TITLE}")),
    ("doubled", changed(_TITLE, f"前橋署：{_TITLE}")),
    ("doubled", changed(_TITLE, f"{_TITLE}（訂正）").replace("press: none", _CORRECTION)),
    ("doubled", changed(_TITLE, f"【露出】{_TITLE}")),
    ("same", changed(_TITLE, "声掛け事案の発生")),
    ("same", changed(_TITLE, "女性に対する声かけ")),
    ("nothing", changed(_TITLE, "訂正").replace("press: none", _CORRECTION)),
    ("twice", changed(_TITLE, f"{_TITLE}（声かけ事案の発生）")),
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
_SIGNS = "【［〔[(（】］〕])）"
_AROUND = ("person", "join")
_PART = re.compile(r"\w{4,}")  # shorter words stand in a title twice for good reason
_OPEN, _CLOSE = "[【［〔\\[(（]", "[】］〕\\])）]"


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield each part of a title that repeats an earlier part."""
    title = narrowed(writing.title)
    for part in sorted(_PART.findall(title), key=len, reverse=True):
        if title.count(part) > 1:
            start = title.rindex(part)
            yield Stretch("title", start, start + len(part), "twice", {"written": part})
            return


def check(reading: Reading) -> Iterator[Problem]:
    """Check the title by what is put before it, if an alert was formed, else by itself."""
    found: list[Problem] = []
    if reading.alert is not None:
        found += _put_before(reading, reading.alert)
    yield from found or problems(reading, look)


def _put_before(reading: Reading, alert: Alert) -> Iterator[Problem]:
    title = alert.title.strip()
    if title.strip(_SIGNS) in _marks(alert, reading.contract):
        yield _nothing(reading, title)
        return
    label = _repeated(title, alert, reading.contract)
    if label:
        yield Problem(reading.place("title"), "same", {"written": title, "label": label})
        return
    if not _SIGN.search(title):
        return
    brackets = _brackets(alert, reading.contract)
    marks, places = _any(brackets), _any(_places(alert, reading.contract))
    head = re.match(rf"(?:{_OPEN}(?:{marks}){_CLOSE}|(?:{places})(?:警察署|署)?[:：])\s*", alert.title)
    tail = re.search(rf"\s*{_OPEN}(?:{marks}){_CLOSE}$", alert.title)
    rest = title
    for match in (tail, head):
        if match is not None:
            rest = rest.replace(match[0].strip(), "", 1).strip()
    if rest == title:
        return
    # Without what is doubled nothing would be left, or what says nothing: that no deletion mends.
    if rest in ("", *brackets) or vague(rest, reading.contract) or _repeated(rest, alert, reading.contract):
        yield _nothing(reading, title)
        return
    for match in (head, tail):
        if match is not None:
            span = reading.in_title(*match.span())
            exact = span.end_column - span.column == len(match[0])
            yield Problem(span, "doubled", {"written": match[0].strip()}, fix=Fix("") if exact else None)


def _nothing(reading: Reading, title: str) -> Problem:
    usual = usual_title(reading.writing, reading.contract)
    return Problem(reading.place("title"), "nothing", {"written": title, "usual": usual})


def _repeated(title: str, alert: Alert, contract: Contract) -> str:
    """Find the label that a title repeats without adding more than a person; empty if it adds more, or has none."""
    row = contract.policy.row(alert.category)
    if row is None or alert.follows is not None:
        return ""
    for label in labels_of(alert, row.labels, row.name):
        rest = narrowed(title)
        for said in (label.say, *(word.say for word in rows(ID, contract) if word.key == label.say)):
            rest = rest.replace(said, "。")
        if rest != narrowed(title) and contract.once(_little).fullmatch(rest):
            return label.say
    return ""


def _little(contract: Contract) -> re.Pattern[str]:
    """Make the pattern of what adds nothing to a label: people, joints and vague words."""
    own = (word.say for word in rows(ID, contract) if word.key in _AROUND)
    return vague_title.nothing_but(*own, *(word.say for word in rows(vague_title.ID, contract)))


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


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


def _brackets(alert: Alert, contract: Contract) -> tuple[str, ...]:
    """List its marks, and the labels and cases of its row: the subject has one in their place."""
    row = contract.policy.row(alert.category)
    if row is None:
        return _marks(alert, contract)
    return (*_marks(alert, contract), *(label.say for label in row.labels), *row.cases.values())


def _places(alert: Alert, contract: Contract) -> tuple[str, ...]:
    """List the names of its areas as the subject has them."""
    if alert.scope.prefecture:
        return (contract.organization.whole_area,)
    units = contract.organization.units
    return tuple(units[station].short_name for station in alert.scope.stations if station in units)
