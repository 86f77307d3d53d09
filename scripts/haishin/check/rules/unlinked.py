"""Rule ``unlinked``: an alert that speaks of an earlier mail names it (4(3)).

Only what is linked goes to the people who had the first mail, stops the rest of it, and is asked why it is necessary.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Field, Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near, told
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text

ID = "unlinked"
SEVERITY = Severity.WARNING
NAME = Text("つながっていない続報", "A follow-up without its link")
SUMMARY = "続報や訂正と読めるのに前の情報メールが示されていないときは、follows にその番号を書いてください。"

MESSAGES = {
    "unlinked": Text(
        "「{word}」とありますが、どの情報メールの続きか(follows)が書かれていません。",
        "It says `{word}` but does not name the alert that it follows (`follows`).",
    ),
}
HINTS = {
    "unlinked": Text(
        "「follows: {{alert: 前の情報メールの番号, as: follow-up, necessity: 続報が必要な理由}}」のように書いてください"
        "(訂正は correction、解決・解除は resolution、取消は cancellation)。"
        "先の情報メールがないときは、そのことを confirmed に書いてください。",
        "Write it as `follows: {{alert: ID, as: follow-up, necessity: WHY}}` (or `correction`, `resolution`, "
        "`cancellation`). If there is no earlier alert, say so in `confirmed`.",
    ),
}
_TITLE, _BEGIN = "下校中の児童に対する声かけ事案の発生", "11月25日午後3時30分ころ、"
_LINK = "press: none\nfollows: {alert: 20261124-0910-a, as: follow-up, necessity: 新しい特徴が分かったため}"
GOOD = (
    SAMPLE,
    changed(_TITLE, f"{_TITLE}（続報）").replace("press: none", _LINK),
    changed("不審な人を見かけたとき", "不審な人を発見したとき"),
)
BAD = (
    ("unlinked", changed(_TITLE, f"{_TITLE}（続報）")),
    ("unlinked", changed(_TITLE, "国道17号の通行止めの解除")),
    ("unlinked", changed(_BEGIN, f"先ほど配信した声かけ事案の続きです。{_BEGIN}")),
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the first such words of the title, else of the opening; nothing if the followed alert is unknown."""
    if writing.follows is not None or writing.content is None:
        return
    first = contract.policy.limits.opening_characters
    (_, title), (_, body) = writing.narrow
    titled: list[tuple[Field, tuple[int, int, str]]] = [
        ("title", span) for span in matches(near(ID, writing, contract), title)
    ]
    opening = [row for row in near(ID, writing, contract) if row.key != "title"]
    for field, (start, end, _) in (titled or [("body", span) for span in matches(opening, body[:first])])[:1]:
        yield Stretch(field, start, end, "unlinked", {"word": dict(writing.fields)[field][start:end]})


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    if ID in told(reading) and reading.alert_with("follows") is not None:
        yield from problems(reading, look)
