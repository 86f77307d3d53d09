"""Searches for names: before an honorific, behind a role or a label, before an age, beside a cue, and anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from haishin.check.privacy.names.grading import FULL, LIKE, NONE, PART, K, grade, ordinary, surname_places
from haishin.check.privacy.names.lists import endings, rows, words
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import either

Named = tuple[int, int, Severity]
_SURE = {NONE: None, LIKE: Severity.WARNING, PART: Severity.ERROR, FULL: Severity.ERROR}
_LETTER = f"{K}ぁ-んァ-ヺーA-Za-z'"
_PIECE = rf"[{_LETTER}](?:[{_LETTER}]|[ ・=_,.]{{1,2}}(?=[{_LETTER}]))*"
_LONGEST = 20  # letters of a name with its gaps
_MORE = 8  # of a role before it, or of what shows that it has ended
_KEPT = 4096  # stretches asked about last
_BACK = lazy(rf"{_PIECE}\Z")
_FORTH = lazy(_PIECE)
_HONORIFIC = lazy(
    "さん(?!ぽ|かく|ち)|さま|サン(?![ァ-ヺー])|様(?![子々式相態]|の(?!自宅|家|方))|氏(?![名神族])|くん|クン(?!レン)|君(?!が代)|ちゃん"
    "|容疑者|元被告人?|被告人?|受刑者|被疑者|死刑囚"
)
_ACCUSED = ("容疑者", "被疑者", "被告", "受刑者", "死刑囚")
_READING = lazy(r"[(][ぁ-んァ-ヺー ・]{2,14}[)]\Z")
_SCRIPTS = (f"[{K}]", "[ァ-ヺー]", "[A-Za-z0-9]")
# Where a name may begin: not within a word, but for hiragana behind a particle, and behind a role.
_BEGIN = lazy(
    "|".join(f"(?={script})(?<!{script})" for script in _SCRIPTS)
    + rf"|(?=[ぁ-ん])(?:(?<![ぁ-ん{K}])|(?<=[のはがをにともた]))|(?P<told>(?<=[{K}ぁ-んァ-ヺー]))"
)
# Where one may end: not within a word; in hiragana, and in kanji before hiragana, only where a particle or a title is.
_PARTICLE = "[はがをにともへでのやか]|から|まで|より|など|ら|ほか|です|だ|さん|さま|くん|ちゃん"
_WRITTEN_ON = "様|氏|君|殿|容疑|被告|受刑|元?(?:巡査|[会社区店]長)|先生|方[にでへの]|宅|名義|夫妻|一家"
_END = lazy(
    rf"(?<=[{K}])(?:(?![{K}ぁ-ん])|(?={_PARTICLE}|{_WRITTEN_ON}))|(?<=[ァ-ヺー])(?![・=]?[ァ-ヺー])"
    rf"|(?<=[A-Za-z0-9])(?![A-Za-z0-9])|(?<=[ぁ-ん])(?=[^ぁ-んァ-ヺ{K}]|$|{_PARTICLE}|{_WRITTEN_ON}|巡査)"
)
_AGE = lazy(
    r"[(、,・ 0-9](?:(?<=[(、,・ ])\s?(?:当時|満|男性?|女性?|無職|会社員|[、・]|\s){0,3}[0-9]{1,3}\s?(?:歳|才|\)|代)"
    r"|(?<=[0-9])[0-9][歳才]|(?<=[(])(?:[0-9]{4}年|(?:無職|男性?|女性?)[、)]|[昭平][和成][0-9]))"
)
_LINK = lazy(
    r"(?:と(?:みられる|される|思われる))?(?:(?:の名は|[はがのに])、?「?|[:=/→]\s?|[(「『【》\])】][:\s]?\s?|[、・]|\s{1,3})?"
)
_HOUSEHOLD = lazy(rf"(?:町|丁目)([{K}]{{2,4}})方(?:[のにでへを前]|から|付近|敷地)")
# Hiragana with a gap; katakana and letters as a whole. ヵ and ヶ begin no name.
_GAP = lazy(" (?<=[ぁ-ん] )(?=[ぁ-ん])")
_GAPPED = lazy("[ぁ-ん](?<![ぁ-んァ-ヺー].)[ぁ-ん]{1,5} (?=[ぁ-ん]{2})")
_WHOLE = lazy(
    r"[ァ-ヴヷ-ヺーA-Za-z](?:(?<=[ァ-ヺー])(?<![ァ-ヺー].)[ァ-ヺー]{1,11}(?:[・= ][ァ-ヺー]{1,12}){0,4}(?![ァ-ヺー])"
    r"|(?<=[A-Za-z])(?<![A-Za-z0-9@._-].)[A-Za-z'-]+[ ,]{1,2}[A-Za-z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)*"
    r"(?![A-Za-z0-9@_-]))"
)
_HIRAGANA = lazy("[ぁ-ん]+")
_RANK = lazy(f"[{K}]+")
_ALONE = lazy(r"[はがをとにもへ、。()」\n]|です|まで|から|より|$")
_PLACE_BEHIND = lazy("[都道府県市区町村郡駅署線川山橋寺院学校店港湖沼園館通]|丁目|地内|病院|神社|まつり|選手|公園|商店")


@cache
def _tellers() -> frozenset[str]:
    return words("role") | words("kin") | words("label")


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(either(sorted(_tellers(), key=len, reverse=True)))


def honorific(text: str) -> Iterator[Named]:
    """Yield each listed name, or unknown word that is no noun, with the honorific behind it: さん, 様, 容疑者 …."""
    for title in _HONORIFIC.finditer(text):
        end = title.start() - (text[title.start() - 1 : title.start()] == " ")
        if text.endswith(title[0], 0, end):  # no name ends so; a row of them would only cost time
            continue
        reading = _READING.search(text, max(0, end - 16), end)  # 名前（なまえ）さん
        stop = reading.start() if reading else end
        start, sure = _backward(text, stop)
        if sure == LIKE and (title[0].startswith(_ACCUSED) or stop - start > 2):
            sure = PART
        if text[start:stop] in words("calling") and title[0] not in _ACCUSED:
            continue
        if sure == NONE:
            start, sure = _unknown(text, stop, title[0])
        if (severity := _SURE[sure]) is not None:
            yield start, title.end(), severity


def _unknown(text: str, end: int, title: str) -> tuple[int, int]:
    """Find a word of kanji or katakana that is in no list, behind whatever role is joined to it."""
    run = re.search(rf"(?:[{K}]{{2,8}}|[ァ-ヺー]{{3,10}}|[A-Z]\.? ?[A-Z][a-z]+)\Z", text[max(0, end - 10) : end])
    if run is None or text[max(0, end - len(run[0]) - 1)] in "おご":
        return end, NONE
    heads = [role.end() for role in _roles().finditer(run[0]) if role.end() < len(run[0])]
    word = run[0][max(heads, default=0) :]
    noun = ordinary(word) or word.endswith(endings("katakana noun"))
    if len(word) < 2 or len(word) > 6 or noun or word in words("place"):
        return end, NONE
    return end - len(word), PART if title.startswith(_ACCUSED) else LIKE


def role(text: str) -> Iterator[Named]:
    """Yield each name behind a role or a label: 被害者の…, 氏名:…."""
    for teller in _roles().finditer(text):
        start = teller.end()
        if link := _LINK.match(text, start):
            start = link.end()
        end, sure = _forward(text, start)
        label = teller[0] in words("label")
        if sure == PART and not label and not _alone(text, teller, start, end):
            continue
        if sure == LIKE and (start == teller.end() or end - start < 3):
            continue
        if sure:
            yield start, end, Severity.ERROR if sure > LIKE or label else Severity.WARNING


def _alone(text: str, teller: re.Match[str], start: int, end: int) -> bool:
    """Whether a surname behind a role, or a given name behind a relation, is a name there."""
    link, name = text[teller.end() : start], text[start:end]
    if not link and teller[0] not in _ACCUSED:
        return False
    hiragana = _HIRAGANA.fullmatch(name) is not None
    if hiragana and "の" in link:
        return False
    return len(name) > 1 + hiragana and _ALONE.match(text, end) is not None


def age(text: str) -> Iterator[Named]:
    """Yield each name before an age: …（34）, …、34歳."""
    for years in _AGE.finditer(text):
        start, sure = _backward(text, years.start())
        if sure and years.start() - start > 1 and not (sure == PART and text[start : years.start()] in words("place")):
            yield start, years.start(), Severity.ERROR


@cache
def _cues() -> re.Pattern[str]:
    cues = sorted({before or behind for before, behind, _ in rows("cues")}, key=len, reverse=True)
    first = "".join(sorted({cue[0] for cue in cues}))
    return re.compile(f"[{re.escape(first)}](?<=(?=({either(cues)})).)", re.DOTALL)  # cues overlap


@cache
def _by_cue() -> dict[str, list[tuple[str, str, Severity]]]:
    cues: dict[str, list[tuple[str, str, Severity]]] = {}
    for before, behind, sure in rows("cues"):
        cues.setdefault(before or behind, []).append((before, behind, Severity(sure)))
    return cues


def cued(text: str) -> Iterator[Named]:
    """Yield each surname or given name alone if the words around it prove it (``data/cues.tsv``)."""
    for cue in _cues().finditer(text):
        for before, behind, severity in _by_cue()[cue[1]]:
            if before:
                start = cue.end(1)
                end, sure = _forward(text, start, behind)
            else:
                start, sure = _backward(text, cue.start())
                end = cue.end(1) if _RANK.fullmatch(behind) else cue.start()  # 金井教諭 is no place
            if sure >= PART and end - start > 1:
                yield start, end, severity
                break


def household(text: str) -> Iterator[Named]:
    """Yield each surname between a town's name and 方: behind other cues it may be a part of the town."""
    if "方" not in text:
        return
    for match in _HOUSEHOLD.finditer(text):
        if grade(match[1]) >= PART:
            yield *match.span(1), Severity.ERROR


