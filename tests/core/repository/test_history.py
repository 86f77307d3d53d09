from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.repository.git import Git
from haishin.core.repository.history import (
    AlertFile,
    alert_files,
    alert_id,
    changed_paths,
    changed_tops,
    descends,
    fetch,
    fetch_branch,
    introducing_commit,
    object_id,
    odd_files,
    remote_branches,
    removed_ids,
)
from support.forged import YEAR_10000, ZONES, beside, bomb, commit
from support.ledger import ALPHA, BETA, World, git, path_of


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
    assert refused.value.message == Message("core/repository/branch-missing", remote=str(world.remote), branch="trunk")
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
    assert wrong.value.message == Message("core/repository/not-in-history", path="alerts/x/2026/*.md")


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


def test_what_a_commit_changes_is_told_by_its_top_alone(world: World) -> None:
    """S2: however much lies below."""
    tip = world.commit({"schema/a/b": "x", "README.md": "x", path_of(ALPHA): "{}"})
    root = beside(world.remote, tip, "zzz", "40000", bomb(world.remote, 7))
    made = commit(world.remote, root, tip)
    clone = Measured(world.remote)
    assert changed_tops(clone, tip) == {"schema", "README.md", "alerts"}
    assert changed_tops(clone, made) == {"zzz"}
    assert clone.said < 100


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


# --- what a writer may push -----------------------------------------------------------------------


def test_a_branch_is_told_by_its_whole_name_whatever_else_is_pushed(world: World) -> None:
    """S1: ``ls-remote`` matches the end of a name, and a name may hold any line end but git's."""
    tip = git(world.remote, "rev-parse", "main")
    other = git(world.remote, "commit-tree", "-m", "x", "main^{tree}")
    names = ["stop-\u2028x", "a\u2028/refs/heads/main", "refs/heads/main", "a/main", "b\x85\u2029c", "\u3000"]
    for name in names:
        git(world.remote, "update-ref", f"refs/heads/{name}", other)
    clone, remote = Git(world.clone), str(world.remote)
    assert remote_branches(clone, remote, "main") == {"main": tip}
    assert remote_branches(clone, remote) == {"main": tip, **dict.fromkeys(names, other)}
    assert fetch(clone, remote, "main") == tip


def test_a_line_that_cannot_be_read_stands_as_it_is(world: World) -> None:
    class Odd(Git):
        def run(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> bytes:
            return b"warning: \xff\n" + b"1" * 40 + b"\trefs/tags/x\n" + b"2" * 40 + b"\trefs/heads/main\n"

    told = remote_branches(Odd(world.clone), str(world.remote))
    assert told == {"warning: \udcff": "", "1" * 40 + "\trefs/tags/x": "", "main": "2" * 40}
    assert remote_branches(Odd(world.clone), str(world.remote), "main") == {"main": "2" * 40}


@pytest.mark.parametrize("when", [YEAR_10000, "99999999999999999999 +0000", "x +0000"])
def test_a_commit_without_a_time_that_is_one_is_an_error_of_that_file(world: World, when: str) -> None:
    """S3."""
    alert = world.alert(ALPHA)
    parent = git(world.remote, "rev-parse", f"{alert}^")
    made = commit(world.remote, git(world.remote, "rev-parse", f"{alert}^{{tree}}"), parent, when=when)
    git(world.remote, "update-ref", "refs/heads/main", made)
    tip = fetch(Git(world.clone), str(world.remote), "main")
    with pytest.raises(ToolError) as wrong:
        introducing_commit(Git(world.clone), tip, path_of(ALPHA))
    assert wrong.value.message == Message("core/repository/commit-without-time", path=path_of(ALPHA))


@pytest.mark.parametrize("when", ZONES)
def test_a_zone_that_no_calendar_has_says_nothing(world: World, when: str) -> None:
    """S3: the seconds do."""
    alert = world.alert(ALPHA)
    parent = git(world.remote, "rev-parse", f"{alert}^")
    made = commit(world.remote, git(world.remote, "rev-parse", f"{alert}^{{tree}}"), parent, when=when)
    git(world.remote, "update-ref", "refs/heads/main", made)
    tip = fetch(Git(world.clone), str(world.remote), "main")
    assert introducing_commit(Git(world.clone), tip, path_of(ALPHA)).when == datetime(2025, 11, 25, 2, 30, tzinfo=UTC)


class Measured(Git):
    """Git, and how many bytes it said."""

    said = 0

    def attempt(
        self, *arguments: str, data: bytes | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[bytes]:
        done = super().attempt(*arguments, data=data, timeout=timeout)
        self.said += len(done.stdout)
        return done


def test_what_lies_beside_the_alerts_is_not_read(world: World) -> None:
    """S2: ten million files in a few kB."""
    alert = world.alert(ALPHA)
    root = beside(world.remote, alert, "zzz", "40000", bomb(world.remote, 7))
    git(world.remote, "update-ref", "refs/heads/main", commit(world.remote, root, alert))
    clone = Measured(world.clone)
    tip = fetch(clone, str(world.remote), "main")
    assert [file.id for file in alert_files(clone, tip)] == [ALPHA]
    assert odd_files(clone, tip) == frozenset()
    assert clone.said < 2000


def test_the_folder_of_alerts_in_any_spelling_is_odd(world: World) -> None:
    alert = world.alert(ALPHA)
    blob, folder = (git(world.remote, "rev-parse", f"{alert}:{name}") for name in (path_of(ALPHA), "alerts/maebashi"))
    tree = alert
    for name, mode, one in (
        ("Alerts", "40000", folder),
        ("ＡＬＥＲＴＳ", "100644", blob),
        ("alerts*", "40000", folder),
    ):
        tree = beside(world.remote, tree, name, mode, one)
    git(world.remote, "update-ref", "refs/heads/main", commit(world.remote, tree, alert))
    tip = fetch(Git(world.clone), str(world.remote), "main")
    assert [file.id for file in alert_files(Git(world.clone), tip)] == [ALPHA]
    assert {path for path, _ in odd_files(Git(world.clone), tip)} == {f"Alerts/2026/{ALPHA}.md", "ＡＬＥＲＴＳ"}
