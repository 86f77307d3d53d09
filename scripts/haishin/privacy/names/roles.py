"""Names behind a role or a label, and before an age in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, likeness, shared
from haishin.privacy.names.foreign import made_of
from haishin.privacy.names.forms import K
from haishin.privacy.seeking import either, near

_FORM = (
    rf"(?:(?P<latin>[A-Z][A-Za-z'-]{{1,14}}(?:[ ,]{{1,2}}[A-Z][A-Za-z'-]{{1,14}}){{1,3}})|(?P<foreign>[ァ-ヺー]"
    rf"{{1,12}}(?:[・=][ァ-ヺー]{{1,12}}){{1,4}}|"
    rf"[ァ-ヺー]{{2,8}}[ \n][ァ-ヺー]{{2,8}})"
    rf"|(?P<spaced>[{K}]{{1,4}}[ \n・][{K}]{{1,3}}(?![{K}]))|(?P<mixed>[{K}]{{1,4}}[ \n]?(?:[ァ-ヺ]{{1,3}}["
    rf"{shared.FEMALE}]|[ぁ-ん]{{1,3}}[{K}]|"
    rf"[ァ-ヺ]{{2,5}}(?![ァ-ヺー])))|(?P<kanji>[{K}]{{2,6}})|(?P<hira>[ぁ-ん]{{2,6}}[ \n][ぁ-ん]{{2,5}})|"
    rf"(?P<kata>[ァ-ヺー]{{3,10}})|(?P<kana>[ぁ-ん]{{4,9}}))"
)
_FORMS = re.compile(_FORM)
_LABELS = frozenset(shared.LABELS.split("|"))
_WHO = f"{shared.LABELS}|{shared.ROLES}".split("|")
_BEHIND_ROLE = re.compile(
    rf"(?P<who>{either(_WHO)})(?:と(?:みられる|される|思われる))?(?P<link>[はがのも]|"
    rf"[は]?[、:：=・/ \n]{{1,2}}|[(（「『【]|[》】〉\])]:?[ \n]?|は「|の「|、?自称|)(?!{shared.LABELS}|容疑者|"
    rf"被害者|会社員)(?={_FORM})"
)
_EDGE = re.compile(
    r"[はがをにともへで、。()「」』】:/,\s0-9—―]|から|まで|より|など|らが|ら[0-9]|容疑|さん|"
    r"様|氏|の(?![一-龥]{0,4}駅)|$|です|だ"
)
_BARE = re.compile(rf"[{K}]{{2,6}}(?![{K}])")
_ALONE = re.compile(r"[はがをとに、。()（」:/—―]|で[しす、]|より|から|まで|です|容疑|$")
# An age as it stands behind a name; sought first, since it is rarer than what may be one.
_YEARS = (
    r"(?:\s?(?:当時|満|男性?|女性?|無職|会社員|[、・]){0,5}\s?[0-9]{1,3}\s?(?:歳|才)?\s?(?:[)、。の]|歳)"
    r"|(?<=[(])(?:[小中高大]学?校?\s?[0-9]|[0-9]{4}年[^)]{1,8}生))"
)
_AGED = re.compile(rf"[(、,](?={_YEARS})")
# 「通報者:四十物谷(男性、60代)」: in such a form only an occupation stands in the place of a name.
_TOLD = re.compile(r"\s?[(]\s?(?:男|女|[0-9]{2}歳|[0-9]{2}代|[0-9]{2}才|年齢|昭和|平成|大正|0[0-9]{1,3}-)")
_KANA = forms.KANA | forms.SURNAME_KANA
_KIN = tuple("妻夫父母兄姉弟妹孫女男子娘")
_WORD = -4.0  # bits of a surname: two letters of a word have fewer
_ACCUSED = ("容疑者", "被疑者")  # behind these nothing else is written on
_STANDINGS = (*forms.NOUNS, *"業職婦住務性児民士")
_AGE = re.compile(
    rf"(?P<name>(?:[{K}]{{1,4}}[ \n][{K}]{{1,3}}|[{K}]{{1,4}}[ \n]?(?:[ァ-ヺ]{{1,3}}[{shared.FEMALE}]|[ぁ-ん]{{1"
    rf",3}}[{K}]|"
    rf"[ぁ-ん]{{2,4}}|[ァ-ヺ]{{2,5}})|"
    rf"[{K}]{{2,8}}|[ァ-ヺー]{{2,10}}(?:[・ ][ァ-ヺー]{{1,10}}){{0,4}}|[ぁ-ん]{{2,6}}[ \n][ぁ-ん]{{2,5}}|(?<!["
    rf"ぁ-ん])[ぁ-ん]{{2,8}}"
    rf"|(?<![A-Za-z])[A-Z][A-Za-z'-]{{1,14}}(?:[ ,]{{1,2}}[A-Z][A-Za-z'-]{{1,14}}){{1,3}}(?![A-Za-z])))[」』]?"
    rf"\s?(?P<age>[(、,]{_YEARS})"
)


def role(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _BEHIND_ROLE.finditer(text):
        name = _FORMS.match(text, match.end())
        if name is None:
            continue
        end, sure = shared.name_at(text, match.end())
        if not (sure and _EDGE.match(text, end)):
            label = match["who"] in _LABELS
            ends = _end(text, name, label, match["link"])
            if ends is None and (bare := _BARE.match(text, name.start())):
                ends = _kanji(bare[0], text, bare.end(), label, match["link"])
            if ends is None:
                continue
            end = ends
        start, stop = name.span()
        if not shared.alias(text, start, stop):
            yield start, end, Severity.ERROR


def _end(text: str, name: re.Match[str], label: bool, link: str) -> int | None:
    """Where the name behind a role ends; None: it is no name."""
    written = name[0]
    kind = name.lastgroup
    edge = bool(_EDGE.match(text, name.end()))
    if kind == "latin":
        words = re.split("[ ,]+", written)
        return (
            name.end()
            if label or all(forms.ROMAJI.fullmatch(word) for word in words) or link in ("の", "は", "(", "、")
            else None
        )
    if kind == "foreign":
        return (
            name.end()
            if edge
            and not written.endswith(forms.KATAKANA_NOUNS)
            and ("・" in written or label or ":" in link or shared.known_pair(written))
            else None
        )
    if kind == "spaced":
        surname, given = re.split("[ \n・]", written)
        if surname.endswith(forms.NOT_GIVEN) or given.endswith(forms.NOT_GIVEN):  # 氏名 年齢 住所
            return None
        if surname in forms.SURNAMES or label or shared.name_like(given):
            sure = surname in forms.SURNAMES or (label and given in forms.COMMON)
            return name.end() if sure or not surname.endswith(forms.NOUNS) else None
        return None
    if kind == "mixed":
        match = shared.MIXED.search(re.sub("[ \n]", "", written))
        if match is None:
            return None
        given = match["given"]
        noun = given[-1] in "男女人者" and match["surname"] not in forms.SURNAMES  # 見知らぬ男, 知らない女
        known = forms.katakana(given) in forms.KANA or (
            given[-1] in forms.GIVEN_ENDING and given[0] not in "のはがをにでともへやな" and not noun
        )
        return (
            name.end()
            if edge
            and known
            and (
                match["surname"] in forms.SURNAMES
                or (len(match["surname"]) > 1 and not match["surname"].endswith(forms.NOUNS))
            )
            else None
        )
    if kind == "hira":
        return name.end() if label or shared.known_pair(written) else None
    if kind == "kata":
        if not edge or written.endswith(forms.KATAKANA_NOUNS):
            return None
        return (
            name.end()
            if shared.full(written) or (len(written) > 3 and shared.half(written)) or written in forms.SURNAME_KANA
            else None
        )
    for size in range(len(written), 3, -1) if kind == "kana" else ():
        if shared.full(forms.katakana(written[:size])):
            return name.start() + size
    return None


def _kanji(written: str, text: str, end: int, label: bool, link: str) -> int | None:
    """Where a name of kanji alone ends."""
    if not _EDGE.match(text, end) or written in forms.NOUNS:
        return None
    tail = written[-2:]
    like = tail in forms.COMMON or (shared.name_like(tail) and tail[-1] in forms.GIVEN_ENDING)
    surname = forms.surname_of(written)
    if surname is not None:
        rest = written[len(surname) :]
        if not rest:
            alone = _ALONE.match(text, end)
            enough = len(surname) > (
                1 if link or text.endswith(_ACCUSED, 0, end - len(written)) else 2
            )  # 男性宮崎 may be a place, 被疑者早乙女 is none
            return end if alone and enough and surname not in forms.PLACES else None
        if forms.given(rest) and (len(rest) > 1 or rest in forms.COMMON) and not written.endswith(forms.NOT_GIVEN):
            return end
    if ":" in link and 2 <= len(written) <= 4 and _TOLD.match(text, end) and not written.endswith(_STANDINGS):
        return end
    if not 3 <= len(written) <= 5 or written.endswith(forms.NOT_GIVEN):
        return None
    short = len(written) == 3 and written[-1] in forms.COMMON
    if link in ("", "も") and not label:
        return end if len(written) > 3 and (tail in forms.COMMON or likeness.pair(written) > 0) else None
    if written.endswith(forms.NOUNS) and not like:
        return None
    begun = surname is not None or like or likeness.surname(written[:2]) > _WORD
    return end if begun and (forms.ends_as_name(written) or label or like or short) else None


def age(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in near(_AGED, _AGE, text, 72):
        name = match["name"]
        head = 0
        for role in shared.ROLE_INSIDE.finditer(name):
            head = role.end() if role.end() < len(name) else head
        bare = name[head:].lstrip(" \n・")
        if (len(bare) > 1 or (head and bare in forms.COMMON)) and _aged(bare, name[:head], text[match.start("age")]):
            yield match.end("name") - len(bare), match.end("name"), Severity.ERROR


def _aged(bare: str, before: str, mark: str) -> bool:
    """Whether what stands before an age is a name."""
    first = bare[0]
    if first.isascii():
        return True
    if "ァ" <= first <= "ー":
        words = re.split("[・ ]", bare)
        if any(word.endswith(forms.KATAKANA_NOUNS) for word in words):
            return False
        kana = shared.known_pair(bare) or shared.full(bare) or (bare in forms.KANA and (bool(before) or mark == "("))
        return (
            kana
            or len(words) > 1
            or (mark == "(" and any(word in forms.FOREIGN_KANA for word in words))
            or made_of(bare) > 1
        )
    if "ぁ" <= first <= "ん":
        if " " in bare or "\n" in bare:
            return shared.known_pair(bare) or mark == "("
        return shared.full(forms.katakana(bare)) or (forms.katakana(bare) in _KANA and mark == "(")
    if shared.grade(bare) or shared.foreign_kanji(re.sub("[ \n]", "", bare)):
        return True
    joined = re.sub("[ \n]", "", bare)
    if any(joined[size:] in forms.BEHIND for size in (2, 3)):
        return True
    if joined in forms.COMMON and joined not in forms.WORDS and (before or len(joined) > 1):
        return True
    if before.endswith(_KIN) and len(joined) == 2 and shared.name_like(joined) and forms.ends_as_name(joined):
        return True
    if joined in forms.SURNAMES and len(joined) > 1:
        return joined not in forms.PLACES or bool(before)
    if re.search("[ぁ-ん]", joined):
        return False
    parts = re.split("[ \n]", bare)
    spaced = len(parts) == 2 and (
        (shared.name_like(parts[1]) and not parts[0].endswith(forms.NOUNS))
        or (parts[0] in forms.FOREIGN_KANJI and len(parts[1]) < 3 and not parts[1].endswith(forms.NOUNS))
    )
    like = 3 <= len(joined) <= 6 and forms.ends_as_name(joined)
    return spaced or (like and (shared.name_like(joined[-2:]) or not joined.endswith(forms.NOUNS)))
