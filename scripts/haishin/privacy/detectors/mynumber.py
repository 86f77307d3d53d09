"""My Number (個人番号).

Finds twelve digits with the right check digit, in any grouping; behind 個人番号 or マイナンバー also with a wrong
one (a slip
of the pen does not make it public). Passes: the mere words, numbers that name themselves (受理番号 …). Confidence:
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.detectors import twelve
from haishin.privacy.detectors.checkdigits import licence, my_number
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "mynumber"
_CUE = re.compile(r"マイナンバー|個人番号|マイナカード|通知カード")
_LICENCE = re.compile(r"免許|運転")


def find(passage: Passage) -> Iterator[Found]:
    """Where both check digits fit, the words around decide; without a word it is a My Number."""
    for match, digits, before in twelve.numbers(passage.digits):
        near = before + passage.digits.text[match.end() : match.end() + 12]
        if _CUE.search(before) or (
            my_number(digits) and not twelve.several(match) and not (licence(digits) and _LICENCE.search(near))
        ):
            yield found(passage.digits, match.start(), match.end())
