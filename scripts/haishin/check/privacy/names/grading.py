"""Grades of a stretch of text: how surely it is a name, by the lists and by its last letters."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

from haishin.check.privacy.names.lists import (
    endings,
    foreign,
    given_names,
    given_readings,
    given_roman,
    short,
    surname_readings,
    surnames,
    surnames_roman,
    words,
)
from haishin.core.text.lazy import lazy
from haishin.core.text.seeking import occurrences

NONE, LIKE, PART, FULL = range(4)  # LIKE: half of it known or both like one; PART: a surname or a given name alone
K = "一-龥々〆ヶヵ\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
GAP = lazy("[ ・=_,、.]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRA = lazy("[ぁ-んー]+")
_KATA = lazy("[ァ-ヺー]+")
_LATIN = lazy("[A-Za-z'-]+")
_HAN = lazy(f"[{K}]+")
_KANA_GIVEN = lazy("[ぁ-んァ-ヺー]{2,5}")
# Given names whose last letters tell them: kanji with 太郎 or 之助, kana with 子.
_MADE = lazy(f"[{K}]{{1,2}}(?:[太一二次三四五士史司志]郎|太朗|之[助介輔丞進]|[右左]衛門|兵衛)|[ァ-ヺ]{{2,3}}子")
_KANA_FEMALE = lazy("([ぁ-んァ-ヺ]{2,3})[子江代枝美恵乃]")
_LONGEST = 5  # letters of a surname
_AREAS = "市町村区郡県"
_OFTEN = 20  # given names that end with a letter which tells one
_KEPT = 4096  # stretches asked about last


def katakana(text: str) -> str:
    """Write hiragana as katakana."""
    return text.translate(_KATAKANA)


@cache
def _in_kanji() -> frozenset[str]:
    """List the surnames that have nothing but kanji."""
    return frozenset(filter(_HAN.fullmatch, surnames()))


@cache
def _heads() -> frozenset[tuple[str, ...]]:
    """List the first two letters of each that has as many."""
    heads = "".join(surname[:2] for surname in _in_kanji() if len(surname) > 1)
    return frozenset(zip(heads[::2], heads[1::2], strict=True))


@cache
def _letters() -> re.Pattern[str]:
    """Make the pattern of those with a single letter."""
    return re.compile(f"[{''.join(surname for surname in _in_kanji() if len(surname) == 1)}]")


def surname_places(text: str) -> list[int]:
    """List the places in a text where a listed surname in kanji begins, in their order."""
    listed = _in_kanji()
    heads = map("".join, _heads().intersection(pairwise(text)))
    begun = (at for head in heads for at in occurrences(text, head))
    places = {letter.start() for letter in _letters().finditer(text)}
    for at in begun:
        if any(text[at : at + size] in listed for size in range(2, _LONGEST + 1)):
            places.add(at)
    return sorted(places)


@cache
def _last() -> frozenset[str]:
    counts = Counter(name[-1] for name in given_names() if len(name) > 1)
    return frozenset(letter for letter, count in counts.items() if count >= _OFTEN)


def known(given: str) -> bool:
    """Whether a list has that given name, in kanji or kana, or only given names are built like it."""
    if _KANA_GIVEN.fullmatch(given):
        return katakana(given) in given_readings()
    stem = _KANA_FEMALE.fullmatch(given)
    return given in given_names() or bool(_MADE.fullmatch(given) or (stem and katakana(stem[1]) in given_readings()))


def like(given: str) -> bool:
    """Whether kanji end as given names do."""
    return (
        len(given) in (2, 3)
        and given[-1] in _last()
        and bool(_HAN.fullmatch(given))
        and not given.endswith(endings("ending"))
    )


def ordinary(word: str) -> bool:
    """Whether the word ends as a noun, and so is no name."""
    return word.endswith(endings("noun", "calling", "ending", "role", "kin")) or word in words("given")


@lru_cache(_KEPT)
def grade(written: str) -> int:
    """Grade a name in any script, NONE to FULL; its parts may stand apart."""
    parts = [part for part in GAP.split(written) if part]
    if len(parts) > 2 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    plain = "".join(parts)
    if not parts or plain in words("example"):
        return NONE
    if _KATA.fullmatch(plain):
        return max(_foreign(parts, "・" in written or "=" in written), _kana(parts))
    if _HIRA.fullmatch(plain):
        if plain.endswith(endings("kana noun")) and len(plain) < 4:
            return NONE
        return _kana(parts)
    if _LATIN.fullmatch(plain):
        return _latin(parts)
    if len(parts) == 1:
        return _joined(plain)
    if len(parts) > 2:
        return NONE
    if len(parts[0]) == 1 and _joined(plain) == FULL:  # 佐 藤健一
        return FULL
    return _pair(*parts)


def _joined(word: str) -> int:
    """Grade kanji, or kanji and kana, without a gap."""
    if word in surnames():
        return PART if len(word) > 1 else LIKE
    if word.endswith(endings("ending")):
        return NONE
    best = NONE
    for size in range(min(_LONGEST, len(word) - 1), 0, -1):
        surname, given = word[:size], word[size:]
        if surname in surnames() and given[0] not in _AREAS:
            if known(given) and (size > 1 or len(given) > 1) and given not in words("mountain"):
                return FULL
            if size > 1 and like(given):
                best = LIKE
        elif 1 < size < 4 and len(given) > 1 and known(given) and _HAN.fullmatch(surname) and not ordinary(surname):
            best = LIKE
    if known(word) and word not in words("given"):
        return PART if len(word) > 1 else LIKE
    foreign_name = word[0] in foreign("kanji") and len(word) < 4 and all(letter in _last() for letter in word[1:])
    if foreign_name and not ordinary(word):
        return LIKE
    return best


def _pair(surname: str, given: str) -> int:
    """Grade two words, not both without kanji."""
    if surname + given in surnames():
        return PART
    listed = surname in surnames() or surname in foreign("kanji")
    if given.endswith(endings("ending")) or (ordinary(surname) and not listed):
        return NONE
    if known(given) and listed:
        return FULL
    if known(given) and _HAN.fullmatch(surname):
        return LIKE
    if not listed or (ordinary(given) and not like(given)):
        return NONE
    if len(given) < 4 or _KANA_GIVEN.fullmatch(given):
        return LIKE
    return NONE


def _kana(parts: list[str]) -> int:
    former, latter = (katakana(part) for part in (*parts, "")[:2])
    if len(parts) == 2:
        first = former in surname_readings(), latter in given_readings()
        second = latter in surname_readings(), former in given_readings()
        if all(first) or all(second):
            return FULL
        if any((*first, *second)) and len(former + latter) > 4:
            return LIKE
        return NONE
    if len(parts) > 2:
        return NONE
    if any(
        former[:size] in surname_readings() and former[size:] in given_readings() for size in range(2, len(former) - 1)
    ):
        return FULL
    if former in given_readings() or (len(former) > 2 and former in surname_readings()):
        return PART
    return NONE


def _foreign(parts: list[str], pointed: bool) -> int:
    """Grade katakana; ``pointed``: its parts are joined by a sign that is used in names of other languages."""
    if any(part.endswith(endings("katakana noun")) for part in parts):
        return NONE
    named = [part for part in parts if part in foreign("kana")]
    telling = any(len(part) > 2 and part not in words("thing") for part in named)
    if len(parts) == 1:
        made = _made_of(parts[0])
        if made > 1:
            return FULL
        if made and telling:
            return PART
        return NONE
    if telling and (pointed or len(named) == len(parts)):
        return FULL
    if pointed or named:
        return LIKE
    return NONE


def _made_of(run: str) -> int:
    """Count the listed words that make up the whole run; 0 if they do not."""
    best = [0] + [-1] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 8), end - 1):
            if best[start] >= 0 and run[start:end] in foreign("kana") and (start or end > 2):
                best[end] = max(best[end], best[start] + 1)
    return max(0, best[-1])


def _latin(parts: list[str]) -> int:
    plain = [short(part) for part in parts]
    if len(parts) == 1:
        if len(plain[0]) > 3 and plain[0] in surnames_roman():
            return PART
        return NONE
    ours = any(name in surnames_roman() and given in given_roman() for name, given in (plain[:2], plain[1::-1]))
    theirs = sum(part.lower() in foreign("latin") for part in parts)
    if (ours and len(parts) == 2) or theirs > 1:
        return FULL
    if theirs or any(name in surnames_roman() for name in plain):
        return LIKE
    return NONE
