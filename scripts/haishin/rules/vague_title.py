"""Rule ``vague-title``: a title that says neither what happened nor where (5(1)): 「お知らせ」「重要なお知らせ」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haishin.contract import Contract
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing, problems

ID = "vague-title"
SEVERITY = Severity.WARNING

MESSAGES = {
    "vague": Text(
        "件名「{word}」からは、何があったのか分かりません。", "The title `{word}` does not tell what happened."
    )
}
HINTS = {
    "vague": Text(
        "「前橋市内における声かけ事案の発生」のように、場所と事案を書いてください。",
        "Name the place and the matter.",
    )
}
_TITLE = "下校中の児童に対する声かけ事案の発生"
GOOD = (SAMPLE, changed(_TITLE, "訂正のお知らせ"), changed(_TITLE, "【緊急】熊出没注意"))
BAD = (
    ("vague", changed(_TITLE, "お知らせ")),
    ("vague", changed(_TITLE, "【重要】不審者情報について")),
    ("vague", changed(_TITLE, "県警からのお知らせ（第2報）")),
)

_WRITTEN = re.compile(r"\w")
_JOINTS = (
    "について",
    "に関する",
    "からの",
    "への",
    "より",
    "です",
    "から",
    "の",
    "を",
    "が",
    "に",
    "へ",
    "は",
    "と",
    "も",
    "や",
    "で",
    "第",
    "報",
    "号",
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """In the title."""
    title = writing.title.strip()
    units = tuple(unit.name for unit in contract.organization.units.values())
    if _WRITTEN.search(title) and _vague(contract.wording.lists["vague_titles"] + units).fullmatch(title):
        yield Stretch("title", 0, len(writing.title), "vague", {"word": title})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    return problems(document, context, look)


@lru_cache(maxsize=8)
def _vague(words: tuple[str, ...]) -> re.Pattern[str]:
    """Nothing but such words (who sends is one), joints, digits and signs, the longest first and never tried again."""
    parts = "|".join(map(re.escape, sorted((*words, *_JOINTS), key=len, reverse=True)))
    return re.compile(rf"(?:{parts}|[\W\d_])++")
