"""The state folder: where it is, who may open it, and that live mode keeps it out of every work tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.state import StateFolder, inside_work_tree, keep, locate, open_state, recall, refuse_work_tree

PLACE = Message("core/state-unplaced.do")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HAISHIN_STATE": "/srv/haishin", "HOME": "/var/op", "XDG_STATE_HOME": "/xdg"}, "/srv/haishin"),
        ({"HAISHIN_STATE": "", "HOME": "/var/op", "XDG_STATE_HOME": "/xdg"}, "/xdg/haishin/abc123"),
        ({"HOME": "/var/op", "XDG_STATE_HOME": "relative"}, "/var/op/.local/state/haishin/abc123"),
        ({"HOME": "/var/op", "XDG_STATE_HOME": ""}, "/var/op/.local/state/haishin/abc123"),
        ({"HOME": "/var/op"}, "/var/op/.local/state/haishin/abc123"),
    ],
)
def test_locate(environment: dict[str, str], expected: str) -> None:
    assert locate(environment, "abc123") == Path(expected)


def test_a_relative_folder_counts_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate({"HAISHIN_STATE": "state"}, "abc123") == tmp_path / "state"


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "relative"}])
def test_no_home(environment: dict[str, str]) -> None:
    with pytest.raises(ToolError) as caught:
        locate(environment, "abc123")
    assert caught.value.message == Message("core/state-unplaced")
    assert caught.value.hint == PLACE


@pytest.mark.parametrize("repository", ["", "..", "../x", "a/b", "a\n", "-a", "x" * 65])
def test_a_repository_id_is_no_path(repository: str) -> None:
    with pytest.raises(ToolError) as caught:
        locate({"HOME": "/var/op"}, repository)
    assert caught.value.message == Message("core/ledger-id-malformed")


def test_it_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        state = open_state(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert state.root.stat().st_mode & 0o777 == 0o700
    assert open_state(state.root) == state == StateFolder(tmp_path / "a" / "b")


def test_the_layout() -> None:
    state = StateFolder(Path("/s"))
    assert (state.registry, state.journal, state.keys, state.leave_key, state.maildir, state.work) == (
        Path("/s/subscribers.sqlite"),
        Path("/s/journal.sqlite"),
        Path("/s/keys.json"),
        Path("/s/leave.json"),
        Path("/s/maildir"),
        Path("/s/work"),
    )


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o720])
def test_open_to_others(mode: int, tmp_path: Path) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(ToolError) as caught:
        open_state(tmp_path)
    assert caught.value.message == Message("core/state-open-to-others", mode=mode)
    assert caught.value.hint == Message("core/state-open-to-others.do")


@pytest.mark.parametrize(
    ("below", "said"),
    [("", Message("core/state-no-folder")), ("x", Message("core/state-unusable", why="File exists"))],
)
def test_a_file_in_its_place(below: str, said: Message, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ToolError) as caught:
        open_state(tmp_path / "file" / below)
    assert caught.value.message == said


def test_a_work_tree(tmp_path: Path) -> None:
    outside = tmp_path / "state"
    tree = tmp_path / "tree"
    linked = tmp_path / "linked"
    for folder in (outside, tree / ".git", tree / "deep" / "state", linked):
        folder.mkdir(parents=True)
    (linked / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "link").symlink_to(tree / "deep")
    assert not inside_work_tree(outside, {})
    assert inside_work_tree(tree, {})
    assert inside_work_tree(tree / "deep" / "state", {})
    assert inside_work_tree(tree / "deep" / "not-there-yet", {})
    bare = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", bare], check=True)
    assert inside_work_tree(bare / "state", {})
    assert inside_work_tree(linked, {})
    assert inside_work_tree(tmp_path / "link" / "state", {})


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "RUNNER_WORKSPACE"])
def test_the_runner_s_workspace(name: str, tmp_path: Path) -> None:
    workspace = tmp_path / "work"
    assert inside_work_tree(workspace / "state", {name: str(workspace)})
    assert inside_work_tree(workspace, {name: f"{workspace}/"})
    assert not inside_work_tree(tmp_path / "work-2", {name: str(workspace)})
    assert not inside_work_tree(tmp_path, {name: ""})


def test_live_mode_refuses(tmp_path: Path) -> None:
    refuse_work_tree(tmp_path, {})
    (tmp_path / ".git").mkdir()
    with pytest.raises(Refusal) as caught:
        refuse_work_tree(tmp_path / "state", {})
    assert caught.value.message == Message("core/state-in-work-tree")
    assert caught.value.hint == Message("core/state-in-work-tree.do")


def test_what_is_kept_comes_back_whole_under_its_key_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    assert recall(file, "key") is None
    keep(file, "key", b"two\nlines\n")
    assert recall(file, "key") == b"two\nlines\n"
    assert recall(file, "another") is None
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole + b"x", whole.replace(b"two", b"tow"), whole[1:], b""):
        file.write_bytes(spoilt)
        assert recall(file, "key") is None
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_kept_is_nobodys_trouble(tmp_path: Path) -> None:
    keep(tmp_path / "missing" / "kept", "key", b"data")
    assert recall(tmp_path / "missing" / "kept", "key") is None
    assert recall(tmp_path, "key") is None
