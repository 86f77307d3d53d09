from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message, listed
from haishin.core.contract import ContractError, UnknownForm, load, load_blobs
from haishin.core.contract.loading import LARGEST, MOST
from haishin.core.errors import Exit
from haishin.core.model import Text
from support.contract import blobs, line_of, shipped, spoiled, told
from support.force import force_root


def test_the_shipped_schema_loads() -> None:
    contract = shipped()
    assert contract.organization.owner == "koho-kocho"
    assert set(contract.schemas) == {
        "alert",
        "drafts",
        "frame",
        "ledger",
        "organization",
        "policy",
        "roster",
        "wording",
    }
    assert contract.tree is None


def test_the_tree_is_kept() -> None:
    assert load_blobs(blobs(), "0123abcd").tree == "0123abcd"


def test_other_files_are_ignored() -> None:
    assert load_blobs({**blobs(), "RULES.md": b"# rules\n"}).schemas.keys() == shipped().schemas.keys()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError) as caught:
        load(tmp_path / "schema")
    assert (
        caught.value.message.ja
        == "schema/ に誤りがあります。\nschema/schema:1: 読めません（No such file or directory）。"
    )
    assert caught.value.exit_code is Exit.TOOL


@pytest.mark.parametrize("file", ["policy.yaml", "roster.yaml", "wording.schema.json", "alert.schema.json"])
def test_a_missing_file_is_told(file: str) -> None:
    files = blobs()
    del files[file]
    assert told(files) == [(file, 1, Message("core/contract/file-missing"))]


def test_all_mistakes_of_all_files_come_at_once() -> None:
    files = spoiled("roster.yaml", "{role: supervisor", "{role: boss")
    files["organization.yaml"] = files["organization.yaml"].replace(
        b"owner: koho-kocho", b"owner: koho-kocho\nowner: x"
    )
    line = line_of("roster.yaml", "role: boss", files)
    duplicate = line_of("organization.yaml", "owner: x", files)
    with pytest.raises(ContractError) as caught:
        load_blobs(files)
    assert caught.value.message.en.split("\n") == [
        "schema/ has mistakes.",
        f"schema/organization.yaml:{duplicate}: The key `owner` is written twice.",
        f"schema/roster.yaml:{line}: `boss` is not allowed. Use one of supervisor, manager, officer, staff.",
    ]
    assert caught.value.message.ja.split("\n")[1:] == [
        f"schema/organization.yaml:{duplicate}: 項目「owner」が2回書かれています。",
        f"schema/roster.yaml:{line}: 「boss」は使えません。supervisor、manager、officer、staff のどれかです。",
    ]
    assert caught.value.hint == Message("core/contract/mistakes.do")


@pytest.mark.parametrize("value", ["https://anzen.example.jp", "null", "{page: x}"])
def test_a_retired_item_is_answered_with_what_to_write_now(value: str) -> None:
    files = spoiled("organization.yaml", "  list_id:", f"  base_url: {value}\n  list_id:")
    assert told(files) == [
        (
            "organization.yaml",
            line_of("organization.yaml", "base_url", files),
            Message("core/contract/retired-base-url"),
        )
    ]


