"""A sample of the vocabulary against its bounds (``vocabulary.py``): the same words in each run."""

from __future__ import annotations

import pytest

from corpus.vocabulary import DICTIONARY, Count, figures

EVERY = 50
# The most that may be taken for a name as an error, and the least that is found, in shares. A sample of some thousand
# texts: a single noun in all of its frames is 0.07 %.
TAKEN = {"nouns plain": 0.0007, "nouns accused": 0.0015, "nouns cued": 0.003, "homographs plain": 0.01}
WARNED = {"nouns plain": 0.002, "nouns accused": 0.05}
FOUND = {
    "homographs accused": 0.5,
    "common names honorific": 0.99,
    "common names age": 0.99,
    "common names label": 0.99,
    "common names accused": 0.99,
    "common names occupation": 0.98,
    "common names alone": 0.98,
    "common names role": 0.98,
    "alone: roles": 0.95,
    "alone: family": 0.98,
    "alone: kin": 0.97,
    "alone: home": 0.98,
    "unlisted surnames called": 0.97,
    "unlisted surnames told": 0.95,
    "unlisted surnames bare": 0.65,
}

pytestmark = pytest.mark.skipif(not DICTIONARY.exists(), reason="mecab-ipadic is not installed")


@pytest.fixture(scope="module")
def sample() -> dict[str, Count]:
    return dict(figures(EVERY))


@pytest.mark.parametrize("name", TAKEN)
def test_nouns_are_not_taken_for_names(sample: dict[str, Count], name: str) -> None:
    assert sample[name].errors / sample[name].asked <= TAKEN[name]


@pytest.mark.parametrize("name", WARNED)
def test_few_nouns_are_asked_about(sample: dict[str, Count], name: str) -> None:
    assert sample[name].warnings / sample[name].asked <= WARNED[name]


@pytest.mark.parametrize("name", FOUND)
def test_names_are_found(sample: dict[str, Count], name: str) -> None:
    assert sample[name].share >= FOUND[name]
