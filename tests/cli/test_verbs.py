"""Every verb leads to a function, every function has a verb, and nobody waits for a room that he does not enter."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from haishin.cli.verbs import parser

HEAVY = ("jsonschema", "yaml", "markdown_it", "haishin.contract", "haishin.privacy", "haishin.rules", "smtplib")


def leaves(one: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Module and verb that each innermost parser names."""
    inner = [action.choices for action in one._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield one.get_default("room"), one.get_default("verb")
    for choices in inner:
        for chosen in choices.values():
            yield from leaves(chosen)


def test_verbs_and_functions_are_the_same() -> None:
    named = set(leaves(parser({})))
    rooms = {room for room, _ in named}
    assert named == {(room, verb) for room in rooms for verb in import_module(f"haishin.cli.{room}").VERBS}


@pytest.mark.parametrize("words", [("--help",), ("validate", "--help"), ("nothing",)])
def test_help_and_mistakes_load_no_room(words: tuple[str, ...]) -> None:
    program = (
        f"import sys\nfrom haishin.cli import run\ntry:\n    run({words!r})\n"
        f"finally:\n    print([one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]"
