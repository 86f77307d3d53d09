"""Exact positions.

Finds a latitude and a longitude inside Japan, in either order, with three decimals or more (the point in any spelling),
degrees with minutes and seconds, geo: addresses, plus codes, three-word addresses, and links to a place on a map.
Passes: coarse positions (震源 「北緯36.5度」), temperatures, distances. Confidence: error; warning for a map link
without a position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "gps"
_LAT = r"(?:2[0-9]|3[0-9]|4[0-6])\s?(?:[.・点。]|てん|テン)\s?(?:[0-9]{3,}|[0-9]{1,5}\n[0-9]{1,5})"
_LON = r"1(?:2[2-9]|[34][0-9]|5[0-4])\s?(?:[.・点。]|てん|テン)\s?(?:[0-9]{3,}|[0-9]{1,5}\n[0-9]{1,5})"
_COARSE = r"\s?(?:[.・点。]|てん|テン)\s?[0-9]{2,}"
_PAIR = re.compile(
    rf"(?<![0-9.])(?:{_LAT}(?:[^0-9]{{0,16}}){_LON}|(?:2[0-9]|3[0-9]|4[0-6]){_COARSE}(?:[^0-9]{{0,16}}){_LON}|"
    rf"{_LAT}(?:[^0-9]{{0,16}})1(?:2[2-9]|[34][0-9]|5[0-4]){_COARSE}|{_LON}(?:[^0-9]{{0,16}}){_LAT})"
)
_M = r"\s?(?:度|°|º|˚)[\s、,]?[0-9]{1,2}\s?(?:分|'|′|’)[\s、,]?[0-9]{1,2}(?:\.[0-9]+)?\s?(?:秒|\"|″|”|''|′′)?"
_MIN = r"\s?(?:度|°|º|˚)\s?[0-9]{1,2}\.[0-9]{2,}\s?(?:分|'|′|’)"
_DMS = re.compile(
    rf"(?:北緯|緯度|N)?[^0-9。]{{0,3}}(?<![0-9])[234][0-9](?:{_M}|{_MIN})[^0-9。]{{0,12}}1[2-5][0-9](?:{_M}|{_MIN})"
    rf"|1[2-5][0-9]{_M}[^0-9。]{{0,12}}[234][0-9]{_M}"
    r"|N\s?[234][0-9](?:[-\s.][0-9]{1,3}){2,3}[^0-9。]{0,4}E\s?1[2-5][0-9](?:[-\s.][0-9]{1,3}){2,3}"
)
_LINK = re.compile(
    r"(?:https?://)?(?:maps?\.(?:google|apple|app|yahoo)[A-Za-z0-9.-]*|(?:www\.)?google\.[a-z.]+/maps|"
    r"maps\.app\.goo\.gl|goo\.gl/maps|map\.yahoo\.co\.jp|(?:www\.)?bing\.com/maps"
    r"|(?:www\.)?openstreetmap\.org|maps\.gsi\.go\.jp|what3words\.com|w3w\.co)[!-~]*|geo:[!-~]+"
)
_PLUS = re.compile(r"(?<![A-Za-z0-9])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Za-z0-9])")
_WORDS = re.compile(r"///[^\s./。、]+\.[^\s./。、]+\.[^\s./。、]+")
# What each cannot be without: most texts have none of it, and are told so at once.
_PATTERNS = (
    (_PAIR, re.compile(r"[0-9]\s?(?:[.・点。]|てん|テン)\s?[0-9]")),
    (_DMS, re.compile("[度°º˚N]")),
    (_PLUS, re.compile(r"\+")),
    (_WORDS, re.compile("///")),
)
_LINKED = re.compile("map|3w|geo:")
_POSITION = re.compile(r"[0-9]{2,3}\.[0-9]{3}|what3words|w3w|goo\.gl|place|@|q=|ll=")


def find(passage: Passage) -> Iterator[Found]:
    """Positions in figures first, then links."""
    view = passage.digits
    for pattern, needs in _PATTERNS:
        for match in pattern.finditer(view.text) if needs.search(view.text) else ():
            yield found(view, match.start(), match.end())
    for match in _LINK.finditer(view.text) if _LINKED.search(view.text) else ():
        exact = _POSITION.search(match[0]) or match[0].startswith("geo:")
        yield found(view, match.start(), match.end(), Severity.ERROR if exact else Severity.WARNING)
