"""The sender's program: pinned on the mail host by its operator, who alone changes it.

The mail host runs ``FOLDER/current``, in both shapes, and no merge changes that. A release is exported,
built, tried, and only then ``current`` leads to it: ``FOLDER/releases/COMMIT`` is whole or not there, and
``FOLDER/current`` always leads to a whole release, whenever this is killed. The release before stays, so that going
back is a link. Which commit it may be is for the caller to know (``send/updating.py``).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.contract import FILES, JSON_SCHEMAS
from haishin.core.errors import Refusal, ToolError
from haishin.core.release import IN_USE, RELEASES
from haishin.core.repository.git import Git, lines, object_ids
from haishin.core.repository.history import files_at, introducing_commit
from haishin.core.repository.sources import REGULAR, CommitSource, Entry

LOCK = "requirements.lock"
_CODE = "scripts"
_BESIDE = ("pyproject.toml", LOCK, *(f"schema/{name}" for name in JSON_SCHEMAS))
_RULES = tuple(f"schema/{name}" for name in sorted(FILES))  # by which a release is tried
PROGRAM = (_CODE, *_BESIDE)
Parts = Mapping[str, str | None]  # a name of PROGRAM → the id of what stands there; None: nothing, "": in no commit


@dataclass(frozen=True, slots=True)
class Running:
    """The program that runs."""

    parts: Parts
    released: bool  # a release of the operator's, and no checkout
    locked: datetime | None = None  # when its lock file came to main, if git knows


def parts_of(git: Git, commit: str) -> Parts:
    """Read the program's parts as a commit holds them; a commit that is not here holds none."""
    here, *parts = object_ids(git, [f"{commit}^{{commit}}", *(f"{commit}:{name}" for name in PROGRAM)])
    if here is None:
        return dict.fromkeys(PROGRAM, "")
    return dict(zip(PROGRAM, parts, strict=True))


def changed_parts(git: Git, tip: str, running: Parts) -> tuple[str, ...]:
    """List the parts in which the tip differs from what runs."""
    wanted = parts_of(git, tip)
    return tuple(name for name in PROGRAM if running.get(name) != wanted[name])


def changes_of_program(git: Git, since: str, commit: str) -> list[str]:
    """List the commits of main's line behind ``since``, ``commit`` the last, that change the program; oldest first."""
    log = ("log", "--first-parent", "--reverse", "--format=%H", f"{since}..{commit}", "--")
    return lines(git.run(*log, *(f":(top){name}" for name in PROGRAM)))


def locked_since(git: Git, commit: str) -> datetime | None:
    """Find when the lock file that a commit has came to main's line; None if git does not know."""
    try:
        return introducing_commit(git, commit, LOCK).when
    except ToolError:  # a commit that is not here, no lock file, a time that is none
        return None


CURRENT = "current"
_EXECUTABLE = "100755"


def current(folder: Path) -> str | None:
    """Return the commit that the link leads to; None without a link."""
    link = folder / CURRENT
    return link.resolve().name if link.is_symlink() else None


def runs(place: Path, build: Callable[[Path], None]) -> bool:
    """Return whether a release is there and runs, by ``build``, which makes an environment that is gone anew."""
    if not place.exists():
        return False
    try:
        build(place)
    except (ToolError, OSError):
        return False
    return True


def release(git: Git, commit: str, folder: Path, build: Callable[[Path], None]) -> None:
    """Make the commit the program that runs from now on; ``build`` makes and tries its environment, in a folder.

    A release that is there already is tried, and made anew if it does not run. Raises Refusal for a commit that no
    program can be, or while another update runs, and the errors of ``build``.
    """
    place = folder / RELEASES / commit
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        before = current(folder)
        if not runs(place, build):
            draft, broken = place.with_name(f".{commit}"), place.with_name(f".{commit}.broken")
            for left in (draft, broken):
                shutil.rmtree(left, ignore_errors=True)
            _export(git, commit, draft)
            (draft / IN_USE).touch()
            build(draft)
            os.sync()  # what the link leads to is on the disk before the link
            if place.exists():
                place.rename(broken)
            draft.rename(place)
            shutil.rmtree(broken, ignore_errors=True)
        beside = folder / f".{CURRENT}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path(RELEASES) / commit)
        os.replace(beside, folder / CURRENT)
        if before not in (None, commit):
            _clear(place.parent, {before, commit})


def _clear(releases: Path, kept: Set[str | None]) -> None:
    """Take away the other releases, except those from which a program may run.

    Each is renamed before anything in it goes: a release that is named by its commit stays whole.
    """
    for place in sorted(releases.iterdir()):
        if place.name in kept:
            continue
        gone = place
        if not place.name.startswith("."):
            try:
                with (place / IN_USE).open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    gone = place.rename(place.with_name(f".{place.name}"))
            except (BlockingIOError, FileNotFoundError, NotADirectoryError):
                continue
        shutil.rmtree(gone, ignore_errors=True)


def _export(git: Git, commit: str, target: Path) -> None:
    """Write the program and the rules by which it is tried, the very bytes of git, whatever attributes say.

    Nothing else of the commit is listed: what nothing proves on main costs the operator nothing, however much it is.
    """
    source = CommitSource(git, commit)
    entries = source.entries(_CODE)
    for path, found in files_at(git, commit, (*_BESIDE, *_RULES)).items():
        if found is not None:
            entries.append(Entry(path, found.mode, found.blob, 0))
    for entry in entries:
        parts = entry.path.lower().split("/")
        if entry.mode not in (REGULAR, _EXECUTABLE) or {"..", ".git", ""} & {*parts}:
            raise Refusal(Message("send/not-part-of-a-program", commit=commit, path=entry.path))
    for entry in entries:
        file = target / entry.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.read(entry))
        file.chmod(0o755 if entry.mode == _EXECUTABLE else 0o644)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise Refusal(Message("send/update-running")) from busy
        yield
