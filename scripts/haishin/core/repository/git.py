"""The only place that starts git. It knows nothing of alerts."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError

_Found = TypeVar("_Found")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LOGIN = re.compile(r"(?<=[:/])\S+@")
# Who made a commit and when: nothing rests on it, so no commit that writes it badly keeps main from being fetched.
_UNCHECKED = (
    "badDate",
    "badDateOverflow",
    "badEmail",
    "badName",
    "badTimezone",
    "missingEmail",
    "missingNameBeforeEmail",
    "missingSpaceBeforeDate",
    "missingSpaceBeforeEmail",
    "zeroPaddedDate",
)
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "advice.graftFileDeprecated": "false",
    "fetch.fsckObjects": "true",
    **{f"fetch.fsck.{fault}": "ignore" for fault in _UNCHECKED},
}
_OPTIONS = tuple(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}"))
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # an approved commit is that commit, whatever refs/replace says
    "GIT_GRAFT_FILE": os.devnull,
}
_KEPT = ("GIT_SSH_COMMAND", "HAISHIN_FORGE_TOKEN")  # of GIT_* and HAISHIN_*: no other secret reaches git, ssh, a helper


def shown(words: str) -> str:
    """Leave user and password, whatever ends in an @, out of words that may hold a remote's address."""
    return _LOGIN.sub("…@", words)


class GitError(ToolError):
    """git answered with an error; ``stderr``: its words in the C locale, without passwords."""

    def __init__(self, arguments: tuple[str, ...], code: int, stderr: str) -> None:
        self.code = code
        self.stderr = stderr = shown(stderr)
        lines = (stderr.strip() or f"exit {code}").split("\n")
        # The first complaint names the cause; general advice follows.
        said = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
        message = Message("core/repository/git-failed", command=arguments[0], said=said)
        if self.malformed:
            message = Message("core/repository/git-malformed", command=arguments[0], said=said)
        super().__init__(message)

    @property
    def malformed(self) -> bool:
        """Whether the remote gave an object that git does not accept."""
        return "fsck error" in self.stderr


def lines(said: bytes) -> list[str]:
    """Cut git's output at LF alone; bytes that are not UTF-8 become lone surrogates."""
    return _cut(said, b"\n")


def records(said: bytes) -> list[str]:
    """Cut git's output with ``-z`` at NUL alone, likewise."""
    return _cut(said, b"\0")


def _cut(said: bytes, end: bytes) -> list[str]:
    if not said:
        return []
    return [part.decode("utf-8", "surrogateescape") for part in said.removesuffix(end).split(end)]


