"""The named workplace of a person: 株式会社青葉精工に勤める女性, 「ヘアサロンこもれび」の従業員, 勤め先は(株)トミセイ.

It stands before a task, behind a label, or in what a sentence says of somebody (男は青葉陸運の配管工です), whatever
he is there. Named: something in it is no common noun (青葉製菓), or by its legal form, its quotation marks, a shop
before its name (ラーメン大将). Passes: nouns alone (地方銀行), places, the police; a public body, unless somebody is
said to work there, or it is named and harm was done; whom a swindler claims to be or a fraud was prevented by; events.
Confidence: warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from haishin.check.privacy.detector import Candidate, Detector, Passage
from haishin.check.privacy.detectors.school_victim import harmless
from haishin.check.privacy.names.lists import endings, names, noun, words
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy

_W = "[一-龥々ヶァ-ヺーA-Za-z0-9&]"
_LABEL = lazy(
    r"(?:勤(?:[務め]先)?(?:は、?|が|[:)])|勤[務め]先\s|(?:勤[務め]|仕事|バイト)先[のは]|在[籍学]校は、?|勤(?:め(?:てい)?る|務(?:す|してい)る)"
    r"|所属(?:する|の|している)|職業欄?:|職場(?:は、?|が|の|[:)])"
    r"|(?:入[居所院]|通所)先[のは]|仕事は|働(?:く|いている))\s?|(?P<beside>[男女性者人代]\()"
)
# Letters, with hiragana among them that end no verb (わたらせ), and what is の of it (麦の穂, の総務課).
_LEGAL = r"(?:(?:株式|有限|合[同資名])会社|\([株有同]\)|(?:医療|社会福祉)法人)\s?"
_KANA = (
    r"(?<![^のはが、。(:\s「ァ-ヺー一-龥々ヶA-Z])(?!は(?<=[の一-龥]は))(?:(?!たの|のは|って|して|られ|われ|れた)[ぁ-ん]){3,6}"
    "(?<!った|いた|した|せた|けた|めた|れた|きた|する|れる|いる|める|ある|ない|しい|たい|から|まで|など|その|この|より|には|では|とは|ため|とき|ころ|うち|ほか|たら|れば|えば|けば|ずに|ると|うと|ても|でも|なら)"
)
_CORE = rf"{_W}{{0,12}}「[^」\n。]{{2,20}}」|(?:{_LEGAL}[ぁ-ん]{{0,8}}|道の駅|{_KANA}|{_W}|(?<=[ァ-ヺー])・)+"
_NAME = rf"{_CORE}(?:(?<![内市町村区県駅])[の ](?:[一-龥]{{1,2}}|{_W}{{1,8}}[課係局室部]|営業所)(?!{_W}))?"
_BEFORE, _BEHIND = lazy(rf"(?:{_NAME})\Z"), lazy(rf"(?:[^、。\n()]{{0,6}}[市町村]の)?(?P<name>{_NAME})")
# Of whom a sentence speaks.
_HIM = (
    "(?:[男女][性子児]?|者|人|方|の|さん|生徒|児童|[少青]年|少女|学生|妻|夫|[父母]親?|息子|娘|孫|主|員)"
    r"(?:\([^)\n]{1,8}\))?[はがも]、?"
)
_OF_HIM, _TOPIC = lazy(rf"{_HIM}\Z"), lazy(rf"{_HIM}(?P<aside>(?:いずれも|実際に|[^、。\n]{{1,8}}?[のてた])?)")
# The name, of somebody, and what he is there (の配管工です) or does there (で就労中).
_THERE = lazy(
    rf"(?P<name>{_CORE})(?:の[^、。\n]{{1,12}}?(?:(?<!の)で(?:す|した|ある|、)|だった|を(?:し[て、]|され|務め))"
    r"|で[一-龥]{2,6}を(?:し[て、]|され|務め)"
    r"|[にでへ][^。、\n]{0,12}?(?<!向かっ)(?<!逃げ)(?<!もっ)(?:て(?:い(?:ます|る)|おり)|中(?:です|。|で、)))"
)
_IS = lazy("で(?:す|した|、)")
_LONGEST = 28  # letters of a name
_QUOTED = str.maketrans("", "", "「」 ")
_FIRM = lazy(rf"{_LEGAL}.|.{_LEGAL}")
_UNNAMED = lazy(
    r"(?:[市町村県駅署課係隊庁省者側性代年番地線道目車はがを]|[市町村区県]内|交番|警察|県警|方[面向]|付近|周辺|円|(?<!改良)区)\Z"
)
# Told by its letters: ファミリーマート大手店, ヘアサロンこもれび, ひまわり保育園.
_BRANCH = lazy("[ァ-ヺー]{3,10}の?[一-龥][一-龥ァ-ヺー]{1,9}店|[ァ-ヺー][ぁ-ん]{3}|[ぁ-ん]{3}[一-龥ァ-ヺー]{2}")
_OFFICE = lazy(rf"(?:市役所|役場|郵便局|支局|消防(?:署|本部)?|[県市]立病院|市民病院)(?:の?{_W}{{1,8}}[課係局])?\Z")
_SCHOOL = lazy(r"(?:学校|高校|[小中高])\Z")
# Of the public: only if somebody is said to work there, or, of a named one, has come to harm or done it.
_CONCERNED = lazy("(?:[らわか]|助け出さ|救助さ)れ(?:まし)?た|けが|重傷")
_ARREST = lazy("逮捕|検挙")  # anywhere in the mail
_PREVENTED = lazy("防(?:[いぎぐが]|止(?!条例))|阻止|未然|見抜|不審に思|捕まえ|取り押さえ")
_CLAIMED = lazy(r"\n[^。、]{0,12}[をと](?:名乗|電話|かた[るりっ]|騙|装[いうっ]|称[しす])")


@cache
def _task() -> re.Pattern[str]:
    """Make the pattern of what tells of a workplace behind its name, by the posts of ``words.tsv``."""
    role = rf"{_W}{{0,8}}(?:(?<![定満全])(?<!会社)(?<!公務)員|師|士|(?<![延成身特の])長|係|{'|'.join(words('post'))})"
    return re.compile(
        r"(?:さん)?(?P<works>へ?(?:出勤|通勤)|[へに](?:登校|登園)|(?:勤務|所属|在学|在籍)(?=[の)、。\n中]|で|$)|勤め"
        r"|[でにへ](?:[一-龥]{2,4}で)?[^。、\nがはをにたるでへ「]{0,8}?(?:在[学籍勤職]|籍を置|所属|登録し|就[職労業]|学[びぶんば]|習[いうっ]|通[いうっわ所]|働|勤|雇われ)"
        r"|で(?:の?(?:勤[務め]|仕事)|働[いくき]|教え|(?:アル)?バイト|パート|[一-龥ァ-ヺー]{2,6}を(?:され|して|務め)))"
        rf"|を[^。、]{{0,5}}(?:退職|休[学職]|中退)|を経営|(?:さん)?の(?:(?:練習|[0-9]{{2}}歳?代?)の?)?{role}"
        "(?!用|寮|室|通用|専用|宿舎|駐|を?募集|採用|食堂|証|の皆|等|など)"
        r"|[での](?:受付|レジ|調理|接客|事務|看護|介護|警備)(?:を?(?:する|して|担当)|として働|の)"
        r"|(?<!会)社員|職員|指導員|店員|乗務員|教員|警備員|運転手|(?<!支)(?<!部)[店社院園]長"
        # Of an institution alone, for a place has people, too: 湖畔の方.
        r"|(?P<of>の(?:[0-9]{2}歳?代?の?)?(?:方(?![向面へに法])|[男女]性|お子さん"
        r"|[一-龥]{0,4}(?:利用者|入[居所]者|学生|塾生|大?学?院生|実習生)|選手)"
        r"|に(?:通[うっい]|入[所居]|住む|お住まい|身を寄せ|戻って)|を(?:利用し|手伝)|で(?:暮ら|生活)|の寮|からの?帰り)"
    )


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Yield the names before a task, in what is said of somebody, and behind a label."""
    for task in _task().finditer(text):
        name = _BEFORE.search(text, max(0, task.start() - _LONGEST), task.start())
        if name is None or (task["of"] and not _institution(name[0])):
            continue
        told = task["works"] or _IS.match(text, task.end())
        told = told or _OF_HIM.search(text, max(0, name.start() - _LONGEST), name.start())
        office = _OFFICE.search(name[0])
        if _named(name[0]) or (office and told):
            public = not told and (office or _SCHOOL.search(name[0]))
            form = "works" if task["works"] else "office" if public else ""
            yield Candidate(text, *name.span(), Severity.WARNING, form=form)
    for topic in _TOPIC.finditer(text):
        for begin in {topic.start("aside"), topic.end()}:
            name = _THERE.match(text, begin, begin + 2 * _LONGEST)
            if name and _named(name["name"]):
                yield Candidate(text, *name.span("name"), Severity.WARNING)
    for label in _LABEL.finditer(text):
        name = _BEHIND.match(text, label.end(), label.end() + _LONGEST)
        if name and (_FIRM.search(name["name"]) if label["beside"] else _named(name["name"])):
            yield Candidate(text, *name.span("name"), Severity.WARNING)


