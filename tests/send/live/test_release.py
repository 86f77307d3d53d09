from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text
from haishin.core.release import IN_USE, in_use, released
from haishin.core.repository.git import Git
from haishin.send import program as module
from haishin.send.program import PROGRAM, current, release
from support.forged import beside, bomb, commit
from support.ledger import ALPHA, World, git


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.active(tmp_path)


def make(world: World, commit: str, folder: Path) -> None:
    world.tip()
    release(Git(world.clone), commit, folder, build)


def build(folder: Path) -> None:
    """An environment is a mark here."""
    (folder / "built").write_text("yes", encoding="ascii")


def whole(folder: Path) -> bool:
    """Whether the link leads to a release with everything in it, and each that is called by its commit is one."""
    places = [folder / "current", *(folder / "releases" / name for name in releases(folder))]
    names = ("built", "schema/policy.yaml", "scripts/send.py", IN_USE)
    return all((place / name).is_file() for place in places for name in names)


def releases(folder: Path) -> set[str]:
    """The commits that there are releases of."""
    return {place.name for place in (folder / "releases").iterdir() if not place.name.startswith(".")}


@pytest.mark.parametrize("name", ["releases", "haishin", "main", "a" * 39, "A" * 40, f".{'a' * 40}"])
def test_a_checkout_in_a_folder_of_that_name_is_no_release(tmp_path: Path, name: str) -> None:
    """T14. A runner's lies in ``_work/releases/releases`` where the repository is called so."""
    file = Path("scripts", "haishin", "send", "live", "installed.py")
    assert released(tmp_path / "releases" / name / file) is None
    for called in ("a" * 40, "0" * 64):
        place = tmp_path / "releases" / called
        assert released(place / file) == place
        assert released(tmp_path / called / file) is None


def successors(world: World, number: int) -> list[str]:
    """So many commits of main, each with another program."""
    return [world.commit({"scripts/send.py": f"{one}\n"}) for one in range(number)]


def test_a_release_is_the_program_of_the_commit(world: World, tmp_path: Path) -> None:
    (world.work / ".gitattributes").write_text("*.py export-ignore eol=crlf\n", encoding="ascii")
    (world.work / "scripts" / "run").write_text("x", encoding="ascii")
    (world.work / "scripts" / "run").chmod(0o755)
    world.alert(ALPHA)
    commit = world.commit({"scripts/new.py": "one\ntwo\n"})
    into = tmp_path / "program"
    make(world, commit, into)
    place = into / "releases" / commit
    assert (current(into), os.readlink(into / "current")) == (commit, f"releases/{commit}")
    assert (place / "scripts" / "new.py").read_bytes() == b"one\ntwo\n"
    assert os.access(place / "scripts" / "run", os.X_OK)
    assert not os.access(place / "scripts" / "new.py", os.X_OK)
    assert {one.name for one in place.iterdir()} <= {"scripts", "schema", *PROGRAM, "built", IN_USE}
    assert whole(into)


@pytest.mark.parametrize("name", ["zzz", "alerts", ".venv", ".VENV", "schema"])
def test_what_main_hides_beside_the_program_costs_an_update_nothing(world: World, tmp_path: Path, name: str) -> None:
    """T26, S2: a hundred thousand names in a few kB, pushed to main past every pull request."""
    tip = world.tip()
    hidden = bomb(world.remote, 5)
    if name == "schema":
        rules = git(world.remote, "ls-tree", f"{tip}:schema").split("\n")
        lines = "\n".join([*rules, f"040000 tree {hidden}\tzzz", ""])
        hidden = git(world.remote, "mktree", data=lines.encode())
    made = commit(world.remote, beside(world.remote, tip, name, "40000", hidden), tip)
    git(world.remote, "update-ref", "refs/heads/main", made)
    into = tmp_path / "program"
    make(world, made, into)
    assert (current(into), whole(into)) == (made, True)
    assert not [one for one in (into / "current").rglob("*") if name in one.parts and name != "schema"]
    assert not (into / "current" / "schema" / "zzz").exists()


def test_a_build_that_fails_leaves_what_runs_and_the_next_one_begins_anew(world: World, tmp_path: Path) -> None:
    into, old = tmp_path / "program", world.tip()
    make(world, old, into)
    commit = world.commit({"scripts/send.py": "two\n"})
    world.tip()

    def fail(folder: Path) -> None:
        (folder / "half").write_text("", encoding="ascii")
        raise ToolError(*[Text("x", "x")] * 2)

    with pytest.raises(ToolError):
        release(Git(world.clone), commit, into, fail)
    assert (current(into), whole(into)) == (old, True)
    make(world, commit, into)
    assert (current(into), whole(into), (into / "current" / "half").exists()) == (commit, True, False)


def test_a_release_that_is_there_and_does_not_run_is_made_anew(world: World, tmp_path: Path) -> None:
    into, old = tmp_path / "program", world.tip()
    make(world, old, into)
    new = world.commit({"scripts/send.py": "two\n"})
    make(world, new, into)
    asked = []

    def runs_whole(folder: Path) -> None:
        asked.append(folder.name)
        if not (folder / "scripts" / "send.py").exists():
            raise ToolError(*[Text("x", "x")] * 2)
        build(folder)

    (into / "releases" / old / "scripts" / "send.py").unlink()
    release(Git(world.clone), old, into, runs_whole)
    assert (current(into), whole(into), asked) == (old, True, [old, f".{old}"])
    (into / "releases" / new / "built").unlink()  # an environment that is gone is all that is made again
    release(Git(world.clone), new, into, runs_whole)
    assert (current(into), whole(into), asked[2:]) == (new, True, [new])
    assert releases(into) == {old, new}


