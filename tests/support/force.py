"""The example forces, on which the tests rest: what is in them is known, whatever force the repository itself is of.

``tests/examples/force`` is a prefecture's, with alerts, ``tests/examples/city`` another one's. They hold what a force
writes; the JSON Schemas beside it are the program's, the same for every force.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

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
def force_root() -> Path:
    """A folder with both, in which commands may be run that write nothing."""
    root = kept() / "force"
    put_force(root)
    return root
