"""Main's history of alert files: the fetched tip, the commit that brought a file, the changes of a commit.

Nothing here touches a work tree, so a bare clone serves as well. Objects are fetched without a tracking branch, because
twenty senders may share one clone and two writers of one ref would trip over its lock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.repository.git import Git, GitError, lines, object_ids, records, shown

ROOT = "alerts"
_REGULAR = "100644"
_KEPT = "refs/haishin/"  # where what was fetched stays reachable
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")
_BRANCH = re.compile(r"(?P<commit>[0-9a-f]{40}(?:[0-9a-f]{24})?)\trefs/heads/(?P<name>.+)", re.DOTALL)
_BROUGHT = re.compile(r"([0-9a-f]{40,64}) ([0-9]{1,11})")  # seconds up to the year 5138
_PATH = re.compile(rf"{ROOT}/[a-z0-9-]+/[0-9]{{4}}/([0-9]{{8}}-[0-9]{{4}}-[a-z0-9-]+)\.md")


@dataclass(frozen=True, slots=True)
class MainCommit:
    """A commit of main: its id and when it was committed."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True)
class AlertFile:
    """A regular file ``alerts/<unit>/<year>/<id>.md`` of a tree and its blob."""

    id: str
    path: str
    blob: str


def remote_branches(git: Git, remote: str, *names: str, timeout: float = 60) -> dict[str, str]:
    """List the remote's branches, or those of these names: name → commit. Raises GitError when it does not answer.

    A line that cannot be read stands as it is, with "" for its commit.
    """
    asked = [f"refs/heads/{name}" for name in names]
    found = {}
    for line in lines(git.run("ls-remote", "--heads", "--refs", "--", remote, *asked, timeout=timeout)):
        read = _BRANCH.fullmatch(line)
        if read is None:
            found[line] = ""
        else:
            found[read["name"]] = read["commit"]
    # Git matches the end of a name, so that a/refs/heads/main would pass for main.
    return {name: commit for name, commit in found.items() if not names or name in names}


def fetch_branch(git: Git, remote: str, branch: str, told: str | None = None) -> str | None:
    """Fetch the tip of the remote's branch with its objects and give its commit; None if there is no such branch.

    ``told``: the tip that the remote has just named; None: it is asked. The tip is kept reachable under
    ``refs/haishin/<branch>``; losing a race for that ref loses nothing.
    """
    name = f"refs/heads/{branch}"
    for _ in range(3):  # a branch that was rewound in between may have taken the commit away
        tip, told = told or remote_branches(git, remote, branch).get(branch), None
        if tip is None:
            return None
        kept = f"{_KEPT}{branch}"
        here, before = object_ids(git, (f"{tip}^{{commit}}", kept))
        if here is None:
            fetched = git.attempt(*_FETCH, "--", remote, name)
            # The watch of the same clone may fetch at the same moment: then a ref is locked, and the commit is here.
            if fetched.returncode != 0 and not has(git, tip):
                raise GitError(("fetch", remote), fetched.returncode, fetched.stderr.decode("utf-8", "replace"))
        if here is not None or has(git, tip):
            if before != tip:
                git.attempt("update-ref", kept, tip)
            return tip
    raise ToolError(Message("core/repository/tip-not-fetched", remote=shown(remote), branch=branch))


def last_fetched(git: Git, *branches: str) -> dict[str, str]:
    """Find the tips of these branches that were fetched last, branch → commit; none of a branch never fetched."""
    tips = object_ids(git, [f"{_KEPT}{branch}" for branch in branches])
    return {branch: tip for branch, tip in zip(branches, tips, strict=True) if tip is not None}


def fetch(git: Git, remote: str, branch: str, told: str | None = None) -> str:
    """Fetch main and give the commit of its tip. Raises ToolError for a missing branch and a shallow clone.

    ``told``: as ``fetch_branch`` has it.
    """
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        raise ToolError(Message("core/repository/shallow-clone"))
    tip = fetch_branch(git, remote, branch, told)
    if tip is None:
        raise ToolError(Message("core/repository/branch-missing", remote=shown(remote), branch=branch))
    return tip


