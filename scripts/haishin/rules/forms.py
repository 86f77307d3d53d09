"""The spellings in which two texts are compared: letters and digits alone, each of which knows where it came from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from haishin.privacy.spelling.normalising import accounts, digits, prose
from haishin.privacy.spelling.view import View

_HIRAGANA = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
# Between the numbers of an address, however it is written.
BETWEEN = re.compile(r"(?<=[0-9])[ ]?(?:丁目|番地|番|号|-|の|ノ)[ ]?の?[ ]?(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Edge:
    """What must not stand before and behind a core."""

    before: re.Pattern[str]
    behind: re.Pattern[str]

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether the stretch stands by itself in the text."""
        return not self.before.search(text, max(0, start - 2), start) and not self.behind.match(text, end)


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a text: ``letters`` without signs, of which the i-th stands at ``kept[i]`` in ``view``."""

    view: View
    letters: str
    kept: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a stretch of the letters."""
        return self.view.span(self.kept[start], self.kept[end - 1] + 1)

    def alone(self, edge: Edge, start: int, end: int) -> bool:
        """Whether that stretch of the letters stands by itself."""
        return edge.holds(self.view.text, self.kept[start], self.kept[end - 1] + 1)

    def within(self, start: int, end: int) -> str:
        """What comes from a place in the original, its signs too."""
        view, written = self.view, []
        for at in range(bisect_left(view.starts, start), len(view.text)):
            if view.starts[at] >= end:
                break
            if view.ends[at] <= end:
                written.append(view.text[at])
        return "".join(written)


@lru_cache(4)
def forms(text: str) -> tuple[Form, ...]:
    """The text as prose, with its numbers in digits, with its signs, with the numbers of an address in one form."""
    plain = prose(text)
    figures = digits(plain)
    return tuple(map(_form, (plain, figures, accounts(plain), figures.rewrite(BETWEEN, lambda _: "番"))))


def folded(text: str) -> str:
    """Its letters and digits alone, as forms have them."""
    return "".join(_letter(letter) for letter in text if letter.isalnum())


def _form(view: View) -> Form:
    kept = tuple(index for index, letter in enumerate(view.text) if letter.isalnum())
    return Form(view, "".join(_letter(view.text[index]) for index in kept), kept)


def _letter(letter: str) -> str:
    """In lower case and in hiragana. A letter whose lower form is two would shift all places behind it."""
    lower = letter.lower()
    return (lower if len(lower) == 1 else letter).translate(_HIRAGANA)
