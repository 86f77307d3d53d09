"""Names that no list knows, by their letters and by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haishin.model import Severity
from haishin.privacy.names import forms, likeness, shared
from haishin.privacy.names.forms import K
from haishin.privacy.names.listed import PLACE_BEHIND

_RUN = re.compile(rf"[{K}](?<![{K}ァ-ヺー].)(?:[{K}]|(?<=[{K}])[ノツケガ](?=[{K}])){{0,13}}")
_BEHIND = re.compile(
    rf"(?P<gap>[ \n・]?)(?P<given>[{K}]{{1,8}}|[ァ-ヺー]{{2,5}}(?![ァ-ヺー])"
    rf"|[ぁ-ん]{{1,3}}[{shared.FEMALE}](?![{K}])|[ぁ-ん]{{2,5}})"
)
# What may be written on to a name in kanji.
_TAIL = re.compile(
    r"(?:名義|側|儀|両|元?(?:巡査|警部|店長|社長|会長|班長|組長|区長|園長|校長|教頭|部長|課長|係長|主任|隊長|団長|教諭|先生"
    r"|議員|代表|住職|医師|容疑者|被告|受刑者|夫人|夫妻|夫婦|一家|親子|兄弟|姉妹|方|宅|様|氏|君|殿)).*$"
)
_COMPANY = re.compile(
    r"\s?[(（]\s?(?:当時|満|男|女|無職|[0-9]{1,3}\s?(?:歳|才|[)）])|[ぁ-んァ-ヺー ・]{4,16}[)）])"
    r"|[、,]?\s?[0-9]{1,3}\s?(?:歳|才)|さん|さま|氏|様|くん|ちゃん|容疑者|被告|受刑者"
    r"|を(?:現行犯|緊急|通常|再)?(?:逮捕|検挙|書類送検|送検|起訴|指名手配|補導|保護|見)|と(?:判明|み)|名義|夫人|儀|側"
    r"|夫妻|一家|の(?:妻|夫|母|父|長男|長女|次男|次女|息子|娘|供述|自宅)|元?(?:店長|社長|会長|班長|先生|巡査)"
)
_ROLED = re.compile(
    rf"(?:(?:{shared.LABELS})[:は_ ]{{0,2}}[「『(]?"
    r"|(?:[者員師士手督係主母父妻夫婦児徒孫娘姉妹兄弟男女]|息子|暮らし|在住|[長役人](?<![町村市区]長))"
    r"[のはが、:・=(「 ]|(?:のは|たのが|された|して(?:い|ま)た|中(?:だっ|であっ)た|[居い]合わせた)、?)$"
)
_DOING = re.compile("(?:[たう]|する|いる|める|住む)$")
# Bits that a name needs by itself, and beside what tells of a person; what a gap between its parts and a reading
# among given names is worth, and how rarely a given name in hiragana is written on to a surname.
_ALONE, _WITH = 7.0, 2.0
_SPACED, _READ, _WRITTEN_ON = 2.0, 3.0, 9.0
# Bits of what no given name makes a surname: even a listed one in kana with a gap leaves the sum below 0.
_HOPELESS = -(2 * _READ + _SPACED)
_KEPT = 2048  # runs of kanji asked about last: the same from mail to mail
_WORDS = "だけ など ほか まつり かるた まで ながら とき こと もの さくら みなみ あさひ いずみ ひかり みどり つきま"
_KANA_WORDS = frozenset(_WORDS.split())


def likely(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _RUN.finditer(text):
        if (parts := _parts(match[0])) is not None and (name := _name(match, text, *parts)) is not None:
            yield name


@lru_cache(_KEPT)
def _parts(run: str) -> tuple[int, str, float] | None:
    """Where a role in the run ends, and of what is behind it: without a title, and the bits of that as a whole name.

    None where it is neither a name nor a surname, whatever follows.
    """
    # A role of two letters and a name behind it take three, and so do the parts of a name written together.
    inside = shared.ROLE_INSIDE.finditer(run) if len(run) > 2 else ()
    roles = (role.end() for role in inside if len(role[0]) > 1 or (role[0] in "元故亡" and not role.start()))
    head = max((end for end in roles if end < len(run)), default=0)
    joined = _TAIL.sub("", run[head:]) if len(run) > head + 2 else ""
    bits = likeness.pair(joined)
    return (head, joined, bits) if bits > 0 or likeness.surname(run[head:]) > _HOPELESS else None


def _name(match: re.Match[str], text: str, head: int, joined: str, bits: float) -> tuple[int, int, Severity] | None:
    start, surname = match.start() + head, match[0][head:]
    behind = _BEHIND.match(text, match.end())
    if behind:
        more, size = _apart(surname, behind, text)
        if more > 0 and (found := _judged(text, start, behind.start("given") + size, more, bool(head), behind["gap"])):
            return found
    return _judged(text, start, start + len(joined), bits, bool(head), "") if bits > 0 else None


def _apart(surname: str, behind: re.Match[str], text: str) -> tuple[float, int]:
    """Bits of a surname with what stands behind it, and how much of that is the given name."""
    gap, second = behind["gap"], behind["given"]
    if second[0] > "ー" or second[0] == "々":
        given = _TAIL.sub("", second)
        if not gap or not given:
            return 0.0, 0
        word = given in forms.WORDS and likeness.surname(surname) > _WITH
        bits = likeness.surname(surname) if word else likeness.together(surname, given)
        return bits + _SPACED * (gap != "\n") if bits > 0 else 0.0, len(given)
    given = _kana(second, text, behind.start("given"))
    if not given:
        old = gap and 1 < len(second) < 4 and surname not in forms.PLACES  # a name of old: キヨ
        return (min(likeness.surname(surname), _ALONE) - (second[0] < "ァ"), len(second)) if old else (0.0, 0)
    bits = likeness.surname(surname) + _READ * likeness.GIVEN_READINGS.grade(given)
    if not gap and given[0] < "ァ":
        bits -= _WRITTEN_ON
    return bits + (_SPACED if gap else 0.0), len(given)


def _kana(second: str, text: str, start: int) -> str:
    """The longest beginning of a stretch of kana that is a given name."""
    for size in range(len(second), 1, -1):
        part = second[:size]
        if part not in _KANA_WORDS and likeness.GIVEN_READINGS.grade(part) and shared.BOUND.match(text, start + size):
            return part
    return ""


def _judged(text: str, start: int, end: int, bits: float, role: bool, gap: str) -> tuple[int, int, Severity] | None:
    if text[start:end] in forms.HISTORY or shared.alias(text, start, end) or PLACE_BEHIND.match(text, end):
        return None
    company = (
        role
        or _COMPANY.match(text, end)
        or _ROLED.search(text, max(0, start - 12), start)
        or (gap and _DOING.search(text, max(0, start - 3), start))
    )
    if company and bits >= _WITH:
        return start, end, Severity.ERROR
    return (start, end, Severity.WARNING) if bits >= _ALONE and shared.BOUND.match(text, end) else None
