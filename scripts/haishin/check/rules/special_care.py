"""Rule ``special-care``: illness, care, disability, record, origin, creed of a victim or a missing person (5(4)).

要配慮個人情報 (個人情報の保護に関する法律2条3項, 施行令2条). The rows of ``words/`` and what names an illness or a
hospital are looked at if they speak of a person who was harmed or is sought: the person right behind, else the last
person before. What helps a search (``found``) passes once the family agreed or its consent was waived. Passes: what
is said of an offender, to readers (熱中症に注意, 発熱の方は), by a swindler; a hospital as a place or without a name; a
stick or a wheelchair, which lets guess and tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.privacy.masked import masked
from haishin.check.reading import Reading, Writing
from haishin.check.reading.items import MAILED
from haishin.check.rules import Problem, Stretch, problems
from haishin.check.rules.worded import matches, near
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy
from haishin.core.text.sentences import before, sentence

ID = "special-care"
SEVERITY = Severity.WARNING
NAME = Text("病気や障害など、特に配慮の要る情報", "Special-care information")
SUMMARY = (
    "被害に遭った方や行方不明の方の病気、障害、入院先、信条などは、消すか、要る理由を confirmed に書いてください。"
)

MESSAGES = {
    "found": Text(
        "被害に遭った方や行方不明の方の、病気、障害、妊娠、通院などの記載かもしれません:{masked}",
        "This may tell of a victim's or missing person's illness, disability, pregnancy or care: {masked}",
    ),
    "life": Text(
        "被害に遭った方や行方不明の方の、犯罪の経歴、国籍、信条などの記載かもしれません:{masked}",
        "This may tell of a victim's or missing person's criminal record, origin or creed: {masked}",
    ),
}
_REASON = "どうしても要るときは、その理由を confirmed に書きます。"
HINTS = {
    "found": Text(
        f"特に配慮の要る個人情報です。この部分を消してください。行方不明の方を捜すのに要るときは、ご家族の了解(consent)を"
        f"得て書きます。{_REASON}",
        "Take it out. A search that needs it rests on the family's `consent`; else give the reason in `confirmed`.",
    ),
    "life": Text(
        f"特に配慮の要る個人情報です。この部分を消してください。{_REASON}",
        "Take it out, or give the reason in `confirmed`.",
    ),
}
_CHILD = "下校中の児童が"
_SOUGHT = changed("下校中の児童が男に声をかけられる事案", "認知症の80歳代の男性の行方が分からなくなる事案").replace(
    "suspicious-person\ncase: approach\ncontent: caution", "information-request\ncase: missing-person\ncontent: lookout"
)
_GIVEN = "press: none\nconsent: {state: given, by: 長男, at: 2026-11-25T18:10+09:00}"
GOOD = (
    SAMPLE,
    _SOUGHT.replace("press: none", _GIVEN),
    changed(_CHILD, "病院の駐車場で、女性が"),
    changed("- 不審な人に", "- 熱中症に注意してください。\n- 不審な人に"),
)
BAD = (
    ("found", changed(_CHILD, "妊娠中の女性が")),
    ("found", changed(_CHILD, "赤城赤十字病院に通院する女性が")),
    ("found", _SOUGHT),
    ("life", changed(_CHILD, "前科のある男性が")),
)

# うつ病の, 肺炎で, がんを; 赤城赤十字病院に入院, 前橋中央医院へ搬送.
_ILLNESS = lazy(
    "(?:[一-龥ァ-ヺー]{1,8}(?:症|病|癌|疾患|症候群)|うつ病?|[肺肝腎腸膜膵]炎|がん)(?=[のでをがに、。]|により|のため)"
    "(?<![重軽]症)(?<![いな]がん)"
)
_HOSPITAL = lazy(
    "(?<=[一-龥ァ-ヺーA-Za-z])(?<!救急)(?<!総合)(?<!専門)(?<!同)(?<!内)(?<!近隣)(?:病院|医院|クリニック|医療センター|診療所)"
    "[にへで](?=[^。、\n]{0,12}(?:搬送|運ば|収容|入院|通院|通[うっい]|受診|治療|手当))"
)
_HEALTH = lazy("症|病|癌|患|炎|医|診|うつ|がん|クリニック")  # one stands in whatever these two find
_SELF = (
    "(?:男性|女性|[男女]児|[男女]の子|[男女]子|児童|生徒|園児|子ども|子供|少[年女]|被害者|高齢者|お年寄り|行方不明者|歩行者"
    "|学生|住民|さん|母親?|父親?|妻|夫)"
)
_BEHIND = lazy(f"(?P<offender>(?:の|(?:の|が)ある|とみられる)[男女](?![性児子の]))|[^、。\n]{{0,10}}?{_SELF}")
_PERSON = lazy(
    f"(?P<offender>(?:男|女|行為者|犯人|被疑者|容疑者|不審者|運転手|運転者)(?:[はが:]|の特徴|の人相))|{_SELF}"
)
# Readers, general advice, what a swindler says.
_GENERAL = lazy(
    "(?:くだ|下)さい|ましょう|注意|方[はへも]|予防|対策|相談|支援(?!学)|おそれ|恐れ|流行|講座|訓練|を狙[いう]"
    "|と(?:言|称|偽|話|告げ|うそ|嘘)|などと|名目|口実|を名乗|を装|をかた"
)
_AWAY = 60  # from the person last named


def look(writing: Writing, contract: Contract) -> Iterator[Stretch]:
    """Yield what title and text say of somebody harmed or sought; of those that overlap the first."""
    written, phrases = dict(writing.fields), near(ID, writing, contract)
    for field, text in writing.plain:
        done = 0
        named = (_ILLNESS, _HOSPITAL) if _HEALTH.search(text) else ()
        health = (match.span() for words in named for match in words.finditer(text))
        rows = matches(phrases, text)
        for start, end, key in sorted([*rows, *((*span, "found") for span in health)]):
            if start >= done and not (writing.agreed and key == "found") and _concerns(text, start, end):
                done = end
                yield Stretch(field, start, end, key, {"masked": masked(written[field][start:end])})


def _concerns(text: str, start: int, end: int) -> bool:
    """Whether the words there speak of somebody harmed or sought."""
    said = sentence(text, start, end)
    if _GENERAL.search(said):
        return False
    *_, last = (None, *_PERSON.finditer(text, max(0, start - _AWAY), start))
    if person := _BEHIND.match(text, end) or last:
        return person["offender"] is None
    return re.search(_SELF, said[len(before(text, start)) :]) is not None


def check(reading: Reading) -> Iterator[Problem]:
    """Check the file, whether or not an alert was formed; nothing of it is quoted."""
    return (replace(problem, private=True) for problem in problems(reading, look, items=MAILED))
