"""A folder made beside its place, a link that one rename turns: a kill leaves it as it was or as it will be."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.state import inside_work_tree


def refuse_foreign(folder: Path, environment: Mapping[str, str]) -> None:
    """Raise Refusal if something else lies at that place, or git could take it in."""
    if inside_work_tree(folder, environment) or inside_work_tree(folder.parent, environment):
        raise Refusal(Message("office/publishing/in-work-tree", folder=folder))
    ours = folder.is_symlink() and os.readlink(folder) in _names(folder)
    if not ours and os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(Message("office/publishing/not-ours", folder=folder))


def place(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Put a folder with these files, and no other, at its place; everybody may read it. Raises ToolError."""
    old, new = (folder.with_name(name) for name in _names(folder))
    try:
        with folder.with_name(f"{old.name}.lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)  # one run at a time
            if folder.is_symlink() and os.readlink(folder) == new.name:
                old, new = new, old
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
            os.replace(link, folder)
            shutil.rmtree(old, ignore_errors=not old.exists())  # it may hold what was cancelled
    except OSError as fault:
        raise ToolError(Message("office/publishing/unwritable", folder=folder, why=fault.strerror)) from fault


def _names(folder: Path) -> tuple[str, str]:
    return f".{folder.name}.haishin-a", f".{folder.name}.haishin-b"
