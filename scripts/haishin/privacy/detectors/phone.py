"""Private phone numbers.

Finds numbers of the Japanese numbering plan by shape alone (geographic 10 digits; 050, 060, 070, 080, 090 with 11;
+81), in any grouping and spelling, over a line break too; a geographic one with a digit too many where the words
before, or a listed number with it, tell what it is; one without its area code behind 電話, beside a private person.
Whether the block is assigned does not matter.
Passes: what the contract lists, police stations (…-0110), free and public lines (0120, 0800-, 0570, 0180), foreign
and partial numbers, what goes on from a letter (A08-…), and a geographic or 050 number behind an office of
``public_offices`` or a section (〜課, 〜委員会) where no other owner stands between (駅前の山田商店, 職員), before one
in brackets or a line such as #9110, or after its sentence with 電話 alone, and no private person there.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import PRIVATE, Passage, around, found
from haishin.privacy.seeking import begun

KIND = "phone"
_S = r"[-;局番\s./・()のとノ之_,、~〜*:→⇒=…★☆♪'|「」【】〔〕\[\]]{0,3}"
_FIRST = re.compile(r"[0+(\[〔【](?<![0-9.,].)(?<![0-9]-.)(?:(?<![A-Za-z].)|(?<=[LlXx].))")  # behind TEL, FAX
_NUMBER = re.compile(
    r"(?:"
    rf"(?P<world>(?:\+\s?|\(\+|00|010[- ]?)81{_S}(?:\(?0\)?{_S})?(?P<rest>[1-9](?:{_S}[0-9]){{8,9}}))(?![0-9])"
    rf"|[(\[〔【]?(?P<mobile>0{_S}[5-9]{_S}0(?:{_S}[0-9]){{8}})(?!-?[0-9])"
    rf"|[(\[〔【]?(?P<fixed>0{_S}[1-9](?:{_S}[0-9]){{8}})(?!-?[0-9]))"
)
# One digit too many, a slip of the pen, where the words before or a listed number in it tell what it is.
_SLIP = re.compile(r"0[0-9]{1,4}[^0-9]{1,3}[0-9]{2,4}[^0-9]{1,3}[0-9]{4,5}(?![-0-9])|0[0-9]{10,11}(?![-0-9])")
_MOBILE = re.compile("0[5-9]0")
# Without its area code, as people of a town tell it.
_LOCAL = re.compile(
    r"(?:電話|TEL|[☎℡])(?:番号)?[はがも:：\s(「]{0,3}(?P<number>[2-9][0-9]{1,3}-[0-9]{4})(?![-0-9])", re.IGNORECASE
)
_SLIPPED = re.compile("電話|連絡|折り返し|携帯|自宅|宅|TEL", re.IGNORECASE)
_FREE = re.compile(r"\(?(?:0120|0570|0800[-() ]|0180|0990)")
_GROUP = re.compile(r"[0-9]+")
_OWNER = re.compile(
    r"[をがで。「]|商店|商会|[^支分]店|酒造|工業|工務|建設|医院|薬局|クリニック|株式|有限|会社|\(株|\(有|不動産"
    r"|氏|さん|[男女]性?[のが、]|住民|来た|者\s?:|(?:氏名|名前|本人|自宅|携帯)\s?:|職員|署員|近くの|前の|隣の|裏の"
)
# What may stand between an office and its number, and before a number that goes on from the sentence before.
_DESK = (
    r"(?:[\s・■●◆☎℡※:「(]|[「『][^」』]{1,15}[」』]|の?(?:代表|直通|夜間|昼間|新|旧)|の?お?(?:電話|予約|相談|申し?込み?|問い?合わせ)|TEL|Tel|tel|番号|連絡"
    r"|案内|受付|先|[はがもでへ]、?)"
)
_LINK = re.compile(rf"{_DESK}+$")
_ONLY = re.compile(rf"{_DESK}*(?:お?電話|TEL|Tel|tel|☎|℡|代表|お?問い?合わせ){_DESK}*")
# A public line with a number sign, and its number for telephones that do not know the sign.
_LINE = re.compile(
    r"#[0-9]{4}[」』]?(?:\s?[(、・/]|\s|(?=また|又|もしく))(?:つながらない|繋がらない)?(?P<between>[^0-9#。\n]{0,16})$"
)
_BRACKET = re.compile(r"\s?\([^)]{2,20}\)")
_TOWN = re.compile(r"(?:^|[はがを、。(「\s])[市町村県区]の?\s?$")
_DEAF = re.compile("(?:聴覚|言語|耳|話す|聞こえ)[^。]{0,24}(?:FAX|ファク|ファックス)[^0-9。]{0,6}$", re.IGNORECASE)
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
        if match["rest"]:
            number = "0" + number
        elif match["fixed"] and all(len(group) == 2 for group in _GROUP.findall(match[0])):
            continue  # numbers of a lottery
        elif 6 < len(_GROUP.findall(match[0])) < len(number) or _FREE.match(match[0]):
            continue
        before, after = around(view.text, match.start(), match.end())
        if passage.public.phone(number) or _NOT.search(before):
            continue
        if (len(number) == 10 or number.startswith("050")) and _office(passage, match.start(), before, after):
            continue
        yield found(view, match.start(), match.end())
    for match in begun(_FIRST, _SLIP, view.text):
        digits = re.sub("[^0-9]", "", match[0])
        before, _ = around(view.text, match.start(), match.end(), 20)
        slipped = passage.public.phone(digits[:-1]) or (_SLIPPED.search(before) and not _NOT.search(before))
        if slipped and len(digits) == (12 if _MOBILE.match(digits) else 11) and not _FREE.match(match[0]):
            yield found(view, match.start(), match.end())
    for match in _LOCAL.finditer(view.text):
        before, after = around(view.text, match.start(), match.end())
        if PRIVATE.search(f"{before}|{after[:6]}") and not match["number"].endswith("0110"):
            yield found(view, *match.span("number"))


def _office(passage: Passage, start: int, before: str, after: str) -> bool:
    """Whether the number belongs to the office in brackets behind it, or to the one named last before it with no
    other owner between.
    """
    offices = passage.public.offices
    text = passage.digits.text
    told = _BRACKET.match(after)
    named = list(offices.finditer(text, max(0, start - 50), start))
    link = _LINK.search(text, named[-1].end(), start) if named else None
    theirs = bool(named) and not _OWNER.search(text, named[-1].end(), link.start() if link else start)
    behind = told is not None and offices.search(told[0]) is not None and not _OWNER.search(told[0])
    if _ONLY.fullmatch(before):  # 電話 alone: the office of the last sentence that names one
        near = text[max(0, start - 60) : start]
        named = list(offices.finditer(near))
        theirs = bool(named)
        before = near[named[-1].start() - len(around(near, named[-1].start(), start)[0]) :] if named else near
    line = _LINE.search(text, max(0, start - 25), start)
    theirs = theirs or (line is not None and not _OWNER.search(line["between"].rstrip("「")))
    theirs = theirs or _TOWN.search(text, max(0, start - 4), start) is not None
    theirs = theirs or _DEAF.search(text, max(0, start - 50), start) is not None
    return (theirs or behind) and not PRIVATE.search(
        _FOR.sub("", f"{before}|{told[0] if behind and told else after[:6]}")
    )
