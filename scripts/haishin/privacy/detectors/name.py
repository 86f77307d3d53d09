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

from haishin.model import Text
from haishin.privacy.detector import Candidate, Detector, Label, Passage, whole
from haishin.privacy.names.lists import usual
from haishin.privacy.names.nobody import FILTERS
from haishin.privacy.names.searches import SEARCHES
from haishin.text.lazy import lazy
from haishin.text.view import View

TITLES = lazy(r"(?:さん|さま|様|氏|くん|君|ちゃん)$")


def _usual(passage: Passage) -> View:
    """The prose with older and rarer letters of names as the usual ones."""
    return View(usual(passage.prose.text), passage.prose.starts, passage.prose.ends)


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    """Whatever is written as a name of somebody is."""
    for search in SEARCHES:
        for start, end, severity in search(text):
            yield Candidate(text, start, end, severity)


DETECTOR = Detector(
    kind="name",
    label=Label(
        name="個人の氏名",
        what=Text("個人の氏名", "a person's name"),
        summary="個人の氏名は、「女性」「70歳代の男性」などに直してください。",
        found_in="通報したのは、近くに住む前橋花子さんです。",
        not_in="通報したのは、近くに住む女性です。",
        hint=Text(
            "「女性」「70歳代の男性」などと書いてください。ご家族の了解がある行方不明の方は consent "
            "の names に氏名を、公開手配などの方は disclose に「{{text: 氏名, ground: public-wanted}}」のように書きます"
            "(敬称や年齢は要りません)。",
            "Write 女性, 70歳代の男性 … A missing person whose family agreed is listed under `consent.names`, somebody "
            "wanted in public under `disclose` as `{{text: NAME, ground: public-wanted}}` (without title and age).",
        ),
        perhaps=Text("個人の氏名かもしれない語が書かれています", "This may be a person's name"),
    ),
    reads=_usual,
    cue=lazy("[^ -@\\[-`{-~\\s]"),
    find=_find,
    filters=FILTERS,
    fragments=lambda text: whole(TITLES.sub("", text)),  # 様 and さん are no part of a name
)