def listed(text: str) -> Iterator[Named]:
    """Yield each listed surname with a listed given name, wherever they stand."""
    done = 0
    whole = {match.start(): match.end() for match in _WHOLE.finditer(text)}
    gapped: set[int] = set()
    if _GAP.search(text):
        gapped.update(match.start() for match in _GAPPED.finditer(text))
    for start in sorted((*surname_places(text), *gapped, *whole)):
        if start < done:
            continue
        begin = _BEGIN.match(text, start)
        if begin is None or (begin.lastgroup and not _role_ends(text, start)):
            continue
        if start in whole:
            end, sure = whole[start], grade(text[start : whole[start]])
        else:
            end, sure = _forward(text, start)
        if sure == FULL and not _PLACE_BEHIND.match(text, end):
            severity = Severity.ERROR
            if start in gapped:
                severity = Severity.WARNING
            yield start, end, severity
            done = end


def _backward(text: str, end: int) -> tuple[int, int]:
    """Find the surest, then longest name that ends there: its start and its grade."""
    size, sure = _ending(text[max(0, end - _LONGEST - _MORE) : end])
    return end - size, sure


def _forward(text: str, start: int, behind: str = "") -> tuple[int, int]:
    """Find the surest, then longest name that begins there and has ``behind`` right behind it: its end and grade."""
    size, sure = _beginning(text[start : start + _LONGEST + _MORE], behind)
    return start + size, sure


