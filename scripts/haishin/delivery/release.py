"""A proven commit as a program of its own: exported, built, tried, and only then what ``current`` leads to.

``FOLDER/releases/COMMIT`` is whole or not there, and ``FOLDER/current`` always leads to a whole one, whenever this is
killed. The one before stays, so that going back is a link. Nothing of the commit runs before it is proven; that is for
the caller to know.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from haishin.delivery.program import IN_USE, RELEASES
from haishin.errors import Refusal
from haishin.model import Text
from haishin.repository.blobs import REGULAR, CommitSource
from haishin.repository.git import Git
from haishin.repository.history import ROOT

CURRENT = "current"
_EXECUTABLE = "100755"


def current(folder: Path) -> str | None:
    """The commit that the link leads to; None where there is none yet."""
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
            raise Refusal(
                Text(
                    f"コミット {commit} の {entry.path!a} は、プログラムに含められません。",
                    f"The commit {commit} holds {entry.path!a}, which cannot be part of a program.",
                ),
                Text("main から取り除いてください。", "Take it away from main."),
            )
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
            raise Refusal(
                Text("別の更新が動いています。", "Another update is running."),
                Text("終わるのを待って、もう一度実行してください。", "Wait for its end and run again."),
            ) from busy
        yield
