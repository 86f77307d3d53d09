"""Every row of ``words/`` finds its hits, it alone does, and the near misses beside it pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from haishin.check.reading import Writing
from haishin.check.rule_registry import SCANNED
from haishin.check.rules import at_once, doubled_title, incomplete, worded
from haishin.check.rules.worded import Phrase, matches, shipped_rows
from haishin.core.contract import Contract
from haishin.core.text.normalising import narrowed
from support.contract import shipped

FILES = sorted(Path(worded.__file__).with_name("words").glob("*.yaml"))
BY_RULE = {path.stem: yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in FILES}
EACH = [
    pytest.param(rule, place, id=f"{rule}-{row['say']}") for rule in BY_RULE for place, row in enumerate(BY_RULE[rule])
]


def found(rule: str, rows: Sequence[Phrase], text: str) -> list[str]:
    """The stretches that these rows of a rule find in a text, each as its key asks."""
    if rule in incomplete.WORDS:
        return [text[start:end] for row in rows for start, end in incomplete.stretches(row, narrowed(text))]
    return [text[start:end] for start, end, _ in matches(rows, narrowed(text))]


def said(rule: str, text: str, contract: Contract) -> list[str]:
    """The stretches that the rule finds in a text, or in a title."""
    writing = Writing(text, text, content="caution")
    if rule in (*incomplete.WORDS, at_once.ID, doubled_title.ID):  # what they find is nothing against the text
        return found(rule, shipped_rows(rule), text)
    (look,) = [one.look for one in SCANNED if rule == one.ID]
    return [dict(writing.fields)[one.field][one.start : one.end] for one in look(writing, contract)]


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_rows_are_in_form(rule: str) -> None:
    rows = BY_RULE[rule]
    assert 0 < len(rows) <= 70
    for row in rows:
        assert {"say", "hits"} <= row.keys() <= {"say", "key", "unless", "hits", "passes"}
        assert not [sign for sign in ("(?:", "[^", "{0,", "|") if sign in row["say"]]
        assert row["say"] == row["say"].strip("… ")
        assert all(isinstance(row[name], list) and row[name] for name in row.keys() - {"say", "key"})
    assert len({row["say"] for row in rows}) == len(rows)


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_quick_reader_reads_what_yaml_reads(rule: str) -> None:
    assert shipped_rows(rule) == tuple(
        Phrase(narrowed(row["say"]), row.get("key", "found"), tuple(map(narrowed, row.get("unless", ()))))
        for row in BY_RULE[rule]
    )


@pytest.mark.parametrize(("rule", "place"), EACH)
def test_each_row_is_needed_and_finds_no_more(rule: str, place: int) -> None:
    row, rows = BY_RULE[rule][place], shipped_rows(rule)
    alone, others = rows[place : place + 1], (*rows[:place], *rows[place + 1 :])
    for hit in row["hits"]:
        assert said(rule, hit, shipped()), hit
        assert found(rule, alone, hit), hit
        assert not found(rule, others, hit), f"{hit}: another row finds it as well"
    for near in row.get("passes", ()):
        assert not said(rule, near, shipped()), near


ELEMENT = {
    "nothing": "what",
    "reports": "act",
    "topic": "act",
    "told": "act",
    "hours": "when",
}  # that a word does not say


@pytest.mark.parametrize(("rule", "place"), [one for one in EACH if one.values[0] in incomplete.WORDS])
def test_each_row_of_an_element_says_it_where_its_form_stands(rule: str, place: int) -> None:
    row = BY_RULE[rule][place]
    kind = row["key"].partition("-")[0]
    element, says = ELEMENT.get(kind, kind), kind not in ELEMENT
    for text, wanted in [(hit, says) for hit in row["hits"]] + [(near, not says) for near in row.get("passes", ())]:
        lacking = incomplete.lacking(Writing("", text), (element,), shipped())
        assert (not lacking) is wanted, text


@pytest.mark.parametrize(
    ("row", "text", "found"),
    [
        (Phrase("男…逃走"), "男は黒い車で逃走。男が逃走した", ["男は黒い車で逃走", "男が逃走"]),
        (Phrase("男…逃走"), "男" + "あ" * 20 + "逃走", ["男" + "あ" * 20 + "逃走"]),
        (Phrase("男…逃走"), "男" + "あ" * 21 + "逃走", []),
        (Phrase("男…逃走"), "男がいた。逃走", []),
        (Phrase("男…逃走"), "男がいた\n逃走", []),
        (Phrase("男…逃走"), "男がいた!逃走", []),
        (Phrase("犯人は", unless=("人目",)), "この犯人は人目を嫌う。犯人は逃げた", ["犯人は"]),
        (Phrase("犯人は", unless=("人目",)), "人目を犯人は嫌う", []),
        (Phrase("検挙", unless=("未検挙", "検挙率")), "未検挙を検挙、検挙率", ["検挙"]),
        (Phrase("a.c"), "abc a.c", ["a.c"]),
    ],
)
def test_what_a_row_finds(row: Phrase, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end, _ in matches([row], text)] == found


def test_of_those_that_overlap_the_first_and_longest_is_told() -> None:
    rows = (Phrase("bc", "late"), Phrase("ab", "short"), Phrase("abc", "long"))
    assert matches(rows, "abcbc") == [(0, 3, "long"), (3, 5, "late")]


def test_the_force_adds_words_and_lets_others_pass() -> None:
    contract = shipped()
    lists = {**contract.wording.lists, "hearsay": ("町で…評判",), "hearsay_passes": ("祭りの",)}
    own = replace(contract, wording=replace(contract.wording, lists=lists))
    assert said("hearsay", "町でも前から評判の男です", contract) == []
    assert said("hearsay", "町でも前から評判の男です", own) == ["町でも前から評判"] * 2
    assert said("hearsay", "祭りの日、男が来るとの噂があります", contract) == ["噂"] * 2
    assert said("hearsay", "祭りの日、男が来るとの噂があります", own) == []
