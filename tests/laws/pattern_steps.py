"""Steps of a regular expression, counted: a matcher that tries what ``re`` tries, and the texts that cost it most.

``re`` tells nobody how often it looked at a letter. This one walks the same tree (``re._parser``) in the same order and
counts each look. ``pumped`` makes, for each repetition of a pattern, texts that keep it busy there.
"""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Letter = Callable[[str], bool]
Groups = dict[int, tuple[int, int]]
Then = Callable[[int, Groups], bool]  # what follows, from a place on
Match = Callable[[str, int, Groups, Then], bool]

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_MANY = 100  # what is repeated more seldom costs a constant
_OFTEN = 10**9
_TYPICAL = "aA1 _.-あ漢ア\n"


def _word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


_CATEGORIES: dict[Any, Letter] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    sre.CATEGORY_WORD: _word,
    sre.CATEGORY_NOT_WORD: lambda letter: not _word(letter),
}


def _class(items: Sequence[Any]) -> Letter:
    letters = {chr(value) for kind, value in items if kind is sre.LITERAL}
    ranges = [(chr(value[0]), chr(value[1])) for kind, value in items if kind is sre.RANGE]
    categories = [_CATEGORIES[value] for kind, value in items if kind is sre.CATEGORY]
    wanted = items[0][0] is not sre.NEGATE

    def test(letter: str) -> bool:
        found = letter in letters or any(first <= letter <= last for first, last in ranges)
        return (found or any(category(letter) for category in categories)) is wanted

    return test


