"""Rule ``vague-title``: a title that does not say what happened (5(1)): 「お知らせ」「重要なお知らせ」「詐欺」.

A place beside the kind of the mail is enough (不審者情報（前橋市）), alone or beside a mere call it is not
(石倉町, 気を付けて！（前橋市）). Requests may stand alone (情報提供のお願い), and so may whom to call (＃9110).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading, Writing
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import rows
from haishin.core.contract import Contract
from haishin.core.contract.drafts import blank, usual_draft
from haishin.core.model import Severity, Text

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
    "vague": Text("「{usual}」のように、場所と事案を書いてください。", "Name the place and the matter, as in {usual}.")
}
_TITLE = "下校中の児童に対する声かけ事案の発生"
GOOD = (SAMPLE, changed(_TITLE, "訂正のお知らせ"), changed(_TITLE, "【緊急】熊出没注意"))
BAD = (
    ("vague", changed(_TITLE, "お知らせ")),
    ("vague", changed(_TITLE, "【重要】不審者情報について")),
    ("vague", changed(_TITLE, "県警からのお知らせ（第2報）")),
    ("vague", changed(_TITLE, "ご確認ください【前橋市】")),
    ("vague", changed(_TITLE, "詐欺")),
    ("vague", changed(_TITLE, "前橋市文京町")),
    ("vague", changed(_TITLE, "。")),
)

_ANY = "＜＜町＞＞、＜＜だれ＞＞が＜＜何＞＞"
_LETTER, _LEAST = re.compile("[ぁ-んァ-ヶ一-龠々]"), 2  # null, test, 。
_ASKED = re.compile(r"(?:情報提供|通報)のお願い|不審なメール|テスト配信|配信テスト|[#＃]\d{4}")
PLACE = re.compile(r"(?:[一-龠々ヶケァ-ヴーぁ-ん]{1,7}?(?:[都府県市区郡町村]|(?<=北海)道)){1,3}")
_JOINTS = (
    "について|に関する|からの|への|より|です|して|から|こと|ところ|とおり|先日|その後|ご覧|詳細|第[一二三]?|ました|この|なし|"
    "[んまし出報号件ごおのをがにへはともやでな]"
)


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield the title if it is vague."""
    title = writing.title.strip()
    if vague(title, contract):
        values = {"word": title, "usual": usual_title(writing, contract)}
        yield Stretch("title", 0, len(writing.title), "vague", values)


def vague(title: str, contract: Contract) -> bool:
    """Whether a title does not say what happened."""
    if not title or _ASKED.search(title):
        return False
    if len(_LETTER.findall(title)) < _LEAST:
        return True
    nothing, mere = contract.once(_patterns)
    return nothing.fullmatch(title) is not None or _calls(title, mere)


def usual_title(writing: Writing, contract: Contract) -> str:
    """Find the usual title of such a matter, with blanks; of an unknown case a title of any."""
    if writing.category is None or writing.case is None:
        return _ANY
    kind = None if writing.follows is None else writing.follows.kind
    return blank(usual_draft(contract.drafts, writing.category, writing.case, writing.content or "", kind).title)


def check(reading: Reading) -> Iterator[Problem]:
    """Check the alert, if it was formed."""
    return problems(reading, look)


def _calls(title: str, mere: re.Pattern[str]) -> bool:
    """Whether it is a place alone, or with a mere call."""
    call = PLACE.sub("", title, count=1)
    return call != title and (re.search(r"\w", call) is None or mere.fullmatch(call) is not None)


def _patterns(contract: Contract) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Make the patterns of nothing but vague words (the sender is one), and of nothing but a mere call."""
    words = rows(ID, contract)
    units = (unit.name for unit in contract.organization.units.values())
    calls = (row.say for row in words if row.key == "call")
    return nothing_but(*(row.say for row in words), *units), nothing_but(*calls)


def nothing_but(*words: str) -> re.Pattern[str]:
    """Make the pattern of these words, joints, digits and signs alone, the longest first and never tried again."""
    parts = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?:{parts}|{_JOINTS}|[\W\d_])++")
