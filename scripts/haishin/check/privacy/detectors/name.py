"""Names of persons.

``names/candidates.py`` says where one may stand, ``names/evidence.py`` by what evidence it is one. The filters here let
pass whom a swindler claims to be or speaks of, mascots, animals, brands, performers, persons of history, holders of an
elected office. No name runs over the end of a line. Consent is the caller's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haishin.check.privacy.detector import Candidate, Detector, Passage, whole
from haishin.check.privacy.names.candidates import spans
from haishin.check.privacy.names.evidence import evidence, judged
from haishin.check.privacy.names.forms import K, form
from haishin.check.privacy.names.lists import names, usual, words
from haishin.check.privacy.names.nicknames import nicknames
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy
from haishin.core.text.view import View

TITLES = lazy("(?:(?:お?(?:じい|ばあ|爺|婆)|お[じば])?(?:さん|ちゃん)|さま|様|氏|くん|君|翁|公|爺)$")
_KANA = lazy("[ぁ-んァ-ヺー]{2,4}")
_CALLED = ("くん", "ちゃん", "君", "クン", "チャン")
_CLAIMED = lazy(
    "[ 」』]{0,2}(?:さん|氏|様)?[一-龥]{0,4}[ 」』]{0,2}(?:など)?(?:(?:を|と)(?:名[乗の]|かた[るっり]|カタ|騙|装|偽|称)"
    "|になりすま|からの(?:偽|不審な)|という(?:名(?!字)|架空|偽|ニセ|警察官|職員|[男女]から[^。]{0,4}電話)"
    "|に(?:代わ|かわ)|ですが?、?と(?:電話|名乗|連絡))"
)
_COLLECTING = lazy("」?が(?:(?:受け)?取りに|伺|うかが)")
_CLAIMING = lazy("(?:名乗る|かたる|装う|称する)(?:男|女)?(?:の|、)?$")
_ASKED = lazy(
    "」?の(?:お?宅|おうち|家)(?:です(?!。)|は)|」?(?:を|って)?(?:知って|知り)|」?(?:は|って)?(?:います|です)か"
)
# In a mail about somebody lost or found nobody claims to be another.
_LOST = lazy(
    "行方(?:不明|が)|不明者|迷い?子(?!を装)|はぐれ|帰(?:宅し|っ)てい|帰ら[ずな]|保護して[いお]|出たまま|捜しています"
)
# Who tells his own name to the police is no swindler.
_MET = lazy(
    "(?:児|児童|少年|少女|男の子|女の子|生徒|お年寄り|高齢の?(?:方|男性|女性)|本人|迷子|保護(?!者)[^。「]{1,8}|被疑者|容疑者|取調べ)[はがで、][^。「]{0,8}$|[男女]性は[^。「]{0,4}$|本人は「$|(?:(?:呼び|氏|お|自分の)名前?[はがを]?|以下)$"
)
# Whoever gives the whole of his name, or whose real one it is, as the mail says.
_SELF = lazy("(?:[男女者](?:性|の名前?|の氏名)?は、?|(?:記載|署名|宛名|表札|名義|名前|氏名)は)「?$")
_REAL = lazy("本名|実名|本当の|実在(?:する|の)[^。、]{0,6}名")
_KEPT_SAFE = lazy(
    "保護[しさ中]|の保護|[男女]を[^。]{0,6}(?:逮捕|検挙)|身元|迷[い子]|[殴蹴刺襲]られ|襲われ|けが|負傷|[軽重]傷|搬送|倒れ"
)
# A relation of the one whom the swindler calls, or a member of an assembly: he exists, if his name is in kanji.
_RELATED = lazy("(?:息子|娘|孫|甥|姪|いとこ|[夫妻父母兄姉弟妹]|[長次二三][男女]|議員)(?:さん)?[の、]?「?$")
_FRAUD = lazy("詐欺|だまし取|騙し取|架空|偽|予兆|アポ電|還付|名[乗の][るっりら]|かた[るっり]|装[いうっ]|取りに[行伺]")
_SCRIPT, _SAYING = 300, 60  # characters of what a swindler says before a name and behind it
_SAID = lazy("[」』](?:など)?(?:と(?:名[乗の]|言|い[いうっ]|話|告|称|電話|声|持ち)|を(?:名[乗の]|かた|騙|装)|、)")
_SUCH = lazy("」(?:など|といった|というよう)")  # a script of many swindlers
_PET = lazy(
    "(?<![一-龥])[犬猫馬羊](?![一-龥])|[い飼柴][犬猫]|[熊猿]|クマ|サル|オウム|個体|モモンガ|ハムスター|ヤギ|ヒツジ|インコ|ウサギ|ペット|首輪"
)
_FIGURE = lazy(
    "マスコット|キャラ|着ぐるみ|人形|紙芝居|絵本|アニメ|映画|童話|民話|ぬいぐるみ|消しゴム|バッジ|シール|ステッカー|グッズ"
    "|キーホルダー|ポスター|祭り|まつり|フェス|ショー|体操|腹話術|(?:安心|安全|防犯).{0,5}メール"
)
_ALIVE = lazy(r"\s?[(（、,]?\s?[0-9]{1,3}\s?[歳才)]|を(?:逮捕|検挙|書類)|[方宅]")
_LETTER = lazy(f"[{K}]")
_BROKEN = lazy(f"\n(?<=[{K}]\n)(?=[{K}])")
_WHOLE = frozenset(("full name", "surname, like a given name", "like a surname, given name"))  # forms of a name
_FAR = 8  # letters of a figure around what was found of it
_STAGE = lazy("コンサート|公演|出演|ライブ|ゲスト|一日(?:警察)?署長|トークショー|企画展|作品展|美術展|生誕")
_ARTIST = lazy(
    "(?:歌手|俳優|女優|タレント|ピアニスト|(?:[ァ-ヺー]リ|ニ)スト|作家|画家|詩人|歌人|俳人|音楽家|作曲家|落語家|声優|アイドル|モデル|選手|大使|ゲスト)[・のにはと、「]{1,2}"
)
_ELECTED = lazy("(?<![元前])(?:知事|市長|町長|村長|大臣|首相)[のは、・ ]?$")
_LONGEST = 20  # letters of a name with its title
_KEPT = 8  # fields and mails asked about last: those of one scan


def _usual(passage: Passage) -> View:
    """Respell the prose with the usual letters of names for older and rarer letters, a name broken by a line in one."""
    usually = View(usual(passage.prose.text), passage.prose.starts, passage.prose.ends)
    return usually.rewrite(_BROKEN, _mended)


def _mended(broken: re.Match[str]) -> str:
    """Join the lines that part a listed surname, or one from its listed given name."""
    text, at = broken.string, broken.start()
    alone = at < 2 or not _LETTER.match(text, at - 2)
    surname = alone and text[at - 1] + text[at + 1] in names("surname")
    full = text[at - 2 : at] in names("surname") and text[at + 1 : at + 3] in names("given")
    return "" if surname or full else broken[0]


def _find(text: str, passage: Passage) -> Iterator[Candidate]:
    """Yield each stretch that the evidence makes a name, and what somebody is said to be called."""
    for start, stop in dict.fromkeys(spans(text)):
        keys, end = evidence(text, start, stop, passage.public.places)
        if severity := judged(keys):
            yield Candidate(text, start, end, severity)
    yield from (Candidate(text, *span, Severity.WARNING, form="nickname") for span in nicknames(text))


def claimed(candidate: Candidate, passage: Passage) -> bool:
    """Whether a swindler calls himself so or speaks of him: in a mail about frauds, whatever is quoted."""
    text, start, end = candidate.text, candidate.start, candidate.end
    whole_name = _SELF.search(text, max(0, start - 8), start) and "full name" in " ".join(form(candidate.written))
    if whole_name or candidate.form == "nickname" or _REAL.search("".join(candidate.around())):
        return False
    if any(map(_LOST.search, passage.mail)):
        return False
    related = _RELATED.search(text, max(0, start - 8), start) and not _KANA.fullmatch(candidate.written)
    if _CLAIMED.match(text, end):
        beside = passage.mail[0] + text[max(0, start - _SAYING) : start] + candidate.around()[1]
        return not (related or _met(text, start) or _KEPT_SAFE.search(beside))
    if _CLAIMING.search(text, max(0, start - 8), start) or _ASKED.match(text, end):
        return True
    if _COLLECTING.match(text, end) and _of_fraud(passage.mail, passage.category):
        return True
    opened = max(text.rfind(mark, max(0, start - _SCRIPT), start) for mark in "「『")
    if opened < 0 or any(mark in text[opened:start] for mark in "」』") or _ALIVE.match(text, end):
        return False
    alone = text[end : end + 1] in ("」", "』") and not _SAID.match(text, end)
    if opened == start - 1 and (alone or "」" in candidate.written):
        return False  # 「坂本さん」が被害に遭い: no words of anybody
    closed = next((at for at in range(end, min(end + _SAYING, len(text))) if text[at] in "」』"), len(text))
    hailed = candidate.written.endswith(_CALLED) or (opened == start - 1 and candidate.written.endswith("さん"))
    # Whom he calls by name is another.
    script = _of_fraud(passage.mail, passage.category) or (_SAID.match(text, closed) and not hailed)
    named = related and not _SUCH.match(text, closed)
    return bool(script) and not (named or _met(text, opened))


def figure(candidate: Candidate, passage: Passage) -> bool:
    """Whether it is a mascot, an animal, a brand, a person of the past or of renown."""
    text, start, end, written = candidate.text, candidate.start, candidate.end, candidate.written
    if TITLES.sub("", written) in words("advertised"):
        return True
    near = passage.public.figures.finditer(text, max(0, start - _FAR), end + _FAR)
    if any(figure_word.start() < end <= figure_word.end() for figure_word in near) and _ALIVE.match(text, end) is None:
        return True
    before, after = candidate.around(30)
    clause = before.rpartition("、")[2] + after.partition("、")[0]
    called = TITLES.sub("", written)
    if _KANA.fullmatch(called) and _PET.search(clause):
        return True
    if not _WHOLE.isdisjoint(form(called)):
        return False
    drawn = _FIGURE.search(clause) or passage.public.figures.search(before + after)
    return drawn is not None and written.endswith(_CALLED)


def public(candidate: Candidate, passage: Passage) -> bool:
    """Whether he holds an elected office, or plays or is shown somewhere, if the mail says so."""
    elected = _ELECTED.search(candidate.text, max(0, candidate.start - 4), candidate.start)
    return elected is not None or candidate.written in _performers(passage.mail)


def _met(text: str, at: int) -> bool:
    return _MET.search(text, max(0, at - 24), at) is not None


@lru_cache(_KEPT)
def _of_fraud(mail: tuple[str, ...], category: str | None) -> bool:
    return any(map(_FRAUD.search, (*mail, category or "")))


@lru_cache(_KEPT)
def _performers(mail: tuple[str, ...]) -> frozenset[str]:
    """List the words behind the title of an artist, cut to every length."""
    text = usual("\n".join(mail))
    if not _STAGE.search(text):
        return frozenset()
    ends = [artist.end() for artist in _ARTIST.finditer(text)]
    return frozenset(text[end : end + size] for end in ends for size in range(2, _LONGEST))


DETECTOR = Detector(
    kind="name",
    reads=_usual,
    cue=lazy("[^ -@\\[-`{-~\\s]"),
    find=_find,
    filters=(claimed, figure, public),
    fragments=lambda text: whole(TITLES.sub("", text)),  # 様 and さん are no part of a name
)
