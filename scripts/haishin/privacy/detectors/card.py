"""Numbers of payment cards.

Finds 14 to 16 digits that begin as a card's does and have the right check digit (ISO/IEC 7812-1), in any grouping;
behind
カード番号 or クレジット also with a wrong one. Passes: numbers that name themselves (受理番号 …). Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.detectors.checkdigits import luhn
from haishin.privacy.detectors.twelve import several
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "card"
_S = r"[-\s・./_,、のと*|~()]{0,3}"
_NUMBER = re.compile(rf"[2-6](?<![0-9].)(?<![0-9][-.].)(?:{_S}[0-9]){{13,15}}(?![0-9])(?!-[0-9])")
_CUE = re.compile(r"カード番号|クレジット|デビット|キャッシュカード|プリペイド|VISA|JCB|Master", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:受理|広報|報道|整理|管理|伝票|製造|追跡|問い?合わせ|荷物|送り状|機体|シリアル)(?:番号)?[はが:： ]{0,3}$"
)


def find(passage: Passage) -> Iterator[Found]:
    """Longest first: sixteen digits are not fourteen and two."""
    view = passage.digits
    for match in _NUMBER.finditer(view.text):
        before = view.text[max(0, match.start() - 20) : match.start()]
        digits = re.sub("[^0-9]", "", match[0])
        if not _OTHER.search(before) and (_CUE.search(before) or (luhn(digits) and not several(match))):
            yield found(view, match.start(), match.end())
