"""Codes inside, words at the edge: ``words.yaml`` of a room holds its sentences, Japanese and English side by side.

A row is ``name: {ja, en}``; the row of an error has ``do: {ja, en}`` as well, which says what to do. ``{hole}`` stands
for a value of the message, formatted as Python formats it (``{commit:.12}``); a brace of its own is written twice.
The file of a room is read when the first of its sentences is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeAlias, overload

from haishin.core.model import Language, Text

FILE = "words.yaml"
PACKAGE = Path(__file__).parent.parent
_REMEDY = ".do"

Row: TypeAlias = Mapping[Language, str]


@cache
def rows(room: str) -> Mapping[str, Row]:
    """Read the rows of a room, such as ``send/journal``; the remedy of ``name`` is the row ``name.do``."""
    import yaml  # not before: help says nothing of a catalogue

    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader  # every scalar is text
    read = yaml.load((PACKAGE / room / FILE).read_bytes(), Loader=loader)
    found: dict[str, Row] = {}
    for name, row in read.items():
        found[name] = row
        if "do" in row:
            found[name + _REMEDY] = row["do"]
    return found


def holes(row: Row) -> frozenset[str]:
    """Name the holes of a row, in both languages together."""
    parsed = [part for language in (row["ja"], row["en"]) for part in Formatter().parse(language)]
    return frozenset(name for _, name, _, _ in parsed if name is not None)


class Message(Text):
    """A code with its values; the words are looked up when they are said."""

    __slots__ = ("code", "values")
    code: str  # the room and the name of the row, as ``send/journal/damaged``
    values: Mapping[str, object]  # by the name of the hole; a Text among them is said in the same language

    def __init__(self, code: str, /, **values: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", values)

    def __getitem__(self, language: Language) -> str:
        room, _, name = self.code.rpartition("/")
        values = {hole: said(value, language) for hole, value in self.values.items()}
        return rows(room)[name][language].format_map(values)

    @property
    def ja(self) -> str:
        """The sentence in Japanese."""
        return self["ja"]

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self["en"]

    @property
    def remedy(self) -> Message:
        """The message that says what to do, with the values that it needs; the row must have ``do``."""
        room, _, name = self.code.rpartition("/")
        needed = holes(rows(room)[name + _REMEDY])
        return Message(self.code + _REMEDY, **{hole: value for hole, value in self.values.items() if hole in needed})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.code, self.values) == (other.code, other.values)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        values = "".join(f", {hole}={value!r}" for hole, value in self.values.items())
        return f"Message({self.code!r}{values})"


def listed(items: Iterable[Text | str]) -> Text:
    """Join names or sentences as each language does: 「、」 and ", "."""
    return linked(items, Text("、", ", "))


def linked(items: Iterable[Text | str], link: Text | str) -> Text:
    """Join names or sentences by a link of each language."""
    japanese, english = [], []
    for item in items:
        japanese.append(said(item, "ja"))
        english.append(said(item, "en"))
    return Text(said(link, "ja").join(japanese), said(link, "en").join(english))


@overload
def said(value: Text | str, language: Language) -> str: ...
@overload
def said(value: object, language: Language) -> object: ...
def said(value: object, language: Language) -> object:
    """Say a value in a language; a value that is no Text is the same in both."""
    if isinstance(value, Text):
        return value[language]
    return value
