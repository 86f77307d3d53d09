"""The fuzzer goes on from what reaches a new place, names what an input breaks, and makes it small."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from haishin.residents.mails.mime import Unreadable, parse
from support.fuzz import TARGETS, Fuzz, Wrong, broken, covered, small


def toy(data: bytes) -> None:
    if b"loop" in data:
        while True:
            pass
    if b"wrong" in data:
        raise Wrong("wrong")
    with suppress(Unreadable):
        parse(data)
    if b"ab" in data:
        raise ValueError("private")


@pytest.mark.parametrize("target", TARGETS)
def test_a_few_inputs_of_each_target_break_nothing(target: str, tmp_path: Path) -> None:
    run, corpus = TARGETS[target](tmp_path)
    fuzz, left = Fuzz(run, corpus[:2], 1), count()
    fuzz.go(lambda: next(left) < 5)
    assert (fuzz.inputs, fuzz.faults) == (5, {})
    assert len(fuzz.places) > 100


def test_a_fault_is_found_told_without_its_words_and_made_small() -> None:
    fuzz, left = Fuzz(toy, [b"From: b", b"Subject: a", b"a\n\nb"], 1), count()
    fuzz.go(lambda: next(left) < 400)
    assert fuzz.faults == {"ValueError: ": b"ab"}
    assert len(fuzz.corpus) > 3


def test_what_an_input_breaks_is_named() -> None:
    assert broken(toy, b"From: x") is None
    assert broken(toy, b"wrong") == "Wrong: wrong"
    assert broken(toy, b"loop", 0.05) == "slow"
    assert str(broken(parse, b"A: b\n" * 501)).startswith("Unreadable at residents/mails/mime.py:")
    assert small(toy, b"1234wrong56", "Wrong: wrong") == b"wrong"


def test_places_are_steps_of_the_readers() -> None:
    assert covered(toy, b"A: b\n") != covered(toy, b"A: b\n" * 501)
