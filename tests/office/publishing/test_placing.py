"""The site's folder: whole at its place or as before, whatever write dies; never in git, nor over what is another's."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.office.publishing.placing import held, place, stands

OLD = {"style.css": "x", "alerts/a.html": "秘密", "alerts/b.html": "b"}
NEW = {"style.css": "x", "alerts/b.html": "b", "stations/c.html": "c"}


def put(folder: Path, files: Mapping[str, str], of: str = "ours") -> None:
    with held(folder, {}):
        place(folder, of, files.items())


def holds(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def beside(folder: Path) -> list[str]:
    """What lies there too, for whoever looks for a text that has left."""
    return sorted(path.name for path in folder.parent.iterdir() if path.name != folder.name)


@pytest.mark.parametrize("there", [False, True])
def test_the_folder_is_made_anew_each_time_and_nothing_of_before_is_left(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "site"
    if there:
        folder.mkdir()
    for files in (OLD, NEW, OLD, NEW):
        put(folder, files)
        assert holds(folder) == files
        assert len(beside(folder)) == 1  # the folder behind the link
    assert not any("秘密" in path.read_text("utf-8") for path in tmp_path.rglob("*.html"))


def test_the_link_turns_to_what_the_disk_has_and_nothing_goes_before_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut leaves empty files behind the link, or no folder."""
    put(tmp_path / "site", OLD)
    done: list[str] = []

    def seen(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given, **more: (done.append(name), act(*given, **more))[1]

    for owner, name in ((os, "sync"), (os, "symlink"), (os, "replace"), (shutil, "rmtree"), (Path, "write_text")):
        monkeypatch.setattr(owner, name, seen(name, getattr(owner, name)))
    put(tmp_path / "site", NEW)
    assert done == ["rmtree", *["write_text"] * len(NEW), "symlink", "sync", "replace", "sync", "rmtree"]


def test_a_web_server_may_read_it_whatever_the_mask(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        put(tmp_path / "site", OLD)
    finally:
        os.umask(mask)
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "site").rglob("*.html")}
    folders = {oct((tmp_path / "site" / name).stat().st_mode & 0o777) for name in (".", "alerts")}
    assert (modes, folders) == ({"0o644"}, {"0o755"})


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("before", [None, {}, OLD])
def test_killed_at_any_write_it_is_as_before_or_as_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, str] | None
) -> None:
    left = 10_000

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return act(*given, **more)

        return done

    for owner, name in (
        *((os, name) for name in ("mkdir", "rmdir", "unlink", "chmod", "symlink", "replace", "open", "sync")),
        (Path, "write_text"),
    ):
        monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    kills, done = 0, False
    while not done:
        folder = tmp_path / str(kills) / "site"
        left = 10_000
        folder.parent.mkdir()
        if before:
            put(folder, before)
        elif before is not None:
            folder.mkdir()
        left = kills
        with contextlib.suppress(Killed):
            put(folder, NEW)
            done = True
        left = 10_000
        assert holds(folder) in (before or {}, NEW)
        put(folder, NEW)  # the next run mends what was left beside
        assert (holds(folder), len(beside(folder))) == (NEW, 1)
        kills += 1
    assert kills > 12


@pytest.mark.parametrize("what", ["file", "filled", "elsewhere", "dead"])
def test_what_it_did_not_make_is_left_alone(tmp_path: Path, what: str) -> None:
    folder, other = tmp_path / "site", tmp_path / "other"
    if what == "file":
        folder.write_text("mine")
    elif what == "filled":
        folder.mkdir()
        (folder / "mine").write_text("mine")
    else:
        if what == "elsewhere":
            other.mkdir()
        folder.symlink_to(other.name)
    with pytest.raises(Refusal) as refused:
        put(folder, NEW)
    assert refused.value.message.code == "office/publishing/not-ours"  # type: ignore[attr-defined]
    assert beside(folder) == (["other"] if what == "elsewhere" else [])


@pytest.mark.parametrize("where", ["site", "deep/site", "site/.git"])
def test_nothing_of_it_comes_into_git(tmp_path: Path, where: str) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(Refusal) as refused:
        put(tmp_path / where, NEW)
    assert refused.value.message.code == "office/publishing/in-work-tree"  # type: ignore[attr-defined]


def test_a_runner_s_workspace_is_cleaned_and_so_refused(tmp_path: Path) -> None:
    told = {"GITHUB_WORKSPACE": str(tmp_path / "work")}
    with pytest.raises(Refusal), held(tmp_path / "work" / "site", told):
        pass
    with held(tmp_path / "site", told):
        pass


def test_what_cannot_be_made_leaves_the_site_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    put(folder, OLD)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ToolError) as failed:
        put(folder, NEW)
    assert failed.value.message.code == "office/publishing/unwritable"  # type: ignore[attr-defined]
    assert holds(folder) == OLD
    with pytest.raises(ToolError):
        put(tmp_path / "none" / "site", NEW)


def test_a_run_waits_for_the_run_before_it(tmp_path: Path) -> None:
    """Else the first, which has read an older ledger, would put a cancelled text where the second has taken it away."""
    second = os.open(tmp_path, os.O_RDONLY)
    with held(tmp_path / "site", {}), pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(second)


def test_a_run_that_makes_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path / "site", {}):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_list_stands_until_what_it_was_made_of_is_gone_too(tmp_path: Path) -> None:
    folder = tmp_path / "s[i]te"
    assert not stands(folder)
    assert not stands(tmp_path / "none" / "site")
    put(folder, OLD)
    [behind] = beside(folder)
    put(tmp_path / "site", OLD)
    folder.unlink()
    assert stands(folder)
    shutil.rmtree(tmp_path / behind)
    assert not stands(folder)


def test_the_folder_of_one_ledger_is_refused_to_another(tmp_path: Path) -> None:
    """A rehearsal's alerts never come into the list, nor the list into a rehearsal's."""
    put(tmp_path / "site", OLD)
    before = beside(tmp_path / "site")
    with pytest.raises(Refusal) as refused:
        put(tmp_path / "site", NEW, "rehearsal")
    assert refused.value.message == Message("office/publishing/not-ours", folder=tmp_path / "site")
    assert (holds(tmp_path / "site"), beside(tmp_path / "site")) == (OLD, before)


def test_a_copy_of_it_elsewhere_is_not_ours(tmp_path: Path) -> None:
    put(tmp_path / "site", OLD)
    shutil.copytree(tmp_path / "site", tmp_path / "copy")
    with pytest.raises(Refusal):
        put(tmp_path / "copy", NEW)
