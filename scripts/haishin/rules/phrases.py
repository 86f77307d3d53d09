"""Lists of phrases as one pattern, and what stands around a phrase: helpers that the rules of wording share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from haishin.contract import Contract
from haishin.rules.writing import Writing

_ENDS = "。\n！？!?"
_REACH = 120  # no sentence is looked at further than this: cost stays linear


@dataclass(frozen=True)
class Phrases:
    """Phrases to find, less the longer or equal ones that pass where they stand."""

    words: frozenset[str]
    passes: frozenset[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Literals alone: only so does `re` skip what begins none of them. Most are never asked for."""
        longest = sorted(self.words | self.passes, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest)))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each phrase, from left to right, none overlapping; most texts hold none."""
        if not any(word in text for word in self.words):
            return iter(())
        return (match for match in self._pattern.finditer(text) if match[0] in self.words)

    def search(self, text: str) -> re.Match[str] | None:
        """The first one."""
        return next(self.finditer(text), None)


@lru_cache(maxsize=128)
def phrases(words: tuple[str, ...], passes: tuple[str, ...] = ()) -> Phrases:
    """Of several that begin at one place the longest decides."""
    return Phrases(frozenset(words) - frozenset(passes), frozenset(passes))


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
