"""Names in the letters of passports."""

from __future__ import annotations

import re
from functools import cache

from haishin.privacy.names.lists import given_readings, surname_readings

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
