"""A commit of main with one file as another commit has it: what a merge would bring, and nothing checked out."""

from __future__ import annotations

from haishin.repository.blobs import CommitSource, Entry
from haishin.repository.git import Git
from haishin.repository.history import has

_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")


def obtain(git: Git, remote: str, commit: str, *refs: str) -> bool:
    """Whether that commit's objects are here now; asked for by its id, then by the remote's refs that may hold it."""
    for wanted in (commit, *refs):
        if has(git, commit):
            return True
        git.attempt(*_FETCH, "--", remote, wanted)
    return has(git, commit)


def merged(git: Git, base: str, head: str) -> str:
    """The tree that merging the head into the base makes; where they conflict (nothing merges then) the head."""
    done = git.attempt("merge-tree", "--write-tree", base, head)
    return done.stdout.decode("ascii").strip() if done.returncode == 0 else head


class OverlaySource:
    """The files of ``base``, but what stands at ``path`` as ``head`` has it, or not at all."""

    def __init__(self, git: Git, base: str, head: str, path: str) -> None:
        self._base = CommitSource(git, base)
        self._head = CommitSource(git, head)
        self._path = path

    def entries(self, prefix: str) -> list[Entry]:
        """Raises GitError where a commit is unknown."""
        kept = [entry for entry in self._base.entries(prefix) if entry.path != self._path]
        brought = [entry for entry in self._head.entries(self._path) if entry.path == self._path]
        inside = not prefix or self._path == prefix or self._path.startswith(f"{prefix.rstrip('/')}/")
        return sorted([*kept, *(brought if inside else ())], key=lambda entry: entry.path)

    def read(self, entry: Entry) -> bytes:
        """Raises GitError where the blob is not there."""
        return (self._head if entry.path == self._path else self._base).read(entry)
