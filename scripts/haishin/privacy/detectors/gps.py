"""Exact positions.

Finds a latitude and a longitude inside Japan, in either order, with three decimals or more, degrees with minutes and
seconds, and links to a place on a map. Passes: coarse positions (震源 「北緯36.5度」), temperatures, distances.
Confidence: error; warning for a map link without a position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "gps"
_LAT = r"(?:2[0-9]|3[0-9]|4[0-6])[.・][0-9]{3,}"
_LON = r"1(?:2[2-9]|[34][0-9]|5[0-4])[.・][0-9]{2,}"
_MINUTES = r"[度°]\s?[0-9]{1,2}(?:\.[0-9]+[分'′]|[分'′]\s?[0-9.]{1,6}[秒\"″]?)"
_PATTERNS = (
    re.compile(rf"(?<![0-9.])(?:{_LAT}[^0-9]{{1,16}}{_LON}|{_LON}[^0-9]{{1,16}}{_LAT})"),
    re.compile(rf"(?:北緯)?(?<![0-9])[234][0-9]{_MINUTES}[^0-9。]{{0,12}}1[2-5][0-9]{_MINUTES}"),
)
_LINK = re.compile(
    r"(?:https?://)?(?:maps?\.(?:google|apple|app|yahoo)[A-Za-z0-9.-]*|(?:www\.)?google\.[a-z.]+/maps"
    r"|maps\.app\.goo\.gl"
    r"|goo\.gl/maps|map\.yahoo\.co\.jp|maps\.gsi\.go\.jp)[!-~]*|geo:[!-~]+"
)
_LINKED = re.compile("map|geo:")
_POSITION = re.compile(r"[0-9]{2,3}\.[0-9]{3}|goo\.gl|place|@|q=|ll=|^geo:")


def find(passage: Passage) -> Iterator[Found]:
    """Positions in figures first, then links."""
    view = passage.digits
    for pattern in _PATTERNS:
        for match in pattern.finditer(view.text):
            yield found(view, match.start(), match.end())
    for match in _LINK.finditer(view.text) if _LINKED.search(view.text) else ():
        yield found(view, *match.span(), Severity.ERROR if _POSITION.search(match[0]) else Severity.WARNING)
