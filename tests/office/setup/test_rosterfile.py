"""Edits of the roster's text: what was typed stays, and what it says is exactly what was meant."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haishin.core.errors import ToolError
from haishin.core.strict_yaml import YamlLimits, compose
from haishin.office.setup.rosterfile import Append, Edit, Join, Put, edited
from support.force import CITY, FORCE

ROSTERS = [force / "schema" / "roster.yaml" for force in (FORCE, CITY)]
ROLE = {"role": "manager", "unit": "b", "from": "2027-04-01", "until": "null"}
STANDS = {
    "for": {"role": "manager", "unit": "b"},
    "order": "1",
    "when": "absent",
    "from": "2027-04-01",
    "until": "null",
}
ROLE_TEXT = "{role: manager, unit: b, from: 2027-04-01, until: null}"
STANDS_TEXT = "{for: {role: manager, unit: b}, order: 1, when: absent, from: 2027-04-01, until: null}"
NEW = {"id": "n", "name": "新 人", "accounts": [{"login": "n", "account": "7"}], "roles": [ROLE]}
NEW_TEXT = f"  - id: n\n    name: 新 人\n    accounts: [{{login: n, account: 7}}]\n    roles:\n      - {ROLE_TEXT}\n"

BLOCK = """\
# 体制
people:
  - id: a # 一人目
    name: 甲
    accounts: [{login: a, account: null}]
    roles:
      - {role: manager, unit: a, from: 2026-04-01, until: null} # 終わりはまだ
  # --- 次
  - id: c
    name: 丙
    accounts: [{login: c, account: 3}]
    roles: [{role: staff, unit: a, from: 2026-04-01, until: null}]
    deputy:
      - {for: {role: manager, unit: a}, order: 1, when: absent, from: 2026-04-01, until: null}
