from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from haishin.errors import ToolError
from haishin.repository.git import Git
from haishin.repository.history import (
    AlertFile,
    alert_files,
    alert_id,
    changed_paths,
    descends,
    fetch,
    fetch_branch,
    introducing_commit,
    object_id,
    removed_ids,
)
from support_ledger import ALPHA, BETA, World, git, path_of


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def test_fetch_gives_the_remote_tip_and_touches_no_branch(world: World) -> None:
    before = git(world.clone, "rev-parse", "main")
    tip = world.alert(ALPHA)
    assert fetch(Git(world.clone), str(world.remote), "main") == tip
    assert git(world.clone, "rev-parse", "main") == before


def test_fetch_follows_a_rewound_branch(world: World) -> None:
    first = git(world.remote, "rev-parse", "main")
    world.alert(ALPHA)
    fetch(Git(world.clone), str(world.remote), "main")
    git(world.remote, "update-ref", "refs/heads/main", first)
    assert fetch(Git(world.clone), str(world.remote), "main") == first


def test_a_missing_branch_is_refused(world: World) -> None:
    with pytest.raises(ToolError) as refused:
        fetch(Git(world.clone), str(world.remote), "trunk")
    assert refused.value.message.ja == f"リモート {world.remote} にブランチ trunk がありません。"
    assert fetch_branch(Git(world.clone), str(world.remote), "trunk") is None


def test_a_shallow_clone_is_refused(world: World, tmp_path: Path) -> None:
    world.alert(ALPHA)
    git(tmp_path, "clone", "-q", "--bare", "--depth", "1", f"file://{world.remote}", "shallow.git")
    with pytest.raises(ToolError) as refused:
        fetch(Git(tmp_path / "shallow.git"), str(world.remote), "main")
    assert "fetch-depth: 0" in refused.value.hint.en


def test_the_introducing_commit_is_the_merge_that_set_the_blob(world: World) -> None:
    git(world.work, "checkout", "-q", "-b", "topic")
    path = world.work / path_of(ALPHA)
    path.parent.mkdir(parents=True)
    path.write_text("{}", "utf-8")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "draft", when="2026-11-25T09:00:00+09:00")
    git(world.work, "checkout", "-q", "main")
    git(world.work, "merge", "-q", "--no-ff", "-m", "merge", "topic", when="2026-11-25T10:00:00+09:00")
    git(world.work, "push", "-q", "origin", "main")
    merge = git(world.work, "rev-parse", "HEAD")
    tip = world.alert(BETA)
    fetch(Git(world.clone), str(world.remote), "main")
    commit = introducing_commit(Git(world.clone), tip, path_of(ALPHA))
    assert (commit.id, commit.when) == (merge, datetime.fromisoformat("2026-11-25T10:00:00+09:00"))
    amended = world.alert(ALPHA, changed="yes")
    fetch(Git(world.clone), str(world.remote), "main")
    assert introducing_commit(Git(world.clone), amended, path_of(ALPHA)).id == amended


def test_a_path_that_never_was_there_is_an_error(world: World) -> None:
    with pytest.raises(ToolError) as wrong:
        introducing_commit(Git(world.clone), "main", "alerts/x/2026/*.md")
    assert wrong.value.message.en == "alerts/x/2026/*.md is not in the history of main."


def test_alert_files_are_regular_files_of_the_right_shape(world: World) -> None:
    (world.work / "alerts").mkdir()
    (world.work / "alerts/README.md").write_text("x", "utf-8")
    link = world.work / path_of(BETA)
    link.parent.mkdir(parents=True)
    link.symlink_to("/etc/hostname")
    tip = world.alert(ALPHA)
    fetch(Git(world.clone), str(world.remote), "main")
    blob = git(world.remote, "rev-parse", f"main:{path_of(ALPHA)}")
    assert alert_files(Git(world.clone), tip) == (AlertFile(ALPHA, path_of(ALPHA), blob),)


def test_removed_ids_remember_what_came_back_and_what_moved(world: World) -> None:
    world.alert(ALPHA)
    world.commit({path_of(ALPHA): None})
    world.alert(ALPHA)
    world.alert(BETA)
    tip = world.commit({path_of(BETA): None, path_of(BETA, "ota"): "{}"})
    fetch(Git(world.clone), str(world.remote), "main")
    assert removed_ids(Git(world.clone), tip) == {ALPHA, BETA}


def test_changed_paths_are_those_since_the_branches_parted(world: World) -> None:
    world.alert(ALPHA)
    base = world.commit({"README.md": "x", "a": "a long enough text to be found again"})
    git(world.work, "checkout", "-q", "-b", "topic")
    git(world.work, "mv", "a", "b")
    git(world.work, "commit", "-q", "-m", "topic")
    tip = git(world.work, "rev-parse", "HEAD")
    assert changed_paths(Git(world.work), base, tip) == ("a", "b")
    git(world.work, "checkout", "-q", "main")
    elsewhere = world.commit({"README.md": "y"})
    assert changed_paths(Git(world.work), elsewhere, tip) == ("a", "b")


@pytest.mark.parametrize("name", ["nothing", "--output=x", ""])
def test_a_base_that_is_no_commit(world: World, name: str) -> None:
    with pytest.raises(ToolError):
        changed_paths(Git(world.work), name, "HEAD")
    assert not (world.work / "x...HEAD").exists()


def test_trees_and_ancestry(world: World) -> None:
    first = git(world.remote, "rev-parse", "main")
    tip = world.alert(ALPHA)
    clone = Git(world.clone)
    fetch(clone, str(world.remote), "main")
    assert object_id(clone, tip, "schema") == git(world.remote, "rev-parse", "main:schema")
    assert object_id(clone, tip, "nothing") is None
    assert descends(clone, tip, first)
    assert not descends(clone, first, tip)
    assert not descends(clone, tip, "f" * 40)


@pytest.mark.parametrize(
    "path",
    [
        "alerts/maebashi/2026/short.md",
        "alerts/maebashi/2026/20261125-1100-alpha.txt",
        "alerts/maebashi/2026/x/20261125-1100-alpha.md",
        "other/maebashi/2026/20261125-1100-alpha.md",
        "alerts/maebashi/2026/20261125-1100-alpha.md\n",
        "alerts/maebashi/2026/20261125-1100-" + "a" * 60 + ".md",
    ],
)
def test_what_is_no_alert_has_no_id(path: str) -> None:
    assert alert_id(path) is None
