"""Names that the lists know, wherever they stand: kanji, kana, romaji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy import nameforms as forms
from haishin.privacy import nameparts
from haishin.privacy.nameforms import K

_RUN = re.compile(rf"[{K}]{{1,10}}")
_ROMAJI = re.compile(
    r"(?<![A-Za-z0-9@._/-])(?P<first>[A-Za-z]{2,12})[ ,、]{1,2}(?P<second>[A-Za-z]{2,12})(?![A-Za-z0-9@._/-])"
)
_HIRA_RUN = re.compile(r"[ぁ-ん]{6,}")
_PAIR = re.compile(
    r"[ぁ-んァ-ヺー](?<![ぁ-んァ-ヺー].)(?:(?<=[ぁ-ん])[ぁ-ん]{1,5}|(?<=[ァ-ヺー])[ァ-ヺー]{1,5})[ \n]"
    r"(?:[ぁ-ん]{2,5}|[ァ-ヺー]{2,5})(?![ぁ-んァ-ヺー]{3})"
)
_EDGE = re.compile(r"[はがをにのとで、。)）(（]|容疑|さん|宅|方[にでかの]|$|\n")
_HIRA_HEADS = frozenset(forms.hiragana(reading[:3]) for reading in forms.SURNAME_KANA)
_KATA_RUN = re.compile(r"[ァ-ヺー]{4,12}")
_PLACE_BEHIND = re.compile(
    r"(?:[都道府県市区町村郡駅署線川山橋寺院学校店港湖沼園館通町内]|丁目|方面|地内|病院|神社|"
    r"地区|まつり|祭|フェス|通り|ライン|の里|の湯|の郷|の森|知事|市長|町長|村長|大臣|首相|選手|インター|IC|交差"
    r"点|商店|警察|公園|バイパス|街道)"
)

_SURE = forms.COMMON - forms.ONE_LETTER_WORDS
_BEFORE = (*nameparts.ROLE_WORDS, *nameparts.PERSON_NOUN)
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
        end, sure = nameparts.name_at(text, start)
        if sure == 2 and not _PLACE_BEHIND.match(text, end):
            if not nameparts.alias(text, start, end):
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
        or _PLACE_BEHIND.match(text, end)
        or rest.endswith(forms.NOT_GIVEN)
        or nameparts.alias(text, run.start(), end)
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
    if not _EDGE.match(text, end) or nameparts.alias(text, start, end):
        return False
    if len(forms.surname_of(written) or "") > 1:  # the list knows better
        return False
    return "\n" not in written if " " in written or "\n" in written else nameparts.unlisted(written)


def kana(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _PAIR.finditer(text):
        if nameparts.known_pair(match[0], strict=True) and not nameparts.alias(text, match.start(), match.end()):
            yield match.start(), match.end(), Severity.ERROR
    for match in _KATA_RUN.finditer(text):
        if (
            nameparts.full(match[0])
            and match[0] not in forms.KATAKANA_NOUNS
            and not nameparts.alias(text, match.start(), match.end())
        ):
            yield match.start(), match.end(), Severity.ERROR
    for match in _HIRA_RUN.finditer(text):
        kana = ""
        run = match[0][:400]
        for start in range(len(run) - 5):
            if run[start : start + 3] not in _HIRA_HEADS:
                continue
            kana = kana or forms.katakana(run)
            for size in range(3, 6):
                if kana[start : start + size] in forms.SURNAME_KANA:
                    end = next(
                        (
                            start + size + more
                            for more in (5, 4, 3)
                            if start + size + more <= len(kana)
                            and kana[start + size : start + size + more] in forms.KANA
                        ),
                        None,
                    )
                    if end is not None and not nameparts.alias(text, match.start() + start, match.start() + end):
                        yield match.start() + start, match.start() + end, Severity.ERROR


def romaji(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _ROMAJI.finditer(text):
        first, second = forms.short(match["first"]), forms.short(match["second"])
        if not (match["first"][0].isupper() and match["second"][0].isupper()):
            if (first in forms.SURNAMES_ROMAN and second in forms.GIVEN_ROMAN) or (
                second in forms.SURNAMES_ROMAN and first in forms.GIVEN_ROMAN
            ):
                yield match.start(), match.end(), Severity.ERROR
            continue
        if (first in forms.SURNAMES_ROMAN and (second in forms.GIVEN_ROMAN or forms.ROMAJI.fullmatch(second))) or (
            second in forms.SURNAMES_ROMAN and (first in forms.GIVEN_ROMAN or forms.ROMAJI.fullmatch(first))
        ):
            yield match.start(), match.end(), Severity.ERROR
