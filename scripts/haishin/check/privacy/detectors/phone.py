"""Private phone numbers.

Finds numbers of the Japanese numbering plan by shape alone (geographic 10 digits; 050, 060, 070, 080, 090 with 11;
+81), in any grouping (45局の8832番), from behind (5678、頭は090-1234). Whether the block is assigned does not matter.
Passes: what the contract lists, police stations (…-0110), free and public lines (0120, 0800-, 0570), partial numbers,
and a geographic or 050 number behind an office of ``public_offices`` or a section (〜課, 〜委員会) where no other owner
stands between (駅前の山田商店, 職員), before one in brackets, or after its sentence with 電話 alone, and no private
person there. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.privacy.detector import PRIVATE, Candidate, Detector, Passage, around
from haishin.check.privacy.detectors.numbers import HEAD
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import begun

# Signs between the halves of a number, and words: (0276)45局の8832番, 090-1234のあと5678, 080-2299-(下4けた)7015.
_S = (
    r"(?:[-\s./・()のー〜~_、「」|=*→]{0,3}|\s?局番?[はの、\s]{0,2}|\(?ハイフン\)?"
    "|[^0-9。\n始]{0,8}(?:あと|続[けきい]|残り|局番|番号|下(?:[24](?:けた|桁))?|末尾|最後|真ん中|順)[^0-9。\n始]{0,6})"
)
_FIRST = lazy(r"[0+(](?<![0-9,].)(?<![0-9]\..)(?<![0-9]-.)(?:(?<![A-Za-z].)|(?<=[LlXx].))")  # behind TEL, FAX
_NUMBER = lazy(
    rf"(?P<world>\(?(?:\+\s?|00)81\)?{_S}(?:\(?0\)?{_S})?(?P<rest>[1-9](?:{_S}[0-9]){{8,9}}))(?![0-9])"
    rf"|\(?(?P<mobile>0{_S}[5-9]{_S}0(?:{_S}[0-9]){{8}})(?!-?[0-9])"
    rf"|\(?(?P<fixed>0{_S}[1-9](?:{_S}[0-9]){{8}})(?!-?[0-9])"
)
_BACK = lazy(rf"([0-9](?<![0-9].)(?:-?[0-9]){{3,9}})[」』)(、で]{{0,3}}{HEAD}(0[0-9]{{0,4}}(?:[-の]?[0-9]{{4}})?)")
_FREE = lazy(r"\(?(?:0120|0570|0800[-() ]|0180|0990)")
_PAIRS = lazy(r"\(?[0-9]{2}(?:[^0-9]+[0-9]{2})+")
_OWNER = lazy(
    r"[をがで。「]|持ち主|所有者|農家|飼い主|商店|商会|[^支分]店|酒造|工業|工務|建設|医院|薬局|クリニック|株式|有限|会社|\(株|\(有|不動産"
    r"|氏|さん|[男女]性?[のが、]|住民|来た|者\s?:|(?:氏名|名前|本人|自宅|携帯)\s?:|職員|署員|近くの|前の|隣の|裏の"
)
# What may stand between an office and its number, and before a number that goes on from the sentence before.
_DESK = (
    r"(?:[\s・■●◆☎※:「(]|[「『][^」』]{1,15}[」』]|の?(?:代表|直通|夜間|昼間)|の?お?(?:電話|予約|相談|申し?込み?"
    r"|問い?合わせ)|TEL|番号|連絡|案内|受付|先|[はがもでへ]、?)"
)
_LINK = lazy(rf"{_DESK}+$", re.IGNORECASE)
_ONLY = lazy(rf"{_DESK}*(?:お?電話|TEL|☎|代表|お?問い?合わせ){_DESK}*", re.IGNORECASE)
# A public line with a number sign, and its number for telephones that do not know the sign.
_LINE = lazy(r"#[0-9]{4}[」』(、・/\s]*(?:(?:または|又は|もしくは)[「(]?|[^0-9。\n]{0,12}(?:場合|以外)[はで]、?)?$")
_DEAF = lazy("(?:聴覚|言葉|言語|耳)[^。]{0,24}(?:FAX|ファ[クッ])[^0-9。]{0,6}$", re.IGNORECASE)
# Without its area code, as people of a town tell it.
_LOCAL = lazy(
    r"(?i:電話|TEL)(?:番号)?[はがも:\s(「]{0,3}(?P<number>[2-9][0-9]{1,3}(?:[-の]|局の?)[0-9]{4})(?![-0-9])|(?P<desk>[2-9][0-9]{1,3}局の?、?[0-9]{4}(?:番|(?=[)」])))"
)
_BRACKET = lazy(r"\s?\([^)]{2,20}\)")
_FOR = lazy(
    "犯罪被害者|(?:被害者|少年|児童|家族|女性|子供|こども)[一-龥ァ-ヺー・]{0,8}"  # for whom an office is
    "(?:センター|支援|室|電話|ホットライン|窓口|所|課|係|コーナー|110番)"
)
_NOT = lazy(r"(?:受理|事件|広報|整理|管理|伝票|注文|製造|型)番号[はが:： 「]{0,3}$|第$|No\.?\s?$")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield whole numbers, and numbers without their area code beside words that make them private."""
    for match in begun(_FIRST, _NUMBER, text):
        number = re.sub("[^0-9]", "", match["rest"] or match["mobile"] or match["fixed"])
        if match["rest"]:
            number = f"0{number}"
        yield Candidate(text, *match.span(), value=number)
    for match in _BACK.finditer(text):
        number = re.sub("[^0-9]", "", match[2] + match[1])
        if 9 < len(number) < 12:
            yield Candidate(text, *match.span(), value=number)
    for match in _LOCAL.finditer(text):
        before, after = around(text, match.start(), match.end())
        private = match["desk"] or PRIVATE.search(f"{before}|{after[:6]}")
        if private and not match[match.lastgroup or 0].endswith("0110"):
            yield Candidate(text, *match.span(match.lastgroup or 0))


