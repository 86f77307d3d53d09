from __future__ import annotations

import os
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.repository.git import Git, GitError
from haishin.core.repository.sources import CommitSource, Entry, WorktreeSource


class Counting(Git):
    """Counts how often blobs are fetched."""

    fetches = 0

    def run(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> bytes:
        self.fetches += arguments[0] == "cat-file"
        return super().run(*arguments, data=data, timeout=timeout)


@pytest.fixture
def git(tmp_path: Path) -> Counting:
    git = Counting(tmp_path, {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    git.run("init", "--quiet", "--initial-branch=main")
    return git


def tree(git: Git, files: dict[bytes, bytes]) -> str:
    for path, data in files.items():
        blob = git.run("hash-object", "-w", "--stdin", data=data).strip()
        git.run("update-index", "--add", "-z", "--index-info", data=b"100644 " + blob + b"\t" + path + b"\0")
    return git.text("write-tree")


def test_entries_of_a_commit_have_path_mode_blob_and_size(git: Counting) -> None:
    source = CommitSource(
        git, tree(git, {b"a/x.md": b"one", "a/あ\n.md".encode(): b"", b"a/\xff.md": b"22", b"b": b"3"})
    )
    entries = source.entries("a")
    assert [(entry.path, entry.mode, entry.size) for entry in entries] == [
        ("a/x.md", "100644", 3),
        ("a/あ\n.md", "100644", 0),
        ("a/\udcff.md", "100644", 2),
    ]
    assert [source.read(entry) for entry in entries] == [b"one", b"", b"22"]
    assert source.entries("a/") == entries
    assert source.entries("a/x.md") == entries[:1]
    assert source.entries("nothing") == []


def test_blobs_are_fetched_together_but_not_without_bound(git: Counting) -> None:
    files = {f"a/{number}".encode(): bytes([number]) * 1024 * 1024 for number in range(8)}
    source = CommitSource(git, tree(git, files))
    entries = source.entries("a")
    assert [source.read(entry) for entry in entries] == list(files.values())
    assert git.fetches == 2


def test_an_entry_of_somewhere_else_is_read_alone(git: Counting) -> None:
    commit = tree(git, {b"a": b"one", b"b": b"two"})
    (first, _) = CommitSource(git, commit).entries("")
    assert CommitSource(git, commit).read(first) == b"one"


def test_an_unknown_commit_is_an_error(git: Counting) -> None:
    with pytest.raises(GitError, match="git ls-tree failed: fatal: not a tree object"):
        CommitSource(git, "0" * 40).entries("a")
    with pytest.raises(GitError):
        CommitSource(git, "--help").entries("a")


def test_a_work_tree(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.md").write_bytes(b"one")
    (tmp_path / "a" / "y.md").write_bytes(b"\r\n")
    source = WorktreeSource(tmp_path)
    assert source.entries("a") == [
        Entry("a/b/x.md", "100644", None, 3),
        Entry("a/y.md", "100644", None, 2),
    ]
    assert [source.read(entry) for entry in source.entries("a")] == [b"one", b"\r\n"]
    assert source.entries("a/y.md") == [Entry("a/y.md", "100644", None, 2)]
    assert source.entries("nothing") == source.entries("a/y.md/z") == []


def test_a_path_outside_of_the_work_tree_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "x.md").write_bytes(b"one")
    source = WorktreeSource(tmp_path / "root")
    (entry,) = source.entries(str(tmp_path / "x.md"))
    assert entry.path == (tmp_path / "x.md").as_posix()
    assert source.read(entry) == b"one"


def test_a_file_that_goes_or_becomes_a_link_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"one")
    source = WorktreeSource(tmp_path)
    (entry,) = source.entries("x.md")
    (tmp_path / "x.md").unlink()
    with pytest.raises(ToolError) as caught:
        source.read(entry)
    assert caught.value.message == Message(
        "core/repository/file-unreadable", path=f"{tmp_path}/x.md", why="No such file or directory"
    )
    (tmp_path / "x.md").symlink_to("/etc/passwd")
    with pytest.raises(ToolError, match="Too many levels of symbolic links"):
        source.read(entry)


def test_a_file_that_grows_is_read_one_byte_further_at_most(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"one")
    source = WorktreeSource(tmp_path)
    (entry,) = source.entries("x.md")
    (tmp_path / "x.md").write_bytes(b"one and more")
    assert source.read(entry) == b"one "


def test_a_name_too_long_for_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="File name too long"):
        WorktreeSource(tmp_path).entries("x" * 300)


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()

    def deny(path: object) -> object:
        raise PermissionError(13, "Permission denied", "a")

    monkeypatch.setattr(os, "scandir", deny)
    with pytest.raises(ToolError, match=r"a cannot be read \(Permission denied\)"):
        WorktreeSource(tmp_path).entries("a")


def test_a_file_that_goes_while_the_folder_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.setattr(os, "walk", lambda top, onerror: iter([(str(top), [], ["gone.md"])]))
    assert WorktreeSource(tmp_path).entries("a") == []
