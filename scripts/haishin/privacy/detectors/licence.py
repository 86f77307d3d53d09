"""Numbers of driving licences.

Finds twelve digits with the right check digit in the eleventh place, in any grouping; behind 免許 also with a wrong
one.
Passes: numbers that name themselves (受理番号 …), and what is a My Number. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.detectors import twelve
from haishin.privacy.detectors.checkdigits import licence
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "licence"
_CUE = re.compile(r"免許|運転経歴")


def find(passage: Passage) -> Iterator[Found]:
    """Every such number; where a My Number has the same place, that one stands."""
    for match, digits, before in twelve.numbers(passage.digits):
        if _CUE.search(before) or (licence(digits) and not twelve.several(match)):
            yield found(passage.digits, match.start(), match.end())
