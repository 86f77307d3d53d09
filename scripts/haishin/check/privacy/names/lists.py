"""Lists of names and words (``data/*.tsv``), each read once, when it is first asked for."""

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
    """Read the lines of a list without its head, the lines with ``#`` that name its source."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return lines[next(number for number, line in enumerate(lines) if not line.startswith("#")) :]


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read the cells of each row of a list, in its order."""
    return tuple(tuple(line.split("\t")) for line in _lines(name))


@cache
def words(kind: str) -> frozenset[str]:
    """List the words of a kind."""
    return frozenset(word for other, word in rows("words") if other == kind)


@cache
def endings(*kinds: str) -> tuple[str, ...]:
    """List the words of these kinds as ``str.endswith`` takes them."""
    return tuple(word for kind, word in rows("words") if kind in kinds)


@cache
def surnames() -> frozenset[str]:
    """List surnames in the usual letters."""
    return frozenset(surname for surname, _ in rows("surnames"))


@cache
def surname_readings() -> frozenset[str]:
    """List the readings of surnames, in katakana."""
    return frozenset(reading for _, reading in rows("surnames"))


@cache
def given_names() -> frozenset[str]:
    """List given names in the usual letters."""
    return frozenset(_lines("given_names"))


@cache
def given_readings() -> frozenset[str]:
    """List the readings of given names, in katakana."""
    return frozenset(_lines("given_readings"))


@cache
def foreign(script: str) -> frozenset[str]:
    """List the words that make up names of other languages; ``script``: kana, latin, kanji."""
    return frozenset(word for other, word in rows("foreign_names") if other == script)


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


def roman(kana: str) -> str:
    """Write katakana in Latin letters (オオタ and オータ are ota); it takes many words at once."""
    text = kana.translate(_ROMAN)
    for small, vowel in _SMALL:
        text = re.sub(f"(sh|ch|j)i{small}", rf"\1{vowel}", text).replace(f"i{small}", f"y{vowel}")
    return short(re.sub("ッ([a-z]?)", r"\1\1", text))


@cache
def surnames_roman() -> frozenset[str]:
    """List surnames in Latin letters."""
    return frozenset(roman(" ".join(surname_readings())).split())


@cache
def given_roman() -> frozenset[str]:
    """List given names in Latin letters."""
    return frozenset(roman(" ".join(given_readings())).split())
