"""What of a private text tells somebody by itself: the account's name, the school's, the end of a number, a surname.

Every core is told in letters and digits alone, in the one spelling of ``forms``, with what must not stand beside it for
it to be the same thing: 前橋 is no surname in 前橋市, 345678 no part of a number in a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from haishin.privacy.detectors import (
    address,
    bank,
    birthdate,
    card,
    email,
    gps,
    licence,
    mynumber,
    name,
    passport,
    phone,
    plate,
    school_victim,
    schoolforms,
    sns,
)
from haishin.privacy.names import forms as nameforms
from haishin.privacy.names.lists import usual
from haishin.privacy.scanning import TITLES
from haishin.privacy.spelling.view import View
from haishin.rules.forms import BETWEEN, Edge, folded, forms

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
    find = _FINDERS[kind]
    for written in dict.fromkeys(form.within(start, end) for form in forms(text)[:-1]):
        for core in find(written):
            edge = TITLED if core.edge is KANJI and core.letters in places else core.edge
            yield Core(folded(core.letters), edge, core.sure)


def _number(text: str) -> Iterator[Core]:
    """Every six digits in a row."""
    figures = "".join(re.findall("[0-9]", text))
    for start in range(len(figures) - _FEWEST + 1):
        yield Core(figures[start : start + _FEWEST])


def _phone(text: str) -> Iterator[Core]:
    """How it ends; how a mobile one begins. Any other beginning is that of the whole town."""
    figures = "".join(re.findall("[0-9]", text))
    for size in range(_FEWEST, len(figures)):
        yield Core(figures[-size:], DIGITS)
    if re.match("0[5-9]0", figures):
        yield Core(figures[:_MOBILE], DIGITS)
    if len(figures) > _LAST:
        yield Core(figures[-_LAST:], COUNTED, sure=False)


def _address(text: str) -> Iterator[Core]:
    """Two of its numbers or more: 10番3, 2番10. One alone is any number, and the town may be told."""
    view = View(text, list(range(len(text))), list(range(1, len(text) + 1)))
    for found in _NUMBERS.finditer(view.rewrite(BETWEEN, lambda _: "番").text):
        parts = found[0].split("番")
        for size in range(2, len(parts) + 1):
            for first in range(len(parts) - size + 1):
                yield Core("番".join(parts[first : first + size]), DIGITS)


def _plate(text: str) -> Iterator[Core]:
    found = re.search(r"([ぁ-んァ-ヺA-Z])[^0-9]{0,4}([0-9][0-9\s.・-]{0,6})$", text)
    if found is not None:
        figures = "".join(re.findall("[0-9]", found[2]))
        yield Core(found[1] + figures, DIGITS)
        if len(figures) == _LAST:
            yield Core(figures, COUNTED, sure=False)


_ERAS = (("明治", "m", 1867), ("大正", "t", 1911), ("昭和", "s", 1925), ("平成", "h", 1988), ("令和", "r", 2018))
_LETTER = {era[0]: era for era, _, _ in _ERAS} | {letter: era for era, letter, _ in _ERAS}
_DAY = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr](?=\.?\s?[0-9]))?[.の\s]{0,2}(?P<year>[0-9]{1,4}|元)[^0-9]{1,3}"
    r"(?P<month>[0-9]{1,2})[^0-9]{1,3}(?P<day>[0-9]{1,2})"
    r"|(?P<packed>(?:18|19|20)[0-9]{6})(?![0-9])"
)


def _date(text: str) -> Iterator[Core]:
    """The same day in every usual form."""
    for found in _DAY.finditer(text):
        if found["packed"]:
            year, month, day = int(found["packed"][:4]), int(found["packed"][4:6]), int(found["packed"][6:])
            era = None
        else:
            year = 1 if found["year"] == "元" else int(found["year"])
            month, day = int(found["month"]), int(found["day"])
            era = _LETTER.get((found["era"] or "")[:1].lower())
        western = year + next((first for name_, _, first in _ERAS if name_ == era), 0)
        years = {str(year)} if era is None and year < 1000 else {str(western)}
        for name_, letter, first in _ERAS:
            if western > first:
                years |= {f"{name_}{western - first}", f"{letter}{western - first}", f"{name_[0]}{western - first}"}
                years |= {f"{name_}元"} if western - first == 1 else set()
        for one in sorted(years):
            for letters in ("{}年{}月{}", "{}年{:02}月{:02}", "{}{:02}{:02}", "{}{}{}"):
                yield Core(letters.format(one, month, day), DIGITS)


_OWN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.+-]|\n(?=[a-z0-9]*_)){3,}")
_SERVICES = re.compile(
    "line|instagram|twitter|tiktok|facebook|telegram|signal|discord|kakaotalk|kakao|wechat|skype|snapchat|threads|"
    r"youtube|whatsapp|bereal|mixi|bluesky|tinder|pairs|viber|messenger|twitch|https?|www|com|info|mail|(?:.*\.)?"
    r"(?:com|jp|me|net)|user|name|account",
    re.IGNORECASE,
)


def _account(text: str) -> Iterator[Core]:
    for found in _OWN.finditer(text):
        if not _SERVICES.fullmatch(found[0]):
            yield Core(found[0], WORD)
    for quoted in re.findall('[「『"]([^」』"]{2,20})[」』"]', text):
        yield Core(quoted)


def _mail(text: str) -> Iterator[Core]:
    """What stands before the at-mark; the host is everybody's."""
    for local in re.findall(r"([A-Za-z0-9._+-]{4,})@", text):
        if not _SERVICES.fullmatch(local):
            yield Core(local, WORD)


def _position(text: str) -> Iterator[Core]:
    for number in re.findall(r"[0-9]{2,3}[.・点][0-9]{3,}", text):
        yield Core(number, DIGITS)
    for found in re.findall(r"[0-9]{2,3}[度°][0-9\s.分'′]{2,12}", text):
        yield Core(found, DIGITS)
    for token in re.findall(r"(?<=[/=])[A-Za-z0-9_-]{6,}$", text):
        yield Core(token, WORD)


_SAME = (("小学校", "小"), ("中学校", "中"), ("高等学校", "高校", "高"))


def _school(text: str) -> Iterator[Core]:
    """The school's own name, in full and in short; grade and class are everybody's."""
    for found in schoolforms.SCHOOL.finditer(text):
        behind = schoolforms.BEHIND.match(text, found.end())
        if behind is not None:
            yield Core(behind[0])
        start = schoolforms.name_start(text, 0, found)
        if start is None or start == found.start():
            continue
        own = text[start : found.start()]
        for kind in next((one for one in _SAME if found[0] in one), (found[0],)):
            yield Core(own + kind)


_AGED = re.compile(r"[（(].*|[、,\s]*[0-9]{1,3}[歳才]?.*")


def _name(text: str) -> Iterator[Core]:
    """Surname and given name, each where it can be told from the words and places around it."""
    plain = TITLES.sub("", _AGED.sub("", text).strip())
    parts = re.split(r"[\s・=]+", plain)
    if len(parts) == 1:
        surname = nameforms.surname_of(usual(plain)) or ""
        parts = [plain[: len(surname)], plain[len(surname) :]]
    for index, part in enumerate(parts):
        if len(part) > 1:
            place = index == 0 and part in nameforms.PLACES
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
    **{one.KIND: _number for one in (mynumber, card, licence, bank, passport)},
    phone.KIND: _phone,
    address.KIND: _address,
    plate.KIND: _plate,
    birthdate.KIND: _date,
    sns.KIND: _account,
    email.KIND: _mail,
    gps.KIND: _position,
    school_victim.KIND: _school,
    name.KIND: _name,
}
