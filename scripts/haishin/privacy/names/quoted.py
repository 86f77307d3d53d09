"""Persons of whom a swindler speaks: a surname alone inside the words that a mail quotes from a call or a letter."""

from __future__ import annotations

import re

from haishin.privacy.names import forms

_FRAUD = re.compile("詐欺|だまし取|騙し取|架空|予兆電話|[感検質運]商法")
_REACH = 160  # of a quotation to either side
_AROUND = 40
_LONGEST = 6  # letters of a surname
_TITLE = re.compile(
    "[ 」』]?(?:さん|さま|様|氏|先生|先輩|[副担当]{0,2}(?:社長|専務|部長|課長|係長|主任|店長|所長|会長)"
    "|弁護士|検事|刑事|巡査|警部|捜査官|調査官|司法書士)"
)
# What tells beside a quotation that a swindler speaks or writes there, in any mail and in one about frauds.
_CHEAT = "偽|にせ|ニセ|装|かた[るっりら]|騙|名乗|だま|うそ|嘘|手口|犯人|文面|要求|オレ|ふりを|詐欺(?!の?被害|に遭)"
_CHEATING = re.compile(_CHEAT)
_CALLED = re.compile(f"{_CHEAT}|電話|息子|孫|甥")
_SPOKE = re.compile("^(?:などと|と|など|という)(?:言|話|指示|電話)")
_RANG = re.compile("^(?:など)?と(?:[言い]って|の)?電話")
_CHANNEL = re.compile(
    f"{_CHEAT}|電話|文言|メール|SMS|ショート|メッセージ|LINE|はがき|ハガキ|葉書|封[書筒]|手紙|文書|書面|画面|表示|音声|ガイダンス"
    "|アナウンス|名刺|連絡|^(?:など)?と"
)
_CALLER = re.compile(
    "(?:[男女者係]|相手|職員|警察官|刑事|検事|店長|社員|人物|上司)(?:[はがも、]|の名前?は)$|役[はがも]$|名義人?は?$|商法の$"
)
_SHORT = 14  # letters of a name that stands alone in quotation marks
# Whose words these are instead: somebody to whom it happened, or who saw it.
_OWN = re.compile(
    "^(?:など)?と[の、]?(?:110番|通報|相談|届|証言|目撃|訴え|供述|答え|書かれた[表名])"
    "|[^。]{0,12}(?:身元|判明|迷子|認知症|保護[しさ中])"
)
_WITNESS = re.compile(
    "(?:本人|お年寄り|迷子|被害者|目撃者|通報者|相談者|届出人|関係者|家族|住民|住人|隣人|店員|店主|銀行員|配達員|母親|父親|[母父妻夫]"
    "|児童|生徒|[女男]児|[女男]性|[長次三][男女]|祖[父母]|管理人|大家|運転手|客|近所の人|さん)(?:[はがも]|から|によると|によれば|の話では)、?$|(?:表札|名札|宛名|郵便受け)[にはの]{1,2}$"
)
_VICTIM = re.compile("被害|だまされ|騙され|取られ|倒れ|亡くな|けが|泣いて|困って")
_PASSIVE = re.compile("^(?:など)?と[^。、]{0,6}(?:[わさらげ]れ|電話を受け|信じ)")
_FALSE = re.compile("(?:架空|偽|にせ|ニセ|実在しない|存在しない)の?[一-龥ァ-ヺー]{1,8}[「『・の]{1,2}$")
_UNREAL = re.compile("[はが、](?:作り話|架空|実在しな|存在しな)")
_BADGE = re.compile("の(?:名札|名刺|身分証|社員証)")
_SHOWN = re.compile("^(?:など)?と(?:表示|印字|書かれた(?:はがき|ハガキ|名刺|書面|封書|文書|メール|SMS))")
# What somebody on the road or at a door asks.
_ASKED = re.compile(
    "(?:さん|先生|くん|ちゃん)?(?:の|っ)?(?:お?[宅家]|ち|うち)[^「」]{0,14}[かの?？]$|(?:さん|先生)?を?知(?:って|り|ら)[^「」]{0,8}[かの?？]$"
)
_COLLEAGUE = re.compile(
    "(?:上司|部下|同僚|友人|友達|後輩|先輩|社長|部長|課長|弁護士|担当者?|係|課|刑事|検事|警察官|職員|調査官|捜査官|銀行員|事務局)の?$"
)
_SAID = re.compile(
    "(?:に(?:代わ|替わ|かわ|連絡|電話)|が(?:取り|受け取り|伺|うかが|訪|向か|行|対応)|から(?:電話|連絡))"
    "[^。「」]{0,20}(?:と(?:言|い[うわっ]|話|告|伝|説明|持ち|指示|称)|などと)"
)
_COMMON = re.compile(
    "(?:[、・や][^。、・「」]{1,5}){0,3}(?:など|といった|のような|等)(?:の|、)?(?:ありふれた|よくある|珍しくない|実在しない|架空の)?"
    "(?:名字|苗字|姓を|偽名)"
)


