"""Private phone numbers.

Finds numbers of the Japanese numbering plan by shape alone (geographic 10 digits; 050, 060, 070, 080, 090 with 11;
+81), in any grouping, over a line break too. Whether the block is assigned does not matter.
Passes: what the contract lists, police stations (…-0110), free and public lines (0120, 0800-, 0570), partial numbers,
and a geographic or 050 number behind an office of ``public_offices`` or a section (〜課, 〜委員会) where no other owner
stands between (駅前の山田商店, 職員), before one in brackets, or after its sentence with 電話 alone, and no private
person there.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import PRIVATE, Passage, around, found
from haishin.text.seeking import begun

KIND = "phone"
_S = r"[-\s./・()のー〜~_、「」]{0,3}"
_FIRST = re.compile(r"[0+(](?<![0-9.,].)(?<![0-9]-.)(?:(?<![A-Za-z].)|(?<=[LlXx].))")  # behind TEL, FAX
_NUMBER = re.compile(
    rf"(?P<world>\(?(?:\+\s?|00)81\)?{_S}(?:\(?0\)?{_S})?(?P<rest>[1-9](?:{_S}[0-9]){{8,9}}))(?![0-9])"
    rf"|\(?(?P<mobile>0{_S}[5-9]{_S}0(?:{_S}[0-9]){{8}})(?!-?[0-9])"
    rf"|\(?(?P<fixed>0{_S}[1-9](?:{_S}[0-9]){{8}})(?!-?[0-9])"
)
_FREE = re.compile(r"\(?(?:0120|0570|0800[-() ]|0180|0990)")
_GROUP = re.compile(r"[0-9]+")
_OWNER = re.compile(
    r"[をがで。「]|商店|商会|[^支分]店|酒造|工業|工務|建設|医院|薬局|クリニック|株式|有限|会社|\(株|\(有|不動産"
    r"|氏|さん|[男女]性?[のが、]|住民|来た|者\s?:|(?:氏名|名前|本人|自宅|携帯)\s?:|職員|署員|近くの|前の|隣の|裏の"
)
# What may stand between an office and its number, and before a number that goes on from the sentence before.
_DESK = (
    r"(?:[\s・■●◆☎※:「(]|[「『][^」』]{1,15}[」』]|の?(?:代表|直通|夜間|昼間)|の?お?(?:電話|予約|相談|申し?込み?"
    r"|問い?合わせ)|TEL|番号|連絡"
    r"|案内|受付|先|[はがもでへ]、?)"
)
_LINK = re.compile(rf"{_DESK}+$", re.IGNORECASE)
_ONLY = re.compile(rf"{_DESK}*(?:お?電話|TEL|☎|代表|お?問い?合わせ){_DESK}*", re.IGNORECASE)
# A public line with a number sign, and its number for telephones that do not know the sign.
_LINE = re.compile(
    r"#[0-9]{4}[」』(、・/\s]*(?:(?:または|又は|もしくは)[「(]?|[^0-9。\n]{0,12}(?:場合|以外)[はで]、?)?$"
)
_DEAF = re.compile("(?:聴覚|言葉|言語|耳)[^。]{0,24}(?:FAX|ファ[クッ])[^0-9。]{0,6}$", re.IGNORECASE)
# Without its area code, as people of a town tell it.
_LOCAL = re.compile(
    r"(?:電話|TEL)(?:番号)?[はがも:\s(「]{0,3}(?P<number>[2-9][0-9]{1,3}-[0-9]{4})(?![-0-9])", re.IGNORECASE
)
_BRACKET = re.compile(r"\s?\([^)]{2,20}\)")
_FOR = re.compile(
    "犯罪被害者|(?:被害者|少年|児童|家族|女性|子供|こども)[一-龥ァ-ヺー・]{0,8}"  # for whom an office is
    "(?:センター|支援|室|電話|ホットライン|窓口|所|課|係|コーナー|110番)"
)
_NOT = re.compile(r"(?:受理|事件|広報|整理|管理|伝票|注文|製造|型)番号[はが:： 「]{0,3}$|第$|No\.?\s?$")


def find(passage: Passage) -> Iterator[Found]:
    """Every number that is nobody's public one."""
    view = passage.digits
    for match in begun(_FIRST, _NUMBER, view.text):
        number = re.sub("[^0-9]", "", match["rest"] or match["mobile"] or match["fixed"])
        groups = _GROUP.findall(match[0])
        if match["rest"]:
            number = "0" + number
        elif (match["fixed"] and all(len(group) == 2 for group in groups)) or _FREE.match(match[0]):  # of a lottery
            continue
        before, after = around(view.text, match.start(), match.end())
        if passage.public.phone(number) or _NOT.search(before):
            continue
        if (len(number) == 10 or number.startswith("050")) and _office(passage, match.start(), before, after):
            continue
        yield found(view, match.start(), match.end())
    for match in _LOCAL.finditer(view.text):
        before, after = around(view.text, match.start(), match.end())
        if PRIVATE.search(f"{before}|{after[:6]}") and not match["number"].endswith("0110"):
            yield found(view, *match.span("number"))


def _office(passage: Passage, start: int, before: str, after: str) -> bool:
    """Whether the number belongs to the office in brackets behind it, or to the one named last before it with no
    other owner between.
    """
    offices, text = passage.public.offices, passage.digits.text
    behind = _BRACKET.match(after)
    theirs = behind is not None and offices.search(behind[0]) is not None and not _OWNER.search(behind[0])
    tail = behind[0] if behind and theirs else after[:6]
    theirs = theirs or any(one.search(text, max(0, start - 50), start) for one in (_LINE, _DEAF))
    if not theirs:
        near = max(0, start - 60)
        named = [office.span() for office in offices.finditer(text, near, start)]
        if named and _ONLY.fullmatch(before):  # 電話 alone: the office of the last sentence that names one
            theirs, before = True, around(text, named[-1][0], named[-1][0])[0] + text[named[-1][0] : start]
        elif named:
            link = _LINK.search(text, named[-1][1], start)
            theirs = not _OWNER.search(text, named[-1][1], link.start() if link else start)
    return theirs and not PRIVATE.search(_FOR.sub("", f"{before}|{tail}"))