def test_the_same_word_elsewhere_is_no_retired_item() -> None:
    (mistake,) = told(spoiled("organization.yaml", "owner: koho-kocho", "owner: koho-kocho\nbase_url: x"))
    assert mistake[2].en.startswith("The item `base_url` is not known. Known are name, owner, mail")


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "reason"),
    [
        (
            "organization.yaml",
            "owner: koho-kocho",
            "owner: &x koho-kocho",
            "owner: &x",
            Text("YAML のアンカー（&）は使えません。", "YAML anchors (&) may not be used."),
        ),
        (
            "organization.yaml",
            "level: headquarters",
            "level: team",
            "level: team",
            Message("core/value-not-among", shown="team", words=listed(["headquarters", "station"])),
        ),
        (
            "organization.yaml",
            "    phone: 027-001-0110",
            "    phone: 027-001-0110\n    fax: 027-001-0111",
            "fax:",
            Message(
                "core/item-unknown-among",
                name="fax",
                known=listed(["name", "kind", "level", "manager_title", "officer_title", "phone", "municipalities"]),
            ),
        ),
        (
            "organization.yaml",
            "  koho-kocho:\n    name: 広報広聴課\n",
            "  koho-kocho:\n",
            "  koho-kocho:",
            Message("core/item-missing", name="name"),
        ),
        (
            "organization.yaml",
            "  keimu:",
            "  Keimu:",
            "  Keimu:",
            Message("core/item-name", name="Keimu"),
        ),
        (
            "roster.yaml",
            "from: 2026-04-01",
            "from: 2026-02-30",
            "2026-02-30",
            Message("core/value-no-day", shown="2026-02-30"),
        ),
        (
            "roster.yaml",
            "for: {role: supervisor,",
            "for: {role: officer,",
            "for: {role: officer,",
            Message("core/value-not-among", shown="officer", words=listed(["supervisor", "manager"])),
        ),
        (
            "wording.yaml",
            "  - pref.gunma.jp",
            "  - www.pref.gunma.jp",
            "official_hosts",
            Message("core/value-twice"),
        ),
        (
            "wording.yaml",
            "  leak-correction: |\n",
            "  leak-correction: [お知らせ]\n  other: |\n",
            "leak-correction",
            Message("core/value-kind", kind=listed([Message("core/kind-string")])),
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_line(file: str, old: str, new: str, at: str, reason: Text) -> None:
    files = spoiled(file, old, new)
    assert told(files) == [(file, line_of(file, at, files), reason)]


def test_broken_yaml_is_told_once() -> None:
    files = spoiled("roster.yaml", "people:", "people: people:")
    assert told(files) == [
        (
            "roster.yaml",
            line_of("roster.yaml", "people: people:", files),
            Text(
                "YAML として読めません。値の中に「: 」があるか、字下げが合っていません。",
                "This is no valid YAML: mapping values are not allowed in this context.",
            ),
        )
    ]


def test_a_file_that_is_no_mapping_is_told() -> None:
    assert told({**blobs(), "roster.yaml": b"- people\n"}) == [
        ("roster.yaml", 1, Message("core/value-kind", kind=listed([Message("core/kind-object")])))
    ]


def test_an_empty_file_is_told() -> None:
    assert told({**blobs(), "roster.yaml": b""}) == [
        ("roster.yaml", 1, Text("何も書かれていません。", "Nothing is written here."))
    ]


def test_text_that_is_not_utf8_is_told() -> None:
    assert told({**blobs(), "roster.yaml": b"people:\n  - \x8a\xbf\n"}) == [
        ("roster.yaml", 2, Message("core/contract/file-not-utf8"))
    ]


def test_a_schema_that_is_no_json_is_told() -> None:
    assert told({**blobs(), "roster.schema.json": b'{\n "type": \n}\n'}) == [
        (
            "roster.schema.json",
            3,
            Message("core/contract/file-no-json", error="Expecting value: line 3 column 1 (char 12)"),
        )
    ]


def test_a_schema_that_fetches_is_refused() -> None:
    files = {**blobs(), "roster.schema.json": b'{"$ref": "https://example.com/roster.json"}'}
    assert told(files) == [
        (
            "roster.schema.json",
            1,
            Message("core/reference-missing", reference="https://example.com/roster.json"),
        )
    ]


def patterns(part: object) -> Iterator[str]:
    """Every pattern of a JSON Schema."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "pattern" and isinstance(value, str):
                yield value
            yield from patterns(value)
    elif isinstance(part, list):
        for value in part:
            yield from patterns(value)


@pytest.mark.parametrize("file", sorted(name for name in blobs() if name.endswith(".schema.json")))
def test_no_pattern_lets_a_line_end_stand_behind_a_value(file: str) -> None:
    """T29: Python's ``$`` stands before a last line end, too."""
    found = list(patterns(json.loads(blobs()[file])))
    assert found
    assert [one for one in found if not one.endswith(r"$(?!\n)")] == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("policy.yaml", "max_age_minutes: 720", 'max_age_minutes: "720\\n"'),
        ("policy.yaml", 'opens: "07:00"', 'opens: "07:00\\n"'),
        ("policy.yaml", "- id: own-manager", '- id: "own-manager\\n"'),
        ("roster.yaml", "login: koho-kocho-manager,", 'login: "koho-kocho-manager\\n",'),
        ("organization.yaml", "owner: koho-kocho", 'owner: "koho-kocho\\n"'),
    ],
)
def test_a_line_end_behind_a_value_is_told(file: str, old: str, new: str) -> None:
    files = spoiled(file, old, new)
    assert (file, line_of(file, new, files)) in [one[:2] for one in told(files)]


def test_deep_nesting_ends_the_reading_of_a_schema() -> None:
    files = {**blobs(), "roster.schema.json": b"[" * 200_000}
    [(file, line, reason)] = told(files)
    assert isinstance(reason, Message)
    assert (file, line, reason.code) == ("roster.schema.json", 1, "core/contract/file-no-json")


def test_the_folder_is_read_as_its_blobs_are() -> None:
    assert load(force_root() / "schema") == shipped()