def fraud(text: str, category: str | None) -> bool:
    """Whether a mail warns of frauds, by its category or its words."""
    return (category is not None and ("詐欺" in category or category == "fraud")) or bool(_FRAUD.search(text))


def told(text: str, start: int, end: int, in_fraud: bool) -> bool:
    """Whether what was found there is a surname alone, or with a title, in what a swindler said or wrote."""
    if in_fraud and (
        _FALSE.search(text, max(0, start - 16), start)
        or _UNREAL.match(text, end)
        or (_surname(text[start:end]) and _unquoted(text, start, end))
    ):
        return True
    opened = max(text.rfind("「", max(0, start - _REACH), start), text.rfind("『", max(0, start - _REACH), start))
    if opened < 0 or max(text.rfind("」", opened, start), text.rfind("』", opened, start)) > 0:
        return False
    closed = min((at for mark in "」』" if (at := text.find(mark, end - 1, end + _REACH)) >= 0), default=-1)
    if closed < 0:
        return False
    if in_fraud and (
        _SHOWN.match(text[closed + 1 : closed + 1 + _AROUND])
        or text.endswith("自称", 0, opened)
        or (_BADGE.match(text, closed + 1) and _CHEATING.search(text, max(0, opened - _AROUND), opened))
    ):
        return True
    if not _surname(text[start : min(end, closed)]):
        return False
    before = re.split("[。\n]", text[max(0, opened - _AROUND) : opened])[-1]
    behind = re.split("[。\n]", text[closed + 1 : closed + 1 + _AROUND])[0]
    if (
        _OWN.match(behind)
        or _VICTIM.search(text, end, closed)
        or (_WITNESS.search(before) and not _PASSIVE.match(behind))
    ):
        return False
    if _ASKED.match(text[min(end, closed) : closed]):
        return True
    if in_fraud:
        named = closed - opened <= _SHORT and _CALLER.search(before)
        return bool(named or _CHANNEL.search(behind) or _CALLED.search(before))
    return bool(_CHEATING.search(behind) or _RANG.match(behind) or (_SPOKE.match(behind) and _CALLED.search(before)))


def _unquoted(text: str, start: int, end: int) -> bool:
    """上司の佐藤に代わると言われたら; 佐藤、鈴木などありふれた名字."""
    if _COMMON.match(text, end):
        return True
    return _COLLEAGUE.search(text, max(0, start - 8), start) is not None and _SAID.match(text, end) is not None


def _surname(written: str) -> bool:
    """Whether that is a listed surname, in kanji or kana, with nothing but a title behind it."""
    for size in range(min(_LONGEST, len(written)), 0, -1):
        head = written[:size]
        if (head in forms.SURNAMES or forms.katakana(head) in forms.SURNAME_KANA) and (
            size == len(written) or _TITLE.match(written, size)
        ):
            return True
    return False
