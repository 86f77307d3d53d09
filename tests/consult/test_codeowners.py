"""CODEOWNERS from the roster: what it says, and that nothing tracked is left open."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from functools import cache

import pytest

from haishin.consult.codeowners import GUARDED, parse, problems, render
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, load_blobs
from haishin.core.model import Role, Seat, Text
from support.contract import shipped, spoiled
from support.force import ROOT
from support.settings import numbered_contract

SECTION = "@koho-kocho-manager @koho-kocho-officer @koho-kocho-staff"


@cache
def contract() -> Contract:
    return numbered_contract()


def made(contract: Contract) -> str:
    return render(contract.organization, contract.roster)


def found(text: str, paths: tuple[str, ...] = ()) -> list[Text]:
    return list(problems(text, paths, contract().roster))


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return tuple(listed.decode().split("\0")[:-1])


def test_the_sample_is_owned_by_its_people_and_says_that_the_gate_is_open() -> None:
    text = made(shipped())
    assert "【見本】" in text
    assert (
        "# SAMPLE: nobody in the roster has an account id. The accounts below are fictional or were never looked up.\n"
        "# This gate is open.\n" in text
    )
    numbered = parse(made(contract())).lines
    assert [(one.pattern, one.owners) for one in parse(text).lines] == [(one.pattern, one.owners) for one in numbered]
    assert [one.en for one in problems(text, tracked(), shipped().roster)] == []


def test_one_id_is_enough_to_be_no_sample() -> None:
    one = load_blobs(
        spoiled("roster.yaml", "login: numata-manager, account: null", "login: numata-manager, account: 7")
    )
    assert not one.roster.is_sample
    assert parse(made(one)).lines == ()
    assert "this gate is not closed" in made(one)
    assert "@" not in made(one)


@pytest.mark.parametrize("unit", shipped().organization.units)
def test_no_clerk_of_the_section_in_charge_is_enough_for_a_unit(unit: str) -> None:
    roster = contract().roster
    seats = {Seat(Role.MANAGER, unit), Seat(Role.OFFICER, unit), Seat(Role.SUPERVISOR, contract().organization.owner)}
    fitting = {
        f"@{person.login}"
        for person in roster.people
        if any(held.seat in seats for held in (*person.roles, *person.deputies))
    }
    assert set(parse(made(contract())).of(f"alerts/{unit}/2026/x.md")) == fitting
    assert "@koho-kocho-staff" not in fitting


def test_it_begins_with_the_rest_and_ends_with_what_is_guarded() -> None:
    lines = [line for line in made(contract()).split("\n") if line and not line.startswith("#")]
    assert lines[0] == f"* {SECTION}"
    assert lines[1] == "/alerts/koho-kocho/ @koho-kocho-manager @koho-kocho-officer"
    assert lines[-len(GUARDED) :] == [f"{pattern} {SECTION}" for pattern in GUARDED]
    assert len(lines) == 1 + len(contract().organization.units) + len(GUARDED)


def test_a_unit_has_its_manager_its_officers_their_deputies_and_the_supervisor() -> None:
    owners = parse(made(contract())).of("alerts/maebashi/2026/20261125-1605-koekake.md")
    assert owners == (
        "@maebashi-manager",
        "@maebashi-officer",
        "@maebashi-duty",
        "@koho-kocho-manager",
        "@koho-kocho-officer",
    )


def test_everything_that_is_tracked_has_an_owner_and_a_pull_request_cannot_lose_it() -> None:
    owners = parse(made(contract()))
    assert owners.faults == ()
    assert found(made(contract()), tracked()) == []
    section = tuple(SECTION.split(" "))
    outside = [path for path in tracked() if not path.startswith("alerts/")]
    assert {owners.of(path) for path in outside} == {section}
    assert len(outside) > 100


@pytest.mark.parametrize(
    "path",
    [
        ".github/CODEOWNERS",
        ".github/workflows/send.yml",
        "CODEOWNERS",
        "docs/CODEOWNERS",
        "alerts/maebashi/CODEOWNERS",
        "alerts/maebashi/.gitattributes",
        "alerts/.gitmodules",
        "alerts/.gitignore",
        "schema/roster.yaml",
        "scripts/send.py",
        "tests/a/b.py",
        ".ci/run",
        "pyproject.toml",
        "requirements.lock",
        "requirements-dev.lock",
        "README.md",
        "new/file",
        "Alerts/maebashi/2026/x.md",
        "alerts/dissolved/2026/x.md",
        "alerts/maebashi",
    ],
)
def test_what_is_guarded_belongs_to_the_section_in_charge_alone(path: str) -> None:
    assert parse(made(contract())).of(path) == tuple(SECTION.split(" "))


def test_it_knows_no_clock() -> None:
    """A closed entry stays; a person without a number is left out; a second account is listed too."""

    def change(text: str) -> str:
        text = text.replace(
            "- {role: officer, unit: numata, from: 2026-04-01, until: null}",
            "- {role: officer, unit: numata, from: 2026-04-01, until: 2026-06-30}\n"
            "      - {role: officer, unit: kiryu, from: 2026-07-01, until: null}",
        )
        text = re.sub(r"(login: numata-manager, account: )\d+", r"\1null", text)
        return re.sub(r"\[(\{login: kiryu-manager.*?\})\]", r"[\1, {login: kiryu-chief, account: 9}]", text)

    owners = parse(made(numbered_contract(change)))
    assert owners.of("alerts/numata/x")[:2] == ("@numata-officer", "@numata-duty")
    assert owners.of("alerts/kiryu/x")[:4] == ("@kiryu-manager", "@kiryu-chief", "@kiryu-officer", "@numata-officer")


def test_a_unit_without_numbers_belongs_to_the_supervisor() -> None:
    blank = numbered_contract(lambda text: re.sub(r"(login: oizumi-\w+, account: )\d+", r"\1null", text))
    assert parse(made(blank)).of("alerts/oizumi/x") == ("@koho-kocho-manager", "@koho-kocho-officer")


def test_one_owner_alone_is_not_enough() -> None:
    def change(text: str) -> str:
        return re.sub(r"(login: koho-kocho-(?:officer|staff), account: )\d+", r"\1null", text)

    text = made(numbered_contract(change))
    complaints = found(text)
    assert len(complaints) == 2 + len(GUARDED)  # the rest and the section's own folder
    number = next(line.number for line in parse(text).lines if line.pattern == "/schema/")
    assert Message("consult/owners-too-few", line=number, pattern="/schema/", found=1, least=2) in complaints


def test_two_accounts_of_one_person_are_one_owner() -> None:
    def change(text: str) -> str:
        text = re.sub(r"(login: koho-kocho-(?:officer|staff), account: )\d+", r"\1null", text)
        return re.sub(r"\[(\{login: koho-kocho-manager.*?\})\]", r"[\1, {login: second, account: 9}]", text)

    one = numbered_contract(change)
    first = next(problems(made(one), (), one.roster))
    line = next(line.number for line in parse(made(one)).lines if line.pattern == "*")
    assert first == Message("consult/owners-too-few", line=line, pattern="*", found=1, least=2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/docs/", Message("consult/owners-none", line=1)),
        ("/docs/ @nobody-known", Message("consult/owners-stranger", line=1, owner="@nobody-known")),
        ("/docs/ @Maebashi-Manager", Message("consult/owners-stranger", line=1, owner="@Maebashi-Manager")),
        ("![a] @x", Message("consult/owners-bad-pattern", pattern="![a]")),
    ],
)
def test_a_line_by_another_hand_is_noticed(line: str, said: Message) -> None:
    assert found(f"{line}\n") == [said]


def test_a_path_without_an_owner_and_a_second_file_are_noticed() -> None:
    text = f"/schema/ {SECTION}\n"
    assert found(text, ("schema/a", "alerts/x", "docs/CODEOWNERS")) == [
        Message("consult/owners-nobody", path="alerts/x"),
        Message("consult/owners-second-file", path="docs/CODEOWNERS"),
        Message("consult/owners-nobody", path="docs/CODEOWNERS"),
    ]


def test_whichever_section_is_in_charge_owns_the_rest() -> None:
    other = replace(contract().organization, owner="maebashi")
    lines = parse(render(other, contract().roster)).lines
    assert lines[0].owners == ("@maebashi-manager", "@maebashi-officer", "@maebashi-duty", "@maebashi-staff")
