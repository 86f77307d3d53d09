from __future__ import annotations

import os
from pathlib import Path

import pytest

from haishin.core.repository.git import Git
from haishin.core.repository.sources import Entry, IndexSource

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path, ENVIRONMENT)
    git.run("init", "--quiet", "--initial-branch=main")
    return git


def stage(git: Git, path: str, data: bytes, mode: str = "100644", number: int = 0) -> str:
    blob = git.run("hash-object", "-w", "--stdin", data=data).decode().strip()
    line = f"{mode} {blob} {number}\t".encode() + os.fsencode(path) + b"\0"
    git.run("update-index", "--add", "-z", "--index-info", data=line)
    return blob


def commit(git: Git) -> None:
    git.run("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", "x")


def test_entries_are_what_is_staged(git: Git) -> None:
    two = stage(git, "alerts/b.md", b"two")
    link = stage(git, "alerts/a.md", b"/etc/passwd", "120000")
    stage(git, "README.md", b"elsewhere")
    source = IndexSource(git)
    assert source.entries("alerts") == [Entry("alerts/a.md", "120000", link, 0), Entry("alerts/b.md", "100644", two, 3)]
    assert source.entries("alerts/b.md") == [Entry("alerts/b.md", "100644", two, 3)]
    assert source.entries("nothing") == []
    assert source.read(source.entries("alerts/b.md")[0]) == b"two"


def test_names_of_any_bytes_and_letters_of_patterns(git: Git) -> None:
    stage(git, "alerts/*.md", b"star")
    stage(git, os.fsdecode(b"alerts/\xff.md"), b"byte")
    assert [entry.path for entry in IndexSource(git).entries("alerts")] == ["alerts/*.md", "alerts/\udcff.md"]
    assert [entry.size for entry in IndexSource(git).entries("alerts/*.md")] == [4]
    assert IndexSource(git).changed("alerts") == ["alerts/*.md", "alerts/\udcff.md"]


def test_what_is_in_conflict_is_nobody_s_yet(git: Git) -> None:
    stage(git, "alerts/a.md", b"ours", number=2)
    assert IndexSource(git).entries("alerts") == []


def test_changed_is_added_and_modified_but_not_removed(git: Git) -> None:
    for name in ("alerts/same.md", "alerts/other.md", "alerts/gone.md"):
        stage(git, name, b"first")
    commit(git)
    assert IndexSource(git).changed("alerts") == []
    stage(git, "alerts/other.md", b"second")
    stage(git, "alerts/new.md", b"first")
    stage(git, "README.md", b"elsewhere")
    git.run("update-index", "--force-remove", "alerts/gone.md")
    assert IndexSource(git).changed("alerts") == ["alerts/new.md", "alerts/other.md"]


def test_another_index_is_read_where_a_hook_is_told_of_one(git: Git, tmp_path: Path) -> None:
    beside = Git(tmp_path, ENVIRONMENT, index=str(tmp_path / ".git" / "other"))
    stage(beside, "alerts/a.md", b"x")
    assert IndexSource(git).entries("alerts") == []
    assert [entry.path for entry in IndexSource(beside).entries("alerts")] == ["alerts/a.md"]
