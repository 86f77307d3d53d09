"""The linters and the type checker, as tests: one command shows everything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--no-cache", "scripts", "tests"],  # its cache forgets that a file was moved
        ["ruff", "format", "--check", "scripts", "tests"],
        ["mypy", "--strict", "scripts"],  # the package and the files beside it
    ],
    ids=" ".join,
)
def test_clean(command: list[str]) -> None:
    # Not measured: the coverage of a linter says nothing, and measuring makes it slow.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
