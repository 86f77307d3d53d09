"""The school of a child of a case, told together with grade, class or club, or with the child itself.

Beside an institution with its own name (〇〇小学校, 二中), or 同校 and この学校 where the mail names one: a grade or
class (4年, 小4, 3-1, きりん組), or a child of it (〇〇小の児童, 〇〇小から下校中の女児, 同校に通う児童). Else, anywhere
in such a mail: a pupil of that kind of school by grade, class or club (3年生の女児, 吹奏楽部員), once a field.
Passes: a school as a place, also with a child told by sex and age group (女児, 低学年の児童): residents need the place
(T1), and hundreds fit; schools without a name, a grade of another kind of school (小学校付近, 中学2年), an estimate
(3年生くらい), quotations; all of a school (児童の皆さん); lessons, events and advice, unless somebody is hurt. No harm
is looked for: an alert tells of no single pupil but by a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from haishin.check.privacy.detector import Candidate, Detector, Passage, with_part
from haishin.check.privacy.names.lists import noun
from haishin.core.text.lazy import lazy
from haishin.core.text.normalising import unquoted
from haishin.core.text.seeking import begun

_NEAR = 100
_KEPT = 8  # mails asked about last: those of one scan
_EVENT = lazy(
    "感謝状|表彰|訓練|講話|を対象|を想定|教室|[金銀銅]賞|講習|体験|入賞|標語|作品|ポスター|全員|披露|贈[呈らり]|寄贈|配布|配[りっるら]|見学|出発式"
    "|演[じ劇奏技]|[0-9]{2,3}人|学びました|学んだ|に参加|優勝|試合|大会|運動会|キャンペーン|閉鎖|啓発|呼び?[掛か]け(?:まし|ます|てい)|ましょう|[だ下]さい|お願い"
    "|新[1一]年|[化育校]祭|休校|集団[登下]校|遠足|修学旅行|入学|卒業|描い|合唱|パレード|清掃|募金|署長|委嘱|考案|誘導|合同|協力し|反射材|届け(?!出)|年生?(?:から|以上)"
)
_HURT = lazy(
    "(?:[女男][児子](?![高大短])|被害[者児])(?!.{0,99}てくれ)|けが|[重軽]傷|重体|死亡|搬送|行方|つかまれ|失[いっ]|だまし取|(?:触|殴|蹴|撮|[かつ掛見]け?せ?)られ(?!た(?:とき|場合|ら))"
)
_ELSEWHERE = lazy("(?:別|他|ほか|隣|隣接|[市町村県]外)の[^。、]{0,4}[小中高学園][^。、]{0,8}$")  # of another school
_D = "[1-6一二三四五六]"
_CLASS = (
    r"(?:[1-9一二三四五六A-F]組|(?:[ぁ-ん]{2,6}|[ァ-ヺー]{2,7}|[桜梅菊松竹桃星月花虹空海森風光])(?:組|ぐみ|クラス)"
    r"(?![織合員長立]))"
)
_YEAR = (
    rf"(?:(?:小学|中学|高校)?新?(?<!第)(?<![0-9])(?:{_D}|[7-9](?=年生))学?年(?:次?生|次)?"
    rf"(?![間前後度ぶ目以余来末半経ほ程未越代比期齢]|に一|[にのは]?[0-9]{{1,2}}月|の?担任|(?:担|主)任)(?:の?{_CLASS})?"
    rf"|(?<=[小中高]){_D}(?=の?(?:[女男]|児童|生徒))|[小中高]{_D}(?![0-9時人名件日月分回号番丁つ校])"
    rf"|年[長中少](?:児|組|さん)?(?:の?{_CLASS})?|[0-6][歳才]児クラス|{_CLASS})"
)
# Beside a school's name more forms of it tell as much.
_GRADE = (
    rf"(?:{_YEAR}|(?:学年[:はが]?|組[はが:])\s?{_D}(?:の{_D})?年?|[0-6][歳才]児|[高低]学年"
    rf"|{_D}[-の](?:{_D}|[A-F])(?![-0-9丁番時人名点月日/分件]|の[0-9]))"
)
_SCHOOL = lazy(
    "(?P<long>(?:小・?中|小|中|中等教育|義務教育|支援|養護|高等|高等専門|専門)学校|中学(?=[にのへがを、から])|高校|高専|大学院?|短大|幼稚園|保育[園所]|(?:こ|子)ども園"
    "|学[園院]|(?:学童|児童)クラブ)(?:の?[初中高小][等学]?部)?|(?P<again>(?<=[同当本])校(?![外内区則舎庭門長])|(?<=[そこ該]の)学校)"
    "|(?P<brief>附[小中高]|[小中高園]|[商工農]業|(?:女(?<![男少長次二三四五彼美養]女)|[商工農])(?=の?[1-3一二三]年|の?[^。、]{0,6}部員|の(?:女子)?生徒)|幼(?=の?年[長中少]))(?!学校?|[校等部]|児(?!童))"
)
_FIRST = lazy("[小中高大短義支養専幼保こ子学児附園商工農校女]")  # how the kinds of schools begin
_AGAIN = lazy("(?:(?<![一-龥])[同当本]|当該の?|[こそ]の)$")  # 同校, この小学校
# What makes a place of a school in short: 二中前; what makes none of the word for a school: 学園町, 高校生.
_SITE = lazy(
    "(?:の(?:すぐ)?)?(?:付近|前|近[くい]|[東西南北][側門へ]|[校正裏表通東西南北]門|周辺|[そ横脇裏]|校[庭舎]|敷地|グラウンド|体育館"
    "|プール|入り?口|通学路|学?区)"
)
_NONE = lazy("[生児大短町台線]|病院|[東西南北]町|通り|前?駅|都市|の?跡")
_NAME = lazy("(?:[ぁ-んァ-ヺー一-龥々ヶヵA-Z]|第[0-9]){1,16}$")
# The last particle; ひばりが丘 and 希望の杜 have none.
_PARTICLE = lazy(
    "[にでともへ](?<=[^ぁ-ん].)|の(?<=[^ぁ-ん].)(?![杜森丘宮里台丸木])|を|は(?!るな|と$|な[みぞ])|が"
    "(?![丘岡原谷崎浜池島峰森台平])|通う|[てで]いる"
)
_NAMELESS = lazy(
    ".*(?:[市県町村区管地]内|[県市]外|[公私国県市町村区]立|近所|近隣|地元|隣接|[定通全][時信日]制|[通言使][うい]|同じ"
    "|いる|する|れる|ある|ない|しい|から|まで|たら|れば|その|どの|この)|被害者?|[長次][女男]|娘|息子|[女男]子?|[同本当各某両全母]|認定|別"
    "|一貫|中高|.*[一-龥](?:[ぁ-ん]{0,2}の|[ぁ-ん]{0,4}[ただる])|特別|児童|生徒|[小中高]|付近|最寄り?|旧.*|[^立]*[市県郡]"
)
_ONLY = lazy("[一-龥ぁ-んァ-ヶ]{1,6}[市町村]の?特別$")  # a town has hardly two schools of special needs
# What ends in 小, 中, 高, 園 and is no school.
_DURING = lazy(
    ".*(?:[登下]校|通学|帰宅|授業|部活|活動|休憩|外出|[登降]園|留守番|散歩|歩行|横断|待機|走行|乗車|運転|移動|通行|旅行|買い物|花見"
    "|遊び|勤務|入院|練習|試合|[調捜]査|逃走|連絡|通話|電話|配信|自転車|[ァ-ヺー]{3}|最|途|[一-龥][ぁ-ん]|[公物庭遊動植農])|[女男]|売上"
    "|[途背日夜年世市町街家車集夢熱残円大縮水空地公庭遊入卒通動植楽農果]|一日|真|午前|在|体|身"
)
_YOUNG = (
    "(?:(?:被害)?(?:児童(?!館|クラブ|相談|センター|公園|生徒|虐待)|生徒(?!会|指導|手帳)|園児|[女男]児)|[女男]子(?!高|大|トイレ|寮|更衣)"
    "|[女男]の子|(?:[男女]子)?大?学生(?![寮証服会割]|時代)|子(?:ども|供|(?=[がはでに、])|(?=を)(?!を持))|在[校園]生)"
    "(?!の?皆|たち|等|など|の(?:通学|登校|下校|保護者|見守|安全|列)|[をに]?見守|向け|を対象|全員|数|は[、]?(?:皆|全員)|を装|[をと]名乗|と(?:保護者|教?職員)|に(?:被害|けが)は)"
)
_ATTENDS = "(?:通学(?:する|して(?:いる|いた|おり)?)|通[うっい](?:て(?:い[るた]|おり)?)?|在[籍学](?:する|中)?)"
# Behind the school: 4年2組; の児童, から下校中の女児, に通う女児, テニス部の女子生徒. Before it: 4年(, 女児が通う.
_WORDS = rf"(?:[\W_]|の|に|です|{_ATTENDS}|児童|生徒|園児|[女男](?:児|子|の子)|学年|学級|クラス|[0-9]{{1,2}}[歳才])"
_BEHIND = lazy(
    rf"(?:の?[一-龥ァ-ヺー]{{2,12}}(?:部|クラブ))?{_WORDS}{{0,7}}?{_GRADE}"
    rf"|に(?:通っ|通学し|在[籍学]し)て[いお]り?ます(?!か)|の?[一-龥ァ-ヺー]{{2,8}}部員(?!たち|全員)"
    r"|の(?:[夏冬]用?の?)?(?:制服|ジャージ|体操[服着]|指定|(?:もの|物)\))(?!の?よう|に似|風|姿?の[男女](?![子児]))"
    rf"|(?:から|[をへ])の?(?:[下登]校|通[学園]|帰宅)(?:する|した)?(?:途?中)?の?{_YEAR}(?!生?の?{_YOUNG})"
    rf"|[にへ](?:[一-龥]{{1,4}}で)?{_ATTENDS}(?:[0-9]{{1,2}}(?:[歳才]|歳?代)の)?(?:[女男](?:性|子高生)|娘|息子|孫|姉妹|兄弟)|(?P<child>(?:の?[一-龥ァ-ヺー]{{2,8}}部の|の制服(?:を着た|姿の)|の|[にへ](?:[一-龥]{{1,4}}で)?{_ATTENDS}の?|(?:から|[をにへの])の?(?:出て、?)?"
    rf"(?:[下登]校|通[学園]|[登降]園|帰宅|帰り|出た|帰る|向かう)(?:する|した|して(?:い[るた]))?(?:途中|中)?の?)?"
    rf"(?:{_GRADE}の?|[0-9]{{1,2}}[歳才]の)?{_YOUNG})"
)
_BEFORE = lazy(
    rf"(?:{_GRADE}(?:{_WORDS}{{0,5}}[(、。「:]\s?|の?{_YOUNG}?\s?\()|{_YOUNG}(?:[がの]|は、?){_ATTENDS}、?"
    rf"|(?:通学先|在[籍学]校|学校名)[はの:]\s?|(?P<child>{_YOUNG}(?:[0-9]{{1,2}}[歳才])?(?:[(、]|は、?)|[小中高](?:学|校)?生\())$"
)
_CLOSED = lazy(r"(?:の?[一-龥ァ-ヺー]{2,8}(?:部|クラブ))?[)に]")  # how a school ends behind a child: 野球部)
_KIND = "(?:(?:[小中]学校?|高校|高専|専門学校|短?大学?)の?)?"
# A pupil wherever the school stands: 3年生の女児, 3年生が; 女児(小3), 小学生、3年; 吹奏楽部員.
_PUPIL = lazy(
    rf"{_KIND}{_YEAR}(?:の?(?:{_YOUNG}|[小中高]学?生)|(?<=生)(?=[がはにをと、。()\n]|で[すあ、]|$))"
    rf"|(?:{_YOUNG}|[小中高](?:学|校)?生|被害者|学年)[(:は、]\s?{_KIND}(?:{_YEAR}|{_D}(?=\s|$))"
    r"|(?<=[一-龥ァ-ヺー])(?:(?<![東西南北中央一全内外本各幹頭腹胸背臀下支])部|クラブ|少年団)"
    rf"(?:員(?!たち|全員)|の(?:{_YEAR}の?)?{_YOUNG})|(?<![一-龥ァ-ヺー])部員(?!たち|全員|の靴)"
    rf"|{_YOUNG}は[^。、\n]{{0,12}}[一-龥ァ-ヺー](?:部|クラブ)(?:で、|です|に?所属)"
)
# What tells of a school or a pupil which kind it is.
_KINDS = {
    "小": lazy("小(?:学|$|[1-6一二三四五六])|児童|[4-6四五六]年"),
    "中": lazy("(?<![小・])中(?:学|$|[1-3一二三])"),
    "高": lazy("高(?:[校等専]|$|[1-3一二三])|専門"),
    "園": lazy("園児|幼稚|保育|ども園|年[長中少]|歳児|[ぁ-んァ-ヺー](?:組|ぐみ|クラス)"),
    "小園": lazy("[女男]児"),
    "中高": lazy("生徒"),
    "小中高": lazy("年生"),
    "": lazy("大学|短大"),
}
# Closed in the prose, between a school, its grade and its class.
_GAP = lazy(r"[\n \t・](?:(?<=[0-9]\n)(?=年|組)|(?<!\n)(?!学年)(?<=[ぁ-んァ-ヺー一-龥0-9].)(?=[ぁ-んァ-ヺー一-龥0-9]))")


def _find(text: str, passage: Passage) -> Iterator[Candidate]:
    """Yield each school with a grade or a child beside it; else the pupils of a school that stands elsewhere."""
    places = _places(passage.mail)
    last, reported = 0, False
    for school in begun(_FIRST, _SCHOOL, text):
        first = _begin(text, last, school, again=bool(places))
        if first is not None and (reach := _reach(text, first, school)):
            yield (candidate := Candidate(text, *reach))
            last = candidate.end  # the name of the next school begins behind it
            reported = reported or not harmless(candidate, passage)
    if reported or not places:
        return
    for pupil in _PUPIL.finditer(unquoted(text)):
        candidate = Candidate(text, *pupil.span())
        if any(_kinds(pupil[0]) & kinds for kinds in places) and not _ELSEWHERE.search(candidate.around()[0]):
            yield candidate
            if not harmless(candidate, passage):
                return


@lru_cache(_KEPT)
def _places(mail: tuple[str, ...]) -> Set[frozenset[str]]:
    """List of which kinds each school may be that a mail names, in short only as a place (二中前)."""
    found = set()
    for text in map(unquoted, mail):
        for school in begun(_FIRST, _SCHOOL, text):
            sure = school["long"] and not _NONE.match(text, school.end())
            short = school[0][-1] in "小中高" and _SITE.match(text, school.end())
            if (sure or short) and _begin(text, 0, school) is not None:
                found.add(_kinds(school[0]))
    return found


def _kinds(written: str) -> frozenset[str]:
    return frozenset("小中高園").intersection(*(kinds for kinds, words in _KINDS.items() if words.search(written)))


def _begin(text: str, last: int, school: re.Match[str], *, again: bool = False) -> int | None:
    """Find the begin of its own name, not before ``last``, or of 同 and この if ``again``; None if it has neither."""
    window = max(last, school.start() - 16)
    if pointer := _AGAIN.search(text, window, school.start()):
        return pointer.start() if again else None
    run = _NAME.search(text, window, school.start())
    if only := _ONLY.search(text, window, school.start()):
        return only.start()
    if run is None or school["again"]:
        return None
    name = _PARTICLE.split(run[0])[-1]
    high = name == "高" and school[0] in "女商工農"  # 高商
    if not name or (_NAMELESS.fullmatch(name) and not high) or (school["brief"] and _DURING.fullmatch(name)):
        return None
    return school.start() - len(name)


def _reach(text: str, first: int, school: re.Match[str]) -> tuple[int, int] | None:
    """Find the school with the grade or the child that stands behind or before it."""
    end = school.end()
    behind, before = _BEHIND.match(text, end), _BEFORE.search(text, max(0, first - 24), first)
    name = text[first : school.start()]
    during = (school["brief"] or "")[-1:] in ("中", "園") and len(name) > 1 and noun(name) == "noun"
    clear = not during or text[first] in "同こそ当本"
    if behind and (clear or not behind["child"]):
        return first, behind.end()
    if before and (not before["child"] or (clear and _CLOSED.match(text, end))):
        return before.start(), end
    return None


def harmless(candidate: Candidate, _: Passage) -> bool:
    """Whether lessons, events and advice are spoken of nearby, without an injury."""
    sentence = candidate.written.join(candidate.around(_NEAR))
    return _EVENT.search(sentence) is not None and not _HURT.search(sentence)


DETECTOR = Detector(
    kind="school_victim",
    reads=lambda passage: passage.prose.rewrite(_GAP, lambda _: ""),
    cue=lazy("[小中高学園業年組校]|生徒|保育所|クラブ|少年団|部"),
    find=_find,
    filters=(harmless,),
    fragments=with_part(lazy("[^0-9]{2,12}?(?:[小中高]|幼稚園|保育園|こども園|学園|学院)")),
)
