"""Writes the figures into both READMEs: ``PYTHONPATH=scripts:tests python -m corpus.published``. A command.

The figures are of the whole mails, by kind and by hand; whoever changes what is found runs it and reads the difference.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus.judge import HERE, Mail, Score, contract_for, judged, mails_of
from haishin.check.privacy import KINDS
from haishin.core.contract.policy import ELEMENTS

WHOLE = ("mails", "own", "sample")  # the sets of whole mails
BEGIN, END = "<!-- figures: python -m corpus.published -->\n", "<!-- end of the figures -->\n"
_HAND = re.compile(r"H[0-9]|[A-Z]+")


def scores() -> dict[str, Score]:
    """What is found, by hand."""
    by_hand: dict[str, Score] = {}
    for name in WHOLE:
        mails = mails_of(path := HERE / f"{name}.jsonl")
        contract = contract_for(path, mails)
        hands: dict[str, list[Mail]] = {}
        for mail in mails:
            found = _HAND.match(mail.id)
            assert found is not None, f"{mail.id}: an id begins with its hand"
            hands.setdefault(found[0], []).append(mail)
        by_hand |= {hand: judged(written, contract) for hand, written in hands.items()}
    return by_hand


def figures(by_hand: dict[str, Score]) -> str:
    """The tables of the README."""
    whole = sum(by_hand.values(), Score())
    return "\n".join([*_hands(by_hand, whole), "", *_kinds(whole), "", *_elements(whole)]) + "\n"


def _hands(by_hand: dict[str, Score], whole: Score) -> Iterator[str]:
    yield "| hand | personal, ordinary form | unusual form | wording | clean mails | with an error | with anything |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for hand, score in [*by_hand.items(), ("all", whole)]:
        shares = [score.share(KINDS, hard=False), score.share(KINDS, hard=True), score.share(score.wording)]
        told = (_share(*share) for share in shares)
        alarms = (_share(count, score.clean) for count in (score.errors, score.anything))
        yield f"| {hand} | {' | '.join(told)} | {score.clean} | {' | '.join(alarms)} |"


def _kinds(whole: Score) -> Iterator[str]:
    yield "| kind | found |"
    yield "|---|--:|"
    for kind in (*KINDS, *whole.wording):
        if whole.share([kind])[1]:
            yield f"| {kind} | {_share(*whole.share([kind]))} |"


def _elements(whole: Score) -> Iterator[str]:
    yield "| a warning does not say | asked for where it is missing | where it is there |"
    yield "|---|--:|--:|"
    for element in ELEMENTS:
        missing, there = ((whole.asked[element, said], whole.elements[element, said]) for said in (False, True))
        yield f"| {element} | {_share(*missing)} | {_share(*there)} |"


def _share(found: int, labelled: int) -> str:
    return f"{found} of {labelled}" if labelled else "–"


def pages() -> dict[Path, str]:
    """The block of figures of each README: the tables of the corpus, a sentence in the project's."""
    by_hand = scores()
    return {HERE / "README.md": figures(by_hand), HERE.parents[1] / "README.md": _sentence(by_hand)}


def _sentence(by_hand: dict[str, Score]) -> str:
    whole = sum(by_hand.values(), Score())
    personal, wording = _share(*whole.share(KINDS)), _share(*whole.share(whole.wording))
    lines = (
        "- **What the checks find** in the labelled mails of [tests/corpus](tests/corpus/README.md), by which rules",
        f"  have been mended, so it is no blind test: {personal} pieces of personal information,",
        f"  {wording} faults of wording; {_share(whole.errors, whole.clean)} clean mails have an error,",
        f"  {whole.anything} anything at all.",
    )
    return "\n".join(lines) + "\n"


def written(text: str, block: str) -> str:
    """The README with this block of figures."""
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + block + END + rest.partition(END)[2]


def main() -> int:
    """Always 0."""
    for page, block in pages().items():
        page.write_text(written(page.read_text("utf-8"), block), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
