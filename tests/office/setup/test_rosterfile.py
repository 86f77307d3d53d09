"""The roster as it is written: in one order, and it says exactly what was meant."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.core.strict_yaml import YamlLimits, compose
from haishin.office.setup.rosterfile import Append, Edit, Join, Put, edited, written
from support.contract import shipped
from support.decision import city
from support.force import CITY, FORCE

ROLE = {"role": "manager", "unit": "maebashi", "from": "2027-04-01", "until": "null"}
STANDS = {
    "for": {"role": "manager", "unit": "maebashi"}, "order": "1", "when": "absent", "from": "2027-04-01",
    "until": "null",
}  # fmt: skip
NEW = {"id": "n", "name": "新 人", "accounts": [{"login": "n", "account": "7"}], "roles": [ROLE], "deputy": [STANDS]}
FORCES = {FORCE: shipped().organization, CITY: city().organization}
TEXTS = {force: (force / "schema" / "roster.yaml").read_text(encoding="utf-8") for force in FORCES}


def people(text: str) -> Any:
    value: Any = compose(text, limits=YamlLimits(depth=12, flow_depth=4)).value
    return value["people"]


def test_the_shipped_file_stands_in_that_order() -> None:
    """So that the first import shows what it changes, and nothing else."""
    text = edited(TEXTS[FORCE], [], FORCES[FORCE])
    assert text.partition("people:")[2] == TEXTS[FORCE].partition("people:")[2]


@pytest.mark.parametrize("force", FORCES, ids=["prefecture", "city"])
def test_what_was_written_is_written_so_again(force: Path) -> None:
    text = edited(TEXTS[force], [], FORCES[force])
    assert edited(text, [], FORCES[force]) == text


def test_a_person_stands_with_the_unit_joined_last_its_chief_first() -> None:
    text = edited(TEXTS[FORCE], [Join(NEW)], FORCES[FORCE])
    assert ("  # --- 前橋警察署\n  - id: maebashi-manager\n") in text
    assert (
        "  - id: n\n"
        "    name: 新 人\n"
        "    accounts: [{login: n, account: 7}]\n"
        "    roles:\n"
        "      - {role: manager, unit: maebashi, from: 2027-04-01, until: null}\n"
        "    deputy:\n"
        "      - {for: {role: manager, unit: maebashi}, order: 1, when: absent, from: 2027-04-01, until: null}\n"
        "  - id: maebashi-officer\n"
    ) in text


def test_nobody_is_an_empty_list() -> None:
    assert people(written([], FORCES[FORCE])) == []


@pytest.mark.parametrize("name", ["O'Neil: x", "#1", "- a", "山田 # 太郎", 'a"b', "{x}", "null: ", "　"])
def test_a_name_or_a_note_is_never_syntax(name: str) -> None:
    [person] = people(written([{**NEW, "name": name, "note": name}], FORCES[FORCE]))
    assert (person["name"], person["note"]) == (name, name)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Path, list[Edit]]:
    force = draw(st.sampled_from(list(TEXTS)))
    known = people(TEXTS[force])
    edits: list[Edit] = []
    for person in draw(st.lists(st.integers(0, len(known) - 1), max_size=4, unique=True)):
        for kind in draw(st.lists(st.sampled_from(("close", "number", "roles", "deputy", "join")), max_size=3)):
            match kind:
                case "close":
                    edits.append(Put(("people", person, "roles", 0, "until"), "2027-03-31"))
                case "number":
                    edits.append(Put(("people", person, "accounts", 0, "account"), "77"))
                case "roles" | "deputy":
                    edits.append(Append(person, kind, ROLE if kind == "roles" else STANDS))
                case "join":
                    edits.append(Join({**NEW, "id": f"n{len(edits)}"}))
    return force, edits


@settings(max_examples=40)
@given(changes())
def test_it_says_what_was_meant(made: tuple[Path, list[Edit]]) -> None:
    force, edits = made
    value: Any = copy.deepcopy(people(TEXTS[force]))
    for edit in edits:
        match edit:
            case Put((_, person, key, place, field), new):
                value[person][key][place][field] = new
            case Append(person, key, entry):
                value[person].setdefault(key, []).append(entry)
            case Join(person):
                value.append(person)
    after = people(edited(TEXTS[force], edits, FORCES[force]))
    assert sorted(after, key=lambda one: one["id"]) == sorted(value, key=lambda one: one["id"])
