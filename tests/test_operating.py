"""The operator's manual is true, and the same in both languages: commands, variables, links, chapters."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from haishin.cli.verbs import parser
from haishin.core.contract import load_blobs
from haishin.core.contract.policy import Site
from support.force import blobs
from support.headings import anchor

ROOT = Path(__file__).parent.parent
MANUALS = {name: (ROOT / name).read_text("utf-8") for name in ("OPERATING.ja.md", "OPERATING.md")}
MANUAL = MANUALS["OPERATING.md"]  # its twin has the same commands
_FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_START = r"(?:haishin|python3 scripts/bootstrap\.py)"
_VARIABLE = r"HAISHIN_[A-Z]+(?:_[A-Z]+)*"
_FILLED = {"DATE": "2027-04-01", "N": "3"}


def _code() -> list[str]:
    """Every line of a fence and every word in backticks outside of one."""
    fences, prose = _FENCE.findall(MANUAL), _FENCE.sub("", MANUAL)
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


@pytest.mark.parametrize("name", MANUALS)
def test_every_variable_is_told_and_every_told_one_is_read(name: str) -> None:
    (chapter,) = [one for one in chapters(MANUALS["OPERATING.md"]) if one.title == "Every variable"]
    table = chapters(MANUALS[name])[chapter.number].text
    assert set(re.findall(rf"`({_VARIABLE})`", table)) == _read()
    assert set(re.findall(_VARIABLE, MANUALS[name])) <= _read()


def test_every_link_into_the_manual_leads_somewhere() -> None:
    for name, text in MANUALS.items():
        links = re.findall(r"\]\(#([^)]+)\)", text)
        for path in ROOT.glob("*.md"):
            links += re.findall(rf"\]\({re.escape(name)}#([^)]+)\)", path.read_text("utf-8"))
        assert links
        assert set(links) - {anchor(chapter.title) for chapter in chapters(text)} == set()


def test_every_chapter_that_a_sentence_names_is_there() -> None:
    said = "".join(path.read_text("utf-8") for path in (ROOT / "scripts").rglob("*.yaml"))
    for name, pattern in (
        ("OPERATING.ja.md", r"OPERATING\.ja\.md の?「([^」]+)」"),
        ("OPERATING.md", r"OPERATING\.md(?:, | says | \(|, \"|\(\")+([A-Z][a-z][^.;\")]+)"),
    ):
        named = set(re.findall(pattern, said))
        assert len(named) > 1
        assert named - {chapter.title for chapter in chapters(MANUALS[name])} == set()


@pytest.mark.parametrize("name", MANUALS)
def test_a_build_of_the_list_that_hangs_is_ended_before_the_next_one(name: str) -> None:
    """It holds the lock, for which the next one waits (``office/publishing/placing.py``)."""
    (line,) = re.findall(r"^echo '(\S+) \* \* \* \* root (.*publish .*)' > /etc/cron\.d/", MANUALS[name], re.M)
    assert line == ("7", "timeout -k 1m 30m /usr/local/sbin/haishin publish /srv/www/alerts >/dev/null")


@pytest.mark.parametrize("name", MANUALS)
def test_the_first_day_lets_policy_publish_every_row(name: str, tmp_path: Path) -> None:
    (line,) = re.findall(r"^sed -i .* copy/schema/policy\.yaml$", MANUALS[name], re.M)
    file = tmp_path / "copy" / "schema" / "policy.yaml"
    file.parent.mkdir(parents=True)
    file.write_bytes(blobs()["policy.yaml"])
    subprocess.run(shlex.split(line), cwd=tmp_path, check=True)
    policy = load_blobs({**blobs(), "policy.yaml": file.read_bytes()}).policy
    assert policy.site == Site("https://127.0.0.1/list")
    assert {row.publish_days for row in policy.table} == {30}


# --- the twins -------------------------------------------------------------------------------------


class Chapter(NamedTuple):
    """A heading with what stands below it, up to the next one."""

    number: int
    level: int
    title: str
    text: str

    def blocks(self) -> list[str]:
        """Give its code blocks without their comments, which each language has in its own words."""
        return [re.sub(r"(^|  +)# .*", "", block, flags=re.M) for block in _FENCE.findall(self.text)]

    def names(self) -> set[str]:
        """Give what stands in backticks in its sentences and tables: commands, paths, variables, values."""
        return {" ".join(one.split()) for one in re.findall(r"`([^`]+)`", _FENCE.sub("", self.text))}

    def rows(self) -> int:
        """Count the lines of its tables."""
        return len(re.findall(r"^ *\|", _FENCE.sub("", self.text), re.M))


def chapters(text: str) -> list[Chapter]:
    """Cut a manual at its headings; a comment of a code block is none."""
    hidden = _FENCE.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    found = [*re.finditer(r"^(#+) (.*)$", hidden, re.M)]
    ends = [one.start() for one in found[1:]] + [len(text)]
    return [
        Chapter(number, len(one[1]), one[2], text[one.end() : end])
        for number, (one, end) in enumerate(zip(found, ends, strict=True))
    ]


def linked(chapter: Chapter, among: list[Chapter]) -> set[str]:
    """Give where its links lead: a chapter by its number, a page by its English name."""
    numbers = {f"#{anchor(one.title)}": str(one.number) for one in among}
    links = re.findall(r"\]\(([^)]+)\)", chapter.text)
    return {numbers.get(link, link.replace(".ja.md", ".md")) for link in links}


def differences(japanese: str, english: str) -> Iterator[str]:
    """Say chapter and difference of two manuals that should be twins."""
    ours, theirs = chapters(japanese), chapters(english)
    for one, other in zip(ours, theirs, strict=False):
        if one.level != other.level:
            yield f"{one.title} / {other.title}: level {one.level} and {other.level}"
            return  # whatever follows is compared with something else
    if len(ours) != len(theirs):
        yield f"{len(ours)} and {len(theirs)} headings"
        return
    for one, other in zip(ours, theirs, strict=True):
        place = f"{one.title} / {other.title}"
        for mine, its in zip(one.blocks(), other.blocks(), strict=False):
            if mine != its:
                yield f"{place}: the block {mine!r} is {its!r}"
        if len(one.blocks()) != len(other.blocks()):
            yield f"{place}: {len(one.blocks())} and {len(other.blocks())} blocks"
        if alone := sorted(one.names() ^ other.names()):
            yield f"{place}: in one of them alone {alone}"
        if one.rows() != other.rows():
            yield f"{place}: {one.rows()} and {other.rows()} lines of tables"
        if alone := sorted(linked(one, ours) ^ linked(other, theirs)):
            yield f"{place}: linked in one of them alone {alone}"


def test_the_two_manuals_are_twins() -> None:
    assert [*differences(MANUALS["OPERATING.ja.md"], MANUALS["OPERATING.md"])] == []


_TWINS = (
    "# 手引き\n\n`a` と [始める](#始める)\n\n## 始める\n\n```sh\nrun x   # 走る\n```\n\n| 一 |\n|---|\n| `b c` |\n",
    "# Manual\n\n`a` to [begin](#begin)\n\n## Begin\n\n```sh\nrun x   # runs\n```\n\n| one |\n|---|\n| `b\nc` |\n",
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("run x", "run x", []),
        ("# runs", "# goes", []),
        ("run x", "run y", [r"始める / Begin: the block 'run x\n' is 'run y\n'"]),
        ("`a`", "`A`", ["手引き / Manual: in one of them alone ['A', 'a']"]),
        ("| one |\n", "", ["始める / Begin: 3 and 2 lines of tables"]),
        ("](#begin)", "](README.md)", ["手引き / Manual: linked in one of them alone ['1', 'README.md']"]),
        ("## Begin", "### Begin", ["始める / Begin: level 2 and 3"]),
        ("\n```sh\nrun x   # runs\n```\n", "", ["始める / Begin: 1 and 0 blocks"]),
        ("| one |", "## More\n\n| one |", ["2 and 3 headings"]),
    ],
)
def test_a_difference_is_told_with_its_chapter(old: str, new: str, told: list[str]) -> None:
    japanese, english = _TWINS
    assert [*differences(japanese, english.replace(old, new, 1))] == told
