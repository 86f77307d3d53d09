from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from haishin.core.model import Account, Review, ReviewState
from haishin.core.repository.git import Git
from haishin.core.repository.history import fetch, files_at
from haishin.core.repository.proof import changing, irregular, prove, prove_paths
from support.forged import beside, bomb, commit, held_twice, raw
from support.ledger import ALPHA, NOON, PULL, World, git, path_of

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


# --- trees that no git writes -------------------------------------------------------------------------


def pushed(world: World, root: str, *parents: str) -> str:
    """A commit that the forge serves, of a tree that its git did not look at, and that this clone has already."""
    made = commit(world.remote, root, *parents)
    git(world.remote, "update-ref", "refs/heads/x", made)
    git(world.clone, "fetch", "-q", str(world.remote), "refs/heads/x")
    return made


def test_a_review_is_proven_without_reading_what_else_its_commit_holds(world: World) -> None:
    """S2: a folder of ten million files beside the text, which the next commit takes away."""
    alert = world.alert(ALPHA, text="one")
    reviewed = pushed(world, beside(world.remote, alert, "zzz", "40000", bomb(world.remote, 7)), alert)
    assert proven(world, reviewed) == "same"
    pull = replace(PULL, reviews=(Review(Account("sato"), ReviewState.APPROVED, NOON, reviewed, "unknown"),))
    clone = Git(world.clone)
    assert (
        prove_paths(pull, clone, str(world.remote), reviewed, ["schema/policy.yaml", "zzz"]).reviews[0].text == "same"
    )
    assert irregular(clone, reviewed, ["schema/policy.yaml", "zzz"]) == ()


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0)])
def test_a_review_of_a_text_that_its_commit_holds_twice_is_none(world: World, order: tuple[int, int]) -> None:
    """S4: the forge's page shows the one, git may read the other."""
    alert = world.alert(ALPHA, text="one")
    blobs = [git(world.remote, "rev-parse", f"{alert}:{path_of(ALPHA)}"), raw(world.remote, "blob", b"B")]
    forged = pushed(world, held_twice(world.remote, alert, path_of(ALPHA), *(blobs[one] for one in order)), alert)
    assert proven(world, forged) == "other"
    pull = replace(PULL, reviews=(Review(Account("sato"), ReviewState.APPROVED, NOON, forged, "unknown"),))
    clone = Git(world.clone)
    assert prove_paths(pull, clone, str(world.remote), forged, [path_of(ALPHA)]).reviews[0].text == "other"
    assert irregular(clone, forged, [path_of(ALPHA), "README.md"]) == (path_of(ALPHA),)


@pytest.mark.parametrize("name", [":(top)x", "a*b", "a\nb", "\udcff", "-x", "[x]"])
def test_a_path_is_asked_for_letter_by_letter(world: World, name: str) -> None:
    base = git(world.remote, "rev-parse", "main")
    tree = f"100644 blob {raw(world.remote, 'blob', b'1')}\t{name}\0".encode("utf-8", "surrogateescape")
    tree += f"100644 blob {raw(world.remote, 'blob', b'2')}\tacb\0".encode()
    made = pushed(world, git(world.remote, "mktree", "-z", data=tree), base)
    found = files_at(Git(world.clone), made, [name, "acb", "x", "top)x", "schema"])
    assert {path for path, file in found.items() if file is not None} == {name, "acb"}
    assert files_at(Git(world.clone), made, []) == {}


# --- which commits changed a text -------------------------------------------------------------------


def made(world: World, tree: str, *parents: str) -> str:
    """A commit with that tree at the remote, on no branch."""
    words = [word for parent in parents for word in ("-p", parent)]
    return git(world.remote, "commit-tree", *words, "-m", "x", tree)


def test_git_says_which_commits_changed_a_text(world: World) -> None:
    """T6: an update of the branch writes nothing, whoever hands in a text by a merge of his own wrote it."""
    path = path_of(ALPHA)
    main = git(world.remote, "rev-parse", "main")
    elsewhere = world.commit({"README.md": "x"})
    drafted = world.alert(ALPHA, text="one")
    with_text = f"{drafted}^{{tree}}"
    draft = made(world, with_text, main)
    empty = made(world, with_text, draft)
    update = made(world, with_text, empty, elsewhere)
    swapped = made(world, with_text, elsewhere, update)
    taken = made(world, f"{elsewhere}^{{tree}}", swapped)
    root = made(world, with_text)
    all_of_them = [draft, empty, update, swapped, taken, root]
    git(world.remote, "update-ref", "refs/pull/7/head", made(world, with_text, taken, root))
    for head in (git(world.remote, "rev-parse", "refs/pull/7/head"), root):
        found = changing(Git(world.clone), str(world.remote), [*all_of_them, head], path)
        assert found is not None
        assert found - {head} == {draft, swapped, taken} | ({root} - {head})
        assert head in found


def test_a_file_under_another_name_is_another_file(world: World) -> None:
    world.alert(ALPHA, text="one")
    moved = world.commit({path_of(ALPHA): None, "alerts/[m]aebashi.md": '{"text": "one"}'})
    git_ = Git(world.clone)
    assert changing(git_, str(world.remote), [moved], path_of(ALPHA)) == {moved}
    assert changing(git_, str(world.remote), [moved], "alerts/maebashi.md") == frozenset()


def test_what_git_cannot_get_it_says_nothing_of(world: World) -> None:
    head = world.alert(ALPHA, text="one")
    for commits in (["f" * 40], ["f" * 40, head], [head, "f" * 40], []):
        assert changing(Git(world.clone), str(world.remote), commits, path_of(ALPHA)) is None
