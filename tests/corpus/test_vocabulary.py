"""A sample of the vocabulary against its bounds (``vocabulary.py``): the same words in each run."""

from __future__ import annotations

import pytest

from corpus.vocabulary import DICTIONARY, Count, of_names, of_nouns

EVERY = 50
# The most that may be taken for a name as an error, and the least that is found, in shares.
TAKEN = {"nouns plain": 0.005, "nouns accused": 0.75, "nouns cued": 0.015, "homographs plain": 0.1}
FOUND = {
    "homographs accused": 0.6,
    **{
        f"common names {kind}": 0.94 for kind in ("honorific", "age", "label", "accused", "occupation", "alone", "role")
    },
    "alone: roles": 0.6,
    "alone: family": 0.8,
    "alone: kin": 0.6,
    "unlisted surnames called": 0.95,
    "unlisted surnames told": 0.6,
    "unlisted surnames bare": 0.1,
}

pytestmark = pytest.mark.skipif(not DICTIONARY.exists(), reason="mecab-ipadic is not installed")


@pytest.fixture(scope="module")
def figures() -> dict[str, Count]:
    return {**dict(of_nouns(EVERY)), **dict(of_names(EVERY))}


@pytest.mark.parametrize("name", TAKEN)
def test_nouns_are_not_taken_for_names(figures: dict[str, Count], name: str) -> None:
    assert figures[name].errors / figures[name].asked <= TAKEN[name]


@pytest.mark.parametrize("name", FOUND)
def test_names_are_found(figures: dict[str, Count], name: str) -> None:
    assert figures[name].share >= FOUND[name]
