"""Full dates of birth.

Finds year, month and day (Western or era, figures, kanji or spoken, the year last, too, or each by its name) beside 生,
生まれ, 生年月日, 誕生日, DOB, six figures behind 生年月日, a year of birth with the day behind it, and a date of former
years right behind a person or before an age.
Passes: every other date, the bounds of cohorts (以前に生まれた方), a month and day alone, ages, the mere
words. Consent to a name does not cover it.
Confidence: error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, found

KIND = "birthdate"
_ERA = r"(?:明治|大正|昭和|平成|令和|[明大昭平令](?=\s?[0-9])|[MTSHRmtshr]\.?)"
_YEAR = (
    rf"(?:(?:西暦)?\s?(?:18|19|20)[0-9]{{2}}|{_ERA}\s?(?:[0-9]{{1,2}}|元)|'[0-9]{{2}}|(?<![0-9])[0-9]{{2}}(?=[./年]))"
)
_J = r"\s?(?:年(?:\s?\([^)0-9]{0,4}[0-9]{1,4}年?\))?[の、]?|ねん|[-./・,、])\s?"
_AND = r"年?月?日?[、,\s]{0,2}"
_DATE = (
    rf"(?:(?<![0-9]){_YEAR}{_J}(?:[0-9]{{1,2}}\s?(?:月[の、]?|がつ|[-./・,、])\s?[0-9]{{1,2}}(?![0-9])\s?(?:日|にち)?|元[日旦]|大晦日|大みそか)"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9])"
    rf"|(?<![A-Za-z0-9]){_ERA}(?:[0-9]{{6}}|\s?[0-9]{{1,2}}\s[0-9]{{1,2}}\s[0-9]{{1,2}})(?![0-9])"
    rf"|{_ERA}の?\s?[0-9]{{1,2}}[、,の\s]{{1,2}}[0-9]{{1,2}}月の?[0-9]{{1,2}}日"
    rf"|年[がは:]\s?{_YEAR}{_AND}月[がは:]\s?[0-9]{{1,2}}{_AND}日[がは:]\s?[0-9]{{1,2}}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{1,2}}月[0-9]{{1,2}}日{_AND}(?:(?:生まれ)?年[がは:]\s?)?{_ERA}の?\s?(?:[0-9]{{1,2}}|元)年?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s[0-9]{1,2},?\s(?:19|20)[0-9]{2}"
    r"|[0-9]{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s(?:19|20)[0-9]{2})"
)
# In every such date; most texts have none.
_YEARED = re.compile(
    r"[0-9'明大昭平令MTSHRmtshr](?:(?<=1)[89][0-9]{2}|(?<=2)0[0-9]{2}|(?<=')[0-9]{2}|(?<=[0-9])[0-9][./年]|(?<=明)"
    r"治|(?<=大)正|"
    r"(?<=昭)和|(?<=平)成|(?<=令)和|(?<=[明大昭平令])\s?[0-9]|(?<=[MTSHRmtshr])\.?\s?(?:[0-9]|元))"
)
_LONG_PAST = r"(?:明治|大正|昭和|平成|[MTSH]\.?\s?[0-9]|(?:18|19)[0-9]{2}|20[01][0-9])"
_BORN = re.compile("生(?:(?<![発学先]生)(?![徒活])|まれ|年)")  # 発生 stands in most texts
_SIX = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
_WEEKDAY = r"\s?(?:[(（][月火水木金土日][)）])?"
_AFTER = re.compile(
    rf"{_DATE}{_WEEKDAY}\s?[(（「、,]?\s?(?:(?:に|の)?\s?お?(?:(?!日?以[前後降内]|日?現在|当時|時点)[一-龥]{{1,6}}[でに])?(?:生をう|生を受|生まれ(?!変)|生れ|産まれ|"
    rf"うまれ|ウマレ|誕生(?!祭|会)|出生)|生(?![一-龥]|き|け|ま(?!れ(?!変)))|が?(?:生年月日|誕生日)|"
    rf"born)"
)
_BEFORE = re.compile(
    rf"(?:生年月日|誕生日(?!プレゼント|会|祝|おめ)|たんじょうび|たん生日|出生日|出生年月日|(?<!日)(?:生|う)まれ|(?<![一-龥])生(?=\s?:)|DOB|D\.O\.B\.?|[Bb]irthday|"
    rf"[Bb]irth|[Bb]orn)(?:[^0-9。]{{0,12}}|[^0-9]{{0,12}}(?={_LONG_PAST})|\s?on\s?|:\s?){_DATE}"
    rf"|(?:生年月日|誕生日)[^0-9。]{{0,4}}{_SIX}"
)

_SPLIT = re.compile(rf"{_YEAR}年?\s?(?:生まれ|うまれ|生)[^0-9。]{{0,10}}[0-9]{{1,2}}月[0-9]{{1,2}}日")
# Without a cue: a date long past behind a person, or before an age.
_BARE = re.compile(rf"(?P<date>{_DATE})\s?(?P<aged>[(、,]?\s?満?[0-9]{{1,3}}\s?[歳才])?")
_PERSON = re.compile(
    r"(?:男性|女性|男|女|児|者|人|さん|氏|様|君|くん|ちゃん|容疑者|被疑者|氏名[^。]{0,12}|名前[^。]{0,12}|[(（]"
    r"[^)）。]{0,3})[、,:： \n(（・はが]{0,3}$"
)
_PAST = re.compile(_LONG_PAST)
_EVENT = re.compile(r"\s?(?:付|施行|制定|改正|以[前後降]|開|発|創|設|竣工|建|に|から|まで|の|ころ|頃|配信|号)")

# Who was born until then, since then, or between two days; with one person beside it the first day is another's.
_SINCE = re.compile(
    rf"(?P<first>{_ERA}|19|20)\s?[0-9元]{{1,2}}{_J}[0-9]{{1,2}}\s?[月./-]\s?[0-9]{{1,2}}日?"
    r"(?:(?:に生まれた|生まれの?)(?:[方者人子]|児童)?)?(?:以[降後])?(?:から|より|[~〜-])[、\s]?同?$"
)
_UNTIL = re.compile(
    rf"\s?以[前降後内](?!に?(?:所在|行方))|た?の?(?:[方者人子]|児童)?(?:まで|(?:から|より|[~〜-])\s?同?{_DATE})|\s?(?:から|より|[~〜])\s?同?{_DATE}"
)
_ONE = re.compile(
    r"た?の?[、(]?(?:[一-龥]{1,4}の)?(?:[男女]|少[年女]|[0-9]{1,3}歳|[一-龥ァ-ヺー]{1,6}(?:さん|氏|容疑者))"
)

_WHOLE = re.compile(rf"{_ERA}|(?:19|20)[0-9]{{2}}")  # 平成19年から20年: its era is told before


def _cohort(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    since = _SINCE.search(text, max(0, start - 34), start)
    told = since is not None and (not _WHOLE.match(match[0]) or match[0].startswith(since["first"]))
    return _UNTIL.match(text, end) is not None or (told and _ONE.match(text, end) is None)


def find(passage: Passage) -> Iterator[Found]:
    """The date together with its cue."""
    view = passage.digits
    if not _YEARED.search(view.text) and not _BORN.search(view.text):
        return
    for pattern in (_AFTER, _BEFORE, _SPLIT):
        for match in pattern.finditer(view.text):
            if not _cohort(match):
                yield found(view, match.start(), match.end())
    for match in _BARE.finditer(view.text):
        if not _PAST.match(match["date"]) or _EVENT.match(view.text, match.end()):
            continue
        if match["aged"] or _PERSON.search(view.text, max(0, match.start() - 18), match.start()):
            yield found(view, match.start(), match.end("date"))
