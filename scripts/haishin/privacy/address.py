"""Dwellings.

Finds an address down to 番地, 号 or 1-2-3 behind a municipality (in kana too), a 丁目 with 番 and 号, a 大字 or a cue
such as 住所 or 居住, in kanji numerals, with の/ノ/- between, over spaces and a line break; a building with a room.
Passes: place names, 丁目 with 地内 or 路上, roads and lines by number, scores, an address beside an office of
``public_offices`` in a sentence without a private person.
Confidence: error; warning for 「○丁目○番」 and for a number of a place on the road (番地先, 番地付近, 番地の路上),
which police mails do use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.passage import PRIVATE, Passage, around, found
from haishin.privacy.seeking import begun, near

KIND = "address"
_KANJI = "一-龥々〆ヶヵケノツ"
_J = r"\s?[-のノ之−・~]\s?"
_UNITS = (
    r"(?!\s?[-/.・~]?\s?[0-9])(?!\s?(?:時|分|秒|月|日|年|人|名|件|台|個|本|歳|才|円|万|千|キロ|"
    r"km|メートル|m|センチ|cm|回|号線|代|割|度|か所|ヶ所"
    r"|箇所|ヵ所|倍|週|階|便|組|校|世帯|戸|頭|匹|羽|%|番線|番ホーム|車線|対))"
)
_FIGURE = re.compile("[1-9甲乙丙丁イロハニ](?<![0-9./:+#-].)")
_NUMBER = re.compile(
    r"(?:"
    rf"(?P<full>[0-9]{{1,4}}\s?丁目\s?[0-9]{{1,5}}(?:\s?番地?\s?[-の]?\s?|{_J})[0-9]{{1,5}}(?:{_J}"
    rf"[0-9]{{1,4}})?(?:\s?号室?)?{_UNITS})"
    rf"|(?P<lot>(?:[甲乙丙丁イロハ]\s?)?[0-9]{{1,5}}\s?番(?:地\s?[-の]?|\s?[-の]?)\s?[0-9]{{1,4}}(?:\s?号)?{_UNITS})"
    r"|(?P<plain>(?:[甲乙丙丁イロハ]\s?)?[0-9]{1,4}(?:\n?[0-9]{1,3})?\s?番地)"
    rf"|(?P<dash>(?:[甲乙丙丁イロハ]\s?)?[0-9]{{1,5}}(?:{_J}[0-9]{{1,4}}){{1,3}}(?:\s?番地?|\s?号)?{_UNITS}(?!\s?丁目))"
    rf"|(?P<triple>[0-9]{{1,4}}\s?[/.]\s?[0-9]{{1,3}}\s?[/.]\s?[0-9]{{1,4}}(?![0-9/.]){_UNITS})"
    r"|(?P<block>[0-9]{1,4}\s?丁目\s?[0-9]{1,4}\s?番(?!\s?[0-9]))"
    rf"|(?P<single>[0-9]{{1,5}}\s?番(?![0-9地号線札台目街組出ホゲ館レ通]))"
    rf"|(?P<sub>[甲乙丙丁イロハニ]\s?[0-9]{{1,5}}{_UNITS}(?!\s?(?:丁目|番)))"
    rf"|(?P<bare>[0-9]{{1,5}}{_UNITS}(?!\s?丁目)))"
)
_TOWN = re.compile(
    rf"(?:[{_KANJI}]{{1,4}}[都道府県]\s?)?(?:[{_KANJI}]{{1,6}}|[ぁ-ん]{{3,6}}|[ァ-ヺー]{{2,6}})[市"
    rf"区町村郡]\s?[{_KANJI}ぁ-んァ-ヺー\s]{{0,16}}$"
)
# The same in kana: マエバシシ シキシマチョウ
_KANA_TOWN = re.compile(
    r"[ァ-ヺー]{2,8}(?:シ|ク|グン|チョウ|マチ|ムラ|ケン)[ァ-ヺー\s]{0,16}$|[ぁ-ん]{2,8}(?:し|ちょう|まち|ぐん)["
    r"ぁ-ん]{2,12}\s?$"
)
_LOCAL = re.compile(rf"(?:大?字)?[{_KANJI}ヶァ-ヺ]{{2,10}}\s?$")
_OAZA = re.compile(rf"(?:大字|小字|字)[{_KANJI}ぁ-んァ-ヺ]{{1,10}}\s?$")
_NO_TOWN = re.compile(
    r"(?:[でにはがをへともや計約第各全毎同]|地内|から|まで|より|ころ|の|国道|県道|市道|町道|"
    r"村道|号線|道路|ページ|番号|電話|年|月|日|時|スコア|結果"
    r"|レベル|路線|区間|市役所|市内|町内|村内|区内)\s?$"
)
_HOME = re.compile(
    r"(?:住所|住まい|自宅|居住地|居所|現住所|本籍|送付先|届け先|住居)[はがの:：=、 ]{0,3}[^。"
    r"\n]{0,16}$"
)
_LIVES = re.compile(
    r"^[^。\n]{0,16}?(?:に居住|に住|在住|の自宅|の住宅|の民家|のアパート|のマンション|(?<!帰)宅|"
    r"方(?!面)|号室|にお住まい|の住人|の居住者|を住所|に転居|に引っ越|さん|に一人暮らし|に独居|の家)"
)
_ROADSIDE = re.compile(
    r"\s?(?:の?(?:先|付近|近く|南|北|東|西|地先|道路|山林|河川敷|空き地|畑|田|駐車場|交差点|公園)(?!の?(?:家|民"
    r"家|住宅|宅))|の路上|路上|地内|の歩道|の交差点|周辺|の公園)"
)
_MUNICIPAL = re.compile("[市区町村郡]")
_APART = re.compile("[「」をがで。]|に(?!ある)|職員|署員")  # what follows belongs to somebody else
_COMPLETE = frozenset({"full", "lot", "plain", "block"})  # numbers that need no town to be an address
_HINT = re.compile(
    "[市区町村郡字シクンウチラしうち住宅居]"
)  # a municipality or a cue; without one the rest is not looked at
_HOUSE = re.compile(
    r"\s?(?:に居住|に住|にお住|在住|の(?:自宅|民家|家|住宅|アパート|農家|一軒家|住人|居住者|世帯|男|女|男性|女性|会"
    r"社員)(?![^。]{0,4}電"
    r"話)|方(?=[にでの、])|宅|の[〇○]{2}[方宅]|、(?:無職|会社員|自営業|農業|パート|アルバイト|主婦|[0-9]{2}歳)|へ["
    r"^。]{0,4}(?:送|届))"
)
_BUILDING = (
    "ハイツ|コーポ|メゾン|アパート|マンション|レジデンス|ハイム|パレス|荘|団地|住宅|寮|ヴ"
    "ィラ|ビラ|シャトー|コート|ガーデン|プラザ|タワー|ハウス|グラン"
    "|サンライズ|カーサ|エステート|フラット|ドミール|ロイヤル|テラス"
)
_ROOM = re.compile(
    rf"(?:(?P<named>[{_KANJI}ァ-ヺーA-Za-z・]{{0,10}}(?:{_BUILDING})[{_KANJI}ァ-ヺーA-Za-z・ぁ-ん]{{0,8}})\s?"
    r"(?:[0-9A-Z]{1,3}\s?(?:号棟|棟|-)\s?)?(?:[0-9]{2,4}(?:\s?号室?|室)?(?![0-9])|[0-9]\s?号室)|"
    r"(?<![0-9])(?:[A-Z]?-?[0-9]{2,4}|[0-9]{1,2}-?[A-Z])\s?号室)"
)
_ROOMED = re.compile(rf"号室|{_BUILDING}")
_ROOM_UNIT = re.compile(
    r"\s?(?:円|人|名|戸|世帯|万|件|年|メートル|台|m|月|番|周年|℃|回|平方|棟|階|分|か所)|[-:.]["
    r"0-9]"
)
_NO_ROOM = re.compile(r"(?:ホテル|旅館|病院|会議室|県庁|市役所|研修室|教室|庁舎|病棟|館)[^。\n]{0,8}$")
_TAIL = re.compile(
    rf"[\s、]?(?:[{_KANJI}ァ-ヺーA-Za-z・]{{2,14}}\s?)?(?:[A-Z]?[0-9]{{1,3}}\s?(?:号棟|棟)\s?)?[0"
    rf"-9]{{2,4}}(?:\s?号室|"
    rf"室|号)"
    rf"|\s[ァ-ヺーA-Za-z{_KANJI}・]{{2,14}}[0-9]{{2,4}}(?![0-9年月日時分])"
)


def find(passage: Passage) -> Iterator[Found]:
    """Numbers of houses first, then rooms of buildings."""
    view = passage.digits
    end = 0
    for match in begun(_FIGURE, _NUMBER, view.text):
        before = view.text[max(0, match.start() - 34) : match.start()]
        if (
            match.lastgroup not in _COMPLETE
            and not _HINT.search(before)
            and not _LIVES.match(view.text[match.end() : match.end() + 24])
        ):
            continue
        start, severity = _start(before, match, view.text)
        if severity is None:
            continue
        sentence_before, after = around(view.text, match.start(), match.end(), 60)
        if _public(passage, sentence_before, after):
            continue
        tail = _TAIL.match(view.text, match.end())
        end = tail.end() if tail else match.end()
        yield found(view, match.start() - start, end, severity)
    for match in near(_ROOMED, _ROOM, view.text, 12):
        if match["named"] and _ROOM_UNIT.match(view.text, match.end()):
            continue
        before, after = around(view.text, match.start(), match.end(), 60)
        if not _NO_ROOM.search(before + (match["named"] or "")) and not _public(passage, before, after):
            yield found(view, match.start(), match.end())


def _start(before: str, match: re.Match[str], text: str) -> tuple[int, Severity | None]:
    """How far before the number the address begins, and how sure it is; None: no address."""
    kind = match.lastgroup
    after = text[match.end() : match.end() + 24]
    reach = re.split(r"[。、,!?「」『』()（）【】<>:：=…]", before)[-1]
    # Only so much of it is looked at as each form can fill: this is the dear part of a scan.
    town = local = None
    if not _NO_TOWN.search(reach[-6:]):
        town = (_MUNICIPAL.search(reach) and _TOWN.search(reach)) or _KANA_TOWN.search(reach)
        local = _LOCAL.search(reach[-14:])
    length = len(reach) - town.start() if town else len(local[0]) if local else 0
    cue = bool(_HOME.search(before)) or bool(_LIVES.match(after))
    road = bool(_ROADSIDE.match(after))
    if kind == "full":
        return length, Severity.WARNING if road else Severity.ERROR
    if kind in ("triple", "single", "sub"):
        place = bool(town and re.search("[市区町村郡](?:\\s?[^\\s市区町村郡]{1,10})[町字台丘原村]?\\s?$", reach))
        if not (place or (cue and local)) or road:
            return 0, None
        if kind == "single" and not (cue or _HOUSE.match(after)):
            return length, Severity.WARNING
        return length, Severity.ERROR
    if kind == "block":
        return length, Severity.ERROR if cue and not _ROADSIDE.match(after) else Severity.WARNING
    if kind == "plain":
        sure = bool(town or local or cue) and not _ROADSIDE.match(after)
        return length, Severity.ERROR if sure else Severity.WARNING if (town or local) else None
    if kind == "lot":
        sure = bool(town or cue or (local and "号" in match[0]))
        return length, Severity.WARNING if sure and _ROADSIDE.match(after) else Severity.ERROR if sure else None
    if kind == "dash":
        triple = len(re.findall("[0-9]+", match[0])) >= 3
        if not triple and not cue and re.search("[市区郡]\\s?$", reach):  # a score: 高崎市1-0
            return 0, None
        if town or (cue and (local or triple)) or (triple and local and re.search("[町字台丘原]\\s?$", reach)):
            return length, Severity.WARNING if road else Severity.ERROR
        return 0, None
    house = bool(_OAZA.search(reach[-14:])) or bool(
        (town or local) and (_HOUSE.match(after) or (town and _HOME.search(before)))
    )
    if (
        not house
        and town
        and len(match[0]) > 2
        and re.search("[町字台]\\s?$", reach)
        and re.match("です|[。」]|$", after)
    ):
        return length, Severity.WARNING
    if house and not re.match(r"\s?(?:地内|番(?!地))", after):
        return length, Severity.ERROR
    return 0, None


def _public(passage: Passage, before: str, after: str) -> bool:
    """Whether an office is named right before or behind, and no private person in the sentence."""
    near = before[-34:]
    named = list(passage.public.offices.finditer(near))
    theirs = bool(named) and not _APART.search(near, named[-1].end())
    behind = passage.public.offices.search(_APART.split(after[:24])[0])
    return (theirs or behind is not None) and not PRIVATE.search(before + "|" + after)
