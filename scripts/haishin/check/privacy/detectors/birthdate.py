"""Dates of birth.

Finds year, month and day (Western, era or short) beside 生, 生年月日, 誕生日, before an age; a day that is a birthday.
Passes: every other date, the bounds of cohorts (以前に生まれた方), ages, the mere words. Consent to a name does not
cover it. Confidence: error; warning if its year or its day is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Passage, with_part
from haishin.core.model import Severity
from haishin.core.text.calendar import ERAS
from haishin.core.text.lazy import lazy

_ERA_LETTERS = "明大昭平令MTSHRmtshr"
_ERA = rf"(?:{'|'.join(ERAS)}|[{_ERA_LETTERS}]\.?)"
_YEAR = rf"(?<![A-Za-z0-9])(?:(?:西暦)?\s?(?:18|19|20)[0-9]{{2}}|{_ERA}\s?(?:[0-9]{{1,2}}|元))"
_DATE = (
    rf"(?:{_YEAR}\s?(?:年(?:\s?\([^)]{{0,6}}\))?(?:の?[一-龥ぁ-ん]{{1,4}}年)?[の、]?|[-./・])\s?[0-9]{{1,2}}\s?(?:月の?|[-./・])\s?[0-9]{{1,2}}"
    rf"(?![0-9])\s?日?|{_YEAR}年の?(?:大晦日|大みそか|元日|元旦)"
    rf"|(?<![0-9])[0-9]{{1,2}}[月/.][0-9]{{1,2}}日?\({_YEAR}年?\)"
    rf"|{_YEAR}[\s/.-]?(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9]))"
)
_BORN = lazy(
    rf"{_DATE}\s?[(「」、,]?\s?(?:(?:に|の)?\s?お?(?:生まれ(?!変)|生れ|産まれ|うまれ|誕生(?!祭|会))|生(?![一-龥]|き|け"
    rf"|ま)|(?:が|という)?(?:生年月日|誕生日)"
    r"|[(、,]?\s?満?[0-9]{1,3}[歳才])"
    r"|(?<![0-9])[0-9]{1,2}[年.][0-9]{1,2}[月.][0-9]{1,2}日?\s?の?お?生(?:まれ(?!変)|(?=[()、。の\s]))"
    rf"|[0-9]{{1,2}}[月/.][0-9]{{1,2}}日?生まれ[、(]{_YEAR}年"
    r"|(?:きょう|(?:[この当同翌前今本]|[0-9])日)[はがのも、]{0,2}(?:満?[0-9]{1,3}[歳才]の)?お?誕生日(?=です|で、|[(（]|の[男女]|だ)"
    rf"|(?:(?<=[男女性者人歳才]\()(?=[MTSHmtsh明大昭平])|(?<=\()(?=[MTSH])){_DATE}(?=\))"
    rf"|{_YEAR}年?(?:の?お?生まれ)?[、で]\s?(?:誕生日|月日)は?\s?[0-9]{{1,2}}月[0-9]{{1,2}}日|[0-9]{{1,2}}月[0-9]{{1,2}}日[にで]\s?満?[0-9]{{1,3}}歳にな(?:った|り)"
    rf"|(?:生年月日|誕生日(?!プ|会)|(?<!日)生まれ|DOB|(?<![一-龥])生(?=[:)]))[^0-9。]{{0,12}}?{_DATE}"
)
# Without its year, or its day.
_PART = lazy(
    rf"(?:{_YEAR}年\s?[0-9]{{1,2}}月(?!\s?[0-9])|(?<![0-9年])[0-9]{{1,2}}月\s?[0-9]{{1,2}}日)の?お?(?:生まれ(?!変)|生(?=[()、。\s]))"
    rf"|(?:生年月日|誕生日(?!プ|会))[はがの:、]{{0,2}}\s?「?(?:{_YEAR}年\s?[0-9]{{1,2}}月(?!\s?[0-9])|[0-9]{{1,2}}[月/]\s?[0-9]{{1,2}}(?![0-9])日?)"
)
_NOT_SINCE = lazy(r"(?:[0-9]日?|た[方者人子])(?:以[降後])?(?:から|より|[~〜-])[、\s]?同?$")
_NOT_UNTIL = lazy(rf"\s?以[前降後内](?!に?行方)|た?の?(?:[方者人子]|児童)?(?:まで|(?:から|[~〜-])\s?同?{_DATE})")
_PERSON = lazy(r"た?の?[、(]?(?:[一-龥]{1,4}の)?(?:[男女]|少[年女]|[0-9]{1,3}歳|[一-龥ァ-ヺー]{1,6}(?:さん|氏|容疑者))")


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    for pattern, severity in ((_BORN, Severity.ERROR), (_PART, Severity.WARNING)):
        for match in pattern.finditer(text):
            yield Candidate(text, *match.span(), severity)


def of_a_cohort(candidate: Candidate, _: Passage) -> bool:
    """Whether it is the first or last day of birth of many: 〜以降に生まれた方."""
    text, end = candidate.text, candidate.end
    since = _NOT_SINCE.search(text, max(0, candidate.start - 12), candidate.start)
    return bool((since and not _PERSON.match(text, end)) or _NOT_UNTIL.match(text, end))


DETECTOR = Detector(
    kind="birthdate",
    reads=lambda passage: passage.digits,
    cue=lazy(
        rf"[12{_ERA_LETTERS}]"
        r"(?:(?<=1)[89][0-9]{2}|(?<=2)0[0-9]{2}|(?<![12])[治正和成.]?\s?[0-9元])|生年月日|誕生日|歳にな|[日0-9]\s?の?お?生"
    ),
    find=_find,
    filters=(of_a_cohort,),
    fragments=with_part(lazy(".*[0-9]")),
)
