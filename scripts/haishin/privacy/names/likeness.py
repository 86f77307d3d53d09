"""How far letters look like a surname or a given name that no list knows.

Learnt when the module is read from the lists of names: for kanji, how often a letter stands first, within or last,
against its being any letter (bits, summed over the letters; a listed name gets some more); for kana, whether a
reading is put together from beginnings and ends that many listed readings share. Ordinary words are rarely like both
in a row, so a likely pair is worth a warning by itself, and what the text says around it makes it sure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from haishin.privacy.names import forms
from haishin.privacy.names.lists import words

_LETTERS = 1500  # that a word of kanji may be written with
_UNSEEN = 0.3  # so often a letter is taken to have stood where none of the lists has it
_LISTED = 6.0
_WORDS = words("words", "everyday")
_NUMERALS = re.compile("[一二三四五六七八九十百千万〇]+")
# An unlisted name before such a letter is a place: 高松村, 中原田町.
_AREA = re.compile(".[市町村区県郡].")
_NO_GIVEN = re.compile(
    "^[市町村区県郡署駅時月日年元第]|^[一二三四五六七八九十]$|[一二三四五六七八九十百千万〇]{2}|[月日年市町村県郡号事署課員者店局所部係車線駅園校館院社]$"
)
_AREAS = tuple("市町村区県郡署駅線港園校院社店組側内")
_COUNTED = re.compile("[一二三四五六七八九十百千万〇]{3}|[0-9一二三四五六七八九十]月")
_HAN = re.compile(f"[{forms.K}ノツケガ]+")
_LONGEST = 8
_KEPT = 1024  # runs asked about last
_NONE = -99.0
# A rare name may have rare letters, words of two fall below; a given name hardly like one needs a surname for certain.
_UNLIKE, _LIKE, _DOUBTFUL = -4.0, 0.5, 4.5

_Place = tuple[bool, bool]  # whether the first letter, whether the last


def _places(name: str) -> Iterable[tuple[_Place, str]]:
    return (((at == 0, at == len(name) - 1), letter) for at, letter in enumerate(name))


def _learn(names: Iterable[str]) -> Mapping[_Place, Mapping[str, float]]:
    """Bits of each letter at each place; under the empty text those of any other."""
    han = list(filter(_HAN.fullmatch, names))
    long = [name for name in han if len(name) > 1]
    counts = {
        (True, True): Counter(name for name in han if len(name) == 1),
        (True, False): Counter(name[0] for name in long),
        (False, False): Counter("".join(name[1:-1] for name in long)),
        (False, True): Counter(name[-1] for name in long),
    }
    return {
        place: {
            letter: math.log2((count + _UNSEEN) * _LETTERS / seen.total()) for letter, count in (*seen.items(), ("", 0))
        }
        for place, seen in counts.items()
    }


_SURNAME, _GIVEN = _learn(forms.SURNAMES), _learn(forms.COMMON)


def _bits(name: str, learnt: Mapping[_Place, Mapping[str, float]], listed: bool) -> float:
    bits = sum(learnt[place].get(letter, learnt[place][""]) for place, letter in _places(name))
    return max(bits, 0.0) + _LISTED if listed else bits


def surname(written: str) -> float:
    """Bits that speak for a surname in kanji; not positive: rather none."""
    listed = written in forms.SURNAMES
    lone = len(written) == 1 and written not in forms.FOREIGN_KANJI
    if not listed and (
        lone or _AREA.search(written) or _NUMERALS.fullmatch(written) or (len(written) > 2 and written.endswith(_AREAS))
    ):
        return _NONE
    return _bits(written, _SURNAME, listed)


def given(written: str) -> float:
    """Bits that speak for a given name in kanji; not positive: rather none."""
    listed = written in forms.ALONE and written not in _WORDS
    if written[:1] in _AREAS or written in forms.PLACES or (len(written) == 1 and _NUMERALS.fullmatch(written)):
        return _NONE
    if not listed and (written[-2:] in _WORDS or written in forms.WORDS or _NO_GIVEN.search(written)):
        return _NONE
    return _bits(written, _GIVEN, listed)


@lru_cache(_KEPT)
def pair(written: str) -> float:
    """Bits of the best split of a run of kanji into what is like a surname and what is like a given name; 0: none."""
    if (
        not 3 <= len(written) <= _LONGEST
        or written[-1] not in _GIVEN[False, True]
        or written.endswith(forms.NOT_GIVEN)
        or written in forms.HISTORY
        or _COUNTED.search(written)
    ):
        return 0.0
    best = 0.0
    alone = 1 if written[0] in forms.SURNAMES else 2  # 全長二メートル
    for size in range(max(alone, len(written) - 3), min(5, len(written) - 1)):
        best = max(best, together(written[:size], written[size:]))
    return best


def together(first: str, second: str) -> float:
    """Bits of a surname and a given name in kanji; 0 where either is unlike one."""
    bits, more = surname(first), given(second)
    if bits > _UNLIKE and more > _LIKE:
        return bits + more
    return _DOUBTFUL if bits > _LISTED and more > _UNLIKE / 2 else 0.0


_VOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴヱヰヲ",
    "カキクケコサシスセソタシステトハヒフヘホハヒフヘホウエイオ",
)

_OLD = str.maketrans("ヂヅヱヰヲ", "ジズエイオ")


def sound(kana: str) -> str:
    """Kana in katakana without what readings of one name differ in: つちばし, ツチハシ; ハルヱ, はるえ."""
    plain = forms.katakana(kana)
    return plain[:1].translate(_OLD) + plain[1:].translate(_VOICED)


class Readings:
    """Readings of a list, and those put together from their beginnings and ends."""

    def __init__(self, readings: Iterable[str], heads: int, tails: int) -> None:
        """``heads``, ``tails``: so many listed readings share a beginning or an end, for it to be one."""
        self._listed = frozenset(map(sound, readings))
        begins = Counter(reading[:size] for reading in self._listed for size in range(2, min(5, len(reading))))
        ends = Counter(reading[size:] for reading in self._listed for size in range(1, min(5, len(reading))))
        self._heads = self._listed | {head for head, count in begins.items() if count >= heads}
        self.grade = lru_cache(_KEPT)(self._grade)
        self._tails = frozenset(tail for tail, count in ends.items() if count >= tails)

    def _grade(self, kana: str) -> int:
        """2 listed, 1 of listed parts, 0 neither."""
        plain = sound(kana)
        if plain in self._listed:
            return 2
        return int(any(plain[:size] in self._heads and plain[size:] in self._tails for size in range(2, len(plain))))


SURNAME_READINGS = Readings(forms.SURNAME_KANA, 3, 4)
GIVEN_READINGS = Readings(forms.KANA, 3, 6)
