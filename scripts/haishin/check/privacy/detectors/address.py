"""Dwellings.

Finds an address down to 番地, 号 or 1-2-3 behind a municipality or the name of a part of it, a number behind a 大字 or
where the words around tell of somebody's house (住所, に住む), a building with a room, a floor or a name, 屋号.
Passes: place names, 丁目 with 地内 or 路上, roads and lines by number, counts, scores, rooms of public buildings, an
address beside an office of ``public_offices`` or with its telephone in a sentence without a private person.
Confidence: error; warning for 「○丁目○番」, for a number of a place on the road (番地先, 1234の路上), which police
mails do use, for a number on its own behind a 町, and for a building without a room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.privacy.detector import PRIVATE, Candidate, Detector, Passage
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import begun

_KANJI = "一-龥々〆ヶヵケノツ"  # letters of place names
_J = r"\s?[-のノ−]\s?"
# A number of these is no house's.
_COUNTED = (
    r"[^\S\n]?(?:個(?!人)|[時分秒月日年人名件台本歳才円万千%倍週階軒棟便組班校社店戸頭匹羽枚点回代割度区]|キロ|km|メートル|m"
    r"|センチ|cm|平方|㎡|号線|号沿|[かヶカヵ]所"
    "|[かヶカヵ]月|世帯|番線|番ホーム|車線|対|パック|℃|周年)"
)
# Behind a space only a room or a floor: 2-3 405.
_END = rf"(?![0-9]|[-/.・~]\s?[0-9]|[^\S\n][0-9](?![階般軒]|[0-9]{{2,3}}(?![0-9])))(?!{_COUNTED})"
_FIGURE = lazy(rf"[1-9甲乙丙丁イロハニホ](?<![0-9./:+#-].)(?!\s?[0-9]*{_COUNTED})")  # 25日 is no house
_LETTER = r"(?:[甲乙丙丁イロハニホ]\s?の?)"
_NUMBER = lazy(
    rf"(?P<full>[0-9]{{1,4}}\s?丁目[\s、の(-]{{0,2}}[0-9]{{1,5}}(?:\s?番地?\s?[-の]?\s?|{_J})[0-9]{{1,5}}"
    rf"(?:{_J}[0-9]{{1,4}})?(?:\s?号室?)?{_END})"
    rf"|(?P<lot>{_LETTER}?[0-9]{{1,5}}\s?番(?:地\s?[-の]?|\s?[-の]?)\s?[0-9]{{1,4}}(?:\s?号)?{_END})"
    rf"|(?P<plain>{_LETTER}?[0-9]{{1,5}}\s?番\n?地)"
    rf"|(?P<dash>(?:{_LETTER}?[0-9]{{1,5}}(?:{_J}[0-9]{{1,4}}){{1,3}}"
    r"|(?:(?<=[町台])|(?<=[町台] ))[0-9]{1,4}(?:[/・ ][0-9]{1,4}){2})"
    rf"(?:\s?番地?|\s?号)?{_END}(?!\s?丁目))"
    r"|(?P<block>[0-9]{1,4}\s?丁目\s?[0-9]{1,4}\s?番地?(?!\s?[0-9]))"
    rf"|(?P<short>[0-9]{{1,4}}\s?丁目[の-]?[0-9]{{1,4}}{_END})"
    rf"|(?P<bare>{_LETTER}?[0-9]{{1,5}}{_END}(?!\s?丁目)(?:\s?番(?<!11[09]番)(?![0-9地号線札台目街組出ホゲ館レ通]))?)"
)
_TOWN = lazy(
    rf"(?:(?:[{_KANJI}]{{1,9}}|[ぁ-ん]{{3,6}}|[ァ-ヺー]{{2,6}})[市区町村郡]|〒[0-9]{{3}}-[0-9]{{4}})\s?[{_KANJI}ぁ-んァ-ヺー\s]{{0,16}}$"
)
# A number written on to the name of a part of a municipality: 青葉市上塚256の物置.
_AREA = lazy(rf"[市町村](?!内|道|役|制|立)[{_KANJI}]{{2,8}}(?<![道線第約計号時])\Z")
_LOCAL = lazy(rf"[{_KANJI}ァ-ヺ]{{2,10}}\s?$")
_OAZA = lazy(rf"(?:大字|小字|(?<![十文数漢赤黒名苗題])字)\s?[{_KANJI}ぁ-んァ-ヺ]{{1,10}}\s?$")
_PART = lazy("[町字台丘原]\\s?$")
_NO_TOWN = lazy(
    r"(?:[でにはがをへともや計約第各全毎同の]|地内|より|ころ|[国県市町村]道|号線|道路|ページ|番号|電話|[年月日時]"
    r"|結果|レベル|[品型]番|内線|整理|受理|登録|路線|区間|市役所|[市町村区]内)\s?$"
)
_LOT = lazy("[甲乙丙丁][0-9]{2,4}(?![0-9号])")
_OF = lazy("の(?<=[町字台丘原村]の)$")  # 台町の234の5
_SCORE = lazy("[市区郡]\\s?$")  # a score: ○○市1-0
_HOME = lazy(
    "(?:番地|バンチ|〒|住所|住まい|自宅|実家|の家\\(|居住地|居所|本籍|送付先|届け先|住居)"
    "[はがの:=、 ]{0,3}[^。\\n]{0,16}$"
)
_LIVES = lazy(
    r"\s?(?:、?[0-9]{2,4}号室?)?(?:に居住|に住|在住|にお住|の(?:[0-9]{2}歳?代の)?(?:[^、。0-9\n]{0,5}宅|[^、。0-9\n]{0,3}家(?![族庭計電賃具屋])|住宅|アパート"
    r"|[1一]人暮らし|住人|居住者|男|女)|(?:の?方)(?=[がはにでの、])|宅(?![急配])"
    "|、(?:無職|会社員|自営業|農業|主婦|[0-9]{2}歳))"
)
_ROADSIDE = lazy(
    r"\s?(?:の?(?:先|付近|近く|[南北東西](?!側)|地先|道路|山林|河川敷|空き地|畑|田|駐車場|交差点|公園)(?!の?(?:家"
    r"|民家|住宅|宅))|の?路上|地内|の歩道|周辺)"
)
_ENDS = lazy(r"です|の家|[。」\s()]|に[現届送郵配]|へ|$")
# Between an office and its address, and behind the address before the office.
_BEHIND_OFFICE = lazy(r"[^。、をがでに]{0,8}[」』]?(?:[\s(:「]|は、?|(?:住所|所在地)[は:]?)\s?$")
_BEFORE_OFFICE = lazy(r"[\s、)(「]{0,2}(?:の|にある)?[^\s。、をがでに]{0,10}")
_CONTACT = lazy(r"[\s、)(]{0,3}(?:電話|TEL|☎)")
_AROUND = 34

_BUILDING = "ハイツ|コーポ|メゾン|アパート|マンション|レジデンス|ハイム|パレス|荘|団地|住宅|寮|コート|ハウス|グラン"
_ROOM = lazy(
    rf"[{_KANJI}ァ-ヺーA-Za-z・]{{0,10}}(?:{_BUILDING})[{_KANJI}ァ-ヺーA-Za-z・ぁ-ん]{{0,8}}[」、\s]?"
    rf"(?:[0-9A-Z]{{1,3}}\s?(?:号?棟[\s、の-]{{0,2}}|[階-]の?))?"
    rf"[0-9]{{2,4}}(?:\s?号室?|室)?(?![0-9])(?!{_COUNTED}|\s?(?:丁目|番))"
    r"|(?<![0-9])(?:[A-Z]?-?[0-9]{1,4}|[0-9]{1,2}-?[A-Z])\s?号室"
    rf"|(?<![0-9A-Z])[0-9A-Z]{{1,3}}\s?号?棟[の\s、-]{{0,2}}[0-9]{{3,4}}(?:号室?)?(?![0-9])(?!{_COUNTED})"
)
# Each with its own first letter, so that a search tries no other place.
_ROOMED = lazy(
    "|".join(
        ("号室", r"棟(?=[の\s、-]{0,2}[0-9]{3})", *(f"{word}(?=[^0-9]{{0,12}}[0-9])" for word in _BUILDING.split("|")))
    )
)
_FLATS = "ハイツ|コーポ(?!レ)|メゾン|レジデンス|ハイム"
_CALLED = f"[{_KANJI}ァ-ヺーA-Za-z・]{{1,8}}"
# The name of a building behind a town's, a part and a floor of one.
_HOUSED = lazy(
    rf"(?<=[町目])の?(?!地?内)(?P<named>{_CALLED}(?:{_FLATS})|(?:{_FLATS})(?![前内付横北南東西裏]|敷地|駐|周辺|入口){_CALLED})"
    rf"|(?:{_BUILDING})の?[0-9A-Z]{{1,2}}号?棟の?[0-9]{{1,2}}階(?!建)"
    rf"|(?:{_BUILDING}|棟)[^。\n]{{0,8}}[0-9]{{1,2}}階[^。\n]{{0,8}}?(?:角|端|奥|手前|[0-9](?:つ|軒|番)目)の?(?:部屋|扉|ドア|室)"
    r"|屋号は?「[^」\n]{1,10}」"
)
_HOUSE = lazy(f"{_FLATS}|棟(?=の?[0-9])|屋号|階(?!段)")
_NO_ROOM = lazy("(?:ホテル|旅館|病院|会議室|県庁|市役所|研修室|教室|庁舎|病棟|館|店|倉庫)[^。\\n]{0,8}$")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Numbers of houses first, then rooms of buildings, then buildings."""
    for match in begun(_FIGURE, _NUMBER, text):
        length, severity = _judged(_before(text, match.start()), match)
        if severity is not None:
            yield Candidate(text, match.start() - length, match.end(), severity, form="house")
    for match in _ROOM.finditer(text) if _ROOMED.search(text) else ():
        yield Candidate(text, *match.span(), form="room")
    for match in _HOUSED.finditer(text) if _HOUSE.search(text) else ():
        yield Candidate(text, *match.span(match.lastgroup or 0), Severity.WARNING, form="building")


