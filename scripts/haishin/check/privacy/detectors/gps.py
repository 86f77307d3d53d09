"""Exact positions.

Finds a latitude and a longitude inside Japan, in either order, with three decimals or more (two behind 北緯), degrees
with minutes and seconds, and links to a place on a map. Passes: coarse positions (震源 「北緯36.5度」),
temperatures, distances. Confidence: error; warning for a map link without a position.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Passage
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy

_LAT = r"(?:2[0-9]|3[0-9]|4[0-6])[.・](?:[0-9]{3,}|(?<=緯[0-9]{2}.)[0-9]{2})"
_LON = r"1(?:2[2-9]|[34][0-9]|5[0-4])[.・][0-9]{2,}"
_MINUTES = r"[度°]\s?[0-9]{1,2}(?:\.[0-9]+[分'′]|[分'′]\s?[0-9.]{1,6}[秒\"″]?)"
_FIGURES = lazy(
    rf"(?<![0-9.])(?:{_LAT}[^0-9]{{1,16}}{_LON}|{_LON}[^0-9]{{1,16}}{_LAT})"
    rf"|(?:北緯)?(?<![0-9])[234][0-9]{_MINUTES}[^0-9。]{{0,12}}1[2-5][0-9]{_MINUTES}"
)
_LINK = lazy(
    r"(?:https?://)?(?:maps?\.(?:google|apple|app|yahoo)[A-Za-z0-9.-]*|(?:www\.)?google\.[a-z.]+/maps|goo\.gl/maps"
    r"|maps\.gsi\.go\.jp)[!-~]*|geo:[!-~]+"
)
_POSITION = lazy(r"[0-9]{2,3}\.[0-9]{3}|goo\.gl|place|@|q=|ll=|^geo:")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield positions in figures first, then links."""
    for match in _FIGURES.finditer(text):
        yield Candidate(text, *match.span())
    for match in _LINK.finditer(text):
        severity = Severity.ERROR if _POSITION.search(match[0]) else Severity.WARNING
        yield Candidate(text, *match.span(), severity)


DETECTOR = Detector(
    kind="gps",
    reads=lambda passage: passage.digits,
    cue=lazy("[0-9](?:[.・][0-9]{2}|[度°])|map|geo:"),
    find=_find,
)
