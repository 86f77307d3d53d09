"""A folder made beside its place, a link that one rename turns: a kill leaves it as it was or as it will be."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.state import inside_work_tree


@contextmanager
def held(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Hold the place for a run by a lock of the folder above it (a local disk), which leaves no file there.

    Raises Refusal if other files lie there or git could take it in, ToolError.
    """
    if inside_work_tree(folder, environment) or inside_work_tree(folder.parent, environment):
        raise Refusal(Message("office/publishing/in-work-tree", folder=folder))
    ours = folder.is_symlink() and os.readlink(folder).startswith(_beside(folder))
    if not ours and os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(Message("office/publishing/not-ours", folder=folder))
    try:
        lock = os.open(folder.parent, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
    except OSError as fault:
        raise ToolError(Message("office/publishing/unwritable", folder=folder, why=fault.strerror)) from fault


def place(folder: Path, of: str, files: Iterable[tuple[str, str]]) -> None:
    """Put a folder with these files, and no other, at its place, which is held; everybody may read it.

    ``of``: the id of the ledger whose alerts they are. Raises Refusal if another ledger's lie there.
    """
    old, new = (folder.with_name(f"{_beside(folder)}{of}-{half}") for half in "ab")
    if folder.is_symlink():
        there = os.readlink(folder)
        if there == new.name:
            old, new = new, old
        elif there != old.name:
            raise Refusal(Message("office/publishing/not-ours", folder=folder))
    shutil.rmtree(new, ignore_errors=not new.exists())
    for name, text in files:
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o755)
        path.write_text(text, encoding="utf-8", newline="\n")
        path.chmod(0o644)
    link = folder.with_name(f"{new.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(new.name)
    if not folder.is_symlink() and folder.exists():
        folder.rmdir()  # the empty folder of the first time
    os.sync()  # once for thousands of files; after a power cut none of those that the link leads to may lack
    os.replace(link, folder)
    os.sync()
    shutil.rmtree(old, ignore_errors=not old.exists())  # it may hold what was cancelled


def stands(folder: Path) -> bool:
    """Whether a list is at that place, or its folder beside it: the link alone may be gone."""
    return os.path.lexists(folder) or any(folder.parent.glob(f"{escape(_beside(folder))}*"))


def _beside(folder: Path) -> str:
    return f".{folder.name}.haishin-"
