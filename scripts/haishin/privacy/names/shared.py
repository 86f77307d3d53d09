"""What the searches for names share: roles, aliases, and whether letters look like a name."""

from __future__ import annotations

import re
from functools import lru_cache

from haishin.privacy.names import forms, likeness
from haishin.privacy.names.forms import NOT_GIVEN, K
from haishin.privacy.seeking import either

FEMALE = "子江代枝美恵"  # behind kana: フサ子, みよ江
MIXED = re.compile(
    rf"(?P<surname>[{K}]{{1,4}})(?P<given>[ァ-ヺ]{{1,3}}[{FEMALE}]|[ぁ-ん]{{1,3}}[{K}]|[ぁ-ん]{{2,4}}|[ァ-ヺー]{{2,"
    rf"5}})$"
)
_OTHERS = rf"(?:[や・][{K} ァ-ヺー]{{2,10}}(?:さん|氏|様)?){{0,2}}(?:など|ら)?(?:の名前?)?"
_ALIAS = re.compile(
    rf"[ 」』\"]{{0,2}}(?:さん|氏|様)?[ 」』\"]{{0,2}}{_OTHERS}(?:からの(?:偽|不審|詐欺)|を名[乗の]|と名[乗の]"
    r"|などと名乗|をかた|をカタ|を騙|を装|と称|を称|なる(?:人物|男|女)|と偽|になりすま|といいます|と申し|と言い|という(?:名|"
    r"男|女|職員|人物|者|警察官|架空|偽|ニセ)|です[。」がけ、]|だ[。」]|(?:なん)?だけど|だよ|だが、|と言う)"
)
_QUOTED_ALIAS = re.compile(r"「[^」。]{0,30}$")
NAMED = re.compile(
    rf"{_OTHERS}(?:を名[乗の]|と名[乗の]|などと名乗|をかた|を騙|を装|と称|を称|と偽|になりすま|なる(?:人物|男|女))"
)
ROLES = (
    "受付|受理者|記入者|作成者|起案者|発信者|依頼者|届出者|報告者|提供者|来訪者|来庁者|参加者|主催者|店主|経営者|管理者|責任者|"
    "介護者|世話人|幹事|進行役|付添人|付き添い|助手席|後部座席|主犯格|リーダー格|実行役|見張り役|運び役|回収役|かけ子|告訴人|使用者|利用者|申請者|差出人|受取人|送り主|売り主|買い主|宿泊者|教員|講師|総代|協力者|証言者|診察券|"
    "名簿|逮捕者|出頭した|"
    "会員|園長|校長|教頭|教授|職員|警備員|作業者|釣り客|登山客|観光客|釣り人|信者|住職|議員|地主|家主|当事者|首"
    "謀者|のは|"
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
    "口座名義|名札|表札|署名|宛名|なまえ|シメイ|ナマエ|フリガナ|ふりがな|契約者名|使用者名|家出人名"
)
_ROLE = rf"(?:{ROLES}|{LABELS}|署長|課長|部長|巡査|警部|会社|代表|同|元|故|亡)"
ROLE_WORDS = tuple(_ROLE[3:-1].split("|"))
ROLE_INSIDE = re.compile(either(ROLE_WORDS))
PERSON_NOUN = tuple("者員手士師長人官役生男女性職業主婦妻夫父母兄姉弟妹")


def alias(text: str, start: int, end: int) -> bool:
    """Whether that is what a swindler calls himself."""
    behind = _ALIAS.match(text, end)
    if behind is None:
        return False
    if NAMED.search(behind[0]):
        return not (told_by_victim(text, start) or _MET.match(text, behind.end()) or _PROVEN.match(text, behind.end()))
    if behind[0].lstrip(" ")[:1] in ("」", "』") and "です" in behind[0]:  # not he says so, the mail does
        return False
    return bool(_QUOTED_ALIAS.search(text[max(0, start - 31) : start]))


_SUBJECT = re.compile(
    "(?:生徒|女児|男児|児童|園児|少年|少女|高齢者|高齢の.{0,2}性|お年寄り|本人|迷子)(?:は|が|、)[^。]{0,6}$"
)

_MET = re.compile(
    "(?:る|った|る迷子の|る高齢の?|る[0-9]{1,2}歳の)(?:少年|少女|男児|女児|園児|児童|生徒|男の子|女の子|子|お年寄り|高齢|女性|男性)"
)
_PROVEN = re.compile("[^。「」]{0,12}(?:免許証|保険証|身分証|在留カード|照会)[^。「」]{0,8}(?:確認|判明|一致|照合)")


def told_by_victim(text: str, start: int) -> bool:
    """Whether who gives that name is no swindler but somebody whom the police met."""
    return _SUBJECT.search(text, max(0, start - 18), start) is not None


# Where a name in hiragana may end.
BOUND = re.compile(
    r"[はがをにともへで、。()（」』】:/,_\s0-9—―]|の|から|まで|より|など|ら(?![ぁ-んァ-ヺ])|らが|らは|らを|らに|らの|ほか|容疑|さん|さま|様|氏|ちゃん|くん|です|だ|巡査|$"
)
SURE = 7.0  # bits of a pair that needs nothing besides
_PART = re.compile("[ \n・=_.]+")
_KEPT = 2048  # names asked about last
_REST = re.compile(
    rf"[{K}]{{1,3}}|[{K}]{{1,2}}[右左]衛門|[ぁ-ん]{{2,4}}|[ァ-ヺー]{{2,5}}|[ぁ-ん]{{1,3}}[{K}]|[ァ-ヺ]{{1,3}}[{K}]"
)


