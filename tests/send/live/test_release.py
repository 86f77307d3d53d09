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
from haishin.core.release import IN_USE, in_use
from haishin.core.repository.git import Git
from haishin.send import program as module
from haishin.send.program import current, release
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


def successors(world: World, number: int) -> list[str]:
    """So many commits of main, each with another program."""
    return [world.commit({"scripts/send.py": f"{one}\n"}) for one in range(number)]


def test_a_release_is_the_commit_without_its_alerts(world: World, tmp_path: Path) -> None:
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
    assert not (place / "alerts").exists()
    assert whole(into)


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
    [("120000", b"scripts/link.py"), ("100755", b".venv/bin/python"), ("100644", b".VENV/x"), ("160000", b"module")],
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
