"""A child victim's school: together with grade or class, or with the child itself.

Judges the combination: an institution with its own name, a grade or class beside it (behind or before, in one sentence
or in the next where that tells the grade only), in a mail that tells of harm to somebody; or a child of that school,
from it or who attends it (〇〇小の児童, 〇〇小から下校中の女児, 女児（〇〇小）), in a sentence that tells of harm.
Passes: a school as a place (付近, 校門, 通学路, 場所：), schools without a name (市内の小学校5年生), grades alone, all
of a school (児童の皆さん), lessons and events (教室, 訓練, 表彰, 対象), teachers; in notices and traffic rules all of
which no harm is told nearby.
Confidence: error where name and grade stand together, warning where words stand between.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.detectors.schoolforms import (
    BEHIND,
    FIRST,
    GRADE,
    GRADE_MARK,
    GRADE_NEXT,
    SCHOOL,
    joined,
    name_start,
)
from haishin.privacy.hit import Found
from haishin.privacy.passage import Passage, around, found
from haishin.privacy.seeking import begun, near

KIND = "school_victim"
HARM = re.compile(
    "被害|狙われ|声を?(?:か|掛)け|声掛け|話し?(?:か|掛)け|つきまと|つけられ|追いかけ|触ら|さわられ|わいせつ|痴漢|盗撮|隠し撮|露出|見せられ|"
    "撮られ|連れ|誘拐|誘い|襲われ|殴|蹴|はねられ|死亡|重体|けが|怪我|負傷|骨折|打撲|痛み|いじめ|脅され|脅迫|虐待|強要|"
    "つかまれ|腕をつか|引っ張|引きず|写真を|不審|女児|男児|のぞ|性的|行方不明|自撮り|暴行|待ち伏せ|つけてき|後をつけ|尾行|抱きつ|抱き着|"
    "抱え|押し倒|下半身|裸|監禁|刺され|ひき逃げ|殺|ストーカー|溺れ|おぼれ|救助|搬送|転落|転倒|接触|衝突|保護し|家出|補導|万引|映って|晒|"
    "拡散し|自傷|逮捕|検挙|非行|いたずら|金を要求|ゆすり|恐喝|叩かれ|"
    # Whatever was done to somebody, except what is done at events.
    "(?<!行)(?<!開)(?<!呼)(?<!書)[わかがさざたなばまら](?<!贈ら)れ(?:た|て|る|ま|そう)|[けせめげ]られ(?:た|て|る|ま|そう)"
)
_ALWAYS = frozenset({"suspicious-person", "不審者情報"})
# Rows of the table whose mails name schools for traffic and events, unless harm is told beside the school.
_QUIET = frozenset({"notice", "traffic-regulation", "outside", "お知らせ", "交通規制情報", "交通情報（交通規制情報）"})
_NEAR = 80
_NEARBY = 12
_EVENT = re.compile(
    "教室[をで、。に](?!.{0,8}盗)|(?:安全|防犯|自転車|乗り方|薬物)[一-龥]{0,4}教室|講話|講習|訓練|体験|表彰|感謝状|"
    "[金銀銅]賞|入賞|標語|作品|ポスター|全員|出前|披露|贈[呈らり]|寄贈|配布|配[りっるら]|手作り|見学(?!園|院)|清掃|署長を務|出発式|演[じ劇奏技]|"
    "[0-9]{2,3}人|練習(?!.{0,6}帰)|学びました|学んだ|に参加|優勝|決勝|試合|大会|勝[ちっ]|運動会|キャンペーン|閉鎖|"
    "予定して|啓発|呼び掛けました"
)
_HURT = re.compile("女児|男児|女子|男子|被害[者児に]|けが|[重軽]傷|死亡|搬送|[女男]の子|触られ|つかまれ")
_SURELY = re.compile("感謝状|表彰|訓練|講話|を対象|対象[はに]|を想定|教室を|教室に|署長を務|[金銀銅]賞")
_CHILD = re.compile("の?[女男](?:子|児|の子)")
_STAFF = re.compile("の?(?:担任|担当|主任|保護者|教室|廊下)")
_PLACE = re.compile(
    r"付近|前[のでに、]|前$|近く|北側|南側|東側|西側|校門|正門|校庭|グラウンド|体育館|通学路|周辺|"
    r"方面|裏|横|隣|から|まで|バス停|交差点|入口|駐車場|沿い|プール|学区|PTA|を会場|で開|避難所|外周|敷地|職員|跡地|卒業|出身|逃げ込|駆け込|避難|教[諭員頭]"
)
_SITE = re.compile(r"(?:場所|現場|地点|会場|集合|避難所)[はの:=]?[^\n。]{0,20}$")
_APART = re.compile("[)、。]")
_WORDS = (
    r"(?:[\W_]|[のノよ]|って(?:いう)?|ところ|(?:[一-龥]{1,5}|[ァ-ヺー]{2,7})部|です?|に|は|が|だ|校名|学校|児童|生徒|学生|園児|子|被害|組|学年|学級|クラス|"
    r"通[うっ](?:て(?:い[るてた]?|おり))?|第|[女男](?:児|子|の子)|[0-9]{1,2}[歳才]|在[籍学校園](?:する|中|して(?:いる|おり))?|"
    r"所属(?:する)?|現在|今|え[えー]*っ?と?ー?|あの[うー]?|たしか|確か|多分)"
)
_TELLING = re.compile(rf"{_WORDS}{{0,7}}")
_CLOSE = re.compile(r"[\s\S]{0,2}|.*(?:え|確か|通|在|所属|[女男]|児童|生徒|園児|学[年級]|クラス|組).*")
_SHORT_LINK = re.compile(rf"{_WORDS}{{0,7}}?(?={GRADE_NEXT})")
# Behind a full name more may stand between; another sentence or line only to tell the grade.
_CONNECTED = re.compile(rf"(?:[^。\n0-9]|(?<![0-9])[0-9]{{1,2}}(?=歳|\))){{0,24}}(?:(?:。|\n){_WORDS}{{0,4}})?")
_LABEL = "(?:学校名?|校名|園名?|在籍校?|通学先|所属|通う学校|通っているの)"
_DIRECT = re.compile(
    rf".{{0,24}}{_LABEL}[はが:=]+[ぁ-んァ-ヺー一-龥]{{0,10}}"
    r"|(?:の?(?:[女男]児|[女男]子|児童|生徒|[女男]の子|子|園児){0,2}(?:で|です)?[\s、。・(「/:=]{0,2}"
    rf"(?:{_LABEL}[はがも:=\s]{{0,2}})?[「『]?(?:(?<=[(「:=])[ぁ-んァ-ヺー一-龥]{{1,6}})?)"
)
_CLAUSE = re.compile("[^。0-9]{0,16}")
_EDGE = re.compile("(?![一-龥ァ-ヺ]|さ[いくな]|[いく])|児童|生徒|[女男在通]")
_YOUNG = (
    "(?:被害)?(?:児童(?!館|クラブ|相談|センター|公園|生徒|養護|虐待)|生徒(?!会|指導|手帳)|園児|学生(?!服|証|寮))"
    "|女子(?!高|大|トイレ|更衣)|男子(?!高|大|トイレ|更衣)|[女男]児|[女男]の子|子(?:ども|供)"
)
_SOME = (
    "(?!の?皆|たち|等|など|の(?:通学|登校|下校|保護者|見守|安全|列)|[をに]?見守|向け|を対象|全員|数|は[、]?(?:皆|全員))"
)
_CHILD_NEAR = re.compile(_YOUNG)
# 文京小学校の児童, から下校中の3年生の女子児童, に通う女児, を出た男児.
_OF = re.compile(
    "(?:の|に(?:通[うっい](?:て(?:い[るた]|おり))?|在[学籍](?:中|する)?)の?|"
    "(?:から|[をにへ])の?(?:[下登]校|通[学園]|[登降]園|帰宅|帰り|出た|帰る|向かう)(?:する|した|して(?:い[るた]))?(?:途中|中)?の?)"
    rf"(?:(?:[小中高]学?)?[1-6一二三四五六]年(?:生|次)?の?|[0-9]{{1,2}}[歳才]の)?(?:{_YOUNG}){_SOME}"
)
_ATTENDS = re.compile("に(?:通[うっい]|在[学籍])")
_CHILD_OF = re.compile(rf"(?:{_YOUNG})(?:[0-9]{{1,2}}[歳才])?(?:[(=、「/]|は)$")
_CLOSED = re.compile(r"[)=」]|です|で、|でし|の(?:児童|生徒|園児)|に(?:通|在)")
_NUMBERED = re.compile("第?[一二三四五六七八九東西南北]")


def find(passage: Passage) -> Iterator[Found]:
    """Named institution, then a grade beside it."""
    view = joined(passage.prose)
    text = view.text
    grades = [grade.end() for grade in near(GRADE_MARK, GRADE, text, _NEARBY)]
    young = _CHILD_NEAR.search(text) is not None
    schools = list(begun(FIRST, SCHOOL, text)) if grades or young else []
    told = bool(schools) and (passage.category in _ALWAYS or any(map(HARM.search, passage.mail)))
    last = 0
    for school in schools:
        before = bisect(grades, school.start())
        begin = name_start(text, max(last, grades[before - 1] if before else 0), school)
        own = BEHIND.match(text, school.end())
        if begin is None and own is None:
            continue
        first, end = school.start() if begin is None else begin, own.end() if own else school.end()
        reach = _behind(text, end, school) or _before(text, first, end, school)
        if reach is None and young:
            reach = _bound(text, first, end, school)
        if reach is None:
            continue
        start, stop, severity = reach
        start = min(first, start)
        if not (told or _CHILD.match(text, stop)) or _STAFF.match(text, stop) or _harmless(passage, text, start, stop):
            continue
        if not _SITE.search(text[max(0, first - 30) : first]):
            yield found(view, start, max(end, stop), severity)
            last = stop


def _behind(text: str, end: int, school: re.Match[str]) -> tuple[int, int, Severity] | None:
    """A grade behind the school: start, end and how sure."""
    if school["long"]:
        for grade in GRADE.finditer(text, end, end + 44):
            link = text[end : grade.start()]
            close = len(link) <= 3 or _TELLING.fullmatch(link) is not None
            if (close or not grade["weak"]) and not _PLACE.search(link) and _CONNECTED.fullmatch(link):
                return end, grade.end(), _sure(link)
        return None
    short = _SHORT_LINK.match(text, end, end + 40)
    next_one = GRADE.match(text, short.end()) if short else None
    if short is None or next_one is None or (next_one["weak"] and not _CLOSE.fullmatch(short[0])):
        return None
    return end, next_one.end(), _sure(short[0])


def _before(text: str, first: int, end: int, school: re.Match[str]) -> tuple[int, int, Severity] | None:
    """A grade before the school: start, end and how sure."""
    window = text[max(0, first - 44) : first]
    grades = list(GRADE.finditer(window))
    if not grades or _PLACE.search(_APART.split(text[end : end + 6])[0]):
        return None
    link = window[grades[-1].end() :]
    if not school["long"] and not _EDGE.match(text, end):
        return None
    apart = school["long"] and not grades[-1]["weak"] and _CLAUSE.fullmatch(link) and not _PLACE.search(link)
    if not (apart or _DIRECT.fullmatch(link)):
        return None
    return first - len(link) - len(grades[-1][0]), end, _sure(link)


def _bound(text: str, first: int, end: int, school: re.Match[str]) -> tuple[int, int, Severity] | None:
    """A child of that school, behind or before it, in a sentence that tells of harm: start, end and how sure."""
    brief = school["brief"]
    if brief and brief[-1] not in "小高" and not _NUMBERED.fullmatch(text, first, school.start()):
        return None  # 遠足中の児童
    if child := _OF.match(text, end):
        harmed = HARM.search("".join(around(text, first, child.end(), _NEAR)))
        return (first, child.end(), Severity.ERROR) if harmed else None
    before, after = around(text, first, end, _NEAR)
    if not HARM.search(before + after):
        return None
    attends = _ATTENDS.match(text, end)
    if attends and _CHILD_NEAR.search(before + after):
        return first, attends.end(), Severity.ERROR
    near = _CHILD_OF.search(text, max(0, first - 12), first)
    return (near.start(), end, Severity.ERROR) if near and _CLOSED.match(text, end) else None


def _harmless(passage: Passage, text: str, start: int, end: int) -> bool:
    """Whether lessons or events are told of, or a notice tells of no harm there."""
    before, after = around(text, start, end, _NEAR)
    sentence = before + text[start:end] + after
    if _SURELY.search(sentence) or (_EVENT.search(sentence) and not _HURT.search(sentence)):
        return True
    return passage.category in _QUIET and not HARM.search(text, max(0, start - _NEAR), end + _NEAR)


def _sure(link: str) -> Severity:
    return Severity.ERROR if len(link) <= 8 else Severity.WARNING
