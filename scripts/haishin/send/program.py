"""Which program runs here, and how a proven commit becomes the one that runs.

A program that main has left behind goes on with what it has proven; what is no commit of main never sends. A release is
exported, built, tried, and only then what ``current`` leads to: ``FOLDER/releases/COMMIT`` is whole or not there, and
``FOLDER/current`` always leads to a whole one, whenever this is killed. The one before stays, so that going back is a
link. Nothing of the commit runs before it is proven; that is for the caller to know.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path

from haishin.core.release import IN_USE, RELEASES
from haishin.core.repository.git import Git, lines, object_ids
from haishin.core.repository.history import ROOT, line_touching
from haishin.core.repository.sources import REGULAR, CommitSource
from haishin.send import messages

LOCK = "requirements.lock"
STAMP = "haishin-stamp.json"  # as the bootstrap leaves it in the environment
PROGRAM = ("scripts", "pyproject.toml", LOCK)
Parts = Mapping[str, str | None]  # a name of PROGRAM → the id of what stands there; None: nothing, "": in no commit


def parts_of(git: Git, commit: str) -> Parts:
    """Read the program's parts as a commit holds them; a commit that is not here holds none."""
    here, *parts = object_ids(git, [f"{commit}^{{commit}}", *(f"{commit}:{name}" for name in PROGRAM)])
    return dict.fromkeys(PROGRAM, "") if here is None else dict(zip(PROGRAM, parts, strict=True))


def changed_parts(git: Git, tip: str, running: Parts) -> tuple[str, ...]:
    """List the parts in which the tip differs from what runs."""
    wanted = parts_of(git, tip)
    return tuple(name for name in PROGRAM if running.get(name) != wanted[name])


def unknown_parts(git: Git, tip: str, running: Parts) -> tuple[str, ...]:
    """List the running parts that no commit of main's first-parent line holds: nobody can have proven them."""
    parts = []
    for name in changed_parts(git, tip, running):
        held = [*line_touching(git, tip, name), *lines(git.run("rev-list", "--first-parent", "--max-parents=0", tip))]
        if running.get(name) not in _ids(git, held, name):
            parts.append(name)
    return tuple(parts)


def packages(prefix: Path) -> str | None:
    """Read the digest of the lock file that an environment was made from; None where it does not say."""
    try:
        stamp = json.loads((prefix / STAMP).read_bytes())
    except (OSError, ValueError):
        return None
    return stamp.get(LOCK) if isinstance(stamp, dict) else None


def locked_by(git: Git, digest: str) -> str:
    """Find the id of main's lock file with that digest; "" where there never was one."""
    for blob in dict.fromkeys(_ids(git, line_touching(git, "HEAD", LOCK), LOCK)):
        if blob and hashlib.sha256(git.run("cat-file", "blob", blob)).hexdigest() == digest:
            return blob
    return ""


def _ids(git: Git, commits: Iterable[str], name: str) -> list[str | None]:
    return object_ids(git, [f"{commit}:{name}" for commit in commits])


CURRENT = "current"
_EXECUTABLE = "100755"


def current(folder: Path) -> str | None:
    """Return the commit that the link leads to; None where there is none yet."""
    link = folder / CURRENT
    return link.resolve().name if link.is_symlink() else None


def release(git: Git, commit: str, folder: Path, build: Callable[[Path], None]) -> None:
    """Make the commit what runs from now on; ``build`` makes its environment and tries it, in the folder given.

    Raises Refusal for a commit that no program can be, or while another update runs, and whatever ``build`` raises.
    """
    place = folder / RELEASES / commit
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        before = current(folder)
        if not place.exists():
            draft = place.with_name(f".{commit}")
            shutil.rmtree(draft, ignore_errors=True)
            _export(git, commit, draft)
            (draft / IN_USE).touch()
            build(draft)
            os.sync()  # what the link leads to is on the disk before the link
            draft.rename(place)
        beside = folder / f".{CURRENT}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path(RELEASES) / commit)
        os.replace(beside, folder / CURRENT)
        if before not in (None, commit):
            _clear(place.parent, {before, commit})


def _clear(releases: Path, kept: Set[str | None]) -> None:
    """Take away the other releases, but none from which a program runs, or from which nobody can say whether one does.

    Each is renamed before anything in it goes: what is called by its commit stays whole.
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
    """Write everything outside ``alerts/``, the very bytes of git, whatever attributes say."""
    source = CommitSource(git, commit)
    entries = [entry for entry in source.entries("") if not entry.path.startswith(f"{ROOT}/")]
    for entry in entries:
        parts = entry.path.lower().split("/")
        if entry.mode not in (REGULAR, _EXECUTABLE) or {"..", ".git", ""} & {*parts} or parts[0] == ".venv":
            raise messages.not_part_of_a_program(commit, entry.path)
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
            raise messages.update_running() from busy
        yield
