"""Main's history of alert files: the fetched tip, the commit that brought a file, what a commit changes and removes.

Nothing here touches a work tree, so a bare clone serves as well. Objects are fetched without a tracking branch, because
twenty senders may share one clone and two writers of one ref would trip over its lock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from haishin.errors import ToolError
from haishin.model import Text
from haishin.repository.git import Git, GitError, object_ids, shown

ROOT = "alerts"
_REGULAR = "100644"
_KEPT = "refs/haishin/"  # where what was fetched stays reachable
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")
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


def remote_refs(git: Git, remote: str, *patterns: str, timeout: float = 60) -> dict[str, str]:
    """List the remote's refs that match, name → commit. Raises GitError when the remote does not answer."""
    answer = git.run("ls-remote", "--refs", "--", remote, *patterns, timeout=timeout).decode("utf-8", "replace")
    pairs = (line.split("\t", 1) for line in answer.splitlines())
    return {name: commit for commit, name in pairs}


def fetch_branch(git: Git, remote: str, branch: str, told: str | None = None) -> str | None:
    """Fetch the tip of the remote's branch with its objects and give its commit; None where there is no such branch.

    ``told``: the tip that the remote has just named; None: it is asked. The tip is kept reachable under
    ``refs/haishin/<branch>``; losing a race for that ref loses nothing.
    """
    name = f"refs/heads/{branch}"
    for _ in range(3):  # a branch that was rewound in between may have taken the commit away
        tip, told = told or remote_refs(git, remote, name).get(name), None
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
    raise ToolError(
        Text(
            f"リモート {shown(remote)} のブランチ {branch} の先端を取得できませんでした。",
            f"The tip of branch {branch} of {shown(remote)} could not be fetched.",
        ),
        Text("もう一度実行してください。", "Run again."),
    )


def last_fetched(git: Git, *branches: str) -> dict[str, str]:
    """Find the tips of these branches that were fetched last, branch → commit; none of a branch never fetched."""
    tips = object_ids(git, [f"{_KEPT}{branch}" for branch in branches])
    return {branch: tip for branch, tip in zip(branches, tips, strict=True) if tip is not None}


def fetch(git: Git, remote: str, branch: str, told: str | None = None) -> str:
    """Fetch main and give the commit of its tip. Raises ToolError for a missing branch and a shallow clone.

    ``told``: as ``fetch_branch`` has it.
    """
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        raise ToolError(
            Text("この複製には履歴がありません(浅いクローン)。", "This clone is shallow: the history is missing."),
            Text(
                "git fetch --unshallow を実行してください(actions/checkout では fetch-depth: 0)。",
                "Run git fetch --unshallow (with actions/checkout: fetch-depth: 0).",
            ),
        )
    tip = fetch_branch(git, remote, branch, told)
    if tip is None:
        raise ToolError(
            Text(
                f"リモート {shown(remote)} にブランチ {branch} がありません。",
                f"The remote {shown(remote)} has no branch {branch}.",
            ),
            Text("リモートとブランチの名前を確かめてください。", "Check the names of the remote and the branch."),
        )
    return tip


