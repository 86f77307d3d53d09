"""Main with one file as a pull request has it; objects are fetched, nothing is checked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from haishin.core.repository.git import Git
from haishin.core.repository.history import has, obtain
from haishin.core.repository.sources import OverlaySource
from support.ledger import World, git

A, B, C = "alerts/maebashi/2026/a.md", "alerts/maebashi/2026/b.md", "alerts/maebashi/2026/c.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World.make(tmp_path)
    made.commit({A: "a of main", B: "b of main"})
    git(made.clone, "fetch", "-q", "origin", "main:main")
    return made


def proposed(world: World, files: dict[str, str]) -> str:
    """A commit beside main that only the forge's own ref holds."""
    git(world.work, "checkout", "-q", "--detach", "main")
    for name, text in files.items():
        (world.work / name).write_text(text, "utf-8")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "draft")
    git(world.work, "push", "-q", "origin", "HEAD:refs/pull/7/head")
    return git(world.work, "rev-parse", "HEAD")


def read(source: OverlaySource, prefix: str) -> dict[str, bytes]:
    return {entry.path: source.read(entry) for entry in source.entries(prefix)}


def test_only_the_one_file_comes_from_the_head(world: World) -> None:
    head = proposed(world, {A: "a of head", B: "b of head", C: "c of head"})
    clone = Git(world.clone)
    assert obtain(clone, str(world.remote), head)
    source = OverlaySource(clone, "main", head, A)
    assert read(source, "alerts") == {A: b"a of head", B: b"b of main"}
    assert read(source, B) == {B: b"b of main"}
    assert read(source, "schema") == {"schema/policy.yaml": b"one\n"}
    assert sorted(read(OverlaySource(clone, "main", head, C), "alerts")) == [A, B, C]


def test_a_file_that_the_head_has_not_is_gone(world: World) -> None:
    clone = Git(world.clone)
    assert read(OverlaySource(clone, "main", "main~1", A), "alerts") == {B: b"b of main"}


def test_a_head_is_got_by_its_id_or_by_the_ref(world: World) -> None:
    head = proposed(world, {A: "a of head"})
    clone, remote = Git(world.clone), str(world.remote)
    git(world.remote, "config", "protocol.version", "0")  # a forge that serves no bare ids
    (world.clone / "FETCH_HEAD").unlink()
    assert not has(clone, head)
    assert obtain(clone, remote, head, "refs/pull/7/head")
    assert git(world.clone, "for-each-ref", "refs/pull", "refs/remotes") == ""
    assert not (world.clone / "FETCH_HEAD").exists()


def test_a_head_that_is_nowhere(world: World) -> None:
    assert not obtain(Git(world.clone), str(world.remote), "1" * 40, "refs/pull/9/head")
    assert not obtain(Git(world.clone), str(world.folder / "nowhere"), "1" * 40)
