"""The lists of names and of words (``data/*.tsv``): read where they are first asked for, once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each row of a list, in its order; lines that begin with ``#`` say where it is from."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if not line.startswith("#"))


def words(name: str, kind: str) -> frozenset[str]:
    """Those of a list whose first cell is that kind."""
    return frozenset(word for kinds, word in rows(name) if kinds == kind)


_USUAL = {ord(other): letter for letter, others in rows("letters") for other in others}


def usual(text: str) -> str:
    """The text with older and rarer letters of names as the usual ones (澤 as 沢), each in its place."""
    return text.translate(_USUAL)
