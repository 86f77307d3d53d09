"""A surname or a given name alone, where the words around it say that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, likeness, shared
from haishin.privacy.names.forms import K
from haishin.privacy.names.likeness import SURNAME_READINGS
from haishin.privacy.seeking import near

_KIN = (
    "妻|夫|長男|長女|次男|次女|二男|二女|三男|三女|息子|娘|孫|母|父|祖母|祖父|母親|父親|姉|兄|弟|妹|叔父|叔母|伯父|"
    "伯母|甥|姪|いとこ|従兄弟|従姉妹|義母|義父|"
    "同級生|先輩|後輩|"
    "友人|知人|同僚|彼女|彼氏|"
    "女児|男児|園児|児童|迷子|女の子|男の子|幼児|乳児|赤ちゃん|少女|少年|交際相手|元妻|元夫|内縁の妻|内縁の夫|"
    "愛称|通称|下の名前|名前|本名|実名"
)
_GIVEN = re.compile(
    rf"(?:{_KIN})(?:の名前)?(?P<link>は|の|が|・|、|,|:|=| )?(?P<quote>[「『\"(（])?"
    rf"(?P<name>[{K}]{{2,3}}(?![{K}])|(?![のっ])[ぁ-ん]{{1,3}}[{shared.FEMALE}志](?![{K}])|[ぁ-ん]{{2,6}}|[ァ-ヺー]{{2,6}}(?![ァ-ヺー]))"
)
_END = re.compile(
    r"[・はがをにともへで、。()（）「」』\":\s]|です|だ|さん|ちゃん|くん|君|と(?:い|名|判)|$|らしい|こと|[0-9]"
)
_PARTICLE = re.compile(r"(?=です|[はがをにともへで、。(（」』\"\n]|さん|ちゃん|くん|$)")
_ALONE = (
    rf"(?P<name>[{K}]{{1,4}}|[ァ-ヺー]{{3,6}}(?: [ァ-ヺー]{{2,6}})?|[ぁ-ん]{{2,6}} [ぁ-ん]{{2,5}}|[ぁ-ん]{{3,6}}?|"
    rf"[{K}]{{1,3}}(?:[ぁ-ん]{{2,4}}|[ァ-ヺ]{{2,4}})(?=[」』]))"
)
_TRADES = (
    r"先生|医師|教諭|巡査(?:長|部長)?|警部(?!補?(?:交番|派出所))補?|警視|警察官|課長(?<!署課長)|園長|校長|教頭|店長|社長|専務|部長|係長|"
    r"会長|班長|組長|区長|組合長|団長|主任|委員(?!会)|"
    r"隊長|住職|弁護士|司法書士|税理士|記者|消防士|看護師|保育士|運転手|殿(?![下様])|翁|女史|先輩|監督|コーチ"
)
_THINGS = (
    "ランドセル|帽子|上着|靴|上履き|水筒|かばん|カバン|バッグ|リュック|傘|財布|手帳|名簿|メモ|ノート|封筒|表紙|裏|内側|襟|タグ|服|"
    "ジャージ|ヘルメット|自転車|携帯|鍵|弁当箱|筆箱|教科書"
)
_CUES = (
    re.compile(rf"(?:{_THINGS})に(?:は|も)?[「『]{_ALONE}[」』]"),
    re.compile(rf"[には「『]{_ALONE}[」』]?(?:と(?:縫|刺し|記|書|印字|彫|刻|の記名|読める)|の縫い取り)"),
    # 表札, 名札: what is written on things that belong to somebody
    re.compile(
        rf"[「『\"]{_ALONE}(?:です)?[」』\"]と?(?:の|いう|書かれた|記名|ある|の名の)*(?:表札|名札|記名|印鑑|は"
        r"んこ|診察券|ゼッケン|名入り|"
        r"刺(?:しゅう|繍)|ネーム|書かれ|書いて|名前)"
    ),
    re.compile(
        r"(?:表札|名札|記名|ゼッケン|診察券|宛名|ネーム|名義人?|署名|落とし主|持ち主|苗字|名字|姓)(?:は|に|が|"
        r"の|:|には| )?[「"
        rf"『\"]?{_ALONE}(?:[」』\"です。、は\n]|と(?=あ|書|記))"
    ),
    # 「〜です」と答え, where the sentence goes on to say who somebody is
    re.compile(
        rf"[「『\"](?:私は|名前は)?{_ALONE}(?:です|だ|と申します|といいます)?[」』\"](?:です)?と(?:名乗|答え|話"
        rf"し|言)[^。]{{0,24}}(?:身元|免許|判明|確認|本名|実名|実在|保護|住所)"
    ),
    re.compile(
        rf"(?:本人|女児|男児|迷子|女の子|男の子|高齢者|お年寄り|園児|児童|少年|少女|保護した[一-龥]{{1,6}})(?:"
        rf"は|が|の名前は|に名前を聞くと、?|.{{0,4}}名前を)?[「『\"]{_ALONE}(?:です|だ|だよ)?[」』\"]と?(?:名乗"
        r"|答え|話し|言|いう名)"
    ),
    re.compile(
        rf"[「『\"](?:[^「」、]{{1,6}}、)?{_ALONE}(?:です|だ|だよ)?[」』\"]と(?:名乗|話|答え|言)[^。「]{{0,12}}(?:"
        rf"保護|迷子|高齢|お年"
        r"寄り|認知症|女児|男児|子ども|園児|児童|女の子|男の子)"
    ),
    re.compile(
        r"(?:連絡先|問い合わせ|相談者|使用者|所有者|連絡係|担当者?|区長|班長|組長|組合長|園長|校長|店長|社長|院長|所長|団長|隊長|会長|住職|宮司|委員|議員|担任|主任|教諭|窓口|責任者|世話人|世話役|代表者?|幹事|係|"
        rf"近所の|近くの|隣の|隣家の|隣に住む|近くに住む|向かいに住む|裏に住む|階下に住む|階上に住む|向かいの|裏の|"
        rf"大家の|"
        rf"家主の)(?:は|の|:|、| )?"
        rf"{_ALONE}(?=まで|へ|です|でし|だ[。」]|宅|方["
        rf"にでへ]|[(（\n。]|$|が[^、。]{{0,6}}(?:通報|目撃|受け|対応|見))"
    ),
    re.compile(
        rf"(?:(?<![{K}])|(?<=加害者)|(?<=行為者)|(?<=容疑者)|(?<=被疑者)|(?<=被害者)){_ALONE}(?:という(?:男|女|住人|住民|人(?!物)|"
        r"高齢|お年寄り|児童|生徒)"
        r"|なる(?:人物|男|女)|によると|に(?:対し、?て?[^、。]{0,6})?警告|を(?:逮捕|検挙|指名手配|送検|任意で|書類送検|起訴|補導|事情聴取)|容疑"
        r"で|が出頭|と判明)"
    ),
)
_SIGN = re.compile(
    "[」』]?と?(?:書かれた|書いた|ある|いう|の)?(?:看板|のぼり|旗|標識|案内板|横断幕|貼り紙|トラック|ワゴン|車)"
)
_SAID = re.compile(
    "という(?:男|女|住人|住民|人(?!物)|高齢|お年寄り|児童|生徒)|なる(?:人物|男|女)|によると|に(?:対し、?て?[^、。]{0,6})?警告|を(?:逮捕|検挙|指名手配|送検|任意で"
    "|書類送検|起訴|補導|事情聴取)|容疑で|"
    "が出頭|と判明"
)
_PET = re.compile("犬|猫|ペット|首輪")
_FRAUD = re.compile(r"電話|名乗|かた[るっり]|騙|装|偽|メール")
_HOUSE = re.compile(
    rf"(?<![{K}])(?P<name>[{K}]{{1,6}}(?: [{K}]{{1,3}})?)(?:方(?=[にでへのをと、。])|宅(?=[にでへのを、。])|家(?="
    r"[のにでがは、。]))"
)
_HOUSED = re.compile("方(?=[にでへのをと、。])|宅(?=[にでへのを、。])|家(?=[のにでがは、。])")
# An unknown name before a rank, 先生, 方 or 宅.
_RANK = re.compile(
    rf"(?<![{K}ァ-ヺー])(?P<name>(?!女性|男性|担当|地域|交通|刑事|県警|同署|若手|新人|所轄|駐在|元)[{K}]{{2,3}}"
    r")(?:巡査(?:部長|長)?|警部(?!補?(?:交番|派出所))補?|警視)(?![補をや])"
    r"|(?<=[のはが、(「])(?P<teacher>(?!担任|校長|教頭|園長|保健|保育|学校|音楽|体育|数学|女性|男性|大学|高校|"
    rf"女の|男の|全員|複数|若い)[{K}]{{2,3}})先生"
    rf"|[(「](?P<house>(?!女性|男性|被害|高齢|会社|民家|夫婦|知人|友人|個人|親戚|空き)[{K}]{{2,4}})[方宅][)」]"
)
_RANKED = re.compile("巡査|警部|警視|先生|方[)」]|宅[)」]")
_SINGLE = re.compile(
    rf"(?P<name>[王李張劉陳楊趙黄周呉徐孫朴崔鄭姜尹])(?<![{K}おご].)(?:容疑者|被告|受刑者|氏|(?<!孫)さん)"
)
_TRADE = re.compile(rf"(?<![{K}ァ-ヺー])(?P<name>[{K}]{{1,6}}?(?:[ ][{K}]{{1,3}})?)[両副元前]?(?:{_TRADES})")
_TRADED = re.compile(_TRADES)
# A surname before the rest of its house, or before what is somebody's.
_FAMILY = re.compile(
    rf"(?<![{K}])(?!小熊親子)(?P<name>[{K}]{{2,4}}?)(?:夫婦|夫妻|夫人|一家|親子|兄弟|姉妹|家(?=[^ァ-ヺ{K}])|の(?:おば[あぁさ]|おじ[いぃさ]|奥さん|お[父母]さん|両名|[2二3三]人|妻|夫|長男|長女"
    r"|母親|父親|息子|娘|供述|顔写真|身柄|刺しゅう|刺繍|印鑑|(?:父|母|祖父|祖母|兄|弟|姉|妹|孫)(?=[(はがをにとも])))"
)
_FAMILIAL = re.compile(
    rf"夫婦|夫妻|夫人|一家|親子|兄弟|姉妹|家(?=[^ァ-ヺ{K}])|の(?=[お奥両2二3三妻夫長母父息娘供顔身刺印祖兄弟姉妹孫])"
)
_NICK = re.compile(
    rf"(?P<name>[{K}]{{2,5}}|[ァ-ヺー]{{2,8}}|[ぁ-ん]{{2,6}})[」』\"]?こと(?P<real>[{K}]{{2,6}})(?=[容(（がはを"
    r"にでも、。]|$)"
)
# Who signs a notice, and a list of persons with their numbers: any two or three letters may be a name there.
_SIGNED = re.compile(
    r"(?:班長|会長|組長|区長|町会長|分団長|隊長|園長|校長|教頭|担任|主任|代表|幹事|世話人|世話役|文責|担当者?|連絡"
    r"係|発信者|"
    rf"責任者|当番)[ :]{{1,2}}(?P<name>[{K}]{{2,4}})(?=\s|$)"
)
_CALLABLE = re.compile(
    rf"(?P<name>[{K}]{{1,5}} [{K}]{{1,4}}|[{K}]{{2,4}})\s?[(:]?\s?(?:(?:TEL|電話|携帯|自宅)[: ]?)?(?=0[0-9]{{1,3}}[-(])"
)
_DIALLED = re.compile(rf"0(?<=[{K}(:L\s].)[0-9]{{1,3}}[-(]")
_NO_SIGNATURE = re.compile(
    "一同|不在|電話|直通|まで|以上|内線|夜間|[課係署部室局会長班組店]$|地域|交通|代表|専用|窓口|受付|平日|休日|昼|"
    "担当|相談|緊急|案内"
)
# What only persons do, have and are, beside a surname alone.
_DOES = (
    r"の(?:供述|証言|運転|携帯|口座|身柄|顔写真|通報|指示|遺体|所持品|関与|逮捕|釈放|余罪|行方)"
    r"|が(?:運転|目撃|通報|負傷|死亡|供述|否認|容疑|認め|逃げ|倒れ|話し|気付|気づ|見つけ|けが|重傷|軽傷)"
    r"|は(?:供述|否認|容疑|黙秘|死亡|重傷|軽傷|無事|けが|「)|ら[0-9二三四五]{1,2}人|記[)）]|邸[にのでへ]"
)
_DOING = re.compile(_DOES)
_DOER = re.compile(rf"(?<![{K}ァ-ヺー])(?P<name>[{K}]{{2,3}})(?={_DOES})")
_WHO = re.compile(rf"た(?=[{K}])")
_DONE = re.compile(rf"[しっいれんえけ]た(?P<name>[{K}]{{2,3}})(?=[はが、])")
_CALLED = re.compile(f"こと(?=[{K}])")


def cued(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _GIVEN.finditer(text):
        end = None if _PET.search(text, max(0, match.start() - 24), match.end() + 16) else _given(match, text)
        if end and not shared.alias(text, match.start("name"), end):
            yield match.start("name"), end, Severity.ERROR
    for number, cue in enumerate(_CUES):
        for match in near(_SAID, cue, text, 16) if number == len(_CUES) - 1 else cue.finditer(text):
            name = match["name"]
            if number == len(_CUES) - 1 and (
                _FRAUD.search(text, match.start(), match.end() + 16) or name in forms.PLACES
            ):
                continue
            if number < 4 and _SIGN.match(text, match.end("name")):
                continue
            if _is_name(name) and (number < 7 or name not in forms.PLACES):
                yield *match.span("name"), Severity.ERROR
            elif _theirs(name):  # surely so on a thing that belongs to somebody
                yield *match.span("name"), Severity.ERROR if number < 4 else Severity.WARNING
    for match in near(_HOUSED, _HOUSE, text, 10):
        name = match["name"]
        if (name in forms.SURNAMES and len(name) > 1 and name not in forms.PLACES) or shared.grade(name):
            yield *match.span(), Severity.ERROR
        elif _theirs(name) and len(name) < 4 and not name.endswith(("住", "留守")):
            yield *match.span(), Severity.WARNING
    for match in near(_TRADED, _TRADE, text, 10):
        name = match["name"]
        listed = name in forms.SURNAMES and len(name) > 1 and name not in forms.PLACES
        known = listed or shared.grade(name) > 0 or likeness.pair(name) > 0
        known = known or (name in forms.PLACES and name in forms.SURNAMES and text.startswith("教諭", match.end() - 2))
        if known and not shared.alias(text, match.start(), match.end()):
            yield *match.span(), Severity.ERROR
    for match in near(_RANKED, _RANK, text, 6):
        name = match["name"] or match["teacher"] or match["house"]
        if (
            name not in forms.PLACES
            and name not in forms.HISTORY
            and not name.endswith(forms.NOUNS)
            and not shared.alias(text, *match.span())
        ):
            yield *match.span(), Severity.WARNING
    for match in near(_FAMILIAL, _FAMILY, text, 4):
        name = match["name"]
        if name in forms.PLACES or name in forms.CALLINGS:
            continue
        if name in forms.SURNAMES or ("の" not in match[0] and _theirs(name)):
            yield *match.span(), Severity.WARNING
    for match in (*near(_DOING, _DOER, text, 3), *near(_WHO, _DONE, text, 1)):
        name = match["name"]
        if name in forms.SURNAMES and name not in forms.PLACES and name not in forms.NOUNS:
            yield *match.span("name"), Severity.WARNING
    for match in _SIGNED.finditer(text):
        name = match["name"]
        if not _NO_SIGNATURE.search(name) and name not in forms.PLACES:
            yield *match.span("name"), Severity.ERROR if _is_name(name) else Severity.WARNING
    for match in near(_DIALLED, _CALLABLE, text, 20):
        last = match["name"].rpartition(" ")[2]
        if last in forms.SURNAMES and len(last) > 1 and last not in forms.PLACES:
            yield match.end("name") - len(last), match.end("name"), Severity.ERROR
        elif last != match["name"] and shared.name_like(last) and not _NO_SIGNATURE.search(match["name"]):
            yield *match.span("name"), Severity.ERROR
    for match in _SINGLE.finditer(text):
        yield *match.span(), Severity.ERROR
    for match in near(_CALLED, _NICK, text, 9):
        if shared.grade(match["real"]) or match["real"] in forms.SURNAMES or shared.foreign_kanji(match["real"]):
            yield *match.span(), Severity.ERROR


_SURE = 4.0  # bits for what ends as a word does


def _theirs(name: str) -> bool:
    """Whether that is like a surname: enough on a thing that belongs to somebody."""
    if "ぁ" <= name[0] <= "ー":
        return len(name) > 2 and not name.endswith(forms.POLITE) and SURNAME_READINGS.grade(name) > (name[0] < "ァ")
    bits = likeness.surname(name)
    if name.endswith(forms.NOT_GIVEN):
        return False
    return len(name) > 1 and bits > (_SURE if name.endswith(forms.NOUNS) else 0) and name not in forms.PLACES


def _is_name(name: str) -> bool:
    if "ァ" <= name[0] <= "ー" or "ぁ" <= name[0] <= "ん":
        if " " in name:
            return shared.known_pair(name)
        if name.endswith(forms.POLITE):
            return False
        kana = forms.katakana(name)
        return kana in forms.SURNAME_KANA or kana in forms.KANA or shared.full(kana)
    if name.endswith(forms.NOT_GIVEN):
        return False
    if any(
        shared.known_given(name[size:])
        and name[size:] not in forms.ONE_LETTER_WORDS
        and (len(name) - size > 1 or name[:size] in forms.SURNAMES)
        for size in (2, 3)
    ):
        return True
    return (
        (name in forms.SURNAMES and len(name) > 1)
        or shared.grade(name) > 0
        or (name in forms.ALONE and len(name) > 1)
        or likeness.pair(name) > 0
    )


def _given(match: re.Match[str], text: str) -> int | None:
    """Where a given name behind a relation ends."""
    name, start = match["name"], match.start("name")
    if name[0] > "ー" or name[0] in "々〆":
        sure = name in forms.COMMON and (name not in forms.WORDS or match["quote"])
        return match.end("name") if sure and _END.match(text, match.end("name")) else None
    if "ァ" <= name[0] <= "ー":
        return match.end("name") if name in forms.KANA and _END.match(text, match.end("name")) else None
    if name[-1] > "ー":  # よし江
        return match.end("name") if _END.match(text, match.end("name")) else None
    least = 2 if match["quote"] else 3
    for size in range(len(name), least - 1, -1):
        if forms.katakana(name[:size]) in forms.KANA and _PARTICLE.match(text, start + size):
            called = text.startswith(("さん", "ちゃん", "くん"), start + size)  # 母のみどりの服
            return start + size if match["quote"] or called or match["link"] in ("は", "・", "、", ":") else None
    return None
