"""The operator's manual is true: what it tells an operator to type is understood, and no variable is left out of it."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from haishin.cli.verbs import parser

ROOT = Path(__file__).parent.parent
MANUAL = (ROOT / "OPERATING.md").read_text("utf-8")
_START = r"(?:haishin|python3 scripts/bootstrap\.py)"
_VARIABLE = r"HAISHIN_[A-Z]+(?:_[A-Z]+)*"
_FILLED = {"DATE": "2027-04-01", "N": "3"}


def _code() -> list[str]:
    """Every line of a fence and every word in backticks outside of one."""
    fences = re.findall(r"^ *```\w*\n(.*?)^ *```$", MANUAL, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^ *```\w*\n.*?^ *```$", "", MANUAL, flags=re.MULTILINE | re.DOTALL)
    return [line for fence in fences for line in fence.splitlines()] + re.findall(r"`([^`]+)`", prose)


def commands() -> list[str]:
    """The commands with a verb, without what stands before and behind them."""
    found: dict[str, None] = {}
    for line in _code():
        for words in re.findall(rf"(?<![\w./]){_START} ([a-z][^#&|;>)\n]*)", line.partition("  #")[0]):
            found[words.strip()] = None
        for words in re.findall(r"/bin/haishin ([a-z][^#&|;>)\n]*)", line):
            found[words.strip()] = None
    return list(found)


def _parse(words: str, language: str = "ja") -> argparse.Namespace:
    return parser({"HAISHIN_LANG": language}).parse_args([_FILLED.get(word, word) for word in shlex.split(words)])


def _read() -> set[str]:
    """What the program reads, and what a workflow takes from the repository's variables and secrets."""
    sources = [path.read_text("utf-8") for path in (ROOT / "scripts").rglob("*.py")]
    workflows = [path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    named = {name for text in sources for name in re.findall(rf'"({_VARIABLE})"', text)}
    return named | {name for text in workflows for name in re.findall(rf"\b(?:vars|secrets)\.({_VARIABLE})", text)}


@pytest.mark.parametrize("command", commands())
def test_every_command_is_understood(command: str) -> None:
    assert _parse(command).module


def test_a_wrong_command_would_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong, told in (
        ("go ALERT", "required: --by"),
        ("subscribers drop", "invalid choice: 'drop'"),
        ("status --everything", "unrecognized arguments: --everything"),
        ("settle", "required: ALERT"),
    ):
        with pytest.raises(SystemExit):
            _parse(wrong, "en")
        assert told in capsys.readouterr().err
    assert {"doctor", "send --live", "adopt --lost --by LOGIN", "validate", "plan"} <= {*commands()}


@pytest.mark.parametrize("room", ["ledger", "subscribers"])
def test_every_act_of_an_operator_is_in_the_manual(room: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser({}).parse_args([room, "--help"])
    acts = set(re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE))
    assert acts
    assert acts - {command.split()[1] for command in commands() if command.startswith(f"{room} ")} == set()


def test_every_variable_is_told_and_every_told_one_is_read() -> None:
    table = MANUAL.partition("## Every variable")[2].partition("\n## ")[0]
    assert set(re.findall(rf"`({_VARIABLE})`", table)) == _read()
    assert set(re.findall(_VARIABLE, MANUAL)) <= _read()


def test_every_link_into_the_manual_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", one.lower()).replace(" ", "-") for one in re.findall(r"^#+ (.*)$", MANUAL, re.M)
    }
    links = re.findall(r"\]\(#([a-z-]+)\)", MANUAL)
    for path in ROOT.glob("*.md"):
        links += re.findall(r"OPERATING\.md#([a-z-]+)", path.read_text("utf-8"))
    assert links
    assert set(links) - headings == set()
