"""Every verb leads to a function, every function has a verb, and nobody waits for a room that he does not enter."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from haishin.cli.verbs import parser
from support.force import ROOT, put_force

HEAVY = (
    "jsonschema",
    "yaml",
    "markdown_it",
    "haishin.core.contract",
    "haishin.check.privacy",
    "haishin.check.rules",
    "smtplib",
)


def leaves(one: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Module and verb that each innermost parser names."""
    inner = [action.choices for action in one._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield one.get_default("module"), one.get_default("verb")
    for choices in inner:
        for chosen in choices.values():
            yield from leaves(chosen)


def test_verbs_and_functions_are_the_same() -> None:
    named = set(leaves(parser({})))
    modules = {module for module, _ in named}
    assert named == {(module, verb) for module in modules for verb in import_module(f"haishin.cli.{module}").VERBS}


@pytest.mark.parametrize("words", [("--help",), ("validate", "--help"), ("nothing",)])
def test_help_and_mistakes_load_no_room(words: tuple[str, ...]) -> None:
    """Help, and what is wrong with a call, stand in the catalogue, which is YAML."""
    program = (
        f"import sys\nfrom haishin.cli import run\ntry:\n    run({words!r})\n"
        f"finally:\n    print([one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "['yaml']"


# Rooms that a file is checked with. Each of the others costs every commit and every push its import.
CHECKING = {
    *("check", "check.document", "check.findings", "check.privacy", "check.privacy.detectors",
    "check.privacy.names", "check.reading", "check.rules", "cli", "core"),
    *(f"core.{name}" for name in ("contract", "repository", "text")),
}  # fmt: skip


@pytest.mark.parametrize("verb", ["validate", "fix"])
def test_who_checks_a_file_waits_for_the_rooms_that_check(tmp_path: Path, verb: str) -> None:
    put_force(tmp_path)
    alert = "alerts/maebashi/2026/20261125-1605-koekake.md"
    program = (
        f"import json, sys\nfrom haishin.cli import run\ncode = run({(verb, alert)!r})\n"
        "rooms = {module.__package__[8:] for name, module in sys.modules.items() if name.startswith('haishin.')}\n"
        "slow = [name for name in ('http.client', 'smtplib', 'sqlite3', 'ssl') if name in sys.modules]\n"
        "print(json.dumps([code, sorted(rooms), slow]), file=sys.stderr)"
    )
    # Unmeasured: whoever measures coverage loads SQLite into each process.
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    own["PYTHONPATH"] = str(ROOT / "scripts")
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
    assert json.loads(done.stderr.splitlines()[-1]) == [0, sorted(CHECKING), []]
