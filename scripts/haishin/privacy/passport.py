"""Numbers of passports, and of residence cards.

Finds two letters and seven digits, or two letters, eight digits and two letters, in any grouping and case beside a
cue.
Passes: numbers that name themselves (型番 …), abbreviations before a number (TEL, No). Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "passport"
_S = r"[-\s・./_]{0,2}"
_NUMBER = re.compile(
    rf"[A-Za-z](?<![A-Za-z0-9].)[.\s・]?[A-Za-z]{_S}[0-9](?:{_S}[0-9]){{6}}(?:{_S}[0-9]{_S}[A-Za-z]\s"
    rf"?[A-Za-z])?(?![A-Za-z0-9])(?!-[0-9])"
)
_CUE = re.compile(r"旅券|パスポート|在留|passport", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:型番|型式|品番|製品番号|商品番号|製造番号|機体番号|広報番号|整理番号|受理番号|管理番号|商品|シリアル|"
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
        if cue or letters.isupper():
            yield found(view, match.start(), match.end())
