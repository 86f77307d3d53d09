"""Rule ``unlinked``: what follows an earlier mail names it (4(3)).

Only what is linked goes to the people who had the first mail, stops the rest of it, and is asked why it is necessary.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.document.lines import Lines
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.phrases import phrases
from haishin.rules.places import in_title, text_of
from haishin.rules.problem import Context, Problem

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
        "(訂正は correction、解決・解除は resolution、取消は cancellation)。",
        "Write it as `follows: {{alert: ID, as: follow-up, necessity: WHY}}` (or `correction`, `resolution`, "
        "`cancellation`).",
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


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert; in the title, and in the opening of the text."""
    alert, lists = document.alert, context.contract.wording.lists
    if alert is None or alert.follows is not None:
        return
    for match in phrases(lists.get("following_titles", ())).finditer(alert.title):
        yield Problem(in_title(document, *match.span()), "unlinked", {"word": match[0]})
        return
    text, first = text_of(document)
    lines = Lines(document.source)
    opening = text[: context.contract.policy.limits.opening_characters]
    for match in phrases(lists.get("following_openings", ())).finditer(opening):
        yield Problem(lines.span(first + match.start(), first + match.end()), "unlinked", {"word": match[0]})
        return
