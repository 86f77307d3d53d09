"""A child victim's school: together with grade or class, or with the child itself.

Judges the combination: an institution with its own name in full or in short (〇〇小学校, 認定こども園〇〇, 二中), a
grade or class beside it (4年, 小4, 年長, 3-1, きりん組), in a mail that tells of harm to somebody; or a child of that
school, from it or who attends it (〇〇小の児童, 〇〇小から下校中の女児, 〇〇高ソフトテニス部の生徒) in a sentence that
tells of harm.
Passes: a school as a place (付近, 校門, 通学路), schools without a name (市内の小学校5年生), grades alone, all of a
school (児童の皆さん), lessons and events (教室, 訓練, 表彰, 対象), teachers; in notices and traffic rules all of which
no harm is told nearby.
Confidence: error where name and grade stand together, warning where words stand between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.check.privacy.detector import Candidate, Detector, Label, Passage, around, with_part
from haishin.core.model import Severity, Text
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import begun
from haishin.core.text.view import View

_HARM = lazy(
    "被害|声を?(?:か|掛)け|声掛け|話し?(?:か|掛)け|つきまと|追いかけ|わいせつ|痴漢|盗撮|露出|見せ|誘[拐い]|殴|蹴|死亡"
    "|重[体傷]|けが|怪我|負傷|骨折|いじめ|脅|虐待|引っ張|写真を|不審|のぞ|性的|行方不明|自撮り|暴行|尾行|抱きつ|監禁"
    "|ひき逃げ|ストーカー|救助|搬送|転[落倒]|接触|衝突|保護し|家出|補導|万引|映って|逮捕|検挙|いたずら|恐喝|溺れ"
    "|(?<![行開贈])[わかさたまら]れ[たてまそ]|[けせめ]られ"  # whatever was done to somebody
)
_ALWAYS = frozenset({"suspicious-person", "不審者情報"})
# Rows of the table whose mails name schools for traffic and events, unless harm is told beside the school.
_QUIET = frozenset({"notice", "traffic-regulation", "outside", "お知らせ", "交通規制情報", "交通情報（交通規制情報）"})
_NEAR = 80
_EVENT = lazy(
    "感謝状|表彰|訓練|講話|を?対象|を想定|教室|[金銀銅]賞|講習|体験|入賞|標語|作品|ポスター|全員|披露|贈[呈らり]"
    "|寄贈|配布|配[りっるら]|見学|出発式|演[じ劇奏技]"
    "|[0-9]{2,3}人|学びました|学んだ|に参加|優勝|試合|大会|運動会|キャンペーン|閉鎖|啓発|呼び掛けました"
)
_HURT = lazy("女児|男児|女子|男子|被害[者児に]|けが|[重軽]傷|死亡|搬送|触られ|つかまれ")
_PLACE = lazy("付近|前|近く|[東西南北]側|の?[校正裏]門|周辺|から|まで|の?通学路")

_D = "[1-6一二三四五六]"
_CLASS = (
    r"(?:[1-9一二三四五六A-F]組|(?:[ぁ-ん]{2,6}|[ァ-ヺー]{2,7}|[桜梅菊松竹桃星月花虹空海森風光])(?:組|ぐみ|クラス)"
    r"(?![織合員長立]))"
)
_GRADE = (
    rf"(?:(?:小学|中学|高校)?新?(?<!第)(?<![0-9])(?:{_D}|[7-9](?=年生))学?年(?:次?生|次)?"
    rf"(?![間前後度ぶ目以余来末半経ほ程未越代比期齢]"
    rf"|に一|[にのは]?[0-9]{{1,2}}月|の?担任|(?:担|主)任)(?:の?{_CLASS})?"
    rf"|(?<=[小中高]){_D}(?=の?(?:[女男]|児童|生徒))|学年[:はが]?\s?{_D}年?|[小中高]{_D}"
    rf"(?![0-9時人名件日月分回号番丁つ校])|年[長中少](?:児|組|さん)?(?:の?{_CLASS})?|[0-6][歳才]児(?:クラス)?"
    rf"|[高低]学年"
    rf"|{_D}[-の]{_D}(?![-0-9丁番時人名点月日/分件]|の[0-9])|{_CLASS})"
)
_LONG = (
    "小・?中学校|小学校|中学校|高等学校|高校|中等教育学校|義務教育学校|支援学校|養護学校|高等専門学校|高専|専門学校"
    "|幼稚園|保育園|保育所|こども園|子ども園"
    "|学園|学院|学童クラブ|児童クラブ"
)
_SCHOOL = lazy(
    rf"(?P<long>{_LONG})(?:の?[初中高小][等学]?部)?|(?P<brief>附[小中高]|[小中高園]|[商工農]業)(?!学校?|[校等部]|児)"
)
_FIRST = lazy("[小中高義支養専幼保こ子学児附園商工農]")  # how the kinds of schools begin
_NAME = lazy("(?:[ぁ-んァ-ヺー一-龥々ヶヵA-Z]|第[0-9]){1,16}$")
# The last particle; ひばりが丘 and 希望の杜 have none.
_PARTICLE = lazy(
    "[にでともへ](?<=[^ぁ-ん].)|の(?<=[^ぁ-ん].)(?![杜森丘宮里台丸木])|を|は(?!るな|と$|な[みぞ])|が"
    "(?![丘岡原谷崎浜池島峰森台平])"
)
_NAMELESS = lazy(
    ".*(?:[市県町村区管地]内|[県市]外|[公私国県市町村区]立|近所|近隣|地元|隣接|[市県郡]|[定通全][時信日]制"
    "|[通言使][うい]|同じ|いる|する|れる|ある|ない|しい|から|まで"
    "|その|どの|この)|被害者?|[長次][女男]|娘|息子|[女男]子?|[同本当各某両全母]|認定|別|一貫|中高"
    "|.*[一-龥](?:[ぁ-ん]{0,2}の|[ぁ-ん]{0,4}[ただる])|特別|児童|生徒|[小中高]"
)
# What ends in 小, 中, 高, 園 and is no school.
_DURING = lazy(
    ".*(?:[登下]校|通学|帰宅|授業|部活|活動|休憩|外出|[登降]園|留守番|散歩|歩行|横断|待機|走行|乗車|運転|移動|通行"
    "|旅行|買い物|遊び|勤務|入院|練習|試合|[調捜]査|逃走|連絡"
    "|通話|電話|配信|自転車|[ァ-ヺー]{3}|最|途|[一-龥][ぁ-ん])"
    "|[途背日夜年世市町街家車集夢熱残円大縮水空地公庭遊入卒通動植楽農果]|.*[公物庭遊動植農]|一日|真|午前|在|体|身"
    "|[女男]|売上"
)
_YOUNG = (
    "(?:被害)?(?:児童(?!館|クラブ|相談|センター|公園|生徒|虐待)|生徒(?!会|指導|手帳)|園児)|女子(?!高|大|トイレ)|男子"
    "(?!高|大|トイレ)|[女男]児|[女男]の子|子(?:ども|供)"
)
_SOME = (
    "(?!の?皆|たち|等|など|の(?:通学|登校|下校|保護者|見守|安全|列)|[をに]?見守|向け|を対象|全員|数|は[、]?(?:皆|全員))"
)
# 文京小学校の児童, から下校中の3年生の女子児童, に通う女児, ソフトテニス部の女子生徒.
_OF = lazy(
    rf"(?:[一-龥ァ-ヺー]{{2,8}}部の|の|に(?:通[うっい](?:て(?:い[るた]|おり))?|在[学籍](?:中|する)?)の?|(?:から"
    rf"|[をにへ])の?(?:[下登]校|通[学園]|[登降]園|帰宅|帰り|出た|帰る|向かう)"
    rf"(?:する|した|して(?:い[るた]))?(?:途中|中)?の?)(?:{_GRADE}の?|[0-9]{{1,2}}[歳才]の)?(?:{_YOUNG}){_SOME}"
)
# Between the school and the grade, behind it and before it.
_WORDS = (
    r"(?:[\W_]|の|に|です|通[うっ](?:て(?:いる|おり))?|在[籍学](?:する|中)?|児童|生徒|園児|[女男](?:児|子|の子)|学年"
    r"|学級|クラス|[0-9]{1,2}[歳才])"
)
_THEN = lazy(rf"(?P<link>{_WORDS}{{0,7}}?)(?P<grade>{_GRADE})")
_BEFORE = lazy(rf"(?P<grade>{_GRADE})(?P<link>{_WORDS}{{0,5}}[(、。「:]\s?)$|(?P<of>{_GRADE}の?(?:{_YOUNG})?\s?\()$")
_CHILD = lazy(rf"(?:{_YOUNG})(?:[0-9]{{1,2}}[歳才])?(?:[(、]|は、?)$")  # 女児(文京小), 児童は文京小に通う
_GAP = lazy(r"[\n \t・](?:(?<=[0-9]\n)(?=年|組)|(?<!\n)(?!学年)(?<=[ぁ-んァ-ヺー一-龥0-9].)(?=[ぁ-んァ-ヺー一-龥0-9]))")


def _joined(passage: Passage) -> View:
    """Close the gaps of the prose between a school, its grade and its class."""
    return passage.prose.rewrite(_GAP, lambda _: "")


def _find(text: str, passage: Passage) -> Iterator[Candidate]:
    """Yield each named institution with a grade beside it or a child of it, in a mail that reports harm."""
    last = 0
    for school in begun(_FIRST, _SCHOOL, text):
        first = _begin(text, last, school)
        if first is None:
            continue
        reach = _reach(text, first, school)
        if reach is not None and (passage.category in _ALWAYS or any(map(_HARM.search, passage.mail))):
            candidate = Candidate(text, *reach)
            yield candidate
            if not any(passes(candidate, passage) for passes in _FILTERS):
                last = candidate.end  # the name of the next school begins behind what is reported


def _begin(text: str, last: int, school: re.Match[str]) -> int | None:
    """Find the begin of the institution's own name, not before ``last``; None if it has none before its kind."""
    run = _NAME.search(text, max(last, school.start() - 16), school.start())
    if run is None:
        return None
    name = _PARTICLE.split(run[0])[-1]
    if not name or _NAMELESS.fullmatch(name) or (school["brief"] and _DURING.fullmatch(name)):
        return None
    return school.start() - len(name)


