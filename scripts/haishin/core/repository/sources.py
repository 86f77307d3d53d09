"""Files as git has them at a commit or in its index, or as they lie in the work tree, by one protocol (T21, T26).

Only a commit is proof: a work tree may follow links and rewrite line ends. Sizes are known before anything is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.repository.git import Git, blob_sizes, records
from haishin.core.repository.git import blobs as read_blobs

REGULAR = "100644"
_EXECUTABLE = "100755"
_LINK = "120000"
_SUBMODULE = "160000"
_BATCH_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a source."""

    path: str  # with ``/``; bytes that are not UTF-8 become lone surrogates, so that every name can be printed escaped
    mode: str  # git's
    blob: str | None  # None in a work tree
    size: int  # bytes


class FileSource(Protocol):
    """Where files come from."""

    def entries(self, prefix: str) -> list[Entry]:
        """List all files at or under that path, sorted by path; none if nothing lies there."""
        ...

    def read(self, entry: Entry) -> bytes:
        """Read the bytes of a regular file."""
        ...


class CommitSource:
    """Files of a commit. Memory is bounded: about 4 MiB of blobs are fetched from git at a time."""

    def __init__(self, git: Git, commit: str) -> None:
        self._git = git
        self._commit = commit
        self._listed: list[Entry] = []
        self._fetched: dict[str, bytes] = {}

    def entries(self, prefix: str) -> list[Entry]:
        """List the files of the commit. Raises GitError if the commit is unknown."""
        below: list[str] = []
        if prefix:
            below = ["--", f":(top,literal){prefix.rstrip('/')}"]
        out = self._git.run("ls-tree", "-rzl", "--full-tree", "--end-of-options", self._commit, *below)
        entries = [_entry(record) for record in records(out)]
        self._listed = sorted(entries, key=lambda entry: entry.path)
        return list(self._listed)

    def read(self, entry: Entry) -> bytes:
        """Raises GitError if the blob is missing."""
        assert entry.blob is not None
        if entry.blob not in self._fetched:
            self._fetched = dict(self._fetch(entry))
        return self._fetched[entry.blob]

    def _fetch(self, wanted: Entry) -> Iterator[tuple[str, bytes]]:
        """Fetch the wanted blob and some of those listed behind it: they are read in that order."""
        blobs, total = [str(wanted.blob)], wanted.size
        behind: list[Entry] = []
        if wanted in self._listed:
            behind = self._listed[self._listed.index(wanted) + 1 :]
        for entry in behind:
            total += entry.size
            if total > _BATCH_BYTES:
                break
            if entry.blob is not None and entry.mode == REGULAR:
                blobs.append(entry.blob)
        yield from zip(blobs, read_blobs(self._git, blobs), strict=True)


class WorktreeSource:
    """Files of a folder. Links are listed, never followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def entries(self, prefix: str) -> list[Entry]:
        """List the files of the folder. Raises ToolError if a folder cannot be listed."""
        top = self._root / prefix
        state = _state(top)
        if state is None:
            return []
        if not stat.S_ISDIR(state.st_mode):
            return [_seen(self._root, top, state)]
        return sorted(self._walk(top), key=lambda entry: entry.path)

    def read(self, entry: Entry) -> bytes:
        """Read at most a byte more than the entry's size. Raises ToolError if the file cannot be read."""
        path = self._root / entry.path
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(handle, "rb") as file:
                return file.read(entry.size + 1)
        except OSError as error:
            raise _unreadable(error) from error

    def _walk(self, top: Path) -> Iterator[Entry]:
        def stop(error: OSError) -> None:
            raise _unreadable(error) from error

        for folder, folders, files in os.walk(top, onerror=stop):
            here = Path(folder)
            for name in list(folders):
                if (here / name / ".git").exists() and not (here / name).is_symlink():
                    folders.remove(name)
                    yield Entry(_name(self._root, here / name), _SUBMODULE, None, 0)
            for name in [*files, *folders]:
                state = _state(here / name)
                if state is not None and not stat.S_ISDIR(state.st_mode):
                    yield _seen(self._root, here / name, state)


def _entry(record: str) -> Entry:
    head, _, path = record.partition("\t")
    mode, kind, blob, size = head.split()
    if kind != "blob":
        return Entry(path, mode, None, 0)
    return Entry(path, mode, blob, int(size))


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(error) from error


def _seen(root: Path, path: Path, state: os.stat_result) -> Entry:
    mode = "000000"  # sockets, pipes, devices: git knows none of them
    if stat.S_ISLNK(state.st_mode):
        mode = _LINK
    elif stat.S_ISREG(state.st_mode):
        mode = REGULAR
        if state.st_mode & stat.S_IXUSR:
            mode = _EXECUTABLE
    return Entry(_name(root, path), mode, None, state.st_size)


def _name(root: Path, path: Path) -> str:
    if path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix()


def _unreadable(error: OSError) -> ToolError:
    path = os.fsdecode(error.filename or "")
    return ToolError(Message("core/repository/file-unreadable", path=path, why=error.strerror))


_EMPTY_TREE = ("hash-object", "-t", "tree", "--stdin")


class IndexSource:
    """Files as they are staged; the work tree is not looked at. A file in conflict is not listed yet."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def entries(self, prefix: str) -> list[Entry]:
        """List all staged files at or under that path, sorted by path."""
        listed = self._git.run("ls-files", "--stage", "-z", "--full-name", "--", f":(top,literal){prefix}")
        staged = [_record(record) for record in records(listed) if " 0\t" in record]
        regular = [blob for _, mode, blob in staged if mode == REGULAR]
        sizes = dict(zip(regular, blob_sizes(self._git, regular), strict=True))
        entries = []
        for path, mode, blob in staged:
            size = sizes[blob] if mode == REGULAR else 0
            entries.append(Entry(path, mode, blob, size))
        return sorted(entries, key=lambda entry: entry.path)

    def read(self, entry: Entry) -> bytes:
        """Read the bytes of a staged file."""
        return self._git.run("cat-file", "blob", str(entry.blob))

    def changed(self, prefix: str) -> list[str]:
        """List the paths under the prefix that the commit would add or change, not those that it would take away."""
        base = "HEAD"
        if self._git.attempt("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode != 0:  # no commit yet
            base = self._git.run(*_EMPTY_TREE).decode().strip()
        listed = self._git.run(
            "diff-index", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", base,
            "--", f":(top,literal){prefix}",
        )  # fmt: skip
        return records(listed)


def _record(record: str) -> tuple[str, str, str]:
    head, _, path = record.partition("\t")
    mode, blob, _ = head.split(" ")
    return path, mode, blob


class OverlaySource:
    """The files of ``base``, but the file at ``path`` as ``head`` has it, or not at all."""

    def __init__(self, git: Git, base: str, head: str, path: str) -> None:
        self._base = CommitSource(git, base)
        self._head = CommitSource(git, head)
        self._path = path

    def entries(self, prefix: str) -> list[Entry]:
        """List the files of ``base`` with that of ``head``. Raises GitError if a commit is unknown."""
        kept = [entry for entry in self._base.entries(prefix) if entry.path != self._path]
        brought = [entry for entry in self._head.entries(self._path) if entry.path == self._path]
        if not prefix or self._path == prefix or self._path.startswith(f"{prefix.rstrip('/')}/"):
            kept += brought
        return sorted(kept, key=lambda entry: entry.path)

    def read(self, entry: Entry) -> bytes:
        """Raises GitError if the blob is missing."""
        if entry.path == self._path:
            return self._head.read(entry)
        return self._base.read(entry)
