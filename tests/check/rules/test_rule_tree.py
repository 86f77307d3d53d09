"""Hostile trees, made with git's own plumbing (T21), and the same in a work tree."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from haishin.check.alert_files import check_files
from haishin.check.document.sample import PATH, SAMPLE
from haishin.check.rules.tree import check_tree
from haishin.core.errors import Refusal
from haishin.core.repository.git import Git
from haishin.core.repository.sources import CommitSource, Entry, WorktreeSource
from support.contract import shipped

OTHER = "alerts/takasaki/2026/20261125-1600-chikan.md"
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path, ENVIRONMENT)
    git.run("init", "--quiet", "--initial-branch=main")
    return git


def commit(git: Git, *files: tuple[str, str, bytes]) -> str:
    """A commit of (mode, path, bytes); git checks nothing of what it is given here."""
    for mode, path, data in files:
        blob = "1" * 40 if mode == "160000" else git.run("hash-object", "-w", "--stdin", data=data).decode().strip()
        git.run("update-index", "--add", "-z", "--index-info", data=f"{mode} {blob}\t{path}\0".encode())
    tree = git.text("write-tree")
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    return git.run(*who, "commit-tree", tree, "-m", "test").decode().strip()


def said(source: CommitSource | WorktreeSource, *paths: str) -> list[tuple[str, str, str]]:
    _, found = check_files(source, shipped(), paths or None)
    return [(one.path, one.rule, one.message.en) for one in found]


GOOD = ("100644", PATH, SAMPLE.encode())
ASTRAY = "An alert lies elsewhere, or is named otherwise."
CASES = [
    ("120000", PATH, "tree", "This is a symbolic link."),
    ("160000", "alerts/maebashi/2026/sub", "tree", "This is a submodule."),
    ("100755", PATH, "tree", "This file is executable."),
    ("100644", "alerts/README.md", "tree", "This file is no alert."),
    ("100644", "alerts/.gitattributes", "tree", "This file is no alert."),
    ("100644", "alerts/maebashi/2026/.gitkeep", "tree", "This file is no alert."),
    ("100644", "alerts/maebashi/2026/deep/20261125-1540-a.md", "tree", ASTRAY),
    ("100644", "alerts/maebashi/2026/20261125-1540-a.md.txt", "tree", ASTRAY),
    ("100644", "alerts/maebashi/2026/20261125-1540-a.MD", "tree", ASTRAY),
    ("100644", "alerts/maebashi/2026/-rf.md", "path", "The file name `-rf` is not formed as it must be."),
    (
        "100644",
        "alerts/maebashi/2026/\n::error::x.md",
        "path",
        "The file name `\n::error::x` is not formed as it must be.",
    ),
    ("100644", "alerts/maebashi/2026/a\u202eb.md", "path", "The file name `a\u202eb` is not formed as it must be."),
]


@pytest.mark.parametrize(("mode", "path", "rule", "message"), CASES, ids=[repr(case[1]) for case in CASES])
def test_what_may_not_lie_there(git: Git, mode: str, path: str, rule: str, message: str) -> None:
    data = b"/etc/passwd" if mode == "120000" else SAMPLE.encode()
    assert said(CommitSource(git, commit(git, (mode, path, data)))) == [(path, rule, message)]


def test_a_clean_tree(git: Git) -> None:
    documents, found = check_files(CommitSource(git, commit(git, GOOD, ("100644", "README.md", b"x"))), shipped())
    assert ([(document.path, document.places) for document in documents], found) == ([(PATH, {})], ())


def test_a_tree_without_alerts(git: Git) -> None:
    assert check_files(CommitSource(git, commit(git, ("100644", "README.md", b"x"))), shipped()) == ([], ())


def test_twins_in_case_and_in_composition(git: Git) -> None:
    upper = PATH.replace("maebashi", "Maebashi")
    composed = "alerts/maebashi/2026/が.md"
    split = unicodedata.normalize("NFD", composed)
    twins = {path: message for path, rule, message in said(
        CommitSource(git, commit(git, GOOD, *(("100644", path, SAMPLE.encode()) for path in (upper, composed, split))))
    ) if rule == "tree"}  # fmt: skip
    assert twins == {
        PATH: f"Another name differs only in case or composition ({upper}).",
        upper: f"Another name differs only in case or composition ({PATH}).",
        composed: f"Another name differs only in case or composition ({split}).",
        split: f"Another name differs only in case or composition ({composed}).",
    }


def test_one_id_in_two_units_is_told_at_both(git: Git) -> None:
    double = "alerts/takasaki/2026/20261125-1540-koekake.md"
    source = CommitSource(git, commit(git, GOOD, ("100644", double, SAMPLE.encode())))
    assert said(source) == [
        (PATH, "path", f"The same id is used by {double}."),
        (double, "path", f"The same id is used by {PATH}."),
    ]
    assert said(source, PATH) == [(PATH, "path", f"The same id is used by {double}.")]


def test_a_large_file_is_not_read(git: Git) -> None:
    class Unread(CommitSource):
        def read(self, entry: object) -> bytes:
            raise AssertionError(entry)

    source = Unread(git, commit(git, ("100644", PATH, b"x" * (5 * 1024 * 1024))))
    assert said(source) == [(PATH, "file", "The file is too large (5242880 bytes); at most 32768 bytes are allowed.")]


def test_only_what_is_named_is_read(git: Git) -> None:
    bad = SAMPLE.replace("press: none", "press: no").encode()
    source = CommitSource(git, commit(git, GOOD, ("100644", OTHER, bad)))
    assert said(source, PATH) == []
    assert said(source, "alerts/takasaki") == [(OTHER, "schema", "`no` is not allowed for `press`.")]
    with pytest.raises(Refusal, match=r"There is no file alerts/nothing\.md\."):
        said(source, "alerts/nothing.md")


def test_a_work_tree_follows_no_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(SAMPLE, encoding="utf-8")
    folder = tmp_path / "root" / "alerts" / "maebashi" / "2026"
    folder.mkdir(parents=True)
    (folder / "20261125-1540-a.md").symlink_to(secret)
    (folder / "20261125-1541-b.md").write_text(SAMPLE, encoding="utf-8")
    (folder / "20261125-1541-b.md").chmod(0o755)
    (folder / "sub" / ".git").mkdir(parents=True)
    (tmp_path / "root" / "alerts" / "ota").symlink_to(folder)
    os.mkfifo(folder / "20261125-1542-c.md")
    assert said(WorktreeSource(tmp_path / "root")) == [
        ("alerts/maebashi/2026/20261125-1540-a.md", "tree", "This is a symbolic link."),
        ("alerts/maebashi/2026/20261125-1541-b.md", "tree", "This file is executable."),
        ("alerts/maebashi/2026/20261125-1542-c.md", "tree", "This is no regular file (000000)."),
        ("alerts/maebashi/2026/sub", "tree", "This is a submodule."),
        ("alerts/ota", "tree", "This is a symbolic link."),
    ]


def test_a_named_file_is_read_wherever_it_lies(tmp_path: Path) -> None:
    draft = tmp_path / "drafts" / "maebashi" / "2026" / "20261125-1540-a.md"
    draft.parent.mkdir(parents=True)
    draft.write_text(SAMPLE, encoding="utf-8")
    name = "drafts/maebashi/2026/20261125-1540-a.md"
    told = [(name, "path", "The file does not lie where alerts lie.")]
    assert said(WorktreeSource(tmp_path), name) == told
    (tmp_path / "link.md").symlink_to(draft)
    assert said(WorktreeSource(tmp_path), "link.md") == [("link.md", "tree", "This is a symbolic link.")]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("alerts/maebashi/20261125-1540-a.md", "alerts/maebashi/2026/20261125-1540-a.md"),
        ("alerts/20261125-1540-a.md", "alerts/所属/2026/20261125-1540-a.md"),
        ("alerts/2026/20261125-1540-a.md", "alerts/所属/2026/20261125-1540-a.md"),
        ("alerts/2026/maebashi/20261125-1540-a.md.txt", "alerts/maebashi/2026/20261125-1540-a.md"),
        ("alerts/maebashi/2026/20261125-1540-a.md.txt", "alerts/maebashi/2026/20261125-1540-a.md"),
        ("alerts/maebashi/2026/20261125-1540-a.MD", "alerts/maebashi/2026/20261125-1540-a.md"),
        ("alerts/maebashi/2026/20261125-1540-a", "alerts/maebashi/2026/20261125-1540-a.md"),
        ("alerts/maebashi/2026/2026/20261125-1540-a.md", "alerts/maebashi/2026/20261125-1540-a.md"),
    ],
)
def test_where_it_was_meant_to_lie(path: str, place: str) -> None:
    (one,) = check_tree([Entry(path, "100644", "1" * 40, 1)], shipped())
    assert one.hint.ja == f"ファイルの名前の欄を直し、{place} に移してください。"


@pytest.mark.parametrize(
    "path",
    [
        "alerts/maebashi/memo.md",
        "alerts/maebashi/2026/20261125-1540-a.jpg",
        "alerts/20261125-1540-090-1234.md",
        "alerts/a\nb.md",
    ],
)
def test_what_is_no_alert_is_to_be_deleted(path: str) -> None:
    (one,) = check_tree([Entry(path, "100644", "1" * 40, 1)], shipped())
    assert one.hint.ja.endswith("このファイルを消してください。")