def _reach(text: str, first: int, school: re.Match[str]) -> tuple[int, int, Severity] | None:
    """Find the school with its grade behind or before it, or with its child in a sentence that reports harm."""
    end = school.end()
    then = _THEN.match(text, end)
    if then:
        return first, then.end(), Severity.ERROR if len(then["link"]) <= 8 else Severity.WARNING
    window = max(0, first - 24)
    ahead = _BEFORE.search(text[window:first])
    if ahead and not _PLACE.match(text, end):
        return window + ahead.start(), end, Severity.ERROR
    if school["brief"] and school["brief"][-1] not in "小高":
        return None
    of, behind = _OF.match(text, end), None
    if text[end : end + 1] in (")", "に"):
        behind = _CHILD.search(text[window:first])
    if not (of or behind) or not _HARM.search("".join(around(text, first, end, _NEAR))):
        return None
    if behind:
        first = window + behind.start()
    if of:
        end = of.end()
    return first, end, Severity.ERROR


def at_an_event(candidate: Candidate, _: Passage) -> bool:
    """Whether lessons or events are spoken of, without an injury."""
    before, after = candidate.around(_NEAR)
    sentence = before + candidate.written + after
    return bool(_EVENT.search(sentence)) and not _HURT.search(sentence)


def in_a_notice(candidate: Candidate, passage: Passage) -> bool:
    """Whether a notice or a traffic rule reports no harm there."""
    near = max(0, candidate.start - _NEAR), candidate.end + _NEAR
    return passage.category in _QUIET and not _HARM.search(candidate.text, *near)


_FILTERS = (at_an_event, in_a_notice)
DETECTOR = Detector(
    kind="school_victim",
    label=Label(
        name="子どもの学校と学年や組",
        what=Text(
            "子ども(被害に遭った子、少年の被疑者など)の学校と学年・組",
            "the school of a child (victim or suspect) with grade or class",
        ),
        summary="子どもの学校が学年や組とともに分かるときは、「市内の小学校の児童」などに直してください。",
        found_in="声をかけられたのは、けやき小学校の5年生の女児です。",
        not_in="声をかけられたのは、市内の小学校の5年生の女児です。",
        hint=Text("「小学生」「市内の小学校の児童」などと書いてください。", "Write 小学生 or 市内の小学校の児童."),
        perhaps=Text("子どもの学校と学年・組かもしれません", "This may be a child's school with grade or class"),
    ),
    reads=_joined,
    cue=lazy("[小中高学園業]|保育所|児童クラブ"),
    find=_find,
    filters=_FILTERS,
    fragments=with_part(lazy("[^0-9]{2,12}?(?:[小中高]|幼稚園|保育園|こども園|学園|学院)")),
)
