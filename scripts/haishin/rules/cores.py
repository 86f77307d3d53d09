"""What of a private text tells somebody by itself: the account's name, the school's, the end of a number, a surname.

Every core is told in letters and digits alone, in the one spelling of ``forms``, with what must not stand beside it for
it to be the same thing: 前橋 is no surname in 前橋市, 345678 no part of a number in a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.privacy.names.grading import surname_of
from haishin.privacy.names.lists import usual, words
from haishin.privacy.scanning import TITLES
from haishin.rules.forms import Edge, folded, forms

_FEWEST = 6  # digits in a row that two numbers hardly share
_MOBILE = 7  # 090-1234 tells more than where a telephone stands
_LAST = 4
_NUMBERS = re.compile("[0-9]+(?:番[0-9]+)+")

_TITLED = "さん|さま|様|氏|くん|君|ちゃん|容疑者|被疑者|被告|方[のにで]|宅|家[のにで族]|夫妻|夫婦|一家"
_PARTICLES = "のはがをにとでもへや"
FREE = Edge(re.compile("(?!)"), re.compile("(?!)"))
DIGITS = Edge(re.compile("[0-9]$"), re.compile(r"-?[0-9]"))
COUNTED = Edge(re.compile("[0-9]-?$"), re.compile(r"-?[0-9]|[年月日時分円人件台枚個回歳才度点番丁号%]|メートル|キロ"))
WORD = Edge(re.compile("[A-Za-z0-9]$"), re.compile("[A-Za-z0-9]"))
KANJI = Edge(re.compile("[一-龥々]$"), re.compile(f"(?!{_TITLED})[一-龥々ァ-ヺー]"))
KATAKANA = Edge(re.compile("[ァ-ヺー]$"), re.compile("[ァ-ヺー]"))
HIRAGANA = Edge(re.compile(f"(?![{_PARTICLES}])[ぁ-ん]$"), re.compile(f"(?!{_TITLED}|[{_PARTICLES}])[ぁ-ん]"))
TITLED = Edge(re.compile("[一-龥々]$"), re.compile(f"(?!{_TITLED})"))


@dataclass(frozen=True, slots=True)
class Core:
    """``sure`` is not for what others may share: a surname alone, four digits."""

    letters: str
    edge: Edge = FREE
    sure: bool = True


def cores(kind: str, text: str, start: int, end: int, places: frozenset[str] = frozenset()) -> Iterator[Core]:
    """What tells by itself of the private stretch of the text, the whole not among it.

    ``places``: names of places here, which a surname may be.
    """
    find = _FINDERS.get(kind, _number)
    for written in dict.fromkeys(form.within(start, end) for form in forms(text)):
        for core in find(written):
            edge = TITLED if core.edge is KANJI and core.letters in places else core.edge
            yield Core(folded(core.letters), edge, core.sure)


def _number(text: str) -> Iterator[Core]:
    """Every six digits in a row."""
    figures = "".join(re.findall("[0-9]", text))
    for start in range(len(figures) - _FEWEST + 1):
        yield Core(figures[start : start + _FEWEST])


def _ended(text: str) -> Iterator[Core]:
    """How a telephone's or a plate's ends; how a mobile one begins. Any other beginning is that of the whole town."""
    figures = "".join(re.findall("[0-9]", text))
    for size in range(_FEWEST, len(figures)):
        yield Core(figures[-size:], DIGITS)
    if re.match("0[5-9]0", figures):
        yield Core(figures[:_MOBILE], DIGITS)
    if len(figures) > _LAST:
        yield Core(figures[-_LAST:], COUNTED, sure=False)


def _address(text: str) -> Iterator[Core]:
    """Two of its numbers or more: 10番3, 2番10. One alone is any number, and the town may be told."""
    for found in _NUMBERS.finditer(text):
        parts = found[0].split("番")
        for size in range(2, len(parts) + 1):
            for first in range(len(parts) - size + 1):
                yield Core("番".join(parts[first : first + size]), DIGITS)


_DAY = re.compile("(?:明治|大正|昭和|平成|令和|[MTSHR])?[0-9].*[0-9]", re.DOTALL)


def _date(text: str) -> Iterator[Core]:
    """The day without the words beside it, as it was written."""
    if found := _DAY.search(text):
        yield Core(found[0], DIGITS)


_WORD = re.compile("[A-Za-z0-9](?:[A-Za-z0-9_.+-]){3,}")
_SERVICES = re.compile(
    "line|instagram|twitter|tiktok|facebook|telegram|signal|discord|youtube|https?|www.*|.*example|(?:.*\\.)?(?:com|jp|me|net)"
    "|user|name|account",
    re.IGNORECASE,
)


def _account(text: str) -> Iterator[Core]:
    """The account's name, or what stands before the at-mark; the host is everybody's."""
    for word in _WORD.findall(text.partition("@")[0] or text):
        if not _SERVICES.fullmatch(word):
            yield Core(word, WORD)


_SCHOOL = re.compile("[^0-9]{2,12}?(?:[小中高]|幼稚園|保育園|こども園|学園|学院)")


def _school(text: str) -> Iterator[Core]:
    """The school's own name; grade and class are everybody's."""
    if found := _SCHOOL.match(text):
        yield Core(found[0])


_AGED = re.compile(r"[（(].*|[、,\s]*[0-9]{1,3}[歳才]?.*")


def _name(text: str) -> Iterator[Core]:
    """Surname and given name, each where it can be told from the words and places around it."""
    plain = TITLES.sub("", _AGED.sub("", text).strip())
    parts = re.split(r"[\s・=]+", plain)
    if len(parts) == 1:
        surname = surname_of(usual(plain))
        parts = [plain[: len(surname)], plain[len(surname) :]]
    for index, part in enumerate(parts):
        if len(part) > 1:
            place = index == 0 and part in words("place")
            yield Core(part, TITLED if place else _edge(part), sure=False)
    if len(parts) > 1 and all(parts):
        yield Core("".join(parts))


def _edge(part: str) -> Edge:
    if re.fullmatch("[ァ-ヺー]+", part):
        return KATAKANA
    if re.fullmatch("[ぁ-んー]+", part):
        return HIRAGANA
    return WORD if part.isascii() else KANJI


_FINDERS: dict[str, Callable[[str], Iterator[Core]]] = {
    "phone": _ended,
    "plate": _ended,
    "address": _address,
    "birthdate": _date,
    "sns": _account,
    "email": _account,
    "school_victim": _school,
    "name": _name,
}