def of_nobody(candidate: Candidate, _: Passage) -> bool:
    """Whether it is a line that its owner pays for or that only services have, or pairs of digits, as of a lottery."""
    return _FREE.match(candidate.written) is not None or _PAIRS.fullmatch(candidate.written) is not None


def listed(candidate: Candidate, passage: Passage) -> bool:
    """Whether the contract lists the number, or it is a police station's."""
    return passage.public.phone(candidate.value)


def numbered_otherwise(candidate: Candidate, _: Passage) -> bool:
    """Whether it is the number of a paper or of a thing."""
    return _NOT.search(candidate.around()[0]) is not None


def of_an_office(candidate: Candidate, passage: Passage) -> bool:
    """Whether it is the number of an office.

    The office stands in brackets behind it, or was named last before it with no other owner between. Never a mobile
    number.
    """
    if len(candidate.value) != 10 and not candidate.value.startswith("050"):
        return False
    text, start = candidate.text, candidate.start
    before, after = candidate.around()
    offices = passage.public.offices
    behind = _BRACKET.match(after)
    theirs = behind is not None and offices.search(behind[0]) is not None and not _OWNER.search(behind[0])
    tail = behind[0] if behind and theirs else after[:6]
    theirs = theirs or any(pattern.search(text, max(0, start - 50), start) for pattern in (_LINE, _DEAF))
    if not theirs:
        near = max(0, start - 60)
        named = [office.span() for office in offices.finditer(text, near, start)]
        if named and _ONLY.fullmatch(before):  # 電話 alone: the office of the last sentence that names one
            theirs, before = True, around(text, named[-1][0], named[-1][0])[0] + text[named[-1][0] : start]
        elif named:
            end = start
            if link := _LINK.search(text, named[-1][1], start):
                end = link.start()
            theirs = not _OWNER.search(text, named[-1][1], end)
    return theirs and not PRIVATE.search(_FOR.sub("", f"{before}|{tail}"))


DETECTOR = Detector(
    kind="phone",
    reads=lambda passage: passage.digits,
    cue=lazy(rf"[0-9](?:(?:{_S}[0-9]){{7}}|[-の局]の?、?[0-9]{{4}}|[」』)(、で]{{1,3}}{HEAD}0)"),
    find=_find,
    filters=(of_nobody, listed, numbered_otherwise, of_an_office),
)
