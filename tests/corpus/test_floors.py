"""The floors of what is found in whole mails, and the ceilings of what is said of them in vain (``judge.py``)."""

from __future__ import annotations

from functools import cache

import pytest

from corpus.judge import HERE, Score, contract_for, judged, mails_of
from haishin.check.privacy import KINDS
from haishin.core.contract.policy import ELEMENTS


@cache
def whole() -> Score:
    """Of all whole mails; the short texts beside them have tests of their own."""
    score = Score()
    for name in ("mails", "own", "sample"):
        mails = mails_of(path := HERE / f"{name}.jsonl")
        score += judged(mails, contract_for(path, mails))
    return score


def share(found: int, labelled: int) -> float:
    assert labelled, "nothing of the kind is labelled"
    return found / labelled


def test_personal_information_is_found() -> None:
    assert share(*whole().share(KINDS)) >= 0.97
    assert share(*whole().share(KINDS, hard=True)) >= 0.92


@pytest.mark.parametrize("kind", KINDS)
def test_personal_information_of_each_kind_is_found(kind: str) -> None:
    assert share(*whole().share([kind])) >= 0.90


def test_faults_of_wording_are_found() -> None:
    assert share(*whole().share(whole().wording)) >= 0.65


def test_little_is_said_of_clean_mails() -> None:
    assert share(whole().errors, whole().clean) <= 0.05
    assert share(whole().anything, whole().clean) <= 0.12


def test_what_a_warning_leaves_unsaid_is_found() -> None:
    asked, due = whole().asked, whole().elements
    assert share(*(sum(counts[one, False] for one in ELEMENTS) for counts in (asked, due))) >= 0.96


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_a_warning_says_is_not_asked_for(element: str) -> None:
    assert share(whole().asked[element, True], whole().elements[element, True]) <= 0.01
