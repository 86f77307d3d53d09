"""The example forces, on which the tests rest: what is in them is known, whatever force the repository itself is of.

``tests/examples/force`` is a prefecture's, with alerts, ``tests/examples/city`` another one's. They hold what a force
writes; the JSON Schemas beside it are the program's, the same for every force.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import yaml

from haishin.core.contract.example import WORDS
from support.folders import kept

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "examples"
FORCE = EXAMPLES / "force"
CITY = EXAMPLES / "city"


def schema_files(force: Path = FORCE) -> list[Path]:
    """The files of its ``schema/``."""
    return sorted([*(ROOT / "schema").glob("*.schema.json"), *(force / "schema").iterdir()], key=lambda file: file.name)


def blobs(force: Path = FORCE) -> dict[str, bytes]:
    """File name → bytes of its ``schema/``."""
    return {file.name: file.read_bytes() for file in schema_files(force)}


def put_schema(root: Path, force: Path = FORCE) -> None:
    """Write its ``schema/`` into the root of a repository, in which there is none."""
    (root / "schema").mkdir(parents=True)
    for file in schema_files(force):
        shutil.copyfile(file, root / "schema" / file.name)


def put_force(root: Path) -> None:
    """Write the prefecture's ``schema/`` and ``alerts/`` into the root of a repository, in which there are none."""
    put_schema(root)
    shutil.copytree(FORCE / "alerts", root / "alerts")


@cache
def places() -> frozenset[str]:
    """Every place that the prefecture's ``schema/`` names, in each language of its frame."""
    read = ((FORCE / "schema" / f"{name}.yaml").read_text("utf-8") for name in ("organization", "frame"))
    organization, frame = map(yaml.safe_load, read)
    found = {re.sub("[都道府県]?警察$", "", organization["name"]), *WORDS[0], *WORDS[1]}
    for unit, about in organization["units"].items():
        if about["level"] == "station":
            found |= {unit, about["name"].removesuffix("警察署"), *about["municipalities"]}
    return frozenset(found.union(*(area.values() for area in frame["areas"].values())))


def of_the_example(text: str) -> list[str]:
    """Find the names of the prefecture's places in a text."""
    words = "|".join(rf"\b{word}\b" if word.isascii() else word for word in places())
    return sorted(set(re.findall(words, text, re.IGNORECASE)))


@cache
def force_root() -> Path:
    """A folder with both, in which commands may be run that write nothing."""
    root = kept() / "force"
    put_force(root)
    return root
