"""The lists made of lists: ``PYTHONPATH=scripts:tests python -m support.derived`` writes their rows anew.

``shapes.tsv``: how far a letter is one of surnames or of given names, not of nouns: ten times the natural logarithm of
the share of the names with the letter in that place (first, middle, last) over the share of the nouns.
``roman.tsv``: the readings of names in the letters of passports, long vowels short.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from haishin.check.privacy.names.lists import __file__ as lists_file
from haishin.check.privacy.names.lists import names, rows, short

DATA = Path(lists_file).parent / "data"
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
_HAN = re.compile("[一-龥々]{2,4}")
_EVEN = 0.5, 1000  # added to each count and each sum: a letter that no list has tells little
_PLACES = 3


def roman(kana: str) -> str:
    """Write katakana in Latin letters (オオタ and オータ are ota); it takes many words at once."""
    text = kana.translate(_ROMAN)
    for small, vowel in _SMALL:
        text = re.sub(f"(sh|ch|j)i{small}", rf"\1{vowel}", text).replace(f"i{small}", f"y{vowel}")
    return short(re.sub("ッ([a-z]?)", r"\1\1", text))


def roman_rows() -> Iterator[str]:
    """Each name in Latin letters, surnames first."""
    for kind in ("surname", "given"):
        yield from (f"{kind}\t{name}" for name in sorted(set(roman(" ".join(names(f"{kind} reading"))).split())))


def _places(names: Iterable[str]) -> list[Counter[str]]:
    """The letters of the names by their place: first, middle, last."""
    counts: list[Counter[str]] = [Counter() for _ in range(_PLACES)]
    for name in filter(_HAN.fullmatch, names):
        counts[0][name[0]] += 1
        counts[1].update(name[1:-1])
        counts[2][name[-1]] += 1
    return counts


def _odds(letter: str, names: Counter[str], nouns: Counter[str]) -> int:
    more, total = _EVEN
    shares = [(counts[letter] + more) / (counts.total() + total) for counts in (names, nouns)]
    return round(10 * math.log(shares[0] / shares[1]))


def shape_rows() -> Iterator[str]:
    """Each letter of the lists with its odds as a letter of a surname, then of a given name."""
    nouns = _places(word for word, *_ in rows("nouns"))
    kinds = [_places(names("surname")), _places(names("given"))]
    for letter in sorted({letter for counts in (nouns, *kinds) for place in counts for letter in place}):
        odds = [_odds(letter, *pair) for kind in kinds for pair in zip(kind, nouns, strict=True)]
        yield "\t".join([letter, *map(str, odds)])


DERIVED: dict[str, Callable[[], Iterator[str]]] = {"shapes": shape_rows, "roman": roman_rows}


def main() -> None:
    """Keep the head of each file."""
    for name, made in DERIVED.items():
        path = DATA / f"{name}.tsv"
        head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
        path.write_text("\n".join([*head, *made()]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
