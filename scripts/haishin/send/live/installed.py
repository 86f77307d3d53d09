"""The program of this process, by git: an exported release, or a checkout."""

from __future__ import annotations

from pathlib import Path

from haishin.core.process import Process
from haishin.core.release import released
from haishin.core.repository.git import object_ids
from haishin.send.program import PROGRAM, Running, locked_since, parts_of


def release_folder() -> Path | None:
    """Find the folder of the release that runs, named by its commit; None: it is a checkout."""
    return released(Path(__file__))


def running_commit(process: Process) -> str | None:
    """Find the commit whose program this process runs, as far as git knows; None without a commit."""
    if (folder := release_folder()) is not None:
        return folder.name
    return object_ids(process.git, ["HEAD^{commit}"])[0]


def running_program(process: Process) -> Running:
    """Identify the program of this process: an exported release, by its folder's name, or the checkout's commit.

    A part that no commit holds is "": local changes, an installed copy.
    """
    git, here = process.git, Path(__file__).resolve()
    if (folder := release_folder()) is not None:
        return Running(parts_of(git, folder.name), released=True, locked=locked_since(git, folder.name))
    parts = dict(parts_of(git, "HEAD"))
    asked = ("status", "--porcelain", "--")
    if git.text(*asked, *(f":(top){name}" for name in PROGRAM)):
        parts |= {name: "" for name in PROGRAM if git.text(*asked, f":(top){name}")}
    if not here.is_relative_to(process.root.resolve() / "scripts"):
        parts["scripts"] = ""
    return Running(parts, released=False, locked=locked_since(git, "HEAD"))
