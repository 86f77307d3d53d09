"""Names of other languages: in kana, in letters, and behind a nationality."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.model import Severity
from haishin.privacy.names import forms, shared
from haishin.privacy.names.forms import K
from haishin.privacy.names.lists import words

# Words of other languages that Japanese uses for things; none of them alone makes a name.
_THINGS = words("words", "thing")
_KATAKANA = re.compile(r"[ァ-ヺー](?<![ァ-ヺー].)[ァ-ヺー]{0,11}(?:[・= \n][ァ-ヺー]{1,12}){1,4}(?![ァ-ヺー])")
_JOINED = re.compile(r"[ァ-ヺー](?<![ァ-ヺー・].)[ァ-ヺー]{4,15}(?![ァ-ヺー・])")
_LATIN = re.compile(
    r"[A-Z](?<![A-Za-z0-9@._/-].)[A-Za-z'-]{1,14}(?:[ ,]{1,2}[A-Z][A-Za-z'-]{1,14}){1,3}(?![A-Za-z0-9@._/-])"
)
_TITLED = re.compile(
    r"[MD](?<![A-Za-z].)(?:(?<=M)(?:rs?|s|iss)|(?<=D)r)\.? ?(?!Children|Donut)"
    r"[A-Z][A-Za-z'-]{1,14}(?: [A-Z][A-Za-z'-]{1,14}){0,3}"
)
_INITIAL = re.compile(r"[A-Z](?<![A-Za-z0-9@._/-].)\. ?(?P<name>[A-Z][A-Za-z]{2,12})(?![A-Za-z0-9@._/-])")
_NATION = re.compile(
    r"[籍人身](?<=国籍|出身|[ァ-ヺー]籍|[ァ-ヺ国]人)(?:で|の|、)?(?:男|女|男性|女性|技能実習生|実習生|留学生"
    r"|会社員|作業員)?[のは、・「(]?"
    rf"(?P<name>(?:[ァ-ヺー]{{2,12}}(?:[・= ][ァ-ヺー]{{1,12}}){{1,4}}|[ァ-ヺー]{{3,12}})(?![ァ-ヺー国籍人語系"
    rf"製])|[{K}]{{1,2}}[ ・]["
    rf"{K}]{{1,2}}(?![{K}])"
    rf"|(?P<kanji>[{K}]{{2,4}})(?=[(容がはをに、。]))"
)
_PERSON = re.compile(
    r"[ 」]?[(（、,]\s?(?:[0-9]{1,3}\s?(?:歳|才|[)）])|[ァ-ヺー一-龥]{2,6}(?:国籍|籍|人)|男|女)|さん|氏|容疑|を"
    r"逮捕|を検挙"
)


def foreign(text: str) -> Iterator[tuple[int, int, Severity]]:
    """Start, end and certainty of each."""
    for start, end in (*_kana(text), *_letters(text)):
        if not shared.alias(text, start, end):
            yield start, end, Severity.ERROR


def _kana(text: str) -> Iterator[tuple[int, int]]:
    for match in _KATAKANA.finditer(text):
        parts = re.split("[・= \n]", match[0])
        known = [part for part in parts if part in forms.FOREIGN_KANA]
        telling = any(len(part) > 2 and part not in _THINGS for part in known)
        if not any(part.endswith(forms.KATAKANA_NOUNS) for part in parts) and (
            (len(known) == len(parts) and not _THINGS.issuperset(parts))
            or (telling and "・" in match[0])
            or (known and len(parts) > 2)
            or (telling and _PERSON.match(text, match.end()))
        ):
            yield match.span()
    for match in _JOINED.finditer(text):
        if made_of(match[0]) > 1:
            yield match.span()
    for match in _NATION.finditer(text):
        name = match["name"]
        if match["kanji"]:
            fits = name[0] in forms.FOREIGN_KANJI and shared.name_like(name[1:])
        else:
            whole = re.search("[・= ]", name) is not None
            sure = whole or made_of(name) > 0 or _PERSON.match(text, match.end("name")) is not None
            fits = sure and not name.endswith(forms.KATAKANA_NOUNS)
        if fits:
            yield match.span("name")


def made_of(run: str) -> int:
    """How many listed words make up the whole run; 0 where they do not."""
    best = [0] + [-1] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 8), end - 1):
            if best[start] >= 0 and run[start:end] in forms.FOREIGN_KANA and (start or end > 2):
                best[end] = max(best[end], best[start] + 1)
    return max(0, best[-1])


def _letters(text: str) -> Iterator[tuple[int, int]]:
    for match in _TITLED.finditer(text):
        yield match.span()
    for match in _INITIAL.finditer(text):
        if forms.short(match["name"]) in forms.SURNAMES_ROMAN:
            yield match.span()
    for match in _LATIN.finditer(text):
        words = [word.lower() for word in re.split("[ ,]+", match[0])]
        known = sum(word in forms.FOREIGN_ROMAN for word in words)
        if known > 1 or (known and _PERSON.match(text, match.end())):
            yield match.span()
