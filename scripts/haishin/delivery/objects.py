"""A commit made of objects alone: no work tree, no index, no identity of the machine."""

from __future__ import annotations

from datetime import datetime

from haishin.repository.git import Git, GitError


def commit_file(git: Git, name: str, data: bytes, at: datetime, message: tuple[str, ...], parent: str | None) -> str:
    """The id of a commit of the parent's tree with that one file; other files there stay. Raises GitError."""
    entries = [] if parent is None else git.run("ls-tree", "-z", parent).split(b"\0")[:-1]
    blob = git.run("hash-object", "-w", "--stdin", data=data).decode().strip()
    kept = [line for line in entries if line.split(b"\t", 1)[1] != name.encode()]
    listed = b"".join(line + b"\0" for line in (*kept, f"100644 blob {blob}\t{name}".encode()))
    tree = git.run("mktree", "-z", data=listed).decode().strip()
    who = f"haishin <haishin@localhost.invalid> {int(at.timestamp())} +0900"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}", ""]
    text = "\n".join([*lines, *message, ""]).encode()
    commit = git.run("hash-object", "-t", "commit", "-w", "--stdin", data=text).decode().strip()
    if len(commit) < 40:  # an empty left side of the refspec would delete the branch
        raise GitError(("hash-object",), 0, "no object id")
    return commit
