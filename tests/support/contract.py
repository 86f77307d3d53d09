"""The example force's ``schema/``, and copies of it with one mistake in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from haishin.consult.schema_versions import generated
from haishin.core.contract import Contract, ContractError, Mistake, load_blobs
from haishin.core.model import Text
from support.force import blobs


@cache
def shipped() -> Contract:
    """The example force's contract."""
    return load_blobs(blobs())


def put_generated(root: Path) -> None:
    """Write what the program makes of it into the root of a repository that has its ``schema/``."""
    for path, text in generated(shipped()).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def spoiled(file: str, old: str, new: str) -> dict[str, bytes]:
    """Its files with the first ``old`` of one file replaced; it must be there."""
    files = blobs()
    text = files[file].decode()
    assert old in text
    files[file] = text.replace(old, new, 1).encode()
    return files


@cache
def of_a_fu() -> Contract:
    """The contract of a force whose areas together are no 県."""
    return load_blobs(spoiled("organization.yaml", "\nowner:", "\nwhole: 府内全域\nowner:"))


@cache
def around_the_clock() -> Contract:
    """The contract of a force that mails at any hour."""
    return load_blobs(spoiled("policy.yaml", 'opens: "07:00", closes: "20:00"', 'opens: "00:00", closes: "24:00"'))


@cache
def with_own_clause() -> Contract:
    """The contract of a force whose rows and rules rest on its own decision, of which its guideline says nothing."""
    files = spoiled(
        "policy.yaml", "\n    clause: 3(2)\n    when: {change: [added", "\n    clause: 当庁\n    when: {change: [added"
    )
    own = "clauses:\n  当庁: {sentence: 所属長が確かめる。, how: [stated], by: 決めたこと, ours: true}\n"
    policy = (
        files["policy.yaml"].decode().replace("clauses:\n", own, 1).replace("relative-day: 5(3)", "relative-day: 当庁")
    )
    return load_blobs({**files, "policy.yaml": policy.encode()})


def supervised_by(unit: str) -> dict[str, bytes]:
    """Its files with the same people, and the seat of the supervisor in another unit."""
    files = spoiled("policy.yaml", "supervisor_unit: koho-kocho", f"supervisor_unit: {unit}")
    roster = files["roster.yaml"].replace(b"supervisor, unit: koho-kocho", f"supervisor, unit: {unit}".encode())
    return {**files, "roster.yaml": roster}


def with_desk(**values: str) -> dict[str, bytes]:
    """Its files with the desk that stands there as an example, its named items written otherwise."""
    files = blobs()
    text = files["organization.yaml"].decode()
    assert "\n  # desk:\n" in text
    for name in ("desk", "page", "stop", "register", "authserv"):
        text = re.sub(rf"(?m)^  # (( *){name}:)", r"  \1", text)
    before, desk, after = text.partition("\n  desk:\n")
    for name, value in values.items():
        after = re.sub(rf"(?m)^(    {name}: ).*$", lambda found, new=value: found[1] + new, after, count=1)
    files["organization.yaml"] = (before + desk + after).encode()
    return files


@cache
def desk_contract() -> Contract:
    """The example force's contract with that desk."""
    return load_blobs(with_desk())


def publishing(index: str = "") -> dict[str, bytes]:
    """Its files with a list on the web, on which alerts of 不審者情報 stand for 30 days."""
    files = blobs()
    text = files["policy.yaml"].decode()
    row, site = "    open_days: {lookout: 7}\n", '# site: {address: "https://www.example.jp/anzen", index: false}\n'
    assert row in text
    assert site in text
    text = text.replace(row, row + "    publish: {days: 30}\n", 1)
    ours = site[2:].replace("www.example.jp", "www.police.aono.jp").replace(", index: false", index)
    files["policy.yaml"] = text.replace(site, ours).encode()
    return files


@cache
def publishing_contract() -> Contract:
    """The example force's contract with that list."""
    return load_blobs(publishing())


def line_of(file: str, text: str, blobs: dict[str, bytes]) -> int:
    """The first line of that file that holds this text."""
    lines = blobs[file].decode().split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def mistakes(files: dict[str, bytes]) -> tuple[Mistake, ...]:
    """What the loader finds in the files, by the JSON Schemas among them."""
    with pytest.raises(ContractError) as caught:
        load_blobs(files, schemas={name: data for name, data in files.items() if name.endswith(".schema.json")})
    return caught.value.mistakes


def told(files: dict[str, bytes]) -> list[tuple[str, int, Text]]:
    """What the loader says: file, line and reason."""
    return [(one.file, one.line, one.reason) for one in mistakes(files)]


def vacated(files: dict[str, bytes], role: str, unit: str, last: str) -> dict[str, bytes]:
    """The files with that seat's holder leaving after a day (YYYY-MM-DD), and without a deputy for it."""
    text = files["roster.yaml"].decode()
    held = f"      - {{role: {role}, unit: {unit}, from: 2026-04-01, until: null}}\n"
    assert held in text
    left = {**files, "roster.yaml": text.replace(held, held.replace("null", last)).encode()}
    return without_deputies(left, role, unit)


def without_deputies(files: dict[str, bytes], role: str, unit: str) -> dict[str, bytes]:
    """The files without a deputy for that seat."""
    lines = files["roster.yaml"].decode().split("\n")
    kept = [line for line in lines if f"for: {{role: {role}, unit: {unit}}}" not in line]
    return {**files, "roster.yaml": "\n".join(kept).replace("    deputy:\n  -", "  -").encode()}