def test_a_file_beyond_measure_is_refused_unread(tmp_path: Path) -> None:
    """S13. What no contract is made of is not read at all."""
    for name, blob in blobs().items():
        (tmp_path / name).write_bytes(blob)
    (tmp_path / "notes.yaml").write_bytes(b"#" * (LARGEST + 1))
    room = LARGEST - len(blobs()["wording.yaml"])
    (tmp_path / "wording.yaml").write_bytes(blobs()["wording.yaml"] + b"#" * room)
    assert load(tmp_path) == shipped()
    (tmp_path / "wording.yaml").write_bytes(blobs()["wording.yaml"] + b"#" * (room + 1))
    with pytest.raises(ContractError) as caught:
        load(tmp_path)
    assert [(mistake.file, mistake.line) for mistake in caught.value.mistakes] == [("wording.yaml", 1)]
    assert "256 KiB" in caught.value.message.ja


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("wording.yaml", "\nofficial_hosts:\n  - ", "\nofficial_hosts: []\nx:\n  - "),
        ("wording.yaml", "lists:\n", "lists:\n  copied_article: [a, a]\n"),
        ("organization.yaml", "owner: koho-kocho", "owner: koho-kocho\nowner: keimu"),
    ],
)
def test_a_slip_in_one_file_hides_no_contradiction_of_others(file: str, old: str, new: str) -> None:
    """O1: what can still be judged is told in the same run."""
    files = {**spoiled(file, old, new)}
    files["roster.yaml"] = files["roster.yaml"].replace(b"unit: keimu", b"unit: keimuu", 1)
    found = told(files)
    line = line_of("roster.yaml", "keimuu", files)
    assert ("roster.yaml", line, Message("core/contract/unknown-unit", name="keimuu")) in found
    assert file in {name for name, *_ in found}


def test_of_a_file_that_cannot_be_judged_nothing_that_rests_on_it_is_told() -> None:
    """A false contradiction is worse than a late one: the roster's units are those of a broken organization."""
    files = spoiled("organization.yaml", "  keimu:", "  Keimu:")
    files["roster.yaml"] = files["roster.yaml"].replace(b"id: keimu-manager", b"id: keimu-officer", 1)
    assert {name for name, *_ in told(files)} == {"organization.yaml", "roster.yaml"}
    assert Message("core/contract/person-id-twice", id="keimu-officer") in {reason for _, _, reason in told(files)}
    unknown = [Message("core/contract/unknown-unit", name=name) for name in ("Keimu", "keimu")]
    assert not any(reason in unknown for _, _, reason in told(files))


@pytest.mark.parametrize("part", ["official_hosts", "copied_article", "place_names", "carrier_domains", "child_words"])
def test_an_empty_list_says_that_there_is_none(part: str) -> None:
    """O1"""
    text = blobs()["wording.yaml"].decode()
    emptied, count = re.subn(rf"(?m)^( *){part}:.*\n(?:\1 +.*\n)*", rf"\1{part}: []\n", text)
    assert count == 1
    wording = load_blobs({**blobs(), "wording.yaml": emptied.encode()}).wording
    assert (wording.official_hosts if part == "official_hosts" else wording.lists[part]) == ()


@pytest.mark.parametrize("unit", ["k{}: x\n", "# \x01\n"], ids=["unknown", "character"])
def test_at_most_a_hundred_mistakes_are_told(unit: str) -> None:
    """S13: the first of them, and that there are more."""
    files = {**blobs(), "wording.yaml": blobs()["wording.yaml"] + "".join(map(unit.format, range(2000))).encode()}
    first = blobs()["wording.yaml"].count(b"\n") + 1
    found = told(files)
    assert [line for _, line, _ in found] == [*range(first, first + MOST), first + MOST - 1]
    assert found[-1][2] == Message("core/contract/more-mistakes", most=100)


@pytest.mark.parametrize(
    ("form", "product", "needed"),
    [
        ("2", "product: {version: 0.9.0}", Message("core/needed-release", version="0.9.0")),
        ("2", "product: [a]", Text("", "")),
        ("2", "", Text("", "")),
        ("0", "product: {version: 0.9.0}", Text("", "")),
        ("two", "product: {version: 0.9.0}", Text("", "")),
    ],
)
def test_a_later_form_names_the_release_that_knows_it(form: str, product: str, needed: Text) -> None:
    files = {**blobs(), "policy.yaml": f"form: {form}\n{product}\n".encode()}
    with pytest.raises(UnknownForm) as caught:
        load_blobs(files)
    known = {"form": form, "known": "1", "needed": needed}
    assert caught.value.message == Message("core/contract/form-unknown", **known)


def test_every_form_has_an_example_that_keeps_to_it() -> None:
    """What is not written as it must be is told with one that is: 「8:00」 with 08:00."""
    for name in ("policy", "organization", "roster", "frame", "wording"):
        parts: list[Any] = [json.loads(blobs()[f"{name}.schema.json"])]
        while parts:
            part = parts.pop()
            if isinstance(part, list):
                parts += part
            elif isinstance(part, dict):
                parts += [inner for key, inner in part.items() if key != "propertyNames"]
                if isinstance(form := part.get("pattern"), str):
                    assert re.search(form, part["examples"][0]), (name, part)


def test_an_hour_of_three_digits_is_shown_with_four() -> None:
    assert told(spoiled("policy.yaml", 'opens: "07:00"', 'opens: "8:00"'))[0][2].ja.endswith(
        "「8:00」の書き方が正しくありません。「08:00」のように書きます。"
    )
