"""Rule ``vague-title``: a title that does not say what happened (5(1)): 「お知らせ」「重要なお知らせ」「詐欺」.

A place beside the kind of the mail is enough (不審者情報（前橋市）), beside a mere call it is not
(気を付けて！（前橋市）). What is asked for may stand alone (情報提供のお願い).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.contract import Contract
from haishin.contract.kept import of_last
from haishin.document.sample import SAMPLE, changed
from haishin.model import Document, Severity, Text
from haishin.rules.problem import Context, Problem
from haishin.rules.writing import Stretch, Writing, problems

ID = "vague-title"
SEVERITY = Severity.WARNING
NAME = Text("何か分からない件名", "A vague title")
SUMMARY = "件名だけでは何があったのか分からないときは、場所と事案を書いてください。"

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
    ("vague", changed(_TITLE, "ご確認ください【前橋市】")),
    ("vague", changed(_TITLE, "詐欺")),
)

_WRITTEN = re.compile(r"\w")
_MARKS = re.compile(r"[\W_]+")
_ASKED = re.compile("(?:情報提供|通報)のお願い|テスト配信|配信テスト")
# Words that tell the kind of the mail, or where it comes from: beside a place they are no mere call.
_KIND = re.compile(
    "不審|防犯|交通|事[件故案]|犯罪|規制|被害|安[全心]|変な人|怪しい|通報|情報|速報|報告|警[察報戒]|県警|署|本部|続|詳細|第一報|広報|だより|ニュース|テスト|訂正"
)
_PLACE = re.compile(r"(?:[一-龠々ヶケァ-ヴーぁ-ん]{1,7}?(?:[都府県市区郡町村]|(?<=北海)道)){1,3}")
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
    if not _WRITTEN.search(title) or _ASKED.search(title):
        return
    bare = _MARKS.sub("", title) in contract.wording.lists.get("bare_titles", ())
    vague, mere = _patterns(contract)
    if bare or vague.fullmatch(title) or _calls(title, mere):
        yield Stretch("title", 0, len(writing.title), "vague", {"word": title})


def check(document: Document, context: Context) -> Iterator[Problem]:
    """Needs the alert."""
    return problems(document, context, look)


def _calls(title: str, mere: re.Pattern[str]) -> bool:
    """Whether it is a place and a mere call."""
    call = _PLACE.sub("", title, count=1)
    return call != title and _WRITTEN.search(call) is not None and mere.fullmatch(call) is not None


@of_last
def _patterns(contract: Contract) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Nothing but vague words (who sends is one); nothing but a mere call."""
    words = contract.wording.lists["vague_titles"]
    units = (unit.name for unit in contract.organization.units.values())
    return _nothing_but(*words, *units), _nothing_but(*(word for word in words if not _KIND.search(word)))


def _nothing_but(*words: str) -> re.Pattern[str]:
    """Such words, joints, digits and signs, the longest first and never tried again."""
    parts = "|".join(map(re.escape, sorted((*words, *_JOINTS), key=len, reverse=True)))
    return re.compile(rf"(?:{parts}|[\W\d_])++")
