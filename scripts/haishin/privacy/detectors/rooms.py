"""Rooms of buildings: 〇〇ハイツ203, 12号棟304, 203号室, and a building by any name where somebody lives there.

Passes: rooms of hotels, hospitals and offices, and what is counted (住宅3棟, 120戸).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.detectors.housenumbers import COUNTED, KANJI
from haishin.privacy.passage import around
from haishin.privacy.seeking import near

_BUILDING = (
    "ハイツ|コーポ|メゾン|アパート|マンション|レジデンス|ハイム|パレス|荘|団地|住宅|寮|ヴ"
    "ィラ|ビラ|シャトー|コート|ガーデン|プラザ|タワー|ハウス|グラン"
    "|サンライズ|カーサ|エステート|フラット|ドミール|ロイヤル|テラス"
)
_ROOM = re.compile(
    rf"(?:(?P<named>[{KANJI}ァ-ヺーA-Za-z・]{{0,10}}(?:{_BUILDING})[{KANJI}ァ-ヺーA-Za-z・ぁ-ん]{{0,8}})\s?"
    r"(?:の?\s?[0-9A-Zいろはにほ]{1,3}\s?(?:号棟|棟|号館|-)[\s、の-]{0,2}|[0-9]{1,2}階)?(?:[0-9]{2,4}(?:\s?号室?|室)?(?![0-9])|[0-9]\s?号室|[0-9]{1,2}-[A-Z](?![A-Za-z0-9]))|"
    r"(?<![0-9])(?:[A-Z]?-?[0-9]{2,4}|[0-9]{1,2}-?[A-Z])\s?号室|"
    r"(?P<block>(?<![0-9A-Z])[0-9A-Z]{1,3}\s?号?棟[の\s、-]{0,2}(?:[0-9]{1,2}階)?[0-9]{3,4}(?:号室?)?(?![0-9])))"
)
# A building by any name, where the words behind tell that somebody lives there.
_AT_HOME = (
    "(?:に(?:住|居住|侵入|押し入)|の(?:ベランダ|玄関|ドア|部屋|[女男]性|住人|居住|郵便受|ポスト|インターホン|一室|呼び鈴|浴室|窓|高齢)"
    "|在住|(?<=室)(?:です|。|」|、)|(?<=号)(?:です|」)|方(?=[にでのへ、]))"
)
_FLAT_CODE = r"(?:[A-Z]?-?[0-9]{3,4}|[0-9]{1,2}-[A-Z]|[A-Z]-[0-9]{1,3})"
_FLAT = re.compile(
    rf"(?:[ァ-ヺーA-Za-z・]{{3,16}}[{KANJI}]{{0,4}}|[{KANJI}]{{2,6}}[ァ-ヺー]{{2,10}}|社宅)[\s、の]{{0,2}}"
    rf"(?:[0-9A-Z]{{1,3}}\s?号?棟\s?|[0-9]{{1,2}}階)?{_FLAT_CODE}\s?(?:号|室)?(?={_AT_HOME})"
)
_FLAT_MARK = re.compile(rf"[0-9](?:-[A-Z])?\s?(?:号|室)?{_AT_HOME}")
_ROOMED = re.compile(
    r"号室|棟(?=[の\s、-]{0,2}(?:[0-9]{1,2}階)?[0-9]{3})"
    + "".join(rf"|{building}(?=[^0-9]{{0,24}}[0-9])" for building in _BUILDING.split("|"))
)
_ROOM_UNIT = re.compile(rf"{COUNTED}|\s?(?:周年|℃|丁目|号(?!室?[^線])|番)|[-:.][0-9]")
_NO_ROOM = re.compile(
    r"(?:ホテル|旅館|病院|会議室|県庁|市役所|研修室|教室|庁舎|病棟|館|店|倉庫|カラオケ|スタジオ|斎場|ブース)[^。\n]{0,8}$"
)


def rooms(text: str) -> Iterator[re.Match[str]]:
    """The places, those of public buildings by their kind left out; a flat may be told twice."""
    for match in near(_ROOMED, _ROOM, text, 12):
        counted = (match["named"] or match["block"]) and _ROOM_UNIT.match(text, match.end())
        if not counted and not _NO_ROOM.search(
            around(text, match.start(), match.end(), 60)[0] + (match["named"] or "")
        ):
            yield match
    for match in near(_FLAT_MARK, _FLAT, text, 36, 16):
        if not _NO_ROOM.search(around(text, match.start(), match.end(), 60)[0] + match[0]):
            yield match
