"""An environment as the bootstrap makes it, complete for the lock files of a folder, with nothing installed."""

from __future__ import annotations

import json
import sys
import sysconfig
from pathlib import Path

import pytest

import bootstrap


def complete(root: Path) -> Path:
    """Make ``.venv`` of that folder and return its python; git is told to leave it alone.

    On its path are ``scripts/`` of the folder and, behind it, the packages of the tests' own environment.
    """
    venv = root / ".venv"
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(venv)}))
    site.mkdir(parents=True)
    (venv / "bin").mkdir()
    python = venv / "bin" / "python"
    python.symlink_to(Path(sys.executable).resolve())
    told = f"home = {Path(sys.executable).resolve().parent}\ninclude-system-site-packages = false\n"
    (venv / "pyvenv.cfg").write_text(told, encoding="utf-8")
    bootstrap.add_package(venv, root)
    with (site / "haishin.pth").open("a", encoding="utf-8") as file:
        file.write(f"{Path(pytest.__file__).parents[1]}\n")
    stamp(root)
    if (root / ".git").is_dir():
        (root / ".git" / "info").mkdir(exist_ok=True)
        (root / ".git" / "info" / "exclude").write_text(".venv\n.venv.lock\n__pycache__\n", encoding="ascii")
    return python


def stamp(root: Path) -> None:
    """Say that the environment is the one of the folder's lock files as they are now."""
    told = bootstrap.wanted(root, [lock.name for lock in root.glob("requirements*.lock")])
    (root / ".venv" / bootstrap.STAMP).write_text(json.dumps(told), encoding="utf-8")
