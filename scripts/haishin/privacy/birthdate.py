"""Full dates of birth.

Finds year, month and day (Western or era, figures or kanji) beside 生, 生まれ, 生年月日, 誕生日, DOB.
Passes: every other date, a month and day alone, ages, the mere words. Consent to a name does not cover it.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "birthdate"
_ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHRmtshr]\.?)"
_YEAR = (
    rf"(?:(?:西暦)?\s?(?:18|19|20)[0-9]{{2}}|{_ERA}\s?(?:[0-9]{{1,2}}|元)|'[0-9]{{2}}|(?<![0-9])[0-9]{{2}}(?=[./年]))"
)
_J = r"\s?(?:年(?:\s?\([^)0-9]{0,4}[0-9]{1,4}年?\))?|[-./・,])\s?"
_DATE = (
    rf"(?:(?<![0-9]){_YEAR}{_J}[0-9]{{1,2}}\s?(?:月|[-./・,])\s?[0-9]{{1,2}}(?![0-9])\s?日?"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9])"
    rf"|(?<![A-Za-z0-9]){_ERA}[0-9]{{6}}(?![0-9])"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s[0-9]{1,2},?\s(?:19|20)[0-9]{2}"
    r"|[0-9]{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s(?:19|20)[0-9]{2})"
)
_WEEKDAY = r"\s?(?:[(（][月火水木金土日][)）])?"
_AFTER = re.compile(
    rf"{_DATE}{_WEEKDAY}\s?[(（「、,]?\s?(?:(?:に|の)?(?:[一-龥]{{1,6}}[でに])?(?:生まれ|生れ|"
    rf"うまれ|ウマレ|誕生(?!祭|会)|出生)|生(?![一-龥]|き|け|ま[^れ])|が?(?:生年月日|誕生日)|"
    rf"born)"
)
_BEFORE = re.compile(
    rf"(?:生年月日|誕生日|たんじょうび|出生日|出生年月日|生まれ|うまれ|DOB|D\.O\.B\.?|[Bb]irthday|"
    rf"[Bb]irth|[Bb]orn)(?:[^0-9A-Za-z。]{{0,10}}|\s?on\s?|:\s?){_DATE}"
)


def find(passage: Passage) -> Iterator[Found]:
    """The date together with its cue."""
    view = passage.digits
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(view.text):
            yield found(view, match.start(), match.end())
