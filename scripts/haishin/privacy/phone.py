"""Private phone numbers.

Finds numbers of the Japanese numbering plan by shape alone (geographic 10 digits; 050, 060, 070, 080, 090 with 11;
+81), in any grouping and spelling, over a line break too. Whether the block is assigned does not matter.
Passes: what the contract lists, police stations (…-0110), free and public lines (0120, 0800-, 0570, 0180), foreign
and partial numbers, and a geographic number behind an office of ``public_offices`` or a section (〜課, 〜委員会) where
no other owner stands between (駅前の山田商店, 職員), or before one in brackets, and no private person in the sentence.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import PRIVATE, Passage, around, found
from haishin.privacy.seeking import begun

KIND = "phone"
_S = r"[-;局番\s./・()のノ之_,、~〜*:→=|「」【】〔〕\[\]]{0,3}"
_FIRST = re.compile(r"[0+(\[〔【](?<![0-9.,].)(?<![0-9]-.)")
_NUMBER = re.compile(
    r"(?:"
    rf"(?P<world>(?:\+\s?|\(\+|00|010[- ]?)81{_S}(?:\(?0\)?{_S})?(?P<rest>[1-9](?:{_S}[0-9]){{8,9}}))(?![0-9])"
    rf"|[(\[〔【]?(?P<mobile>0{_S}[5-9]{_S}0(?:{_S}[0-9]){{8}})(?!-?[0-9])"
    rf"|[(\[〔【]?(?P<fixed>0{_S}[1-9](?:{_S}[0-9]){{8}})(?!-?[0-9]))"
)
_FREE = re.compile(r"\(?(?:0120|0570|0800[-() ]|0180|0990)")
_GROUP = re.compile(r"[0-9]+")
_OWNER = re.compile(
    r"[をがで。「]|商店|商会|[^支分]店|酒造|工業|工務|建設|医院|薬局|クリニック|株式|有限|会社|\(株|\(有|不動産"
    r"|氏|さん|者\s?:|(?:氏名|名前|本人|自宅|携帯)\s?:|職員|署員|近くの|前の|隣の|裏の"
)
_BRACKET = re.compile(r"\s?\([^)]{2,20}\)")
_FOR = re.compile(
    "(?:被害者|少年|児童|家族|女性)[一-龥]{0,6}(?:センター|室|電話|窓口|所|課|係)"
)  # for whom an office is
_NOT = re.compile(r"(?:受理|事件|広報|整理|管理|伝票|注文|製造|型)番号[はが:： ]{0,2}$|第$|No\.?\s?$")


def find(passage: Passage) -> Iterator[Found]:
    """Every number that is nobody's public one."""
    view = passage.digits
    for match in begun(_FIRST, _NUMBER, view.text):
        number = re.sub("[^0-9]", "", match["rest"] or match["mobile"] or match["fixed"])
        if match["rest"]:
            number = "0" + number
        elif match["fixed"] and all(len(group) == 2 for group in _GROUP.findall(match[0])):
            continue  # numbers of a lottery
        elif 6 < len(_GROUP.findall(match[0])) < len(number) or _FREE.match(match[0]):
            continue
        before, after = around(view.text, match.start(), match.end())
        if passage.public.phone(number) or _NOT.search(before):
            continue
        if not match["mobile"] and len(number) == 10 and _office(passage, match.start(), before, after):
            continue
        yield found(view, match.start(), match.end())


def _office(passage: Passage, start: int, before: str, after: str) -> bool:
    """Whether the number belongs to the office in brackets behind it, or to the one named last before it with no
    other owner between.
    """
    offices = passage.public.offices
    told = _BRACKET.match(after)
    near = passage.digits.text[max(0, start - 50) : start]
    named = list(offices.finditer(near))
    theirs = bool(named) and not _OWNER.search(near, named[-1].end())
    behind = told is not None and offices.search(told[0]) is not None and not _OWNER.search(told[0])
    return (theirs or behind) and not PRIVATE.search(
        _FOR.sub("", f"{before}|{told[0] if behind and told else after[:6]}")
    )
