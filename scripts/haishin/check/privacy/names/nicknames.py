"""What somebody is called: 「ひげのマスター」と呼ばれる男性, 通称テツの男, たっくん.

A quotation, a word before a verb of calling or behind a label, or one that ends as pet names do is judged by its
sentence, in points (``data/called.tsv``): that it is said to be a name, that it is somebody's, and what speaks against
that: a thing has it (「環状線」と呼ばれる区間), or somebody says it (「写真を撮らせて」と言われ).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from haishin.check.privacy.names.evidence import tellers
from haishin.check.privacy.names.forms import form
from haishin.check.privacy.names.lists import endings, points, rows
from haishin.core.text.sentences import before

_LEAST = 4  # points
_KIND = re.compile("(?<!P)<([a-z, ]+)>")
# The ends of a pattern by its place.
_PLACES = {"cue": "{}", "form": "{}", "before": r"(?:{})[「『]?\Z", "behind": "[」』]?(?:{})", "word": r"(?:{})\Z"}


def nicknames(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of what somebody is said to be called."""
    for key, pattern in _patterns("form").items():
        for found in pattern.finditer(text) if _patterns("cue")[key].search(text) else ():
            span = found.span("word")
            if sum(map(points("called").__getitem__, called(text, *span))) >= _LEAST:
                yield span


def called(text: str, start: int, end: int) -> set[str]:
    """Name what speaks for and against a nickname there."""
    word, head = text[start:end], before(text, start)
    keys = {key for key, pattern in _patterns("before").items() if pattern.search(head)}
    keys |= {key for key, pattern in _patterns("behind").items() if pattern.match(text, end)}
    keys |= {key for key, pattern in _patterns("word").items() if pattern.search(word)}
    if keys <= {"person", "circle"}:  # somebody, and nothing of a name: 児童が男に「まって」と追われ
        return set()
    if not keys.isdisjoint(("named", "answers")):
        keys.discard("sentence")  # 「ゆめぴよ」という名前, 「りく」と呼ぶと返事
    if "named" in keys:
        keys.discard("calling")  # の名で知られる
    if not keys.isdisjoint(("label", "named")):
        keys.discard("said")  # 通称テツと名乗る
    # Whom one met is a stranger under a false name, if that could be a name; a role is none.
    if head.endswith("知り合った「") and (form(word) or word.endswith(endings("role"))):
        keys.add("claimed")
    *roles, last = word.split("の")
    if form(last) and not tellers().isdisjoint(roles):  # 「局長のハヤシです」
        keys.add("sentence")
    return keys


@cache
def _patterns(place: str) -> Mapping[str, re.Pattern[str]]:
    """Compile the patterns of a place, by key."""
    told = ((key, pattern) for key, _, where, pattern, _ in rows("called") if where == place)
    return {key: re.compile(_PLACES[place].format(_KIND.sub(_words, pattern))) for key, pattern in told}


def _words(kind: re.Match[str]) -> str:
    """Spell the pattern of a kind, or the alternation of its words, the longer first."""
    told = [pattern for key, _, place, pattern, _ in rows("called") if place == "kind" and key == kind[1]]
    words = told or sorted(endings(*kind[1].split(", ")), key=len, reverse=True)
    return f"(?:{'|'.join(words)})"
