"""Measures how names are told from nouns by a dictionary: ``PYTHONPATH=scripts:tests python -m corpus.vocabulary``.

The nouns and the surnames are those of Debian's ``mecab-ipadic``, from which no list of the product comes; the frames
(sentences with a hole) and the common names stand in ``vocabulary.yaml``. Prints how many general nouns are taken for
a name (an error, a warning to be answered) and how many names are found, by frame. Nouns that the dictionary also
lists as names are counted apart. ``--every N`` takes every Nth noun, surname and pair of names (default 1),
``--texts`` prints the nouns that were taken and the names that were not found.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import yaml

from haishin.check.privacy.detector import Passage
from haishin.check.privacy.detectors.name import DETECTOR
from haishin.check.privacy.names.lists import surnames, usual
from haishin.check.privacy.public import public_from
from haishin.core.model import Severity
from haishin.core.text.normalising import prose
from support.contract import shipped

DICTIONARY = Path("/usr/share/mecab/dic/ipadic")
_GENERAL = ("一般", "サ変接続", "形容動詞語幹")
_HAN = re.compile("[一-龥々]{2,4}")
_PAIRS = 4  # given names with each surname that the lists lack


@cache
def given() -> dict[str, Any]:
    """The frames and the common names."""
    value: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return value


@cache
def _entries() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The dictionary's general nouns, its names of persons, and of these the surnames."""
    nouns, names, families = set(), set(), set()
    for path in sorted(DICTIONARY.glob("Noun*.csv")):
        for row in csv.reader(path.read_text("euc-jp", "replace").splitlines()):
            if row[5] in _GENERAL:
                nouns.add(row[0])
            if row[5:7] == ["固有名詞", "人名"]:
                names.add(row[0])
                if row[7] == "姓":
                    families.add(row[0])
    return frozenset(nouns), frozenset(names), frozenset(families)


def nouns() -> list[str]:
    """The general nouns that no name is written like."""
    general, names, _ = _entries()
    return sorted(general - names)


def homographs() -> list[str]:
    """The general nouns that some name is written like."""
    general, names, _ = _entries()
    return sorted(general & names)


def unlisted() -> list[str]:
    """The surnames in kanji that no list of the product has."""
    general, _, families = _entries()
    return sorted(one for one in families - general if _HAN.fullmatch(one) and usual(one) not in surnames())


@dataclass
class Count:
    """What was asked and found with words in one set of frames."""

    asked: int = 0
    errors: int = 0
    warnings: int = 0
    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Found, in either grade."""
        return (self.errors + self.warnings) / self.asked

    def __str__(self) -> str:
        error, warning = (f"{one / self.asked:.2%}" for one in (self.errors, self.warnings))
        return f"{self.asked:7} asked: error {error:>7}, warning {warning:>7}, either {self.share:7.2%}"


def severity(text: str, start: int, end: int) -> Severity | None:
    """The gravest finding of a name that touches the stretch."""
    view = prose(text)
    passage = Passage(view, "suspicious-person", (view.text,), public_from(shipped()))
    hits = [
        one.severity for one, why in DETECTOR.judged(passage) if why is None and one.start < end and start < one.end
    ]
    return min(hits, key=lambda one: one is not Severity.ERROR, default=None)


def counted(words: Sequence[str], frames: Sequence[str]) -> Count:
    """Each word in each frame."""
    count = Count()
    for word, frame in product(words, frames):
        text = frame.replace("…", word)
        start = frame.index("…")
        told = severity(text, start, start + len(word))
        count.asked += 1
        count.errors += told is Severity.ERROR
        count.warnings += told is Severity.WARNING
        if told is None:
            count.missed.append(text)
        else:
            count.found.append(f"{told} {text}")
    return count


def spread(words: Sequence[str], every: int) -> list[str]:
    """Every so-manieth word, in an order drawn once for all."""
    drawn = list(words)
    Random("vocabulary").shuffle(drawn)
    return drawn[::every]


def of_nouns(every: int = 1) -> Iterator[tuple[str, Count]]:
    """Name of the figure, and it: what is taken for a name."""
    for kind in ("plain", "accused", "cued"):
        yield f"nouns {kind}", counted(spread(nouns(), every), given()[kind])
    yield "homographs plain", counted(spread(homographs(), every), given()["plain"])
    yield "homographs accused", counted(spread(homographs(), every), given()["accused"])


def of_names(every: int = 1) -> Iterator[tuple[str, Count]]:
    """Name of the figure, and it: what of names is found."""
    words = given()
    families, called = words["surnames"].split(), words["given"].split()
    pairs = spread(["".join(pair) for pair in product(families, called)], every)
    for kind, frames in words["names"].items():
        yield f"common names {kind}", counted(pairs, frames)
    yield "common names role", counted(pairs, words["roles"])
    for kind, names in (("roles", families), ("family", families), ("kin", called), ("home", families)):
        yield f"alone: {kind}", counted(names, words[kind])
    random = Random("pairs")
    rare = [one + other for one in spread(unlisted(), every) for other in random.sample(called, _PAIRS)]
    for kind, frames in words["unlisted"].items():
        yield f"unlisted surnames {kind}", counted(rare, frames)


def main(arguments: list[str]) -> int:
    """0, or 2 without the dictionary; the bounds are asserted by the test beside this."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--texts", action="store_true")
    asked = parser.parse_args(arguments)
    if not DICTIONARY.exists():
        sys.stderr.write("mecab-ipadic is not installed\n")
        return 2
    sys.stdout.write(f"{len(nouns())} nouns, {len(homographs())} homographs, {len(unlisted())} unlisted surnames\n")
    for told, figures in (("found", of_nouns(asked.every)), ("missed", of_names(asked.every))):
        for name, count in figures:
            sys.stdout.write(f"{name:32}{count}\n")
            sys.stdout.flush()
            if asked.texts:
                sys.stdout.writelines(f"  {text!r}\n" for text in getattr(count, told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
