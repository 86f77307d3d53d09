"""Numbers of passports, and of residence cards.

Finds two letters and seven digits, or two letters, eight digits and two letters, in any grouping; letters in small, in
brackets or told apart from the figures (英字が…、数字が…), and eight digits alone, beside a cue.
Passes: numbers that name themselves (型番 …), abbreviations before a number (TEL, No). Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "passport"
_S = r"[-\s・./_,、の()「」]{0,2}"
_NUMBER = re.compile(
    rf"[A-Za-z](?<![A-Za-z0-9].)[-.\s・、(と]{{0,2}}[A-Za-z](?:{_S}|\([^)0-9]{{1,10}}\)|に続[けい]て)[0-9](?:{_S}[0-9]){{6}}"
    rf"(?P<eighth>{_S}[0-9](?P<last>{_S}[A-Za-z]\s?[A-Za-z])?)?(?![A-Za-z0-9])(?!-[0-9])"
)
# Letters and figures told apart, in either order.
_LETTERS = r"(?:英字|アルファベット|ローマ字|英文字|文字)[がはの:「\s]{0,2}[A-Za-z][\s・、と]?[A-Za-z](?![A-Za-z])"
_FIGURES = rf"[0-9](?:{_S}[0-9]){{6}}(?![0-9])"
_TOLD = re.compile(rf"{_LETTERS}[^0-9。]{{0,12}}{_FIGURES}|{_FIGURES}[^0-9。]{{0,12}}{_LETTERS}")
_CUE = re.compile(r"旅券|パスポート|在留|passport", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:型番|型式|品番|製品番号|商品番号|製造番号|機体番号|広報番号|整理番号|受理番号|管理番号|商品|製品|シリアル|"
    r"便名|紙幣|記番号)[はが:： 「]{0,3}$"
)
_WORDS = frozenset({"NO", "ID", "FX", "JR", "IP", "PC", "TV", "OK"})


def find(passage: Passage) -> Iterator[Found]:
    """Small letters only beside a cue."""
    view = passage.digits
    for match in _NUMBER.finditer(view.text):
        near = view.text[max(0, match.start() - 24) : match.end() + 10]
        letters = re.sub("[^A-Za-z]", "", match[0])[:2]
        cue = bool(_CUE.search(near))
        if _OTHER.search(near[: match.start() - max(0, match.start() - 24)]) or (not cue and letters.upper() in _WORDS):
            continue
        if cue or (letters.isupper() and (match["last"] or not match["eighth"])):
            yield found(view, match.start(), match.end())
    if _CUE.search(view.text):
        for match in _TOLD.finditer(view.text):
            yield found(view, match.start(), match.end())
