"""Lists of phrases as one pattern, and what stands around a phrase: helpers that the rules of wording share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from haishin.contract import Contract
from haishin.rules.writing import Writing

_ENDS = "。\n！？"
_REACH = 120  # no sentence is looked at further than this: cost stays linear


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to find, less the longer or equal ones that pass where they stand."""

    pattern: re.Pattern[str]  # literals alone: only so does `re` skip what begins none of them
    words: frozenset[str]
    heads: Mapping[str, tuple[str, ...]]  # the words by their first two characters, or their only one
    pairs: frozenset[str]  # the keys of `heads`

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each phrase, from left to right, none overlapping."""
        if self._anywhere(text):
            for match in self.pattern.finditer(text):
                if match[0] in self.words:
                    yield match

    def _anywhere(self, text: str) -> bool:
        """Most texts hold no phrase of a list: that is known much sooner than the pattern is through."""
        return any(word in text for pair in self.pairs & _pairs(text) for word in self.heads[pair])

    def search(self, text: str) -> re.Match[str] | None:
        """The first one."""
        return next(self.finditer(text), None)


@lru_cache(maxsize=8)
def _pairs(text: str) -> frozenset[str]:
    """Every character, and every two that stand side by side."""
    return frozenset(map(add, text, text[1:])) | frozenset(text)


@lru_cache(maxsize=128)
def phrases(words: tuple[str, ...], passes: tuple[str, ...] = ()) -> Phrases:
    """Of several that begin at one place the longest decides."""
    longest = sorted({*words, *passes}, key=len, reverse=True)
    found = frozenset(words) - frozenset(passes)
    heads: dict[str, tuple[str, ...]] = {}
    for word in sorted(found):
        heads[word[:2]] = (*heads.get(word[:2], ()), word)
    return Phrases(re.compile("|".join(map(re.escape, longest)) or "(?!)"), found, heads, frozenset(heads))


def listed(contract: Contract, name: str) -> Phrases:
    """Those of that list of ``wording.yaml``, less the list of those that pass; none where there is no such list."""
    lists = contract.wording.lists
    return phrases(lists.get(name, ()), lists.get(f"{name}_passes", ()))


def sentence(text: str, start: int, end: int) -> str:
    """What stands around that stretch, to the ends of its sentence."""
    last = min((found for mark in _ENDS if (found := text.find(mark, end, end + _REACH)) >= 0), default=end + _REACH)
    return before(text, start) + text[start:last]


def before(text: str, place: int) -> str:
    """What stands before that place in its sentence."""
    reach = max(0, place - _REACH)
    return text[max(reach, max(text.rfind(mark, reach, place) for mark in _ENDS) + 1) : place]


def swindle(writing: Writing, contract: Contract) -> bool:
    """Whether the mail warns of a swindle, whose script it quotes; by its words where no category is known."""
    if writing.category is None:
        return writing.swindle
    policy = contract.policy
    names = [row.name for row in policy.table if row.category in policy.press.quotes_pass]
    return writing.category in policy.press.quotes_pass or any(name in writing.category for name in names)
