"""Names of persons.

Finds, without a tagger: what stands before an honorific (さん, 様, 氏, 容疑者 …) and is no common noun; what stands
behind a role (被害者は, 隣人の, 氏名:) or before an age in brackets and is written as names are; a listed surname
with a given name anywhere; a surname or a given name alone where the words around it say so (表札は, 妻の, 〜方に,
〜巡査, 〜を逮捕, 〜の供述); a name that no list has where its letters are those of names (``names.likeness``); kanji
with their reading; kana, spaced, foreign (・, nationality) and romaji names; all of them also written letter by
letter (``spelling.separated``).
Passes: nouns with an honorific (皆さん, お子さん, 住職さん), place names, stations, persons of history, holders of an
elected office named with it, mascots, animals, characters and brands (``names.figures``), a name that a swindler gave
himself or spoke of (〜を名乗る, 「〜課の〜です」; ``names.quoted``), initials and placeholders, a surname alone without
such words, a label or the end of a line with what comes next. Consent is the caller's matter.
Confidence: error where a surname or a given name is known, kanji like those of names stand before an honorific, or a
likely name stands beside what tells of a person; warning elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.names import forms, shared
from haishin.privacy.names.cues import cued
from haishin.privacy.names.figures import nobody
from haishin.privacy.names.foreign import foreign
from haishin.privacy.names.honorific import honorific
from haishin.privacy.names.kana import furigana, kana
from haishin.privacy.names.likely import likely
from haishin.privacy.names.listed import listed, romaji
from haishin.privacy.names.lists import usual
from haishin.privacy.names.quoted import fraud, told
from haishin.privacy.names.roles import age, role
from haishin.privacy.passage import Passage, found
from haishin.privacy.spelling.separated import separated

KIND = "name"
_SEARCHES = (honorific, role, age, cued, listed, foreign, romaji, likely, kana, furigana)
_HOUSE = re.compile("(?:方|宅|家)$")
_GAP = re.compile("[ \\n・]")
_TITLE = re.compile("さん|さま|様|氏|くん|君|ちゃん|容疑者|被疑者|被告")


def find(passage: Passage) -> Iterator[Found]:
    """By what stands around them, by the lists, by their letters."""
    view = separated(passage.prose)
    text = usual(view.text)
    names = [name for search in _SEARCHES for name in search(text)]
    in_fraud = bool(names) and fraud(text, passage.category)
    for start, end, severity in names:
        if not (
            _HOUSE.sub("", text[start:end]) in passage.public.places
            or _apart(text, start, end)
            or told(text, start, end, in_fraud)
            or nobody(text, start, end, passage.public.figures)
        ):
            yield found(view, start, end, severity)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether that is no name but two things: a label or the end of a line, and what comes next.

    男 or 女 alone is no given name, nor is the beginning of a word (明るい). Over a line's end only a title behind, or
    a listed name that is no place, makes one name of two words.
    """
    parts = _GAP.split(text[start:end])
    if len(parts) == 1:
        return False
    if parts[-1] in ("男", "女") or ("ぁ" <= text[end : end + 1] <= "ん" and not shared.BOUND.match(text, end)):
        return True
    titled = _TITLE.match(text, end) or _TITLE.search(parts[-1])
    return "\n" in text[start:end] and not (
        titled or (shared.grade(text[start:end]) == 2 and forms.surname_of(parts[0]) not in forms.PLACES)
    )
