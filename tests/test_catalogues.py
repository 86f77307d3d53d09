"""The catalogues of the rooms against the calls: a code that has no row, a hole that nobody fills, a row never said."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from haishin.core.catalogue import FILE, PACKAGE, Message, holes, rows
from support.wordings import ROOMS, Call, calls, golden, page

# Rooms whose sentences all stand in their catalogue: the list only grows.
DONE = (
    "check",
    "check/findings",
    "cli",
    "consult",
    "consult/consultation",
    "consult/decision",
    "consult/forge",
    "consult/review",
    "core",
    "core/contract",
    "core/repository",
    "message",
    "office",
    "office/audit",
    "office/drafting",
    "office/publishing",
    "office/setup",
    "office/upgrading",
    "residents",
    "send",
    "send/acts",
    "send/journal",
    "send/ledger",
    "send/live",
    "send/sending",
    "send/transport",
    "send/watch",
)
RULES = ("strict_yaml.py",)  # modules of rules, which keep their words
CALLS = tuple(calls())


def rows_of(code: str, *, prefix: bool) -> set[str]:
    """The names of the rows that a code of a call may mean, remedies apart."""
    room, _, name = code.rpartition("/")
    if room not in ROOMS:
        return set()
    named = {row for row in rows(room) if row == name or (prefix and row.startswith(name))}
    return named if name.endswith(".do") else {row for row in named if not row.endswith(".do")}


def wanted(room: str, name: str) -> frozenset[str]:
    """The values that a row needs, its remedy included."""
    there = rows(room)
    return holes(there[name]) | (holes(there[f"{name}.do"]) if f"{name}.do" in there else frozenset())


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.place} {call.code}")
def test_a_call_gives_its_row_the_values_that_it_needs(call: Call) -> None:
    room = call.code.rpartition("/")[0]
    named = rows_of(call.code, prefix=call.prefix)
    assert named
    needed = {name: wanted(room, name) for name in named}
    if not call.open:
        assert {name: gaps for name, has in needed.items() if (gaps := has - call.values)} == {}
    assert call.values - frozenset().union(*needed.values()) == frozenset()


@pytest.mark.parametrize("room", ROOMS)
def test_each_row_is_said_somewhere(room: str) -> None:
    said = {
        name for call in CALLS if call.code.startswith(f"{room}/") for name in rows_of(call.code, prefix=call.prefix)
    }
    assert {name for name in rows(room) if not name.endswith(".do")} - said == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_row_stands_twice(room: str) -> None:
    names = re.findall(r"^([\w-]+):", (PACKAGE / room / FILE).read_text("utf-8"), re.MULTILINE)
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_holes(room: str) -> None:
    different = [
        name
        for name, row in rows(room).items()
        if holes({"ja": row["ja"], "en": ""}) != holes({"ja": "", "en": row["en"]})
    ]
    assert different == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_sentences_of_a_room_are_those_that_were_read(room: str) -> None:
    anew = "write the pages anew: PYTHONPATH=scripts:tests .venv/bin/python -m support.wordings"
    assert page(room) == golden(room).read_text("utf-8"), anew


@pytest.mark.parametrize("room", DONE)
def test_a_room_that_is_done_words_nothing_in_its_code(room: str) -> None:
    assert [
        place for path in sorted((PACKAGE / room).glob("*.py")) if path.name not in RULES for place in worded(path)
    ] == []


def worded(path: Path) -> list[str]:
    """The places of a module at which a sentence in two languages is written."""
    tree = ast.parse(path.read_text("utf-8"))
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
    ]
    return [f"{path.name}:{node.lineno}" for node in found if any(has_letters(part) for part in node.args)]


def has_letters(part: ast.expr) -> bool:
    words = [part] if isinstance(part, ast.Constant) else part.values if isinstance(part, ast.JoinedStr) else []
    literal = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return any(character.isalpha() for word in literal for character in word)


def test_a_message_is_its_code_and_its_values() -> None:
    told = Message("residents/line-twice", line=3)
    assert told == Message("residents/line-twice", line=3)
    assert told != Message("residents/line-twice", line=4)
    assert told != Message("residents/line-left")
    assert {told, Message("residents/line-twice", line=3)} == {told}
    assert repr(told) == "Message('residents/line-twice', line=3)"


def test_a_value_in_both_languages_is_said_in_the_language_asked_for() -> None:
    told = Message("residents/line", line=1, column=Message("residents/whole-line"), masked="***", reason="x")
    assert (told.ja, told.en) == ("1行目 全体(***):x", "line 1, whole line (***): x")


def test_a_remedy_keeps_the_values_that_it_needs() -> None:
    error = Message("residents/registry-open-to-others", name="subscribers.sqlite", mode=0o644)
    assert error.remedy == Message("residents/registry-open-to-others.do", name="subscribers.sqlite")