class Killed(BaseException):
    """Raised where a kill would strike."""


def kill_at(line: int) -> Any:
    """A tracer that strikes before that line of the module is run, counted over all that are run."""
    left = [line]

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename != module.__file__:
            return None
        if event == "line":
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return trace

    return trace


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a kill closes no file
def test_a_kill_between_any_two_steps_leaves_the_link_at_a_whole_release(world: World, tmp_path: Path) -> None:
    oldest = world.tip()
    old, new, newest = successors(world, 3)
    world.tip()
    strikes, ended, tracer = 0, False, sys.gettrace()
    while not ended:
        into = tmp_path / f"program-{strikes}"
        make(world, oldest, into)
        make(world, old, into)
        sys.settrace(kill_at(strikes))
        try:
            release(Git(world.clone), new, into, build)
            ended = True
        except Killed:
            strikes += 1
        finally:
            sys.settrace(tracer)
        assert whole(into)
        assert current(into) in (old, new)
        assert {old, current(into)} <= releases(into)  # to go back is a link, at any moment
        release(Git(world.clone), new, into, build)
        assert (current(into), whole(into)) == (new, True)
        release(Git(world.clone), newest, into, build)
        assert (current(into), whole(into), releases(into)) == (newest, True, {new, newest})
        assert [one.name for one in (into / "releases").iterdir() if one.name.startswith(".")] == []
    assert strikes > 40


# --- what goes and what stays -----------------------------------------------------------------------------------------


def test_the_one_before_stays_and_older_ones_go(world: World, tmp_path: Path) -> None:
    into, first = tmp_path / "program", world.tip()
    second, third, fourth = successors(world, 3)
    make(world, first, into)
    make(world, second, into)
    assert releases(into) == {first, second}
    make(world, third, into)
    assert releases(into) == {second, third}
    make(world, third, into)  # nothing moves, and nothing goes
    assert releases(into) == {second, third}
    (into / "current").unlink()
    (into / "current").symlink_to(f"releases/{second}")  # a person goes back
    make(world, fourth, into)
    assert (releases(into), whole(into)) == ({second, fourth}, True)


def test_nothing_goes_before_the_link_stands_at_the_new_one(world: World, tmp_path: Path) -> None:
    into, first = tmp_path / "program", world.tip()
    second, third = successors(world, 2)
    make(world, first, into)
    make(world, second, into)

    def fail(folder: Path) -> None:
        raise ToolError(*[Text("x", "x")] * 2)

    with pytest.raises(ToolError):
        release(Git(world.clone), third, into, fail)
    assert (current(into), releases(into)) == (second, {first, second})


def test_a_release_from_which_a_program_runs_stays_until_that_has_ended(world: World, tmp_path: Path) -> None:
    into, first = tmp_path / "program", world.tip()
    second, third, fourth = successors(world, 3)
    make(world, first, into)
    with in_use(into / "releases" / first), in_use(into / "releases" / first):  # a sender, and a look beside it
        make(world, second, into)
        make(world, third, into)
        assert (releases(into), whole(into)) == ({first, second, third}, True)
    make(world, fourth, into)
    assert releases(into) == {third, fourth}


def test_of_what_does_not_say_whether_it_is_in_use_nothing_goes(world: World, tmp_path: Path) -> None:
    """Made by a program from before, or put there by a person."""
    into, first = tmp_path / "program", world.tip()
    second, third = successors(world, 2)
    make(world, first, into)
    (into / "releases" / first / IN_USE).unlink()
    (into / "releases" / "note").write_text("x", encoding="ascii")
    make(world, second, into)
    make(world, third, into)
    assert releases(into) == {first, second, third, "note"}
    with in_use(into / "releases" / first), in_use(None):
        pass


@pytest.mark.parametrize(
    ("mode", "path"),
    [("120000", b"scripts/link.py"), ("160000", b"scripts/module"), ("120000", b"pyproject.toml")],
)
def test_what_can_be_no_part_of_a_program_is_refused(world: World, tmp_path: Path, mode: str, path: bytes) -> None:
    tip = world.tip()
    blob = tip if mode == "160000" else git(world.work, "hash-object", "-w", "--stdin", data=b"x")
    git(world.work, "update-index", "-z", "--add", "--index-info", data=f"{mode} {blob}\t".encode() + path + b"\0")
    git(world.work, "commit", "-q", "-m", "x")
    git(world.work, "push", "-q", "origin", "HEAD:main")
    with pytest.raises(Refusal, match="cannot be part of a program"):
        make(world, world.tip(), tmp_path / "program")
    assert current(tmp_path / "program") is None


def test_two_at_a_time_are_one_too_many(world: World, tmp_path: Path) -> None:
    into, tip = tmp_path / "program", world.tip()
    make(world, tip, into)
    with (into / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Refusal, match="Another update is running"):
            make(world, tip, into)