"""


def test_the_first_of_all_stand_where_nobody_stood() -> None:
    edits = [Join(-1, NEW), Join(-1, {**NEW, "id": "m"})]
    people = NEW_TEXT + NEW_TEXT.replace("id: n", "id: m")
    assert edited("# 体制\npeople: [] # まだ\n# 終わり\n", edits) == f"# 体制\npeople: # まだ\n{people}# 終わり\n"
    assert edited("people: [\n]", edits) == f"people:\n{people}"


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ([Put(("people", 0, "roles", 0, "until"), "2027-03-31")], "until: null} # 終", "until: 2027-03-31} # 終"),
        ([Put(("people", 0, "accounts", 0, "account"), "12")], "{login: a, account: null}", "{login: a, account: 12}"),
        ([Append(0, "roles", ROLE)], "# 終わりはまだ\n", f"# 終わりはまだ\n      - {ROLE_TEXT}\n"),
        (
            [Append(0, "deputy", STANDS), Append(0, "roles", ROLE), Append(0, "deputy", STANDS)],
            "# 終わりはまだ\n",
            f"# 終わりはまだ\n      - {ROLE_TEXT}\n    deputy:\n      - {STANDS_TEXT}\n      - {STANDS_TEXT}\n",
        ),
        ([Append(1, "roles", ROLE)], "until: null}]\n", f"until: null}}, {ROLE_TEXT}]\n"),
        (
            [Append(1, "deputy", STANDS)],
            "2026-04-01, until: null}\n",
            f"2026-04-01, until: null}}\n      - {STANDS_TEXT}\n",
        ),
        ([Join(0, NEW)], "  # --- 次\n", f"{NEW_TEXT}  # --- 次\n"),
        (
            [Join(0, NEW), Append(0, "deputy", STANDS)],
            "  # --- 次\n",
            f"    deputy:\n      - {STANDS_TEXT}\n{NEW_TEXT}  # --- 次\n",
        ),
    ],
)
def test_an_edit_changes_its_place_alone(edits: list[Edit], old: str, new: str) -> None:
    assert BLOCK.count(old) == 1
    assert edited(BLOCK, edits) == BLOCK.replace(old, new)


def test_new_people_come_last_when_nobody_is_of_their_unit() -> None:
    other = {**NEW, "id": "m", "deputy": [STANDS]}
    text = edited(BLOCK.rstrip("\n"), [Join(1, NEW), Join(1, other)])
    second = NEW_TEXT.replace("id: n", "id: m") + f"    deputy:\n      - {STANDS_TEXT}\n"
    assert text == BLOCK + NEW_TEXT + second


@pytest.mark.parametrize("name", ["O'Neil: x", "#1", "- a", "山田 # 太郎", 'a"b', "{x}", "null: ", "　"])
def test_a_name_is_never_syntax(name: str) -> None:
    text = edited(BLOCK, [Join(1, {**NEW, "name": name})])
    value: Any = compose(text, limits=YamlLimits(depth=12, flow_depth=4)).value
    assert value["people"][2]["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "people:\n  - id: [\n",
        "- a\n",
        "people:\n  - {id: a, name: x, accounts: [{login: a, account: null}], roles: [{role: staff, unit: a}]}\n",
        "people: [{id: a, name: x, roles: [{role: staff, unit: a}]}]\n",
    ],
)
def test_a_layout_without_a_sure_place_is_left_alone(text: str) -> None:
    with pytest.raises(ToolError) as caught:
        edited(text, [Append(0, "deputy", STANDS)])
    assert (
        caught.value.message.en
        == "The layout of roster.yaml leaves no sure place for the entries. Nothing was written."
    )


@pytest.mark.parametrize("path", ROSTERS, ids=["prefecture", "city"])
def test_no_edit_leaves_the_shipped_files_as_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert edited(text, []) == text


TEXTS = {path: path.read_text(encoding="utf-8") for path in ROSTERS}
VALUES: dict[Path, Any] = {
    path: compose(text, limits=YamlLimits(depth=12, flow_depth=4)).value for path, text in TEXTS.items()
}


@st.composite
def changes(draw: st.DrawFn) -> tuple[Path, list[Edit]]:
    path = draw(st.sampled_from(list(TEXTS)))
    people = VALUES[path]["people"]
    edits: list[Edit] = []
    for person in draw(st.lists(st.integers(0, len(people) - 1), max_size=4, unique=True)):
        for kind in draw(st.lists(st.sampled_from(("close", "number", "roles", "deputy", "join")), max_size=3)):
            match kind:
                case "close" if all(not isinstance(one, Put) or one.path[1] != person for one in edits):
                    edits.append(Put(("people", person, "roles", 0, "until"), "2027-03-31"))
                case "number" if all(not isinstance(one, Put) or one.path[1] != person for one in edits):
                    edits.append(Put(("people", person, "accounts", 0, "account"), "77"))
                case "roles" | "deputy":
                    edits.append(Append(person, kind, ROLE if kind == "roles" else STANDS))
                case "join":
                    edits.append(Join(person, NEW))
    return path, edits


@settings(max_examples=40)
@given(changes())
def test_it_says_what_was_meant_and_loses_no_line(made: tuple[Path, list[Edit]]) -> None:
    path, edits = made
    after = edited(TEXTS[path], edits)
    value: Any = copy.deepcopy(VALUES[path])
    for edit in edits:
        match edit:
            case Put((_, person, key, place, field), new):
                value["people"][person][key][place][field] = new
            case Append(person, key, entry):
                value["people"][person].setdefault(key, []).append(entry)
    joined = sorted((edit for edit in edits if isinstance(edit, Join)), key=lambda one: -one.after)
    for one in joined:
        value["people"].insert(one.after + 1, one.person)
    assert compose(after, limits=YamlLimits(depth=12, flow_depth=4)).value == value
    comments = [line for line in TEXTS[path].split("\n") if "#" in line]
    assert [line.partition("#")[2] for line in after.split("\n") if "#" in line] == [
        line.partition("#")[2] for line in comments
    ]