def _before(text: str, start: int) -> str:
    """Cut out the text before the number: its line if that names a town, else its paragraph."""
    paragraph = text[max(0, start - _AROUND) : start].rpartition("\n\n")[2]
    line = paragraph.rpartition("\n")[2]
    if _TOWN.search(line.rstrip("( の")):
        return line
    return paragraph


def _judged(before: str, match: re.Match[str]) -> tuple[int, Severity | None]:
    """Judge a number by its surroundings: how far before it the address begins, its severity; None: no address."""
    kind, after = match.lastgroup, match.string[match.end() : match.end() + 24]
    home, lives = bool(_HOME.search(before)), bool(_LIVES.match(after) or _LOT.match(match.string, match.start()))
    road = bool(_ROADSIDE.match(after))
    # Written on to the town, with nothing that it counts: 元総社町1234で.
    ends = bool(_ENDS.match(after)) or (kind == "bare" and len(match[0]) > 2 and before.endswith("町"))
    if kind == "bare" and before.endswith("(") and len(match[0]) < 4:
        return 0, None  # an age
    attached = kind == "bare" and len(match[0]) > 2 and _AREA.search(before) is not None
    if kind in ("short", "bare") and not (home or lives or road or "字" in before or ends or attached):
        return 0, None  # most numbers are none
    reach = _OF.sub("", before.rstrip("( " + "、" * (match[0].count("-") > 1)))
    gap = len(before) - len(before.rstrip("( の"))
    town = local = None
    if not _NO_TOWN.search(reach[-6:]):
        town, local = _TOWN.search(reach), _LOCAL.search(reach[-14:])
    length = 0
    if town:
        length = gap + len(reach) - town.start()
    elif local:
        length = gap + len(local[0])
    count = len(re.findall("[0-9]+", match[0]))
    if kind == "full":
        sure = True
    elif kind in ("lot", "plain"):
        sure = bool(town or local or home)
    elif kind in ("block", "short"):
        return length, Severity.ERROR if (home or lives) and not road else Severity.WARNING
    elif kind == "dash":
        cue = home or lives
        numbered = lives and match[0][3:4].isdigit()  # 1730の2の家
        score = count < 3 and not cue and _SCORE.search(reach) and not match[0][:3].isdigit()
        named = town or _OAZA.search(reach[-14:]) or before.endswith("番地は") or (count > 2 and cue)
        sure = not score and bool(named or numbered or (local and (cue or (count > 2 and _PART.search(reach)))))
    else:
        sure = not road and bool(_OAZA.search(reach[-14:]) or (town and (home or lives)) or (local and lives))
        sure = (sure or before.endswith("番地は")) and not (_SCORE.search(reach) and not lives)
        part = _PART.search(reach) or (road and len(match[0]) > 3 and match[0].endswith("番"))
        if not sure and town and (attached or (len(match[0]) > 2 and part and (road or ends))):
            return length, Severity.WARNING
    if not sure:
        return length, None
    return length, Severity.WARNING if road else Severity.ERROR


def of_a_public_house(candidate: Candidate, _: Passage) -> bool:
    """In a hotel, a hospital, a town hall."""
    place = candidate.text[max(0, candidate.start - 24) : candidate.end]
    return candidate.form != "house" and _NO_ROOM.search(place) is not None


def of_an_office(candidate: Candidate, passage: Passage) -> bool:
    """Whether an office stands right beside it or a telephone goes with it, and no private person is mentioned."""
    offices = passage.public.offices
    before, after = candidate.around(60)
    theirs = any(_BEHIND_OFFICE.fullmatch(before, office.end()) for office in offices.finditer(before))
    behind = offices.search(after[:20])
    theirs = theirs or (behind is not None and _BEFORE_OFFICE.fullmatch(after, 0, behind.start()) is not None)
    return (theirs or _CONTACT.match(after) is not None) and not PRIVATE.search(f"{before}|{after}")


DETECTOR = Detector(
    kind="address",
    reads=lambda passage: passage.digits,
    cue=lazy(f"[0-9]|{_FLATS}|屋号"),
    find=_find,
    filters=(of_a_public_house, of_an_office),
)
