"""Names that the lists know, wherever they stand: kanji, kana, romaji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, likeness, shared
from haishin.privacy.names.forms import K

_RUN = re.compile(rf"[{K}]{{1,10}}")
_ROMAJI = re.compile(
    r"(?P<first>[A-Za-z](?<![A-Za-z0-9@._/-].)[A-Za-z]{1,11})[ ,、]{1,2}(?P<second>[A-Za-z]{2,12})(?![A-Za-z0-9@._/-])"
)
_LONE = re.compile(r"[のはへ、:「(](?P<name>[A-Z](?:[A-Z]{4,12}|[a-z]{4,12}))(?=さん|様|氏|まで|を(?:逮捕|検挙)|容疑)")
_EDGE = re.compile(r"[はがをにのとで、。)）(（]|容疑|さん|宅|方[にでかの]|$|\n")
PLACE_BEHIND = re.compile(
    r"(?:[都道府県市区町村郡駅署線川山橋寺院学校店港湖沼園館通町内]|丁目|方面|地内|病院|神社|"
    r"地区|まつり|祭|フェス|通り|ライン|の里|の湯|の郷|の森|知事|市長|町長|村長|大臣|首相|選手|インター|IC|交差"
    r"点|商店|警察|公園|バイパス|街道)"
)

_SURE = forms.COMMON - forms.ONE_LETTER_WORDS
_BEFORE = (*shared.ROLE_WORDS, *shared.PERSON_NOUN)
# Where a listed surname may begin, by its first letters: at the beginning of a run, or inside it behind a role.
_BEGIN = re.compile(
    rf"[{K}](?:(?<=[{forms.SINGLE}])|(?=[{forms.SECOND} \n・_]))"
    rf"(?:(?<![{K}].)|(?P<inner>(?<=[{''.join({word[-1] for word in _BEFORE})}].)))"
)
_BEHIND = re.compile(
    rf"[ \n](?P<given>[{K}]{{1,3}}(?![{K}])|[ぁ-ん]{{2,3}}[{K}]?(?![ぁ-ん])|[ァ-ヺ]{{2,5}}(?![ァ-"
    rf"ヺー]))|"
    rf"(?P<kana>[ァ-ヺ]{{2,5}}(?![ァ-ヺー])|[ぁ-ん]{{2,3}}[{K}]?)"
)


def listed(text: str) -> Iterator[tuple[int, int, Severity]]:
    """A listed surname with a given name, wherever it stands."""
    done = 0  # one name a run of kanji
    for match in _BEGIN.finditer(text):
        start = match.start()
        if start < done or not forms.may_begin(text, start):
            continue
        run = _RUN.match(text, start)
        if run is None or (match["inner"] is not None and not text.endswith(_BEFORE, max(0, start - 10), start)):
            continue
        if run[0] in forms.HISTORY and match["inner"] is None:
            done = run.end()
            continue
        end, sure = shared.name_at(text, start)
        if sure == 2 and not PLACE_BEHIND.match(text, end):
            if not shared.alias(text, start, end):
                yield start, end, Severity.ERROR
            done = run.end()
        elif sure == 1 and end - start > 2 and _alone(text, start, end):
            yield start, end, Severity.WARNING
            done = run.end()
        elif (found := _surnamed(text, run)) is not None:
            yield start, *found
            done = run.end()


def _surnamed(text: str, run: re.Match[str]) -> tuple[int, Severity] | None:
    """End and certainty of the longest listed surname of a run with what stands behind it, where that is a name."""
    surname = forms.surname_of(run[0])
    if surname is None:
        return None
    rest, end, spaced = run[0][len(surname) :], run.end(), False
    if not rest:
        behind = _BEHIND.match(text, end)
        if behind is None:
            return None
        rest, end, spaced = behind["given"] or behind["kana"], behind.end(), bool(behind["given"])
    if (
        len(surname) < 2
        or (rest[0] in "市町村区郡県" and surname in forms.PLACES)
        or PLACE_BEHIND.match(text, end)
        or rest.endswith(forms.NOT_GIVEN)
        or shared.alias(text, run.start(), end)
    ):
        return None
    written = spaced and (forms.given(rest) or forms.katakana(rest) in forms.KANA)
    kana = bool(re.match("[ぁ-んァ-ヺ]", rest)) and len(rest) > 2 and forms.katakana(rest) in forms.KANA
    if rest in _SURE or written or kana:
        return end, Severity.ERROR
    like = len(rest) in (2, 3) and forms.given(rest) and rest[-1] in forms.GIVEN_ENDING
    return (end, Severity.WARNING) if like else None


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a likely name stands by itself: not on from a word, and before a particle or a sign."""
    written = text[start:end]
    if not _EDGE.match(text, end) or shared.alias(text, start, end):
        return False
    if len(forms.surname_of(written) or "") > 1:  # the list knows better
        return False
    return "\n" not in written if " " in written or "\n" in written else likeness.pair(written) >= shared.SURE


def romaji(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _ROMAJI.finditer(text):
        one, two = match["first"], match["second"]
        if (severity := max(_roman(one, two), _roman(two, one), key=_RANK.index)) is not None:
            yield match.start(), match.end(), severity
    for match in _LONE.finditer(text):
        if forms.short(match["name"]) in forms.SURNAMES_ROMAN:
            yield *match.span("name"), Severity.WARNING


_RANK = (None, Severity.WARNING, Severity.ERROR)


def _roman(surname: str, given: str) -> Severity | None:
    """How sure two words in letters are a surname and a given name."""
    first, second = forms.short(surname), forms.short(given)
    known = first in forms.SURNAMES_ROMAN
    if known and second in forms.GIVEN_ROMAN:
        return Severity.ERROR
    if not (surname[0].isupper() and given[0].isupper()):
        return None
    if known and forms.ROMAJI.fullmatch(second):
        return Severity.ERROR
    unlisted = len(first) > 4 and len(second) > 3 and forms.ROMAJI.fullmatch(first) and second in forms.GIVEN_ROMAN
    return Severity.WARNING if unlisted and surname.isupper() else None