@lru_cache(_KEPT)
def _ending(text: str) -> tuple[int, int]:
    piece = _BACK.search(text, max(0, len(text) - _LONGEST))
    if piece is None:
        return 0, NONE
    begins = _BEGIN.finditer(text, piece.start())
    starts = [at.start() for at in begins if at.lastgroup is None or _role_ends(text, at.start())]
    graded = ((grade(text[at:]), len(text) - at) for at in starts)
    sure, size = max(graded, default=(NONE, 0))
    return size, sure


@lru_cache(_KEPT)
def _beginning(text: str, behind: str) -> tuple[int, int]:
    piece = _FORTH.match(text, 0, _LONGEST)
    if piece is None:
        return 0, NONE
    if behind:
        at = text.find(behind, 1, piece.end() + len(behind))
        if at < 0:
            return 0, NONE
        return at, grade(text[:at])
    ends = [at.end() for at in _END.finditer(text, 1) if at.end() <= piece.end()]
    sure, size = max(((grade(text[:at]), at) for at in ends), default=(NONE, 0))
    return size, sure


def _role_ends(text: str, at: int) -> bool:
    """Whether a role or a label ends there."""
    return any(text[at - size : at] in _tellers() for size in range(1, min(_MORE, at) + 1))


SEARCHES = (honorific, role, age, cued, household, listed)
