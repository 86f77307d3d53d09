"""More ways of writing each kind, and more texts that look like one: ``leaks.txt`` (kind|text, «…» is the leak),
``clean.txt`` (one text a line). All invented; ``\\n`` is a line break, ``\\z`` a space of no width.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.check.privacy import KINDS
from support.privacy import found, scan

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8")
    return [line.replace("\\n", "\n").replace("\\z", "\u200b") for line in text.splitlines() if line]


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the stretches between them."""
    plain, spans, start = "", [], 0
    for letter in text:
        if letter == "«":
            start = len(plain)
        elif letter == "»":
            spans.append((start, len(plain)))
        else:
            plain += letter
    return plain, spans


@pytest.mark.parametrize("kind", KINDS)
def test_every_marked_stretch_is_found_as_its_kind(kind: str) -> None:
    texts = [line.partition("|")[2] for line in lines("leaks.txt") if line.startswith(kind + "|")]
    missed = []
    for text in texts:
        plain, spans = marked(text)
        hits = scan(plain, category="suspicious-person")
        missed += [
            text
            for start, end in spans
            if kind not in {hit.kind for hit in hits if hit.start < end and start < hit.end}
        ]
    assert len(texts) >= 5
    assert missed == []


def test_nothing_is_found_where_nothing_is() -> None:
    told = {text: found(text, category="suspicious-person") for text in lines("clean.txt")}
    assert len(told) > 150
    assert {text: hits for text, hits in told.items() if hits} == {}
