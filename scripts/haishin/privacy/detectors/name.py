"""Names of persons.

Finds, without a tagger: what stands before an honorific (さん, 様, 氏, 容疑者 …) and is no common noun; a name behind
a role (被害者は, 隣人の, 氏名:), before an age (34), or beside words that tell one (表札は, 〜方に, 〜を逮捕: the list
``cues``); a listed surname with a listed given name anywhere; in kanji, kana and letters, of Japan and elsewhere.
Passes: nouns with an honorific (皆さん, お子さん), place names, a name that a swindler gave himself or speaks of,
mascots, brands, performers, persons of history, holders of an elected office. No name runs over the end of a line.
Consent is the caller's matter.
Confidence: error where a list knows the surname or the given name; warning elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from haishin.privacy.hit import Found
from haishin.privacy.names.lists import usual
from haishin.privacy.names.nobody import FILTERS
from haishin.privacy.names.searches import SEARCHES
from haishin.privacy.passage import Passage, found

KIND = "name"


def find(passage: Passage) -> Iterator[Found]:
    """Every name of somebody in the field."""
    text = usual(passage.prose.text)
    for search in SEARCHES:
        for start, end, severity in search(text):
            if not any(passes(text, start, end, passage) for passes in FILTERS):
                yield found(passage.prose, start, end, severity)