def has(git: Git, commit: str) -> bool:
    """Whether this clone has the commit."""
    return git.attempt("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0


def obtain(git: Git, remote: str, commit: str, *refs: str) -> bool:
    """Fetch a commit by its id, else by the remote's refs that may hold it, and tell whether this clone now has it."""
    for wanted in (commit, *refs):
        if has(git, commit):
            return True
        git.attempt(*_FETCH, "--", remote, wanted)
    return has(git, commit)


def descends(git: Git, commit: str, ancestor: str) -> bool:
    """Whether ``ancestor`` is the commit or in its past; False for a commit that this clone does not have."""
    return git.attempt("merge-base", "--is-ancestor", ancestor, commit).returncode == 0


def merged(git: Git, base: str, head: str) -> str:
    """Merge the head into the base and give the tree; if they conflict (nothing merges then) the head."""
    done = git.attempt("merge-tree", "--write-tree", base, head)
    if done.returncode != 0:
        return head
    return done.stdout.decode("ascii").strip()


def line_of(git: Git, tip: str) -> frozenset[str]:
    """List the first-parent line of main: the tip, its first parent, and so on."""
    return git.once("line", tip, lambda: frozenset(lines(git.run("rev-list", "--first-parent", tip))))


def line_touching(git: Git, tip: str, *paths: str) -> list[str]:
    """List the commits of the first-parent line that changed something at any of the paths, the newest first."""
    return lines(git.run("log", "--first-parent", "--format=%H", tip, "--", *(f":(top){path}" for path in paths)))


def introducing_commit(git: Git, tip: str, path: str) -> MainCommit:
    """Find the last first-parent commit of main that set the blob which the tip has at this path.

    Raises ToolError if the path never was there, or the commit bears no possible time.
    """
    said = git.text("log", "-1", "--first-parent", "--format=%H %ct", tip, "--", f":(top,literal){path}")
    if not said:
        raise ToolError(Message("core/repository/not-in-history", path=path))
    brought = _BROUGHT.fullmatch(said)
    if brought is None:
        raise ToolError(Message("core/repository/commit-without-time", path=path))
    return MainCommit(brought[1], datetime.fromtimestamp(int(brought[2]), UTC))


@dataclass(frozen=True, slots=True)
class TreeFile:
    """The entry of a tree at a path that is no folder: git's mode and the object."""

    mode: str
    blob: str


# Of a path that a tree has twice, as no git writes it: the forge's page may show the one, and git read the other.
FORGED = TreeFile("", "")


def files_at(git: Git, commit: str, paths: Iterable[str]) -> dict[str, TreeFile | None]:
    """Look up the file of a commit at each of the paths, and at no other; None if it has nothing, or a folder.

    Names are git's bytes; bytes that are not UTF-8 become lone surrogates. Raises GitError if the commit is unreadable.
    """
    found: dict[str, TreeFile | None] = dict.fromkeys(paths)
    if not found:
        return found
    asked = ("ls-tree", "-z", "--full-tree", "--end-of-options", commit, "--", *_literal(found))
    for mode, kind, blob, path in _entries(git.run(*asked)):
        if kind == "tree" or path not in found:
            continue
        if found[path] is None:
            found[path] = TreeFile(mode, blob)
        else:
            found[path] = FORGED
    return found


def object_id(git: Git, commit: str, path: str) -> str | None:
    """Look up the id of the tree or blob that the commit has at this path; None without any."""

    def find() -> str | None:
        done = git.attempt("rev-parse", "--verify", "--quiet", f"{commit}:{path}")
        if done.returncode != 0:
            return None
        return done.stdout.decode().strip()

    return git.once(f"at {path}", commit, find)


def alert_files(git: Git, commit: str) -> tuple[AlertFile, ...]:
    """List the alert files of a commit, by path. A file of another shape or mode is no alert: see ``odd_files``."""
    return _sorted_out(git, commit)[0]


def odd_files(git: Git, commit: str) -> frozenset[tuple[str, str]]:
    """List path and mode of the other files in the folder, however its name is written: they can never be sent."""
    return _sorted_out(git, commit)[1]


def _sorted_out(git: Git, commit: str) -> tuple[tuple[AlertFile, ...], frozenset[tuple[str, str]]]:
    """Sort the folder of a commit into alert files and the files beside them."""

    def find() -> tuple[tuple[AlertFile, ...], frozenset[tuple[str, str]]]:
        files, odd = [], []
        for mode, blob, path in _below(git, commit):
            alert = alert_id(path)
            if mode == _REGULAR and alert is not None:
                files.append(AlertFile(alert, path, blob))
            else:
                odd.append((path, mode))
        return tuple(files), frozenset(odd)

    return git.once("alerts", commit, find)


def _below(git: Git, commit: str) -> Iterator[tuple[str, str, str]]:
    """Yield mode, object and path of everything in the folder of alerts, however its name is written."""
    top = _entries(git.run("ls-tree", "-z", "--full-tree", "--end-of-options", commit))
    names = [name for _, _, _, name in top if unicodedata.normalize("NFKC", name).strip().casefold() == ROOT]
    if not names:
        return
    asked = ("ls-tree", "-rz", "--full-tree", "--end-of-options", commit, "--", *_literal(names))
    for mode, _, blob, path in _entries(git.run(*asked)):
        yield mode, blob, path


def _literal(paths: Iterable[str]) -> list[str]:
    return [f":(top,literal){path}" for path in paths]


def _entries(listed: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Yield mode, kind, object and path of each line of ``ls-tree -z``."""
    for line in records(listed):
        head, _, path = line.partition("\t")
        mode, kind, blob = head.split(" ")
        yield mode, kind, blob, path


def changed_paths(git: Git, base: str, tip: str) -> tuple[str, ...]:
    """List every path that ``tip`` changes since it left ``base``; of a renaming both names. Raises GitError.

    Bytes of a name that are not UTF-8 become lone surrogates, so that different names stay different.
    """
    ends = [git.text("rev-parse", "--verify", "--end-of-options", f"{end}^{{commit}}") for end in (base, tip)]
    return tuple(records(git.run("diff", "--name-only", "-z", "--no-renames", "...".join(ends), "--")))


def changed_tops(git: Git, commit: str) -> frozenset[str]:
    """List the names at the top of a commit of main below which it changes something; nothing below is read."""
    return frozenset(records(git.run("diff-tree", "-z", "--name-only", "--no-renames", f"{commit}^1", commit)))


def removed_ids(git: Git, tip: str) -> frozenset[str]:
    """List the ids of alerts that a commit of main has ever taken away: they may never come back (a move counts)."""
    listed = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=D",
        "--name-only", "-z", "--format=", tip, "--", f":(top){ROOT}/",
    )  # fmt: skip
    return frozenset(filter(None, (alert_id(path.lstrip("\n")) for path in records(listed))))


def alert_id(path: str) -> str | None:
    """Read the id in ``alerts/<unit>/<year>/<id>.md``; None for a path of another shape."""
    match = _PATH.fullmatch(path)
    if match is None or len(match[1]) > 64:
        return None
    return match[1]
