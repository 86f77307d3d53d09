"""The lists of names and of words (``data/*.tsv``): read where they are first asked for, once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
# Kana in the letters of passports.
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヰヱヴ"
)
_SOUNDS = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra
ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po i e bu
"""
_ROMAN = str.maketrans(dict(zip(_KANA, _SOUNDS.split(), strict=True)) | dict.fromkeys("ーヽヾ", ""))
_SMALL = (("ャ", "a"), ("ュ", "u"), ("ョ", "o"))


def _lines(name: str) -> list[str]:
    """Without the head, the lines that begin with ``#`` and say where the list is from."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return lines[next(number for number, line in enumerate(lines) if not line.startswith("#")) :]


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each row of a list, in its order."""
    return tuple(tuple(line.split("\t")) for line in _lines(name))


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a kind."""
    return frozenset(word for other, word in rows("words") if other == kind)


@cache
def endings(*kinds: str) -> tuple[str, ...]:
    """The same for ``str.endswith``."""
    return tuple(word for kind, word in rows("words") if kind in kinds)


@cache
def surnames() -> frozenset[str]:
    """Surnames in the usual letters."""
    return frozenset(surname for surname, _ in rows("surnames"))


@cache
def surname_readings() -> frozenset[str]:
    """How they are read, in katakana."""
    return frozenset(reading for _, reading in rows("surnames"))


@cache
def given_names() -> frozenset[str]:
    """Given names in the usual letters."""
    return frozenset(_lines("given_names"))


@cache
def given_readings() -> frozenset[str]:
    """How given names are read, in katakana."""
    return frozenset(_lines("given_readings"))


@cache
def foreign(script: str) -> frozenset[str]:
    """Words of names of other languages; ``script``: kana, latin, kanji."""
    return frozenset(word for other, word in rows("foreign_names") if other == script)


@cache
def _letters() -> dict[int, str]:
    return {ord(other): letter for letter, others in rows("letters") for other in others}


def usual(text: str) -> str:
    """The text with older and rarer letters of names as the usual ones (澤 as 沢), each in its place."""
    return text.translate(_letters())


def short(text: str) -> str:
    """In small letters, long vowels as one."""
    return re.sub(r"ou|oo|oh(?![aiueo])", "o", text.lower()).replace("uu", "u")


def roman(kana: str) -> str:
    """Katakana in letters (オオタ and オータ are ota); of many words at once."""
    text = kana.translate(_ROMAN)
    for small, vowel in _SMALL:
        text = re.sub(f"(sh|ch|j)i{small}", rf"\1{vowel}", text).replace(f"i{small}", f"y{vowel}")
    return short(re.sub("ッ([a-z]?)", r"\1\1", text))


@cache
def surnames_roman() -> frozenset[str]:
    """Listed surnames."""
    return frozenset(roman(" ".join(surname_readings())).split())


@cache
def given_roman() -> frozenset[str]:
    """Listed given names."""
    return frozenset(roman(" ".join(given_readings())).split())
