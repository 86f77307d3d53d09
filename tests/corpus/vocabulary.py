"""Measures how names are told from nouns by a dictionary: ``PYTHONPATH=scripts:tests python -m corpus.vocabulary``.

The nouns and the surnames are those of Debian's ``mecab-ipadic``, from which no list of the product comes; the frames
(sentences with a hole) and the common names stand in ``vocabulary.yaml``. Prints how many general nouns are taken for
a name (an error, a warning to be answered) and how many names are found, by frame. Nouns that the dictionary also
lists as names are counted apart. ``--every N`` takes every Nth noun, surname and pair of names (default 1),
``--texts`` prints the nouns that were taken and the names that were not found, ``--ablate`` what each kind of evidence
finds and spares, ``--readme`` writes the figures and, of every 400th, the ablation into ``README.md``.
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
from statistics import mean
from typing import Any

import yaml

from corpus.judge import SETS, mails_of
from haishin.check.privacy.detector import Passage
from haishin.check.privacy.detectors.name import DETECTOR
from haishin.check.privacy.names.candidates import likeliest
from haishin.check.privacy.names.evidence import evidence
from haishin.check.privacy.names.forms import form
from haishin.check.privacy.names.lists import names as listed
from haishin.check.privacy.names.lists import points, usual
from haishin.check.privacy.public import public_from
from haishin.core.model import Severity
from haishin.core.text.normalising import prose
from support.contract import shipped

README = Path(__file__).with_name("README.md")
DICTIONARY = Path("/usr/share/mecab/dic/ipadic")
_GENERAL = ("一般", "サ変接続", "形容動詞語幹")
_HAN = re.compile("[一-龥々]{2,4}")
ABLATED = 400  # every so-manieth alone, for each kind of evidence is switched off in turn
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
    return sorted(one for one in families - general if _HAN.fullmatch(one) and usual(one) not in listed("surname"))


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


def evidence_of(marked: str) -> set[str]:
    """What speaks for and against the marked stretch («…») as a name."""
    text = usual(prose(marked).text)
    start, end = text.index("«"), text.index("»") - 1
    return set(evidence(text.replace("«", "").replace("»", ""), start, end, public_from(shipped()).places)[0])


def severity(text: str, start: int, end: int) -> Severity | None:
    """The gravest finding of a name that touches the stretch."""
    view = prose(text)
    passage = Passage(view, "suspicious-person", (view.text,), public_from(shipped()))
    hits = [one.severity for one in DETECTOR.reported(passage) if one.start < end and start < one.end]
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


def figures(every: int = 1) -> Iterator[tuple[str, Count]]:
    """Name of each figure, and it."""
    yield from of_nouns(every)
    yield from of_names(every)


def ablation(every: int) -> Iterator[str]:
    """Rows: each kind of evidence, and what is found and taken without it, as a difference to all of it.

    The names and the nouns of the frames; the names of ``leaks.txt``, and the lines of ``clean.txt``.
    """
    yield "| evidence | points | names found | nouns an error | nouns anything | leaks found | clean lines told |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    whole = _sums(every)
    yield f"| all | | {' | '.join(f'{share:.2%}' for share in whole)} |"
    for key, count in list(points("evidence").items()):
        points("evidence")[key] = 0
        forget()
        found = [f"{one - other:+.2%}" if one != other else "" for one, other in zip(_sums(every), whole, strict=True)]
        points("evidence")[key] = count
        forget()
        yield f"| {key} | {count} | {' | '.join(found)} |"


def forget() -> None:
    """Clear what is kept of texts that were asked about."""
    form.cache_clear()
    likeliest.cache_clear()


def _sums(every: int) -> tuple[float, ...]:
    """The mean shares of names found, nouns that are an error, or anything; of leaks found, and of clean lines told."""
    found = [count.share for _, count in of_names(every)]
    taken = [count for name, count in of_nouns(every) if name.startswith("nouns")]
    errors = mean(count.errors / count.asked for count in taken)
    leaks = [mail for mail in mails_of(SETS[3]) if mail.faults[0].kind == "name"]
    met = [severity(mail.body, *(mail.faults[0].place or (0, 0))) is not None for mail in leaks]
    told = [severity(mail.body, 0, len(mail.body)) is not None for mail in mails_of(SETS[4])]
    return mean(found), errors, mean(count.share for count in taken), mean(met), mean(told)


def readme_rows(every: int) -> Iterator[str]:
    """Rows: each figure before the evidence was weighed, now and as it is asked."""
    yield "| | before | now: an error | a warning | asked |"
    yield "|---|--:|--:|--:|--:|"
    for name, count in figures(every):
        before, asked = given()["before"].get(name, ""), given()["asked"].get(name, "")
        errors, warnings = count.errors / count.asked, count.warnings / count.asked
        yield f"| {name} ({count.asked:,}) | {before} | {errors:.2%} | {warnings:.2%} | {asked} |"


def write_readme(every: int) -> None:
    """Put the tables between the marks of the page."""
    page = README.read_text("utf-8")
    for mark, made in (("figures", readme_rows(every)), ("ablation", ablation(max(every, ABLATED)))):
        begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
        head, _, rest = page.partition(begin)
        page = head + begin + "\n".join(made) + "\n" + end + rest.partition(end)[2]
    README.write_text(page, "utf-8")


def main(arguments: list[str]) -> int:
    """0, or 2 without the dictionary; the bounds are asserted by the test beside this."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    for option in ("--texts", "--ablate", "--readme"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args(arguments)
    if not DICTIONARY.exists():
        sys.stderr.write("mecab-ipadic is not installed\n")
        return 2
    if asked.readme:
        write_readme(asked.every)
        return 0
    if asked.ablate:
        sys.stdout.writelines(f"{row}\n" for row in ablation(asked.every))
        return 0
    sys.stdout.write(f"{len(nouns())} nouns, {len(homographs())} homographs, {len(unlisted())} unlisted surnames\n")
    for name, count in figures(asked.every):
        sys.stdout.write(f"{name:32}{count}\n")
        sys.stdout.flush()
        if asked.texts:
            told = count.found if name.startswith(("nouns", "homographs plain")) else count.missed
            sys.stdout.writelines(f"  {text!r}\n" for text in told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
