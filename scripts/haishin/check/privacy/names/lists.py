"""Lists of names and words (``data/*.tsv``), each read once, when it is first asked for."""

from __future__ import annotations

import mmap
import re
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
# Table and cell.
_NAMES = {
    "surname": ("surnames", 0),
    "surname reading": ("surnames", 1),
    "given": ("given_names", 0),
    "given reading": ("given_readings", 0),
}
_KEPT = 4096  # words looked up last


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read the cells of each row of a list, in its order, without its head: lines with ``#`` that name its source."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if not line.startswith("#"))


@cache
def words(kind: str, table: str = "words") -> frozenset[str]:
    """List the words of a kind: the second cells of the rows of a table that have it in their first."""
    return frozenset(word for other, word in rows(table) if other == kind)


@cache
def endings(*kinds: str) -> tuple[str, ...]:
    """List the words of these kinds as ``str.endswith`` takes them."""
    return tuple(word for kind, word in rows("words") if kind in kinds)


@cache
def names(kind: str) -> frozenset[str]:
    """List the names of a kind: surname, given, in the usual letters; surname reading, given reading, in katakana."""
    table, cell = _NAMES[kind]
    return frozenset(row[cell] for row in rows(table))


@cache
def surname_heads() -> frozenset[str]:
    """List the first two letters of surnames."""
    return frozenset(surname[:2] for surname in names("surname"))


@cache
def _letters() -> dict[int, str]:
    return {ord(other): letter for letter, others in rows("letters") for other in others}


@cache
def _rare() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _letters()))}]")


def usual(text: str) -> str:
    """Write older and rarer letters of names as the usual letters (澤 as 沢); every offset stays."""
    if not _rare().search(text):
        return text
    return text.translate(_letters())


def short(text: str) -> str:
    """Write Latin letters in lower case, and long vowels as short vowels."""
    return re.sub(r"ou|oo|oh(?![aiueo])", "o", text.lower()).replace("uu", "u")


@cache
def points(table: str) -> dict[str, int]:
    """List the points of each kind of evidence in a table: of names (evidence), of nicknames (called)."""
    return {key: int(count) for key, count, *_ in rows(table)}


@cache
def _nouns() -> mmap.mmap:
    with (_FOLDER / "nouns.tsv").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(_KEPT)
def noun(word: str) -> str:
    """Look a word up among the nouns: ``noun``, ``name`` if some bear it as a name, empty if it is none."""
    table, sought = _nouns(), word.encode()
    low, high = 0, len(table)
    while low < high:
        begin = max(low, table.rfind(b"\n", low, (low + high) // 2) + 1)
        end = table.find(b"\n", begin)
        found, _, kind = table[begin:end].partition(b"\t")
        if found == sought:
            return kind.decode() or "noun"
        if found < sought:
            low = end + 1
        else:
            high = begin
    return ""


@cache
def _shapes() -> dict[str, tuple[int, ...]]:
    return {letter: tuple(map(int, odds)) for letter, *odds in rows("shapes")}


def shape(kind: str, word: str) -> int:
    """Sum how far letters, each where it stands, are those of such a name (surname, given) rather than of a noun."""
    first = 0 if kind == "surname" else 3
    places = [first, *[first + 1] * (len(word) - 2), first + 2][: len(word)]
    return sum(_shapes()[letter][place] for letter, place in zip(word, places, strict=True) if letter in _shapes())
