"""When a listed phrase passes where it stands: as advice, in a swindler's script, of everybody who does such things."""

from __future__ import annotations

import re

from haishin.contract import Contract
from haishin.rules.phrases import sentence, swindle
from haishin.rules.writing import Writing

_ADVICE = re.compile(
    "(?![^。\n]{0,40}?(?:ざるを得|言えない))[^。\n]{0,40}(?:ない|なく|ません|なさらず|せず|ぬよう|控え|やめ|避け|防)"
)
_SOUGHT = re.compile("逃走|逃げ|身長|捜し|追って|見かけ|見掛け|手配|間違い|断定|潜|捕ま|特徴|似た|似て|立ち去")
_WAY = re.compile("[^。\n]{0,24}?(?:手口|留守|無施錠|下見|狙って|人目|嫌|あきらめ|諦め)")
_HABIT = re.compile(
    "手口|留守|無施錠|無締まり|施錠|狙って|下見|嫌|侵入を|あきらめ|諦め|傾向|よう(?:な|に)|ので|ため、|おそれ|対策|防犯"
)
_SPECIFIC = re.compile(
    "ました|ています|でいます|でした|た[。、]|歳|代|男|女|目撃|着|付近|発見|情報|心当たり|車|バイク|方面"
)
_CAUSE = re.compile("原因|不注意|注意散漫|注意力")
_TRAFFIC = re.compile(
    "運転|速度|スピード|ハンドル|ブレーキ|前方|脇見|わき見|凍結|衝突|追突|火災|火事|たき火|たばこ|雪|雨"
)


def never(_writing: Writing, _contract: Contract, _text: str, _start: int, _end: int) -> bool:
    """Nothing excuses it."""
    return False


def advice(_writing: Writing, _contract: Contract, text: str, start: int, end: int) -> bool:
    """Said as advice (不用意に近づかないでください), or of what caused an accident or a fire."""
    if _ADVICE.match(text, end) and not text.endswith("足り", start, end):
        return True
    return _CAUSE.search(text, start, end) is not None and _TRAFFIC.search(sentence(text, start, end)) is not None


def script(writing: Writing, contract: Contract, text: str, start: int, _end: int) -> bool:
    """What a swindler tells: 「必ずもうかる」という話です."""
    return text[start - 1 : start] == "\ufffc" and swindle(writing, contract)


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
    """The nationality that a report of an arrest gives as a fact, or a swindler as his own; impressions never."""
    told = (
        swindle(writing, contract)
        or writing.content in contract.policy.press.arrest_contents
        or (writing.content is None and writing.arrest)
    )
    return told and text[start:end] not in ("外人", "不良外国人")


def consented(writing: Writing, contract: Contract, text: str, start: int, end: int) -> bool:
    """The family agreed to say what helps to find a missing person."""
    return writing.case == contract.policy.consent.case and not text.startswith(("風", "らしい"), end - 1)
