from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from haishin.model import Account, Review, ReviewState
from haishin.repository.git import Git
from haishin.repository.history import fetch
from haishin.repository.proof import prove, prove_paths
from support_ledger import ALPHA, NOON, PULL, World, git, path_of

Answer = Literal["same", "other", "unknown"]


def proven(world: World, commit: str | None, said: Answer = "unknown", *, believe: bool = False) -> Answer:
    path = path_of(ALPHA)
    review = Review(Account("sato"), ReviewState.APPROVED, NOON, commit, said)
    blob = git(world.remote, "rev-parse", f"main:{path}")
    pull = prove(replace(PULL, reviews=(review,)), Git(world.clone), str(world.remote), path, blob, believe=believe)
    return pull.reviews[0].text


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path)


def test_the_blob_at_the_reviewed_commit_decides(world: World) -> None:
    first = world.alert(ALPHA, text="one")
    other = world.commit({"README.md": "x"})
    world.alert(ALPHA, text="two")
    assert proven(world, other, "same", believe=True) == "other"
    again = world.alert(ALPHA, text="one")
    assert proven(world, first, "other") == "same"
    assert proven(world, again) == "same"


def test_a_commit_on_no_branch_is_asked_of_the_remote(world: World) -> None:
    world.alert(ALPHA, text="one")
    loose = git(world.remote, "commit-tree", "-m", "squashed away", "main^{tree}")
    assert proven(world, loose) == "same"


@pytest.mark.parametrize("commit", ["f" * 40, "main", "--output=x", ""])
def test_what_nobody_can_read_is_no_proof(world: World, commit: str) -> None:
    world.alert(ALPHA)
    assert proven(world, commit, "same", believe=True) == "unknown"


def test_a_review_without_a_commit_is_believed_in_a_rehearsal_only(world: World) -> None:
    world.alert(ALPHA)
    assert proven(world, None, "same", believe=True) == "same"
    assert proven(world, None, "same") == "unknown"


def test_a_change_without_an_alert_is_proven_by_all_its_paths(world: World) -> None:
    """T2: what was taken away counts as much as what was written."""
    world.commit({"schema/old.yaml": "x"})
    reviewed = world.commit({"schema/policy.yaml": "one", "schema/old.yaml": None})
    world.commit({"README.md": "elsewhere"})
    merged = world.commit({"README.md": "again"})
    changed = world.commit({"schema/policy.yaml": "two"})
    back = world.commit({"schema/policy.yaml": "one", "schema/old.yaml": "y"})
    review = Review(Account("sato"), ReviewState.APPROVED, NOON, reviewed, "unknown")
    pull = replace(PULL, reviews=(review,))

    def said(commit: str) -> Answer:
        fetch(Git(world.clone), str(world.remote), "main")
        paths = ["schema/policy.yaml", "schema/old.yaml"]
        return prove_paths(pull, Git(world.clone), str(world.remote), commit, paths).reviews[0].text

    assert (said(merged), said(changed), said(back)) == ("same", "other", "other")
