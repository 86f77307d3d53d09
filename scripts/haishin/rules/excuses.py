"""When a listed phrase passes where it stands: as advice, in a swindler's script, of everybody who does such things."""

from __future__ import annotations

import re

from haishin.contract import Contract
from haishin.rules.phrases import sentence, swindle
from haishin.rules.writing import Writing

_ADVICE = re.compile(
    "(?![^。\n]{0,40}?(?:ざるを得|言えない))[^。\n]{0,40}(?:ない|なく|ません|なさらず|せず|ぬよう|控え|やめ|避け(?!られた)|防(?!げた))"
)
_SOUGHT = re.compile("逃走|逃げ|身長|捜し|追って|見かけ|見掛け|手配|間違い|断定|潜|捕ま|特徴|似た|似て|立ち去")
_WAY = re.compile("[^。\n]{0,24}?(?:手口|留守|無施錠|下見|狙って|人目|嫌|あきらめ|諦め)")
_HABIT = re.compile(
    "手口|留守|無施錠|無締まり|施錠|狙って|下見|嫌|侵入を|あきらめ|諦め|傾向|よう(?:な|に)|ので|ため、|おそれ|対策|防犯"
)
_SPECIFIC = re.compile(
    "ました|ています|でいます|でした|た[。、]|歳|代|男|女|目撃|着|付近|発見|情報|心当たり|車|バイク|方面"
)
# What no advice follows: 盗まれて当然です; and its denial.
_SETTLED = re.compile(
    "当然|当たり前|あたりまえ|仕方|しかた|しょうが|文句|無理|やむ|自業自得|ばかりに|せいで|べくして|否め"
)
_DENIED = re.compile("(?:で|じゃ)(?:は|も)?(?:あり|な)|な(?:こと|わけ|もの)で|と(?:は|いう|言う)")
_CAUSE = re.compile("[原一]因|不注意|注意散漫|注意力")
_TRAFFIC = re.compile(
    "運転|速度|スピード|ハンドル|ブレーキ|前方|脇見|わき見|凍結|衝突|追突|火災|火事|たき火|たばこ|雪|雨"
)

_MISSED = re.compile("行方|家出|迷い|帰宅して|捜して|探して")
_PERSON = re.compile("国?籍の(?:方|[女男]性|お?子|児童|生徒|学生|留学生|技能実習生)")


def never(_writing: Writing, _contract: Contract, _text: str, _start: int, _end: int) -> bool:
    """Nothing excuses it."""
    return False


def advice(_writing: Writing, _contract: Contract, text: str, start: int, end: int) -> bool:
    """Said as advice (不用意に近づかないでください), or of what caused an accident or a fire."""
    if _SETTLED.search(text, start, end):
        return _DENIED.match(text, end) is not None
    if _ADVICE.match(text, end) and not text.endswith("足り", start, end):
        return True
    return _CAUSE.search(text, start, end) is not None and _TRAFFIC.search(sentence(text, start, end)) is not None


def generic(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """犯人 as everybody who does such things: in warnings of a swindle, in advice how not to become a victim."""
    if text.startswith("に違い", start) or "間違いな" in text[start:end] or "間違いありません" in text[start:end]:
        return swindle(writing, contract)
    if not text.startswith("犯人", start):
        return False
    around = sentence(text, start, end)
    if swindle(writing, contract) or _WAY.match(text, end):
        return True
    return not _SOUGHT.search(around) and bool(_HABIT.search(around) or not _SPECIFIC.search(around))


def told_origin(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """The nationality that a report of an arrest gives as a fact, or a swindler as his own, or that of somebody
    missing; impressions never.
    """
    if _PERSON.match(text, end) and any(_MISSED.search(field) for _, field in writing.fields):
        return True
    told = (
        swindle(writing, contract)
        or writing.content in contract.policy.press.arrest_contents
        or (writing.content is None and writing.arrest)
    )
    return told and text[start:end] not in ("外人", "不良外国人")


def consented(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """The family agreed to say what helps to find a missing person."""
    return writing.case == contract.policy.consent.case and not text.startswith(("風", "らしい"), end - 1)
