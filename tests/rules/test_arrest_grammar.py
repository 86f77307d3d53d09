from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from haishin.rules.arrest_grammar import reports
from support_contract import shipped

MAILS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "arrest_mails.yaml").read_text("utf-8"))
LISTS = shipped().wording.lists
UNRELATED = [line for line in MAILS["clean"] if line.endswith("。") and "\n" not in line]


def _words(text: str, *, swindle: bool = False) -> list[str]:
    return [text[start:end] for start, end in reports(text, LISTS, swindle=swindle)]


def test_there_are_enough() -> None:
    assert sum(map(len, MAILS.values())) >= 120
    assert len({line for lines in MAILS.values() for line in lines}) >= 120


@pytest.mark.parametrize("text", MAILS["report"])
def test_a_report(text: str) -> None:
    assert _words(text)


@pytest.mark.parametrize("text", MAILS["clean"])
def test_no_report(text: str) -> None:
    assert _words(text) == []
    assert _words(text, swindle=True) == []


@pytest.mark.parametrize("text", MAILS["fraud_report"])
def test_a_report_in_a_mail_about_a_swindle(text: str) -> None:
    assert _words(text, swindle=True)


@pytest.mark.parametrize("text", MAILS["fraud_clean"])
def test_what_a_swindler_says(text: str) -> None:
    assert _words(text, swindle=True) == []


def test_the_word_that_is_shown() -> None:
    assert _words("身柄は、すでに確保され、もう一人も逮捕しました。") == ["身柄は、すでに確保", "逮捕"]
    assert _words("男を逮\n捕しました。") == ["逮\n捕"]


@given(
    st.sampled_from(MAILS["report"]),
    st.lists(st.sampled_from(UNRELATED), max_size=3),
    st.lists(st.sampled_from(UNRELATED), max_size=3),
    st.sampled_from(["", "\n", "\n\n", " "]),
    st.booleans(),
)
def test_no_sentence_hides_a_report_in_another(
    report: str, before: list[str], after: list[str], between: str, swindle: bool
) -> None:
    closed = report if report.endswith("。") or between == "\n\n" else f"{report}。"
    alone = _words(closed, swindle=swindle)
    assert _words(between.join([*before, closed, *after]), swindle=swindle) == alone


@given(st.text(alphabet="逮捕検挙身柄を確保はされてい至っません。「」…\n のため情報、まだ", max_size=200))
def test_places_are_in_the_text_and_in_order(text: str) -> None:
    for swindle in (False, True):
        places = list(reports(text, LISTS, swindle=swindle))
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_a_force_without_links_or_passes() -> None:
    lists = {"arrest_words": ("逮捕",), "arrest_negations": ("されていません",)}
    assert [list(reports(text, lists, swindle=False)) for text in ("逮捕されていません", "逮捕しました")] == [
        [],
        [(0, 2)],
    ]
