"""The forge names a commit, git says what it holds: the two together, over merge, squash and rebase (T4, T5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.consult.forge.github import GitHubForge, Introduced
from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch, introducing_commit, line_touching
from haishin.core.repository.proof import changing, prove
from support.forge import DRAFTER, OFFICER, client
from support.github import REPOSITORY, Change, FakeGitHub, running
from support.ledger import ALPHA, World, git, path_of

PATH = path_of(ALPHA)
METHODS = ("merge", "squash", "rebase")


def write(world: World, text: str, message: str = "draft") -> str:
    file = world.work / PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", message)
    return git(world.work, "rev-parse", "HEAD")


def land(world: World, method: str) -> None:
    """Bring the branch to main, on which something else has happened, as the forge does."""
    git(world.work, "push", "-q", "origin", "draft:refs/pull/7/head")
    git(world.work, "checkout", "-q", "main")
    world.commit({"README.md": "elsewhere"})
    if method == "merge":
        git(world.work, "merge", "-q", "--no-ff", "-m", "Merge pull request #7", "draft")
    elif method == "squash":
        git(world.work, "merge", "-q", "--squash", "draft")
        git(world.work, "commit", "-q", "-m", f"{ALPHA} (#7)")
    else:
        git(world.work, "checkout", "-q", "draft")
        git(world.work, "rebase", "-q", "main")
        git(world.work, "checkout", "-q", "main")
        git(world.work, "merge", "-q", "--ff-only", "draft")
    git(world.work, "push", "-q", "origin", "main")


def texts(world: World, commits: list[str], reviewed: str | None, rewritten: bool = False) -> list[str]:
    """What a review of that commit proves, at send time."""
    sender = Git(world.clone)
    tip = fetch(sender, str(world.remote), "main")
    commit = introducing_commit(sender, tip, PATH).id
    fake = FakeGitHub()
    for one in (*commits, commit):
        fake.commit(one, DRAFTER, PATH, at="2026-11-25T02:30:00Z")
    change = Change(7, DRAFTER, commits, [{"filename": PATH, "status": "added", "sha": "x"}])
    change.merged_at, change.merge_commit = "2026-11-25T07:30:00Z", commit
    change.review(1, OFFICER, "APPROVED", "2026-11-25T07:10:00Z", reviewed)
    if rewritten:
        change.events.append({"event": "head_ref_force_pushed", "created_at": "2026-11-25T07:20:00Z"})
    fake.pulls[7] = change
    fake.brought[commit] = [7]
    with running(fake):
        pull = GitHubForge(
            client(fake),
            REPOSITORY,
            {ALPHA: Introduced(commit, PATH)}.get,
            lambda commits, path: changing(sender, str(world.remote), commits, path),
            lambda path: line_touching(sender, tip, path),
        ).pull(ALPHA, 30)
    assert pull is not None
    blob = git(world.remote, "rev-parse", f"main:{PATH}")
    return [one.text for one in prove(pull, sender, str(world.remote), PATH, blob, believe=False).reviews]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World.make(tmp_path)
    git(made.work, "checkout", "-q", "-b", "draft")
    return made


@pytest.mark.parametrize("method", METHODS)
def test_an_approval_of_the_text_holds_however_it_was_merged(world: World, method: str) -> None:
    commit = write(world, "text")
    land(world, method)
    assert texts(world, [commit], commit) == ["same"]


@pytest.mark.parametrize("method", METHODS)
def test_an_approval_of_an_earlier_text_does_not(world: World, method: str) -> None:
    commits = [write(world, "text"), write(world, "text, and a name")]
    land(world, method)
    assert texts(world, commits, commits[0]) == ["other"]
    assert texts(world, commits, commits[1]) == ["same"]


@pytest.mark.parametrize("method", METHODS)
def test_an_approval_before_the_branch_was_rewritten_is_no_proof(world: World, method: str) -> None:
    commit = write(world, "text")
    land(world, method)
    assert texts(world, [commit], commit, rewritten=True) == ["unknown"]
    assert texts(world, [commit], None) == ["unknown"]