@lru_cache(_KEPT)
def grade(written: str) -> int:
    """How far that is a surname and a given name: 2 both known, 1 one of them and the other written as one, 0 not."""
    parts = [part for part in _PART.split(written) if part]
    plain = "".join(parts)
    if plain.endswith(NOT_GIVEN) or plain in forms.HISTORY or plain in forms.NOUNS:
        return 0
    best = 0
    for surname in forms.surnames_of(plain):
        rest = plain[len(surname) :]
        if not rest or not _REST.fullmatch(rest) or (rest[0] in "市町村区郡県" and surname in forms.PLACES):
            continue
        if known_given(rest) and (len(parts) > 1 or (len(surname) > 1 and rest not in forms.ONE_LETTER_WORDS)):
            return 2
        if (name_like(rest) and rest not in forms.ONE_LETTER_WORDS) or (
            len(parts) == 2 and parts[0] == surname and not parts[1].endswith(forms.NOUNS)
        ):
            best = 1
    if best or len(parts) > 2:
        return best
    if len(parts) == 2:
        first, given = parts
        known = first in forms.FOREIGN_KANJI or not first.endswith(forms.NOUNS)
        return 1 if known and _REST.fullmatch(given) and (known_given(given) or name_like(given)) else 0
    return int(likeness.pair(plain) >= SURE)


_SPACED = re.compile(
    rf"[{K}](?:[ \n・_][{K}]){{2,3}}(?![{K}])|[{K}]{{1,4}}[ \n・_](?:[ぁ-んァ-ヺ]{{1,3}}[{FEMALE}](?![{K}])|[ぁ-ん]"
    rf"{{1,3}}[{K}](?![{K}])|[{K}]{{1,2}}[右左]衛門|[{K}]{{1,3}}("
    rf"?![{K}])|[ァ-ヺー]{{2,5}}(?![ァ-ヺー])|[ぁ-ん]{{2,5}})"
)
_JOINED = re.compile(
    rf"[{K}]{{1,7}}(?:[ァ-ヺ]{{2,3}}[{FEMALE}](?![{K}])|[ぁ-ん]{{1,3}}[{K}](?![{K}])|[ァ-ヺー]{{2,5}}(?![ァ-ヺー])|"
    rf"[ぁ-ん]{{2,5}})?"
)
_MANLY = re.compile(
    rf"[{K}]{{1,2}}(?:[太一二次三四五士史司志]郎|太朗|之[助介輔丞]|[右左]衛門|兵衛)|[ァ-ヺ]{{2,3}}[{FEMALE}]|[ぁ-ん"
    rf"]{{2,3}}[子江代枝]"
)
_KANA_TAIL = re.compile("[ぁ-ん]+$")


def name_at(text: str, start: int) -> tuple[int, int]:
    """End and ``grade`` of the fullest name in kanji that begins there; ``(start, 0)`` if none does."""
    best = (start, 0)
    for pattern in (_SPACED, _JOINED):
        match = pattern.match(text, start)
        if match is None:
            continue
        written = match[0]
        tail = _KANA_TAIL.search(written)
        # What follows a name in hiragana is mostly a particle: the longest known given name counts.
        sizes = range(len(tail[0]), 1, -1) if tail else ()
        least = len(written) - len(tail[0]) if tail else len(written)
        for size in (*(least + more for more in sizes), *((least,) if pattern is _JOINED else ())) or (least,):
            sure = grade(written[:size])
            if tail and size > least and not (known_given(written[least:size]) and BOUND.match(text, start + size)):
                sure = 0
            if sure > best[1]:
                best = (start + size, sure)
    return best


def foreign_kanji(written: str) -> bool:
    """Whether that is a Chinese or Korean surname and one or two letters of a given name."""
    return (
        written[:1] in forms.FOREIGN_KANJI
        and len(written) in (2, 3)
        and all(letter in forms.LAST for letter in written[1:])
    )


def known_given(given: str) -> bool:
    """Whether a list has that given name, in kanji or kana, or it ends as only given names do."""
    return given in forms.COMMON or forms.katakana(given) in forms.KANA or bool(_MANLY.fullmatch(given))


def name_like(given: str) -> bool:
    """Whether that is written as a given name, by the letters alone."""
    return bool(given) and (
        given in forms.COMMON
        or (len(given) < 4 and all(letter in forms.LAST for letter in given) and not given.endswith(forms.NOT_GIVEN))
    )


def known_pair(written: str) -> bool:
    """Whether two kana words are surname and given name, where something around says so."""
    first, _, second = forms.katakana(re.sub("[ \n・]", " ", written)).partition(" ")
    return (first in forms.SURNAME_KANA and (second in forms.KANA or len(second) > 2)) or (
        second in forms.KANA and len(second) > 2
    )


def full(kana: str) -> bool:
    """A surname's reading directly followed by a given name's."""
    return any(kana[:size] in forms.SURNAME_KANA and kana[size:] in forms.KANA for size in range(2, len(kana) - 1))


def half(kana: str) -> bool:
    """A given name of three sounds and more behind two and more that could be a surname's."""
    return any(kana[size:] in forms.KANA and len(kana[size:]) > 2 for size in range(2, min(6, len(kana) - 2)))
