"""Names behind a role or a label, and before an age in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy import nameforms as forms
from haishin.privacy import nameparts
from haishin.privacy.foreignnames import FOREIGN_KANA
from haishin.privacy.nameforeign import made_of
from haishin.privacy.nameforms import K

_FORM = (
    rf"(?:(?P<latin>[A-Z][A-Za-z'-]{{1,14}}(?:[ ,]{{1,2}}[A-Z][A-Za-z'-]{{1,14}}){{1,3}})|(?P<foreign>[ァ-ヺー]"
    rf"{{1,12}}(?:[・=][ァ-ヺー]{{1,12}}){{1,4}}|"
    rf"[ァ-ヺー]{{2,8}}[ \n][ァ-ヺー]{{2,8}})"
    rf"|(?P<spaced>[{K}]{{1,4}}[ \n・][{K}]{{1,3}}(?![{K}]))|(?P<mixed>[{K}]{{1,4}}[ \n]?(?:[ぁ-ん]{{1,3}}[{K}]|"
    rf"[ァ-ヺ]{{2,5}}(?![ァ-ヺー])))|(?P<kanji>[{K}]{{2,6}})|(?P<hira>[ぁ-ん]{{2,6}}[ \n][ぁ-ん]{{2,5}})|"
    rf"(?P<kata>[ァ-ヺー]{{3,10}})|(?P<kana>[ぁ-ん]{{4,9}}))"
)
_BEHIND_ROLE = re.compile(
    rf"(?:(?P<label>{nameparts.LABELS})|(?:{nameparts.ROLES}))(?:と(?:みられる|される|思われる))?(?P<link>[はがのも]|"
    rf"[は]?[、:：=・/ \n]{{1,2}}|[(（「『【]|は「|の「|、?自称|)(?!{nameparts.LABELS}|容疑者|被害者|会社員)(?={_FORM})"
)
_EDGE = re.compile(
    r"[はがをにともへで、。()「」』】:/,\s0-9]|から|まで|より|など|らが|ら[0-9]|容疑|さん|"
    r"様|氏|の(?![一-龥]{0,4}駅)|$|です|だ"
)
_BARE = re.compile(rf"[{K}]{{2,6}}(?![{K}])")
_ALONE = re.compile(r"[はがをとに、。(（」:]|です|容疑|$")
_AGE = re.compile(
    rf"(?P<name>(?:[{K}]{{1,4}}[ \n][{K}]{{1,3}}|[{K}]{{1,4}}[ \n]?(?:[ぁ-ん]{{1,3}}[{K}]|[ぁ-ん]{{2,4}}|[ァ-ヺ"
    rf"]{{2,5}})|"
    rf"[{K}]{{2,8}}|[ァ-ヺー]{{2,10}}(?:[・ ][ァ-ヺー]{{1,10}}){{0,4}}|[ぁ-ん]{{2,6}}[ \n][ぁ-ん]{{2,5}}|(?<!["
    rf"ぁ-ん])[ぁ-ん]{{4,8}}"
    rf"|(?<![A-Za-z])[A-Z][A-Za-z'-]{{1,14}}(?:[ ,]{{1,2}}[A-Z][A-Za-z'-]{{1,14}}){{1,3}}(?![A-Za-z])))[」』]?"
    r"\s?(?P<age>(?:[(、,]\s?(?:当時|"
    rf"満|男性?|女性?|無職|会社員|[、・])*\s?(?P<years>[0-9]{{1,3}})\s?(?:歳|才)?\s?(?:[)、。の]|歳))|[(](?:[小"
    rf"中高大]学?校?\s?[0-9]|[0-9]{{4}}年[^)]{{1,8}}生))"
)


def role(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    form = re.compile(_FORM)
    for match in _BEHIND_ROLE.finditer(text):
        name = form.match(text, match.end())
        if name is None or nameparts.alias(text, name.start(), name.end()):
            continue
        if nameparts.told(text, name.start(), name.end(), name.end()):
            continue
        full, sure = nameparts.name_at(text, match.end())
        if sure and _EDGE.match(text, full):
            yield match.end(), full, Severity.ERROR
            continue
        end = _end(text, name, bool(match["label"]), match["link"])
        if end is None and (bare := _BARE.match(text, name.start())):
            end = _kanji(bare[0], text, bare.end(), bool(match["label"]), match["link"])
        if end is not None:
            yield name.start(), end, Severity.ERROR


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
            and ("・" in written or label or ":" in link or nameparts.known_pair(written))
            else None
        )
    if kind == "spaced":
        surname, given = re.split("[ \n・]", written)
        if surname in forms.SURNAMES or label or nameparts.name_like(given):
            return name.end() if not surname.endswith(forms.NOUNS) or surname in forms.SURNAMES else None
        return None
    if kind == "mixed":
        match = nameparts.MIXED.search(re.sub("[ \n]", "", written))
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
        return name.end() if label or nameparts.known_pair(written) else None
    if kind == "kata":
        if not edge or written.endswith(forms.KATAKANA_NOUNS):
            return None
        return (
            name.end()
            if nameparts.full(written)
            or (len(written) > 3 and nameparts.half(written))
            or written in forms.SURNAME_KANA
            else None
        )
    for size in range(len(written), 3, -1):
        if nameparts.full(forms.katakana(written[:size])):
            return name.start() + size
    return None


def _kanji(written: str, text: str, end: int, label: bool, link: str) -> int | None:
    """Where a name of kanji alone ends."""
    if not _EDGE.match(text, end):
        return None
    tail = written[-2:]
    like = tail in forms.COMMON or (nameparts.name_like(tail) and tail[-1] in forms.GIVEN_ENDING)
    surname = forms.surname_of(written)
    if surname is not None:
        rest = written[len(surname) :]
        if not rest:
            alone = _ALONE.match(text, end)
            return end if alone and len(surname) > 1 and surname not in forms.PLACES and link else None
        if forms.given(rest) and (len(rest) > 1 or rest in forms.COMMON) and not written.endswith(forms.NOT_GIVEN):
            return end
    if not 3 <= len(written) <= 5 or written.endswith(forms.NOT_GIVEN):
        return None
    short = len(written) == 3 and written[-1] in forms.COMMON
    if link in ("", "も") and not label:
        return end if len(written) > 3 and tail in forms.COMMON else None
    if written.endswith(forms.NOUNS) and not like:
        return None
    return end if forms.ends_as_name(written) or label or like or short else None


def age(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for match in _AGE.finditer(text):
        name = match["name"]
        head = 0
        for role in nameparts.ROLE_INSIDE.finditer(name):
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
        kana = (
            nameparts.known_pair(bare) or nameparts.full(bare) or (bare in forms.KANA and (bool(before) or mark == "("))
        )
        return (
            kana or len(words) > 1 or (mark == "(" and any(word in FOREIGN_KANA for word in words)) or made_of(bare) > 1
        )
    if "ぁ" <= first <= "ん":
        if " " in bare or "\n" in bare:
            return nameparts.known_pair(bare) or mark == "("
        return nameparts.full(forms.katakana(bare)) or (forms.katakana(bare) in forms.KANA and mark == "(")
    if nameparts.grade(bare) or nameparts.foreign_kanji(re.sub("[ \n]", "", bare)):
        return True
    joined = re.sub("[ \n]", "", bare)
    if any(joined[size:] in forms.BEHIND for size in (2, 3)):
        return True
    if joined in forms.COMMON and joined not in forms.WORDS and (before or len(joined) > 1):
        return True
    if joined in forms.SURNAMES and len(joined) > 1:
        return joined not in forms.PLACES or bool(before)
    if re.search("[ぁ-ん]", joined):
        return False
    parts = re.split("[ \n]", bare)
    spaced = len(parts) == 2 and nameparts.name_like(parts[1]) and not parts[0].endswith(forms.NOUNS)
    like = 3 <= len(joined) <= 6 and forms.ends_as_name(joined)
    return spaced or (like and (nameparts.name_like(joined[-2:]) or not joined.endswith(forms.NOUNS)))
