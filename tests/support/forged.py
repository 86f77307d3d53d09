"""Trees and commits that no officer's git writes: a path twice, a bomb of folders, a commit of the year 10000."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

YEAR_10000 = "253402300800 +0000"
ZONES = ("1764037800 +9999", "1764037800 -2401")  # git takes them, no calendar does


def raw(repository: Path, kind: str, data: bytes) -> str:
    """Write an object as it is, whatever git thinks of it; its id."""
    words = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    return _run(words, repository, data)


def tree(repository: Path, entries: Sequence[tuple[str, str, str]]) -> str:
    """Write a tree of mode, name and id, in this order."""
    listed = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(one) for mode, name, one in entries)
    return raw(repository, "tree", listed)


def commit(repository: Path, root: str, *parents: str, when: str = "1764037800 +0900") -> str:
    """Write a commit of that tree; ``when`` as git writes it: seconds and zone."""
    who = f"t <t@example.invalid> {when}"
    head = [f"tree {root}", *(f"parent {one}" for one in parents), f"author {who}", f"committer {who}", "", "x", ""]
    return raw(repository, "commit", "\n".join(head).encode())


def beside(repository: Path, base: str, name: str, mode: str, one: str) -> str:
    """Write the tree of a commit with one more entry at its top; its id."""
    listed = _run(["git", "ls-tree", "-z", base], repository).encode()
    kept = [line for line in listed.split(b"\0") if line and line.split(b"\t")[1] != name.encode()]
    kind = "tree" if mode == "40000" else "blob"
    wanted = b"".join(line + b"\0" for line in (*kept, f"{mode.zfill(6)} {kind} {one}\t{name}".encode()))
    return _run(["git", "mktree", "-z"], repository, wanted)


def held_twice(repository: Path, base: str, path: str, first: str, second: str) -> str:
    """Write the tree of a commit in which a path of it holds one blob and then another; its id."""
    *folders, name = path.split("/")
    made = tree(repository, [("100644", name, first), ("100644", name, second)])
    for folder in reversed(folders[1:]):
        made = tree(repository, [("40000", folder, made)])
    return beside(repository, base, folders[0], "40000", made)


def bomb(repository: Path, depth: int) -> str:
    """Write a tree of ten names, each of which is a tree of ten names …; ten to the ``depth`` files in a few kB."""
    made, mode = raw(repository, "blob", b"x"), "100644"
    for _ in range(depth):
        made, mode = tree(repository, [(mode, str(name), made) for name in range(10)]), "40000"
    return made


def _run(words: Sequence[str], repository: Path, data: bytes = b"") -> str:
    told = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(words, cwd=repository, env=told, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()