class Git:
    """Runs git in a folder with a quiet, fixed environment; hooks and prompts are off.

    It gets none of our variables but the forge's token, which a credential helper may hand on.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, *, index: str | None = None) -> None:
        self.folder = folder
        if environment is None:
            environment = os.environ
        self._environment = dict(_ENVIRONMENT)
        for name, value in environment.items():
            if name in _KEPT or not name.startswith(("GIT_", "HAISHIN_")):
                self._environment.setdefault(name, value)
        if index is not None:  # what a hook is asked about may lie beside the usual index
            self._environment["GIT_INDEX_FILE"] = index
        self._found: dict[tuple[str, str], Any] = {}

    def once(self, what: str, name: str, find: Callable[[], _Found]) -> _Found:
        """Find something of an object, once in this process where ``name`` is its whole id: it never changes."""
        if _ID.fullmatch(name) is None:
            return find()
        if (what, name) not in self._found:
            self._found[what, name] = find()
        found: _Found = self._found[what, name]
        return found

    def run(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> bytes:
        """Run ``git ARGUMENTS`` and give its standard output. Raises GitError when it does not exit 0."""
        done = self.attempt(*arguments, data=data, timeout=timeout)
        if done.returncode != 0:
            raise GitError(arguments, done.returncode, done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def text(self, *arguments: str) -> str:
        """Run git as ``run`` does and give its output as text, without the last line's end."""
        return self.run(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")

    def attempt(
        self, *arguments: str, data: bytes | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git and give the process, whatever its exit code. Raises GitError when git is missing or hangs."""
        try:
            return subprocess.run(
                ["git", *_OPTIONS, *arguments],
                cwd=self.folder,
                env=self._environment,
                input=data or b"",
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise GitError(arguments, -1, f"no answer within {late.timeout} s") from late
        except OSError as missing:
            raise GitError(arguments, -1, str(missing)) from missing


def small_file(git: Git, commit: str, path: str, largest: int) -> bytes | None:
    """Read a file of a branch that is open to all writers.

    None if it is missing, a folder stands in its place, or it has more than ``largest`` bytes.
    """
    name = f"{commit}:{path}"
    size = git.attempt("cat-file", "-s", name)
    if size.returncode != 0 or int(size.stdout) > largest:
        return None
    blob = git.attempt("cat-file", "blob", name)
    if blob.returncode != 0:
        return None
    return blob.stdout


def object_ids(git: Git, names: Sequence[str]) -> list[str | None]:
    """Look up the object id of each name (a ref, ``COMMIT:PATH``); None if there is no such object."""
    asked = "".join(f"{name}\n" for name in names).encode()
    found = lines(git.run("cat-file", "--batch-check=%(objectname)", data=asked))
    ids: list[str | None] = list(found)
    for at, line in enumerate(found):
        if not _ID.fullmatch(line):
            ids[at] = None
    return ids


def blob_sizes(git: Git, ids: Sequence[str]) -> list[int]:
    """The size of each blob in bytes, by a single process. Raises GitError if a blob is missing."""
    asked = "".join(f"{blob}\n" for blob in ids).encode()
    sizes = lines(git.run("cat-file", "--batch-check=%(objectsize)", data=asked))
    if not all(size.isdecimal() for size in sizes):
        raise GitError(("cat-file",), 128, "fatal: no such object")
    return [int(size) for size in sizes]


def blobs(git: Git, ids: Sequence[str]) -> Iterator[bytes]:
    """Read the bytes of each blob in a single process. Raises GitError if a blob is missing."""
    out = git.run("cat-file", "--batch=%(objectsize)", data="".join(f"{blob}\n" for blob in ids).encode())
    position = 0
    for blob in ids:
        end = out.index(b"\n", position)
        if not out[position:end].isdigit():
            raise GitError(("cat-file", blob), 128, "fatal: no such object")
        size = int(out[position:end])
        yield out[end + 1 : end + 1 + size]
        position = end + 1 + size + 1


def commit_files(
    git: Git, files: Mapping[str, bytes], at: datetime, message: tuple[str, ...], parent: str | None
) -> str:
    """Commit files to the parent's tree, whose others stay; gives the commit's id. Raises GitError."""
    entries: list[bytes] = []
    parents: list[str] = []
    if parent is not None:
        entries = git.run("ls-tree", "-z", parent).split(b"\0")[:-1]
        parents = [f"parent {parent}"]
    ours = {name.encode() for name in files}
    listed = [line for line in entries if line.split(b"\t", 1)[1] not in ours]
    for name, data in files.items():
        blob = git.run("hash-object", "-w", "--stdin", data=data).decode().strip()
        listed.append(f"100644 blob {blob}\t{name}".encode())
    tree = git.run("mktree", "-z", data=b"".join(line + b"\0" for line in listed)).decode().strip()
    who = f"haishin <haishin@localhost.invalid> {int(at.timestamp())} +0900"
    lines = [f"tree {tree}", *parents, f"author {who}", f"committer {who}", ""]
    text = "\n".join([*lines, *message, ""]).encode()
    commit = git.run("hash-object", "-t", "commit", "-w", "--stdin", data=text).decode().strip()
    if len(commit) < 40:  # an empty left side of the refspec would delete the branch
        raise GitError(("hash-object",), 0, "no object id")
    return commit