class Matcher:
    """One pattern; ``steps``: how often it looked since it was made."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.steps = 0
        self._flags = pattern.flags
        self._match = self._sequence(parser.parse(pattern.pattern, pattern.flags))

    def spans(self, text: str, *, anchored: bool = False) -> list[tuple[int, int]]:
        """What ``finditer`` finds; ``anchored``: what ``match`` finds."""
        found = []
        start = 0
        while start <= len(text):
            self.steps += 1
            ends: list[int] = []
            if self._match(text, start, {}, lambda end, _, ends=ends: ends.append(end) or True):  # type: ignore[misc]
                found.append((start, ends[0]))
            if anchored:
                break
            start = max(start + 1, ends[0] if ends else 0)
        return found

    def _sequence(self, nodes: Sequence[Any]) -> Match:
        parts = [self._node(kind, value) for kind, value in nodes]

        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            def go(number: int, place: int, groups: Groups) -> bool:
                if number == len(parts):
                    return then(place, groups)
                return parts[number](text, place, groups, lambda end, known: go(number + 1, end, known))

            return go(0, place, groups)

        return match

    def _letter(self, kind: Any, value: Any) -> Letter | None:
        folded = bool(self._flags & re.IGNORECASE)
        if kind is sre.LITERAL:
            wanted = chr(value)
            return (lambda letter: letter.lower() == wanted.lower()) if folded else (lambda letter: letter == wanted)
        if kind is sre.NOT_LITERAL:
            return lambda letter: letter != chr(value)
        if kind is sre.ANY:
            return lambda letter: bool(self._flags & re.DOTALL) or letter != "\n"
        if kind is sre.IN:
            test = _class(value)
            return (lambda letter: test(letter.lower()) or test(letter.upper())) if folded else test
        return None

    def _node(self, kind: Any, value: Any) -> Match:
        letter = self._letter(kind, value)
        if letter is not None:
            return self._one(letter)
        if kind in _REPEATS:
            return self._repeat(kind, *value)
        if kind is sre.BRANCH:
            return self._branch([self._sequence(way) for way in value[1]])
        if kind is sre.SUBPATTERN:
            return self._group(value[0], self._sequence(value[3]))
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(self._sequence(value[1]), value[1].getwidth()[0] if value[0] < 0 else 0, kind)
        if kind is sre.AT:
            return self._at(value)
        if kind is sre.GROUPREF:
            return self._again(value)
        if kind is sre.GROUPREF_EXISTS:
            return self._either(value[0], self._sequence(value[1]), self._sequence(value[2] or []))
        raise NotImplementedError(kind)

    def _one(self, letter: Letter) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += 1
            return place < len(text) and letter(text[place]) and then(place + 1, groups)

        return match

    def _branch(self, ways: Sequence[Match]) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += len(ways)
            return any(way(text, place, groups, then) for way in ways)

        return match

    def _group(self, number: int | None, inner: Match) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            def ended(end: int, known: Groups) -> bool:
                return then(end, known if number is None else {**known, number: (place, end)})

            return inner(text, place, groups, ended)

        return match

    def _look(self, inner: Match, back: int, kind: Any) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += 1
            found = place >= back and inner(text, place - back, groups, lambda _end, _known: True)
            return found is (kind is sre.ASSERT) and then(place, groups)

        return match

    def _at(self, where: Any) -> Match:
        lines = bool(self._flags & re.MULTILINE)

        def stands(text: str, place: int) -> bool:
            before, after = text[place - 1 : place] if place else "", text[place : place + 1]
            if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
                return not place or (where is sre.AT_BEGINNING and lines and before == "\n")
            if where in (sre.AT_END, sre.AT_END_STRING):
                last = where is sre.AT_END and after == "\n" and (lines or place == len(text) - 1)
                return place == len(text) or last
            edge = bool(before and _word(before)) is not bool(after and _word(after))
            return edge is (where is sre.AT_BOUNDARY)

        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += 1
            return stands(text, place) and then(place, groups)

        return match

    def _again(self, number: int) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += 1
            part = text[slice(*groups[number])] if number in groups else "\0"
            return text.startswith(part, place) and then(place + len(part), groups)

        return match

    def _either(self, number: int, there: Match, absent: Match) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            self.steps += 1
            return (there if number in groups else absent)(text, place, groups, then)

        return match

    def _repeat(self, kind: Any, least: int, most: Any, nodes: Sequence[Any]) -> Match:
        most = _OFTEN if most is sre.MAXREPEAT else most
        letter = self._letter(*nodes[0]) if len(nodes) == 1 else None
        if letter is not None:
            return self._run(kind, least, most, letter)
        inner = self._sequence(nodes)

        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            def further(place: int, groups: Groups, times: int, last: int) -> bool:
                self.steps += 1
                if kind is sre.MIN_REPEAT and times >= least and then(place, groups):
                    return True
                goes_on = times < most and place != last
                if goes_on and inner(text, place, groups, lambda end, known: further(end, known, times + 1, place)):
                    return True
                return kind is not sre.MIN_REPEAT and times >= least and then(place, groups)

            return further(place, groups, 0, -1)

        return match

    def _run(self, kind: Any, least: int, most: int, letter: Letter) -> Match:
        def match(text: str, place: int, groups: Groups, then: Then) -> bool:
            times = 0
            if kind is sre.MIN_REPEAT:
                while not (times >= least and then(place + times, groups)):
                    self.steps += 1
                    if times == most or place + times >= len(text) or not letter(text[place + times]):
                        return False
                    times += 1
                return True
            while times < most and place + times < len(text):
                self.steps += 1
                if not letter(text[place + times]):
                    break
                times += 1
            lowest = times if kind is sre.POSSESSIVE_REPEAT else least
            for count in range(times, max(least, lowest) - 1, -1):
                self.steps += 1
                if then(place + count, groups):
                    return True
            return False

        return match


def example(nodes: Sequence[Any]) -> str:
    """A short text that the nodes match, what they look around for aside."""
    parts = []
    for kind, value in nodes:
        if kind is sre.LITERAL:
            parts.append(chr(value))
        elif kind is sre.NOT_LITERAL:
            parts.append("x" if value != ord("x") else "y")
        elif kind is sre.ANY:
            parts.append("x")
        elif kind is sre.IN:
            parts.append(_letters(value)[0])
        elif kind is sre.BRANCH:
            parts.append(example(value[1][0]))
        elif kind is sre.SUBPATTERN:
            parts.append(example(value[3]))
        elif kind in _REPEATS:
            parts.append(example(value[2]) * max(value[0], 1))
    return "".join(parts)


def _letters(items: Sequence[Any]) -> list[str]:
    test = _class(items)
    named = [
        chr(value if kind is sre.LITERAL else value[0]) for kind, value in items if kind in (sre.LITERAL, sre.RANGE)
    ]
    return [letter for letter in (*named, *_TYPICAL) if test(letter)] or ["\x01"]


def pumped(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Beginnings and units: the unit over and over behind the beginning keeps one repetition of the pattern busy."""
    yield from dict.fromkeys(_pumped(parser.parse(pattern.pattern, pattern.flags), ""))


def _pumped(nodes: Sequence[Any], begun: str) -> Iterator[tuple[str, str]]:
    nodes = list(nodes)
    for number, (kind, value) in enumerate(nodes):
        before = begun + example(nodes[:number])
        if kind in _REPEATS:
            if value[1] is sre.MAXREPEAT or value[1] > _MANY:
                for unit in _units(value[2]):
                    yield "", unit
                    yield before, unit
                    yield "", before + unit
            yield from _pumped(value[2], before)
        elif kind is sre.BRANCH:
            for way in value[1]:
                yield from _pumped(way, before)
        elif kind is sre.SUBPATTERN:
            yield from _pumped(value[3], before)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _pumped(value[1], before)


def _units(nodes: Sequence[Any]) -> list[str]:
    units = [example(nodes)]
    if len(nodes) == 1 and nodes[0][0] is sre.IN:
        units += [letter for letter in _TYPICAL[:-1] if _class(nodes[0][1])(letter)]
    if len(nodes) == 1 and nodes[0][0] is sre.BRANCH:
        units += [example(way) for way in nodes[0][1][1]]
    return [unit for unit in dict.fromkeys(units) if unit]