def _institution(word: str) -> bool:
    """Whether a word ends as an institution does, or holds a long word for one: デイサービスセンターあさま."""
    kinds, plain = endings("institution"), word.translate(_QUOTED)
    return plain.endswith(kinds) or any(kind in plain for kind in kinds if kind[2:])


def _named(word: str) -> bool:
    """Whether a word is the name of a workplace rather than a noun, or some put together."""
    plain = word.translate(_QUOTED)
    if _FIRM.search(plain) or (word[-1] == "」" and word[0] != "「"):
        return True
    if len(plain) < 3 or plain in words("joint") or (_UNNAMED.search(plain) and not _OFFICE.search(plain)):
        return False
    shop = next((shop for shop in words("shop") if plain.startswith(shop)), plain)
    sure = plain[len(shop) + 1 :] or _BRANCH.search(plain)
    return bool(sure) or not _made_of_nouns(plain)


def _made_of_nouns(word: str) -> bool:
    """Whether a word is nouns and what joins them, to its last letter."""
    made = {0}
    for end in range(1, len(word) + 1):
        if any(_joins(word, start, end) for start in made):
            made.add(end)
    return len(word) in made


def _joins(word: str, start: int, end: int) -> bool:
    part = word[start:end]
    if part in words("joint"):
        return True
    if part in names("surname reading") or part in names("given reading"):  # アサヒ精密
        return False
    return noun(part) == "noun" and (len(part) > 1 or word[start - 1 : start] == "の")


def unconcerned(candidate: Candidate, passage: Passage) -> bool:
    """Whether a fraud was prevented there, a swindler calls himself so, or an official does his work."""
    beside = "\n".join(candidate.around())
    if candidate.form == "office" and not (_CONCERNED.search(beside) or any(map(_ARREST.search, passage.mail))):
        return True
    prevented = candidate.form != "works" and _PREVENTED.search(beside)
    return bool(prevented or _CLAIMED.search(beside))


DETECTOR = Detector(
    kind="workplace",
    reads=lambda passage: passage.prose,
    cue=lazy("[のにでへを勤働職社指店運院園長所在乗教警通登出(]"),
    find=_find,
    filters=(unconcerned, harmless),
)
