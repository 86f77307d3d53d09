"""What the searches for names share: roles, aliases, and whether letters look like a name."""

from __future__ import annotations

import re

from haishin.privacy import nameforms as forms
from haishin.privacy.nameforms import K

MIXED = re.compile(rf"(?P<surname>[{K}]{{1,4}})(?P<given>[ぁ-ん]{{1,3}}[{K}]|[ぁ-ん]{{2,4}}|[ァ-ヺー]{{2,5}})$")
_ALIAS = re.compile(
    r"[ 」』\"]{0,2}(?:さん|氏|様)?[ 」』\"]{0,2}(?:を名乗|と名乗|などと名乗|をかた|をカタ|"
    r"を騙|を装|と称|を称|なる(?:人物|男|女)|と偽|になりすま|といいます|と申し|と言い|という(?:名|"
    r"男|女|職員|人物|者|警察官|架空|偽|ニセ)|です[。」がけ、]|だ[。」]|と言う)"
)
_QUOTED_ALIAS = re.compile(r"「[^」。]{0,30}$")
NAMED = re.compile(r"を名乗|と名乗|などと名乗|をかた|を騙|を装|と称|を称|と偽|になりすま|なる(?:人物|男|女)")
ROLES = (
    "被害者|加害者|被疑者|容疑者|犯人|目撃者|通報者|届出人|届け出人|相談者|運転者|運転手|"
    "同乗者|関係者|会社員|会社役員|自営業|農業|無職|パート従業員|アルバイト|店員|店長|社長"
    "|役員|住人|住民|隣人|世帯主|所有者|持ち主|飼い主|保護者|父親|母親|父|母|妻|夫|長男|長"
    "女|次男|次女"
    "|二男|二女|三男|三女|息子|娘|孫|祖母|祖父|行方不明者|不明者|本人|児童|生徒|園児|学生"
    "|大学生|高校生|中学生|小学生|担任|教諭|教師|少年|少女|男性|女性|男児|女児|男|女|知人"
    "|友人|交際相手|申告者|発見者|遺族|喪主|親族|叔父|叔母|代表|会長|班長|区長|隊長|民生委"
    "員|受け子|出し子|指示役|名義人|契約者|申込者|同僚|上司|元夫|元妻"
    "|死者|負傷者|歩行者|乗客|従業員|作業員|医師|看護師|介護士|公務員|団体職員|技能実習生"
    "|留学生|主犯|共犯|共犯者|首謀者|不審者|行為者|迷い人|家出人|相手|相手方|遺失者|落とし"
    "主|拾得者|連絡係|担当者|窓口|証人|参考人|目撃者|通行人|第一発見者|救助者|転落者|遭難"
    "者|登山者|入居者|借主|大家|管理人|手配中|逃走中|所在不明|自称|たの|兄|弟|姉|妹|家族|委員|組長|組員|幹部"
)
LABELS = (
    "被害者名|被疑者名|加害者名|氏名|名前|本名|実名|姓名|フルネーム|お名前|容疑者名|名義|"
    "口座名義|名札|表札|署名|宛名|なまえ|シメイ"
)
_ROLE = rf"(?:{ROLES}|{LABELS}|署長|課長|部長|巡査|警部|会社|代表|同|元|故|亡)"
ROLE_WORDS = tuple(_ROLE[3:-1].split("|"))
ROLE_INSIDE = re.compile(_ROLE)


def alias(text: str, start: int, end: int) -> bool:
    """Whether that is what a swindler calls himself."""
    behind = _ALIAS.match(text, end)
    if behind is None:
        return False
    if NAMED.search(behind[0]):
        return True
    return bool(_QUOTED_ALIAS.search(text[max(0, start - 31) : start]))


def name_like(given: str) -> bool:
    """Whether that is written as a given name, by the letters alone."""
    return bool(given) and (
        given in forms.COMMON
        or (len(given) < 4 and all(letter in forms.LAST for letter in given) and not given.endswith(forms.NOT_GIVEN))
    )


def known_pair(written: str, strict: bool = False) -> bool:
    """Whether two kana words are surname and given name; ``strict`` where nothing around says so."""
    first, _, second = forms.katakana(re.sub("[ \n・]", " ", written)).partition(" ")
    if strict:
        return second in forms.KANA and (first in forms.SURNAME_KANA or (len(second) > 3 and "ー" not in first))
    return (first in forms.SURNAME_KANA and (second in forms.KANA or len(second) > 2)) or (
        second in forms.KANA and len(second) > 2
    )


def full(kana: str) -> bool:
    """A surname's reading directly followed by a given name's."""
    return any(kana[:size] in forms.SURNAME_KANA and kana[size:] in forms.KANA for size in range(2, len(kana) - 1))


def half(kana: str) -> bool:
    """A given name of three sounds and more behind two and more that could be a surname's."""
    return any(kana[size:] in forms.KANA and len(kana[size:]) > 2 for size in range(2, min(6, len(kana) - 2)))
