"""Full dates of birth.

Finds year, month and day (Western or era, figures or kanji) beside 生, 生まれ, 生年月日, 誕生日, DOB, and a date of
former years right behind a person or before an age.
Passes: every other date, a month and day alone, ages, the mere words. Consent to a name does not cover it.
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
_J = r"\s?(?:年(?:\s?\([^)0-9]{0,4}[0-9]{1,4}年?\))?の?|ねん|[-./・,])\s?"
_DATE = (
    rf"(?:(?<![0-9]){_YEAR}{_J}[0-9]{{1,2}}\s?(?:月の?|がつ|[-./・,])\s?[0-9]{{1,2}}(?![0-9])\s?(?:日|にち)?"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9])"
    rf"|(?<![A-Za-z0-9]){_ERA}[0-9]{{6}}(?![0-9])"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s[0-9]{1,2},?\s(?:19|20)[0-9]{2}"
    r"|[0-9]{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s(?:19|20)[0-9]{2})"
)
# In every such date; most texts have none.
_YEARED = re.compile(
    r"[0-9'明大昭平令MTSHRmtshr](?:(?<=1)[89][0-9]{2}|(?<=2)0[0-9]{2}|(?<=')[0-9]{2}|(?<=[0-9])[0-9][./年]|(?<=明)"
    r"治|(?<=大)正|"
    r"(?<=昭)和|(?<=平)成|(?<=令)和|(?<=[明大昭平令])\s?[0-9]|(?<=[MTSHRmtshr])\.?\s?(?:[0-9]|元))"
)
_WEEKDAY = r"\s?(?:[(（][月火水木金土日][)）])?"
_AFTER = re.compile(
    rf"{_DATE}{_WEEKDAY}\s?[(（「、,]?\s?(?:(?:に|の)?(?:[一-龥]{{1,6}}[でに])?(?:生まれ|生れ|"
    rf"うまれ|ウマレ|誕生(?!祭|会)|出生)|生(?![一-龥]|き|け|ま[^れ])|が?(?:生年月日|誕生日)|"
    rf"born)"
)
_BEFORE = re.compile(
    rf"(?:生年月日|誕生日|たんじょうび|たん生日|出生日|出生年月日|生まれ|うまれ|DOB|D\.O\.B\.?|[Bb]irthday|"
    rf"[Bb]irth|[Bb]orn)(?:[^0-9A-Za-z。]{{0,10}}|\s?on\s?|:\s?){_DATE}"
)

# Without a cue: a date long past behind a person, or before an age.
_BARE = re.compile(rf"(?P<date>{_DATE})\s?(?P<aged>[(、,]?\s?満?[0-9]{{1,3}}\s?[歳才])?")
_PERSON = re.compile(
    r"(?:男性|女性|男|女|児|者|人|さん|氏|様|君|くん|ちゃん|容疑者|被疑者|氏名[^。]{0,12}|名前[^。]{0,12}|[(（]"
    r"[^)）。]{0,3})[、,:： \n(（・はが]{0,3}$"
)
_PAST = re.compile(r"明治|大正|昭和|平成|[MTSH]\.?\s?[0-9]|(?:18|19)[0-9]{2}|20[01][0-9]")
_EVENT = re.compile(r"\s?(?:付|施行|制定|改正|以[前後降]|開|発|創|設|竣工|建|に|から|まで|の|ころ|頃|配信|号)")


def find(passage: Passage) -> Iterator[Found]:
    """The date together with its cue."""
    view = passage.digits
    if not _YEARED.search(view.text):
        return
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(view.text):
            yield found(view, match.start(), match.end())
    for match in _BARE.finditer(view.text):
        if not _PAST.match(match["date"]) or _EVENT.match(view.text, match.end()):
            continue
        if match["aged"] or _PERSON.search(view.text, max(0, match.start() - 18), match.start()):
            yield found(view, match.start(), match.end("date"))
