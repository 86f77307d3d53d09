"""What a row of the list of conditions is made of; ``conditions`` has the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from haishin.contract.policy import JST
from haishin.delivery.seen import Seen
from haishin.errors import Exit
from haishin.model import Language, Text

Holes = Iterable[Mapping[str, str | Text]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that needs a person: a code that never changes, what is the matter, what to do."""

    code: str
    text: Text
    remedy: Text
    exit: Exit


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of condition; ``exit`` is what a verb ends with while it holds."""

    code: str
    find: Callable[[Seen], Holes]
    text: Text
    remedy: Text
    exit: Exit = Exit.REFUSED

    def holds(self, seen: Seen) -> Iterable[Condition]:
        """Once for each time that it holds."""
        return (
            Condition(self.code, _filled(self.text, one), _filled(self.remedy, one), self.exit)
            for one in self.find(seen)
        )


def _filled(text: Text, holes: Mapping[str, str | Text]) -> Text:
    def of(language: Language) -> dict[str, str]:
        return {name: _line(value) if isinstance(value, str) else value[language] for name, value in holes.items()}

    return Text(text.ja.format(**of("ja")), text.en.format(**of("en")))


def _line(name: str) -> str:
    """A name that somebody may have chosen, in one line: none can make an alarm of its own (T21)."""
    return "".join(f"<U+{ord(one):04X}>" if category(one) in ("Cc", "Zl", "Zp") else one for one in name)


def each(name: str) -> Callable[[Seen], Holes]:
    """Once for each value of that tuple of ``Seen``, which fills the hole ``name``."""
    return lambda seen: [{"name": value} for value in getattr(seen, name)]


def pairs(name: str) -> Callable[[Seen], Holes]:
    """Once for each pair of that tuple, which fills ``name`` and ``why``."""
    return lambda seen: [{"name": value, "why": why} for value, why in getattr(seen, name)]


def when(moment: datetime) -> str:
    """A moment in Japan time."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"
