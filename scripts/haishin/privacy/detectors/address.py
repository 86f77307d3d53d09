"""Dwellings.

Finds an address down to 番地, 号 or 1-2-3 behind a municipality (in kana and Latin letters too), a 丁目 with 番 and 号,
a 地割, a 大字 or a cue such as 住所 or 居住, 番外地 and 無番地; numbers as ``house_numbers`` reads them: in kanji
numerals, spoken, with の, ノ, / and other signs between, over spaces and a line break; a building with a room.
A name and a number without a municipality where the words around tell of somebody's house (自宅, 玄関, 宛先).
Passes: place names, 丁目 with 地内 or 路上, roads and lines by number, counts, scores, an address beside an office of
``public_offices`` in a sentence without a private person.
Confidence: error; warning for 「○丁目○番」, for a number of a place on the road (番地先, 番地付近, 番地の路上), which
police mails do use, and where no municipality is named.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.detectors.housenumbers import COUNTED, KANJI, house_numbers
from haishin.privacy.detectors.rooms import rooms
from haishin.privacy.hit import Found
from haishin.privacy.passage import PRIVATE, Passage, around, found
from haishin.privacy.seeking import begun

KIND = "address"
_J = r"\s?[-のノ之−・~]\s?"
_UNITS = rf"(?!\s?[-/.・~]?\s?[0-9])(?!{COUNTED})"
_FIGURE = re.compile(rf"[1-9甲乙丙丁イロハニホ](?<![0-9./:+#-].)(?!\s?[0-9]*{COUNTED})")  # 25日 is no house
_LETTER = r"(?:[甲乙丙丁イロハニホ]\s?(?:の部|[ノの/・-])?\s?)"
_NUMBER = re.compile(
    r"(?:"
    rf"(?P<full>[0-9]{{1,3}}\s?地割\s?[0-9]{{1,5}}(?:\s?番地?\s?[-の]?\s?|{_J})?(?:[0-9]{{1,4}})?"
    rf"|[0-9]{{1,4}}\s?丁目[\s、の(-]{{0,2}}[0-9]{{1,5}}(?:\s?番地?\s?[-の、]?\s?|{_J})[0-9]{{1,5}}(?:{_J}"
    rf"[0-9]{{1,4}})?(?:\s?号室?)?{_UNITS})"
    rf"|(?P<lot>{_LETTER}?[0-9]{{1,5}}\s?番(?:地\s?[-の]?|\s?[-の~〜]?)\s?[0-9]{{1,4}}(?:\s?号)?{_UNITS})"
    rf"|(?P<plain>{_LETTER}?[0-9]{{1,4}}(?:\n?[0-9]{{1,3}})?\s?番地)"
    rf"|(?P<dash>{_LETTER}?[0-9]{{1,5}}(?:{_J}[0-9]{{1,4}}){{1,3}}(?:\s?番地?|\s?号)?{_UNITS}(?!\s?丁目))"
    rf"|(?P<triple>(?:[0-9]{{1,4}}\s?[/.=*]\s?[0-9]{{1,3}}\s?[/.=*]\s?|[1-9][0-9]{{2,3}}[/.,])[0-9]{{1,4}}(?![0-9/.,]){_UNITS})"
    r"|(?P<block>[0-9]{1,4}\s?丁目\s?[0-9]{1,4}\s?番(?!\s?[0-9]))"
    rf"|(?P<single>{_LETTER}?[0-9]{{1,5}}\s?番(?![0-9地号線札台目街組出ホゲ館レ通]))"
    rf"|(?P<sub>{_LETTER}[0-9]{{1,5}}(?:[/・ ][0-9]{{1,4}})?{_UNITS}(?!\s?(?:丁目|番)))"
    rf"|(?P<bare>[0-9]{{1,5}}{_UNITS}(?!\s?丁目)))"
)
_TOWN = re.compile(
    rf"(?:[{KANJI}]{{1,4}}[都道府県]\s?)?(?:[{KANJI}]{{1,6}}|[ぁ-ん]{{3,6}}|[ァ-ヺー]{{2,6}})[市"
    rf"区町村郡]\s?[{KANJI}ぁ-んァ-ヺー\s]{{0,16}}$"
)
# The same in kana: マエバシシ シキシマチョウ
_KANA_TOWN = re.compile(
    r"[ァ-ヺー]{2,8}(?:シ|ク|グン|チョウ|マチ|ムラ|ケン)[ァ-ヺー\s]{0,16}$|[ぁ-ん]{2,8}(?:し|ちょう|まち|ぐん)(?:["
    r"ぁ-ん]{2,12}|\s[ぁ-ん]{2,12}(?:まち|ちょう|はら|ばら|だい|むら|おか))\s?$"
)
_LOCAL = re.compile(rf"(?:大?字)?[{KANJI}ヶァ-ヺ]{{2,10}}\s?$")
_OAZA = re.compile(rf"(?:大字|小字|(?<![十文数漢赤黒名苗題])字)\s?[{KANJI}ぁ-んァ-ヺ]{{1,10}}\s?$")
_NO_TOWN = re.compile(
    r"(?:[でにはがをへともや計約第各全毎同]|地内|から|まで|より|ころ|の|国道|県道|市道|町道|"
    r"村道|号線|道路|ページ|番号|電話|年|月|日|時|スコア|結果"
    r"|レベル|品番|型番|内線|整理|受理|伝票|登録|路線|区間|市役所|市内|町内|村内|区内)\s?$"
)
_HOME = re.compile(
    r"(?:住所|住まい|自宅|居住地|居所|現住所|本籍|送付先|届け先|住居|(?:家|うち)(?=は))[はがの:：=、 ]{0,3}[^。"
    r"\n]{0,16}$"
)
_LIVES = re.compile(
    r"^[^。\n]{0,16}?(?:に居住|に住|在住|の自宅|の住宅|の民家|のアパート|のマンション|(?<!帰)宅(?![配急])|"
    r"方(?!面)|号室|にお住まい|の住人|の居住者|を住所|に転居|に引っ越|さん|に一人暮らし|に独居|の家)"
)
_ROADSIDE = re.compile(
    r"\s?(?:の?(?:先|付近|近く|南|北|東|西|地先|道路|山林|河川敷|空き地|畑|田|駐車場|交差点|公園)(?!の?(?:家|民"
    r"家|住宅|宅))|の路上|路上|地内|の歩道|の交差点|周辺|の公園)"
)
_MUNICIPAL = re.compile("[市区町村郡]")
_APART = re.compile("[「」をがで。]|から|まで|家の|に(?!ある)|職員|署員")  # what follows belongs to somebody else
_COMPLETE = frozenset({"full", "lot", "plain", "block"})  # numbers that need no town to be an address
_HINT = re.compile(
    "[市区町村郡字シクンウチラしうち住宅居]"
)  # a municipality or a cue; without one the rest is not looked at
_HOUSE = re.compile(
    r"\s?(?:に居住|に住|にお住|在住|の(?:[^、。0-9\n]{0,5}宅|[^、。0-9\n]{0,3}家(?![族庭計電賃具屋])|住宅|アパート|農家|一軒家|住人|居住者|世帯|男|女|男性|女性|会"
    r"社員)(?![^。]{0,4}電"
    r"話)|方(?=[にでの、])|宅|の[〇○]{2}[方宅]|、(?:無職|会社員|自営業|農業|パート|アルバイト|主婦|[0-9]{2}歳)|へ["
    r"^。]{0,4}(?:送|届))"
)
# Beside these a name and a number are somebody's dwelling, though no town is named.
_OWN = re.compile(
    r"自宅|宅(?<!住宅)(?![配急地])|家(?=[はがのにを、。で(「]|$)(?<!国家)|実家|住[むみま]|住所|居所|住居|暮ら|居住|独居|入居|玄関|表札|郵便受|呼び鈴|インターホン|"
    r"届け先|宛先|あて先|送り先|送付先|差出人|持ち主|所有者|飼い主|施主|本籍|ガレージ|庭先|アパート|マンション|別荘|民家|うち[はが]"
)
_AROUND = 34
_SHORT = 2  # figures that by themselves may be of anything
_STOP = re.compile("[。、,!?「」『』()（）【】<>:：=…]")
_CHAIN = re.compile(r"[甲乙丙丁]?[0-9]{1,4}(?:\s?[-のノ]\s?[0-9]{1,4}){2}")
_LARGE = re.compile(r"(?:[1-9][0-9]{2,4}|[甲乙丙丁]\D{0,3}[0-9]{1,4})\s?[-のノ]\s?[0-9]{1,3}(?![0-9])")
_OF = re.compile(
    rf"[市区町村郡字]\s?(?:(?:[{KANJI}ァ-ヺー\s]|が(?=[丘谷岡原])){{2,16}}|[ぁ-ん]{{2,5}}[{KANJI}]{{1,3}})の$"
)  # 〇〇市〇〇町の1234
_ENDS = re.compile(r"です|[。」\s()]|にある|に[現届送郵配]|へ|$")
_FOLLOWED = re.compile(r"\s?[号の]")
_PLACED = re.compile(rf"[市区町村郡字]\s?[{KANJI}ァ-ヺー\s]{{2,16}}$")
_UNNUMBERED = re.compile("番外地|無番地")
_LATIN = re.compile("[A-Za-z]")
_ROMAN = re.compile("-?(?:shi|ku|gun|machi|chou?|mura|ken)(?![a-z])", re.IGNORECASE)
_ROMAN_TOWN = "(?:[A-Z][A-Za-z]{1,14}[- ]?|[a-z]{2,15}-)(?:shi|ku|gun|machi|cho|mura|ken|SHI|KU|GUN|MACHI|CHO|MURA|KEN)"
_ROMAN_LAST = re.compile(
    rf"{_ROMAN_TOWN}(?:,? [A-Za-z][A-Za-z-]{{1,20}}){{0,4}},? (?:[0-9]-[Cc]home,? )?[0-9]{{1,5}}"
    r"(?:-[0-9]{1,4}){0,3}"
)
_ROMAN_FIRST = re.compile(
    rf"[0-9]{{1,5}}(?:-[0-9]{{1,4}}){{1,3}},? (?:[A-Z][A-Za-z-]{{1,20}},? ){{0,2}}{_ROMAN_TOWN}(?![a-z])"
)
_TAIL = re.compile(
    rf"[\s、]?(?:[{KANJI}ァ-ヺーA-Za-z・]{{2,14}}\s?)?(?:[A-Z]?[0-9]{{1,3}}\s?(?:号棟|棟)\s?)?[0"
    rf"-9]{{2,4}}(?:\s?号室|"
    rf"室|号)"
    rf"|\s[ァ-ヺーA-Za-z{KANJI}・]{{2,14}}[0-9]{{2,4}}(?![0-9年月日時分])"
)


def find(passage: Passage) -> Iterator[Found]:
    """Numbers of houses first, then rooms of buildings, then what has no number or no Japanese letters."""
    view = house_numbers(passage.digits)
    owners = [owner.start() for owner in _OWN.finditer(view.text)]
    for match in begun(_FIGURE, _NUMBER, view.text):
        near_owner = bisect(owners, match.end() + _AROUND) > bisect(owners, match.start() - _AROUND)
        before = view.text[max(0, match.start() - _AROUND) : match.start()]
        if match.lastgroup not in _COMPLETE and not near_owner and not _hinted(match, before):
            continue
        start, severity = _start(before, match, view.text, own=near_owner)
        if severity is None:
            continue
        sentence_before, after = around(view.text, match.start(), match.end(), 60)
        if _public(passage, sentence_before, after):
            continue
        tail = _TAIL.match(view.text, match.end())
        end = tail.end() if tail else match.end()
        yield found(view, match.start() - start, end, severity)
    for match in rooms(view.text):
        if not _public(passage, *around(view.text, match.start(), match.end(), 60)):
            yield found(view, match.start(), match.end())
    for match in _UNNUMBERED.finditer(view.text):
        reach = _reach(view.text[max(0, match.start() - _AROUND) : match.start()])
        town = _TOWN.search(reach) or _OAZA.search(reach)
        if town and not _ROADSIDE.match(view.text, match.end()):
            yield found(view, match.start() - len(reach) + town.start(), match.end())
    if _LATIN.search(view.text) and _ROMAN.search(view.text):
        for pattern in (_ROMAN_LAST, _ROMAN_FIRST):
            yield from (found(view, *match.span()) for match in pattern.finditer(view.text))


def _hinted(match: re.Match[str], before: str) -> bool:
    """Whether anything beside a number that is no address by itself says that it may be one; else it costs no more."""
    text, end = match.string, match.end()
    if match.lastgroup == "bare":
        ended = len(match[0]) > _SHORT and _ENDS.match(text, end)
        return "字" in before or bool(ended or _HOUSE.match(text, end))
    return _HINT.search(before) is not None or _LIVES.match(text[end : end + 24]) is not None


def _reach(before: str) -> str:
    """What may belong to the address before its number; one sign may stand right before the number."""
    plain = before.rstrip()
    plain = plain[:-1] if plain.endswith(("、", "(")) else plain
    return before[len(plain) - len(_STOP.split(plain)[-1]) :]


def _start(before: str, match: re.Match[str], text: str, *, own: bool) -> tuple[int, Severity | None]:
    """How far before the number the address begins, and how sure it is; None: no address."""
    kind = match.lastgroup
    after = text[match.end() : match.end() + 24]
    whole = _reach(before)
    reach = whole.rstrip("、~〜/・( ")
    whole_number = kind not in ("dash", "single", "block") or _LARGE.match(match[0]) or _CHAIN.match(match[0])
    if whole_number and reach.endswith("の") and _OF.search(reach):
        reach = reach[:-1].rstrip()
    # Only so much of it is looked at as each form can fill: this is the dear part of a scan.
    town = local = None
    if not _NO_TOWN.search(reach[-6:]):
        town = (_MUNICIPAL.search(reach) and _TOWN.search(reach)) or _KANA_TOWN.search(reach)
        local = _LOCAL.search(reach[-14:])
        if (
            "、" in whole[len(reach) :]
            and kind not in ("full", "lot")
            and not _LARGE.match(match[0])
            and not _CHAIN.match(match[0])
        ):
            town = local = None
    gap = len(whole) - len(reach)
    length = gap + len(reach) - town.start() if town else gap + len(local[0]) if local else 0
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
        if local and not road and own:
            likely = triple or _LARGE.match(match[0]) or re.search("[町字台丘原]$", reach)
            return length, Severity.WARNING if likely else None
        return 0, None
    house = bool(_OAZA.search(reach[-14:])) or bool(
        (town or local)
        and (
            _HOUSE.match(after)
            or (
                town
                and (
                    _HOME.search(before)
                    or (len(match[0]) > _SHORT and own and _PLACED.search(reach) and not _FOLLOWED.match(after))
                )
            )
        )
    )
    if not house and town and len(match[0]) > _SHORT and re.search("[町字台原丘沢]\\s?$", reach) and _ENDS.match(after):
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