def has(git: Git, commit: str) -> bool:
    """Tell whether this clone has the commit."""
    return git.attempt("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0


def obtain(git: Git, remote: str, commit: str, *refs: str) -> bool:
    """Fetch a commit by its id, else by the remote's refs that may hold it, and tell whether this clone now has it."""
    for wanted in (commit, *refs):
        if has(git, commit):
            return True
        git.attempt(*_FETCH, "--", remote, wanted)
    return has(git, commit)


def descends(git: Git, commit: str, ancestor: str) -> bool:
    """Tell whether ``ancestor`` is the commit or in its past; False for a commit that this clone does not have."""
    return git.attempt("merge-base", "--is-ancestor", ancestor, commit).returncode == 0


def merged(git: Git, base: str, head: str) -> str:
    """Merge the head into the base and give the tree; where they conflict (nothing merges then) the head."""
    done = git.attempt("merge-tree", "--write-tree", base, head)
    return done.stdout.decode("ascii").strip() if done.returncode == 0 else head


def line_of(git: Git, tip: str) -> frozenset[str]:
    """List the first-parent line of main: the tip, its first parent, and so on."""
    return git.once("line", tip, lambda: frozenset(git.text("rev-list", "--first-parent", tip).split()))


def line_touching(git: Git, tip: str, *paths: str) -> list[str]:
    """List the commits of the first-parent line that changed something at one of the paths, the newest first."""
    return git.text("log", "--first-parent", "--format=%H", tip, "--", *(f":(top){path}" for path in paths)).split()


def introducing_commit(git: Git, tip: str, path: str) -> MainCommit:
    """Find the last first-parent commit of main that set the blob which the tip has at this path.

    Raises ToolError when the path never was there.
    """
    said = git.text("log", "-1", "--first-parent", "--format=%H %cI", tip, "--", f":(top,literal){path}")
    if not said:
        raise ToolError(
            Text(f"{path} は main の履歴にありません。", f"{path} is not in the history of main."),
            Text("パスを確かめてください。", "Check the path."),
        )
    commit, when = said.split(" ")
    return MainCommit(commit, datetime.fromisoformat(when))


def object_id(git: Git, commit: str, path: str) -> str | None:
    """Look up the id of the tree or blob that the commit has at this path; None where it has none."""

    def find() -> str | None:
        done = git.attempt("rev-parse", "--verify", "--quiet", f"{commit}:{path}")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    return git.once(f"at {path}", commit, find)


def alert_files(git: Git, commit: str) -> tuple[AlertFile, ...]:
    """List the alert files of a commit, by path. What has another shape or mode is no alert: see ``odd_files``."""
    return _sorted_out(git, commit)[0]


def odd_files(git: Git, commit: str) -> frozenset[tuple[str, str]]:
    """List path and mode of what is no alert in the folder, however its name is written: it can never be sent."""
    return _sorted_out(git, commit)[1]


def _sorted_out(git: Git, commit: str) -> tuple[tuple[AlertFile, ...], frozenset[tuple[str, str]]]:
    """Sort the folder of a commit into alert files and what only lies beside them."""

    def find() -> tuple[tuple[AlertFile, ...], frozenset[tuple[str, str]]]:
        files, odd = [], []
        for mode, blob, path in _listed(git, commit):
            if mode == _REGULAR and (alert := alert_id(path)) is not None:
                files.append(AlertFile(alert, path, blob))
            elif unicodedata.normalize("NFKC", path.partition("/")[0]).strip().casefold() == ROOT:
                odd.append((path, mode))
        return tuple(files), frozenset(odd)

    return git.once("alerts", commit, find)


def _listed(git: Git, commit: str) -> Iterator[tuple[str, str, str]]:
    """Yield mode, object and path of everything in a commit."""
    listed = git.run("ls-tree", "-rz", "--full-tree", commit).decode("utf-8", "replace")
    for line in filter(None, listed.split("\0")):
        meta, path = line.split("\t", 1)
        mode, _, blob = meta.split(" ")
        yield mode, blob, path


def changed_paths(git: Git, base: str, tip: str) -> tuple[str, ...]:
    """List every path that ``tip`` changes since it left ``base``; of a renaming both names. Raises GitError.

    What is not UTF-8 in a name stands as lone surrogates, so that no two names become one.
    """
    ends = [git.text("rev-parse", "--verify", "--end-of-options", f"{end}^{{commit}}") for end in (base, tip)]
    listed = git.run("diff", "--name-only", "-z", "--no-renames", "...".join(ends), "--").decode(
        "utf-8", "surrogateescape"
    )
    return tuple(filter(None, listed.split("\0")))


def removed_ids(git: Git, tip: str) -> frozenset[str]:
    """List the ids of alerts that a commit of main has ever taken away: they may never come back (a move counts)."""
    listed = git.run(
        "log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=D",
        "--name-only", "-z", "--format=", tip, "--", f":(top){ROOT}/",
    ).decode("utf-8", "replace")  # fmt: skip
    return frozenset(alert for path in listed.split("\0") if (alert := alert_id(path.lstrip("\n"))) is not None)


def alert_id(path: str) -> str | None:
    """Read the id in ``alerts/<unit>/<year>/<id>.md``; None for a path of another shape."""
    match = _PATH.fullmatch(path)
    return match.group(1) if match is not None and len(match.group(1)) <= 64 else None
