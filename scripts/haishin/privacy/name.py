"""Names of persons.

Finds, without a tagger: what stands before an honorific (さん, 様, 氏, 容疑者 …) and is no common noun; what stands
behind a role (被害者は, 隣人の, 氏名:) or before an age in brackets and is written as names are; a listed surname
with a given name anywhere; a surname or a given name alone where the words around it say so (表札は, 妻の, 〜方に,
〜巡査, 〜を逮捕); kana, spaced, foreign (・, nationality) and romaji names.
Passes: nouns with an honorific (皆さん, お子さん, 上州くん), place names, stations, persons of history, holders of an
elected office named with it, a name that a swindler gave himself or spoke of (〜を名乗る, 「〜課の〜です」),
initials and placeholders, a surname alone without such words. Consent is the caller's matter.
Confidence: error where a surname or a given name is known, or two kanji or more stand before an honorific; warning
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.namecues import cued
from haishin.privacy.nameforeign import foreign
from haishin.privacy.namehonorific import honorific
from haishin.privacy.namelisted import kana, listed, romaji
from haishin.privacy.namerole import age, role
from haishin.privacy.passage import Passage, found

KIND = "name"
_SEARCHES = (honorific, role, age, cued, listed, kana, foreign, romaji)


def find(passage: Passage) -> Iterator[Found]:
    """By honorific, by role, by age, by the lists."""
    view = passage.prose
    for search in _SEARCHES:
        for start, end, severity in search(view.text):
            yield found(view, start, end, severity)
