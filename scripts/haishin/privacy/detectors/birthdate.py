"""Full dates of birth.

Finds year, month and day (Western or era) beside 生, 生まれ, 生年月日, 誕生日, and before an age.
Passes: every other date, the bounds of cohorts (以前に生まれた方), a month and day alone, ages, the mere words. Consent
to a name does not cover it. Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found
from haishin.text.calendar import ERAS

KIND = "birthdate"
_ERA = rf"(?:{'|'.join(ERAS)}|[明大昭平令MTSHRmtshr]\.?)"
_YEAR = rf"(?<![A-Za-z0-9])(?:(?:西暦)?\s?(?:18|19|20)[0-9]{{2}}|{_ERA}\s?(?:[0-9]{{1,2}}|元))"
_DATE = (
    rf"(?:{_YEAR}\s?(?:年(?:\s?\([^)]{{0,6}}\))?の?|[-./・])\s?[0-9]{{1,2}}\s?(?:月の?|[-./・])\s?[0-9]{{1,2}}"
    rf"(?![0-9])\s?日?"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9]))"
)
_BORN = re.compile(
    rf"{_DATE}\s?[(「、,]?\s?(?:(?:に|の)?\s?お?(?:生まれ(?!変)|生れ|産まれ|うまれ|誕生(?!祭|会))|生(?![一-龥]|き|け"
    rf"|ま)|が?(?:生年月日|誕生日)"
    r"|[(、,]?\s?満?[0-9]{1,3}[歳才])"
    rf"|(?:生年月日|誕生日(?!プ|会)|(?<!日)生まれ|DOB)[^0-9。]{{0,12}}?{_DATE}"
)
_YEARED = re.compile(rf"{_ERA}\s?[0-9元]|(?:18|19|20)[0-9]{{2}}")  # in every such date; most texts have few
_NOT_SINCE = re.compile(r"(?:[0-9]日?|た[方者人子])(?:以[降後])?(?:から|より|[~〜-])[、\s]?同?$")
_NOT_UNTIL = re.compile(rf"\s?以[前降後内](?!に?行方)|た?の?(?:[方者人子]|児童)?(?:まで|(?:から|[~〜-])\s?同?{_DATE})")
_PERSON = re.compile(
    r"た?の?[、(]?(?:[一-龥]{1,4}の)?(?:[男女]|少[年女]|[0-9]{1,3}歳|[一-龥ァ-ヺー]{1,6}(?:さん|氏|容疑者))"
)


def find(passage: Passage) -> Iterator[Found]:
    """The date together with its cue."""
    view = passage.digits
    for match in _BORN.finditer(view.text) if _YEARED.search(view.text) else ():
        since = _NOT_SINCE.search(view.text, max(0, match.start() - 12), match.start())
        if not (since and not _PERSON.match(view.text, match.end())) and not (_NOT_UNTIL.match(view.text, match.end())):
            yield found(view, match.start(), match.end())
