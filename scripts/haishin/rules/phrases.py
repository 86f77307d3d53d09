"""Lists of phrases as one pattern, and what stands around a phrase: helpers that the rules of wording share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from haishin.contract import Contract
from haishin.contract.kept import of_last
from haishin.contract.wording import Wording
from haishin.rules.writing import Writing, narrowed

_ENDS = "。\n！？"
_REACH = 120  # no sentence is looked at further than this: cost stays linear
_KEPT = 32  # texts: title and text of a few mails, as written, without quotations, narrow


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
        """Each phrase, from left to right, none overlapping."""
        if not self.stand(text):
            return iter(())
        return (match for match in self._pattern.finditer(text) if match[0] in self.words)

    def stand(self, text: str) -> bool:
        """Whether any of them may stand in the text, where none that passes hides it."""
        return not self.words.isdisjoint(_lexicon.standing(text))

    def standing(self, text: str) -> frozenset[str]:
        """Which of them stand anywhere in the text, one inside another or not, with signs of any width."""
        return self.words & _lexicon.standing(text)

    def search(self, text: str) -> re.Match[str] | None:
        """The first one."""
        return next(self.finditer(text), None)


class _Lexicon:
    """The phrases of all lists: one look at a text tells which stand in it, much sooner than a pattern is through.

    Phrases and texts alike are made narrow: one look serves a text as it is written and made narrow.
    """

    def __init__(self) -> None:
        self._words: dict[int, set[tuple[str, str]]] = {}  # narrow, and as listed; by a pair that few of them share
        self._letters: frozenset[str] = frozenset()  # phrases of one
        self._known: dict[str, frozenset[str]] = {}

    def add(self, words: frozenset[str]) -> None:
        """Those of one more list."""
        for word in words:
            if len(word) == 1:
                self._letters |= {word}
            else:
                pair = min(_pairs(narrowed(word)), key=self._shared)
                self._words.setdefault(pair, set()).add((narrowed(word), word))
        self._known.clear()

    def standing(self, text: str) -> frozenset[str]:
        """All that may stand in that text; the last texts are remembered, for a dozen rules ask in turn."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            plain = narrowed(text)
            found = self._known.get(plain)
            found = self._look(plain) if found is None else found
            self._known[plain] = self._known[text] = found
        return found

    def _look(self, plain: str) -> frozenset[str]:
        pairs = self._words.keys() & _pairs(plain)
        near = [word for pair in pairs for form, word in self._words[pair] if form in plain]
        return frozenset((*near, *(letter for letter in self._letters if narrowed(letter) in plain)))

    def _shared(self, pair: int) -> tuple[bool, int]:
        """How bad a key that pair is: hardly a text is without any two letters of hiragana."""
        return 0x3041 <= pair >> 16 <= 0x309F and 0x3041 <= pair & 0xFFFF <= 0x309F, len(self._words.get(pair, ()))


_lexicon = _Lexicon()


def _pairs(text: str) -> set[int]:
    """Every two neighbouring UTF-16 code units, as one number."""
    units = memoryview(text.encode("utf-16-le", "surrogatepass"))
    even, odd = (units[start : start + (len(units) - start) // 4 * 4].cast("I") for start in (0, 2))
    return {*even, *odd}


@lru_cache(maxsize=128)
def phrases(words: tuple[str, ...], passes: tuple[str, ...] = ()) -> Phrases:
    """Of several that begin at one place the longest decides."""
    found = Phrases(frozenset(words) - frozenset(passes), frozenset(passes))
    _lexicon.add(found.words)
    return found


@of_last
def _made(wording: Wording) -> dict[str, Phrases]:
    """By the name of its list."""
    return {}


def listed(contract: Contract, name: str) -> Phrases:
    """Those of that list of ``wording.yaml``, less the list of those that pass; none where there is no such list."""
    made, lists = _made(contract.wording), contract.wording.lists
    if name not in made:
        made[name] = phrases(lists.get(name, ()), lists.get(f"{name}_passes", ()))
    return made[name]


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
