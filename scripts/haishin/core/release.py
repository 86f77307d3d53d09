"""The folder of a release, and its holders: an update takes away no release that a program runs from."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RELEASES = "releases"  # the folder of the exported ones, each called by its commit
PACKAGE = "haishin"
IN_USE = ".in-use"  # in a release: whoever runs from it holds this file
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def released(file: Path) -> Path | None:
    """Return the release ``FOLDER/releases/COMMIT`` that holds a file of the package; None: a checkout holds it.

    A checkout may lie in a folder of that name, too: a runner's of a repository that is called so.
    """
    package = next(folder for folder in file.resolve().parents if folder.name == PACKAGE)
    place = package.parents[1]
    if place.parent.name != RELEASES or _COMMIT.fullmatch(place.name) is None:
        return None
    return place


@contextmanager
def in_use(place: Path | None) -> Iterator[None]:
    """Keep that release (None: a checkout) from being taken away by an update while something runs from it."""
    if place is None or not (place / IN_USE).exists():
        yield
        return
    with (place / IN_USE).open("rb") as file:  # the sender may read it alone
        fcntl.flock(file, fcntl.LOCK_SH)
        yield
