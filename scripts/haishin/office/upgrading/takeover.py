"""Which product files are taken over, by three lists: the force's, those of its release, those of the new one."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from haishin.core.catalogue import Message, listed
from haishin.core.errors import Refusal
from haishin.office.upgrading.release import ProductFile

Files = Mapping[str, ProductFile]  # by path


@dataclass(frozen=True, slots=True)
class Takeover:
    """Paths, each in their order."""

    put: tuple[str, ...]  # as the release has them
    removed: tuple[str, ...]
    kept: tuple[str, ...]  # changed by the force


def takeover(base: Files, force: Files, release: Files, take: Set[str]) -> Takeover:
    """Compare three lists; a file that the force changed stays as it is unless ``take`` names it.

    A file that neither release knows is the force's own. Raises Refusal if ``take`` names anything else.
    """
    put, removed, kept = [], [], []
    for path in sorted({*base, *release}):
        old, own, new = base.get(path), force.get(path), release.get(path)
        if own == new:
            continue
        if own != old and path not in take:
            kept.append(path)
        elif new is None:
            removed.append(path)
        else:
            put.append(path)
    if idle := sorted(path for path in take if path not in (*put, *removed)):
        raise Refusal(Message("office/upgrading/nothing-to-take", paths=listed(idle)))
    return Takeover(tuple(put), tuple(removed), tuple(kept))
