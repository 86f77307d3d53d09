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
_HIRA_RUN = re.compile(r"[ぁ-ん]{4,}")
_PAIR = re.compile(
    r"(?<![ぁ-んァ-ヺー])(?P<a>[ぁ-ん]{2,6}|[ァ-ヺー]{2,6})[ \n](?P<b>[ぁ-ん]{2,5}|[ァ-ヺー]{2,5"
    r"})(?![ぁ-んァ-ヺー]{3})"
)
_EDGE = re.compile(r"[はがをにのとで、。)）(（]|容疑|さん|宅|方[にでかの]|$|\n")
_KATA_RUN = re.compile(r"[ァ-ヺー]{4,12}")
_PLACE_BEHIND = re.compile(
    r"(?:[都道府県市区町村郡駅署線川山橋寺院学校店港湖沼園館通町内]|丁目|方面|地内|病院|神社|"
    r"地区|まつり|祭|フェス|通り|ライン|の里|の湯|の郷|の森|知事|市長|町長|村長|大臣|首相|選手|インター|IC|交差"
    r"点|商店|警察|公園|バイパス|街道)"
)

_SURE = forms.COMMON - forms.ONE_LETTER_WORDS
_BEFORE = (*nameparts.ROLE_WORDS, *nameparts.PERSON_NOUN)
_BEHIND = re.compile(
    rf"[ \n](?P<given>[{K}]{{1,3}}(?![{K}])|[ぁ-ん]{{2,3}}[{K}]?(?![ぁ-ん])|[ァ-ヺ]{{2,5}}(?![ァ-"
    rf"ヺー]))|"
    rf"(?P<kana>[ァ-ヺ]{{2,5}}(?![ァ-ヺー])|[ぁ-ん]{{2,3}}[{K}]?)"
)


def listed(text: str) -> Iterator[tuple[int, int, Severity]]:
    """A listed surname with a given name, wherever it stands."""
    for match in _RUN.finditer(text):
        run = match[0]
        if run in forms.HISTORY:
            continue
        for start in range(len(run)):
            if not forms.may_begin(text, match.start() + start) or (start and not run[:start].endswith(_BEFORE)):
                continue
            end, sure = nameparts.name_at(text, match.start() + start)
            if sure == 2 and not _PLACE_BEHIND.match(text, end):
                if not nameparts.alias(text, match.start() + start, end):
                    yield match.start() + start, end, Severity.ERROR
                break
            if sure == 1 and end - match.start() - start > 2 and _alone(text, match.start() + start, end):
                yield match.start() + start, end, Severity.WARNING
                break
            surname = forms.surname_of(run[start:])
            if surname is None:
                continue
            rest = run[start + len(surname) :]
            end = match.end()
            spaced = False
            if not rest:
                behind = _BEHIND.match(text, match.end())
                if behind is None:
                    continue
                rest = behind["given"] or behind["kana"]
                end = behind.end()
                spaced = bool(behind["given"])
            if (
                _PLACE_BEHIND.match(text, end)
                or rest.endswith(forms.NOT_GIVEN)
                or nameparts.alias(text, match.start() + start, end)
            ):
                continue
            sure = rest in _SURE and len(surname) > 1
            written = len(surname) > 1 and spaced and (forms.given(rest) or forms.katakana(rest) in forms.KANA)
            kana = (
                len(surname) > 1
                and bool(re.match("[ぁ-んァ-ヺ]", rest))
                and len(rest) > 2
                and forms.katakana(rest) in forms.KANA
            )
            like = len(surname) > 1 and len(rest) in (2, 3) and forms.given(rest) and rest[-1] in forms.GIVEN_ENDING
            if sure or written or kana or like:
                yield match.start() + start, end, Severity.ERROR if sure or written or kana else Severity.WARNING
                break


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
        kana = forms.katakana(match[0][:400])
        for start in range(len(kana) - 5):
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
