"""A git remote and its clones in memory: the few commands by which a sender reads main and keeps its ledger.

Objects are named by their content, a push is compare-and-swap, an answer may be lost: what stands on the remote is told
by the remote's own refs alone. A tree is a mapping of whole paths, so that no folder is an object.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from subprocess import CompletedProcess
from typing import TypeAlias

from haishin.core.repository.git import Git

Tree: TypeAlias = Mapping[str, tuple[str, str]]  # path → mode and blob
Done: TypeAlias = "CompletedProcess[bytes]"

_ACTS = {
    name: "_" + name.replace("-", "_")
    for name in (
        "ls-remote", "fetch", "push", "update-ref", "rev-parse", "cat-file", "merge-base", "rev-list", "log", "ls-tree",
        "hash-object", "mktree",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Commit:
    """Its tree's id, its parents, when it was committed."""

    tree: str
    parents: tuple[str, ...]
    when: datetime


@dataclass
class Store:
    """Objects by id."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)

    def take(self, other: Store) -> None:
        """Copy what the other has."""
        self.blobs.update(other.blobs)
        self.trees.update(other.trees)
        self.commits.update(other.commits)

    def blob(self, data: bytes) -> str:
        """Keep a blob; return its id."""
        name = _id(b"blob", data)
        self.blobs[name] = data
        return name

    def tree(self, entries: Tree) -> str:
        """Keep a tree; return its id."""
        name = _id(b"tree", repr(sorted(entries.items())).encode())
        self.trees[name] = entries
        return name

    def files(self, commit: str) -> Tree:
        """Return all that a commit has."""
        return self.trees[self.commits[commit].tree]

    def found(self, name: str) -> str | None:
        """Return the id of ``COMMIT:PATH``, file or folder, or of an object by its own id; None: there is none."""
        commit, colon, path = name.partition(":")
        if not colon:
            return name if name in self.blobs or name in self.commits else None
        if commit not in self.commits:
            return None
        files = self.files(commit)
        if path in files:
            return files[path][1]
        inside = sorted(item for item in files.items() if item[0].startswith(f"{path}/"))
        return _id(b"tree", repr(inside).encode()) if inside else None

    def past(self, commit: str) -> Iterator[str]:
        """Yield a commit and all before it."""
        waiting, seen = [commit], set()
        while waiting:
            one = waiting.pop()
            if one in seen or one not in self.commits:
                continue
            seen.add(one)
            yield one
            waiting += self.commits[one].parents

    def line(self, span: str) -> list[str]:
        """List the first-parent line of ``TIP`` or ``BASE..TIP``, the newest first."""
        base, _, tip = span.rpartition("..")
        line, past = [], set(self.past(base)) if base else set()
        at: str | None = tip
        while at is not None and at not in past:
            line.append(at)
            at = next(iter(self.commits[at].parents), None)
        return line

    def changes(self, commit: str) -> dict[str, bool]:
        """Return the paths that a commit changes since its first parent, and whether they are still there."""
        parents = self.commits[commit].parents
        before = self.files(parents[0]) if parents else {}
        after = self.files(commit)
        return {path: path in after for path in before.keys() | after if before.get(path) != after.get(path)}


@dataclass
class Remote:
    """The forge's repository. ``pushed`` is told of each ref that moved: its name and its commit, None deleted."""

    pushed: Callable[[str, str | None], None] = lambda name, commit: None
    store: Store = field(default_factory=Store)
    refs: dict[str, str] = field(default_factory=dict)

    def commit(self, files: Mapping[str, str | None], when: datetime, branch: str = "main") -> str:
        """Put files on a branch as one commit, None takes one away; return its id."""
        name = f"refs/heads/{branch}"
        parent = self.refs.get(name)
        tree = dict(self.store.files(parent)) if parent else {}
        for path, text in files.items():
            if text is None:
                del tree[path]
            else:
                tree[path] = "100644", self.store.blob(text.encode())
        made = Commit(self.store.tree(tree), (parent,) if parent else (), when)
        commit = _id(b"commit", repr(made).encode())
        self.store.commits[commit] = made
        self.refs[name] = commit
        return commit

    def blob(self, branch: str, path: str) -> bytes | None:
        """Read a file at the tip of a branch, past every sender; None where it is not there."""
        tip = self.refs.get(f"refs/heads/{branch}")
        found = self.store.found(f"{tip}:{path}") if tip else None
        return self.store.blobs[found] if found else None


class Clone(Git):
    """One machine's clone, in place of the git program.

    ``wire`` carries what goes to the remote and back: it may fail before, after, or be late. ``call`` stands before
    every other command: there a process may die.
    """

    def __init__(
        self, remote: Remote, wire: Callable[[Callable[[], Done], float], Done], call: Callable[[], None]
    ) -> None:
        self.remote = remote
        self.wire = wire
        self.call = call
        self.store = Store()
        self.refs: dict[str, str] = {}
        self._found = {}

    def attempt(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> Done:
        """Do what git would; an argument that no sender uses is an error of the test."""
        words = [word for word in arguments if word[:2] != "--" or word[:7] == "--force"][1:]
        act: Callable[..., tuple[int, bytes]] = getattr(self, _ACTS[arguments[0]])

        def done() -> Done:
            code, out = act(arguments, words, data or b"")
            return CompletedProcess(arguments, code, out, b"" if code == 0 else out)

        if arguments[0] in ("ls-remote", "fetch", "push"):
            return self.wire(done, timeout)
        self.call()
        return done()

    # --- with the remote ---

    def _ls_remote(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        shown = [
            f"{commit}\t{name}\n"
            for name, commit in sorted(self.remote.refs.items())
            if name.startswith("refs/heads/") and (name in words[1:] or not words[1:])
        ]
        return 0, "".join(shown).encode()

    def _fetch(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        if words[-1] not in self.remote.refs and words[-1] not in self.remote.store.commits:
            return 128, b"fatal: couldn't find remote ref"
        self.store.take(self.remote.store)
        return 0, b""

    def _push(self, all_words: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        wanted = [word for word in words[1:] if not word.startswith("--force")]
        done = [self._push_one(*one.split(":"), words) for one in wanted if ":" in one]
        return max(code for code, _ in done), b"".join(said for _, said in done)

    def _push_one(self, commit: str, name: str, words: list[str]) -> tuple[int, bytes]:
        there = self.remote.refs.get(name)
        start = f"--force-with-lease={name}:"
        lease = next((word.removeprefix(start) for word in words if word.startswith(start)), None)
        if commit and there == commit:
            return 0, f"=\t{commit}:{name}\t[up to date]\n".encode()
        forward = not commit or there is None or there in set(self.store.past(commit))
        if not (forward if lease is None else lease == (there or "")) and "--force" not in words:
            return 1, f"!\t{commit}:{name}\t[rejected] (stale info)\n".encode()
        if commit:
            self.remote.store.take(self.store)
            self.remote.refs[name] = commit
        else:
            self.remote.refs.pop(name, None)
        self.remote.pushed(name, commit or None)
        return 0, f" \t{commit}:{name}\tdone\n".encode()

    # --- in the clone ---

    def _update_ref(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        self.refs[words[0]] = words[1]
        return 0, b""

    def _rev_parse(self, all_words: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        if "--is-shallow-repository" in all_words:
            return 0, b"false\n"
        found = self.store.found(words[0])
        return (0, f"{found}\n".encode()) if found else (1, b"")

    def _named(self, name: str) -> str | None:
        commit = self.refs.get(name) or name.removesuffix("^{commit}")
        return commit if commit in self.store.commits else None

    def _cat_file(self, all_words: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        if "--batch-check=%(objectname)" in all_words:
            return 0, "".join(f"{self._named(name) or f'{name} missing'}\n" for name in data.decode().split()).encode()
        how, name = words
        if how == "-e":
            return (0 if name.removesuffix("^{commit}") in self.store.commits else 1), b""
        found = self.store.found(name)
        if found is None or found not in self.store.blobs:
            return 128, b"fatal: not there"
        blob = self.store.blobs[found]
        return 0, str(len(blob)).encode() if how == "-s" else blob

    def _merge_base(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        ancestor, commit = words
        return (0 if ancestor in self.store.past(commit) else 1), b""

    def _rev_list(self, all_words: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        span, *below = [word for word in words if word != "-1"]
        paths = {path.removeprefix(":(top,literal)") for path in below}
        ages = dict(word.split("=") for word in all_words if word.startswith(("--max-age=", "--min-age=")))
        oldest, newest = float(ages.get("--max-age", "-inf")), float(ages.get("--min-age", "inf"))
        found = [
            commit
            for commit in self.store.line(span)
            if oldest <= self.store.commits[commit].when.timestamp() <= newest
            if not paths or not paths.isdisjoint(self.store.changes(commit))
        ]
        return 0, "\n".join(found[:1] if "-1" in words else found).encode()

    def _log(self, all_words: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        span, below = [word for word in words if word not in ("-1", "-z")]
        path = re.sub(r"^:\([a-z,]*\)", "", below).rstrip("/")
        deleted = "--diff-filter=D" in all_words
        lines: list[str] = []
        for commit in self.store.line(span):
            changes = self.store.changes(commit).items()
            changed = {one: stays for one, stays in changes if one == path or one.startswith(f"{path}/")}
            if deleted:
                lines += [f"{one}\0" for one, stays in changed.items() if not stays]
            elif changed:
                when = f" {int(self.store.commits[commit].when.timestamp())}" if "--format=%H %ct" in all_words else ""
                lines.append(f"{commit}{when}\n")
        return 0, "".join(lines[:1] if "-1" in words else lines).encode()

    def _ls_tree(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        how, commit, *paths = words
        wanted = [path.removeprefix(":(top,literal)") for path in paths]
        files = self.store.files(commit)
        listed = {path: f"{mode} blob {blob}" for path, (mode, blob) in files.items()}
        if how == "-rz":
            listed = {path: line for path, line in listed.items() if path.partition("/")[0] in wanted}
        elif wanted:
            listed = {path: line for path, line in listed.items() if path in wanted}
        else:
            folders = {path.partition("/")[0]: f"040000 tree {commit}" for path in files if "/" in path}
            listed = {path: line for path, line in listed.items() if "/" not in path} | folders
        return 0, b"".join(f"{line}\t{path}\0".encode() for path, line in sorted(listed.items()))

    def _hash_object(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        if "commit" not in words:
            return 0, self.store.blob(data).encode()
        head = data.decode().split("\n\n", 1)[0].splitlines()
        when = datetime.fromtimestamp(int(head[-1].split()[-2]), UTC)
        parents = tuple(line.split()[1] for line in head if line.startswith("parent "))
        commit = _id(b"commit", data)
        self.store.commits[commit] = Commit(head[0].split()[1], parents, when)
        return 0, commit.encode()

    def _mktree(self, _: tuple[str, ...], words: list[str], data: bytes) -> tuple[int, bytes]:
        entries = {}
        for line in data.decode().split("\0")[:-1]:
            meta, path = line.split("\t", 1)
            mode, _kind, blob = meta.split(" ")
            entries[path] = mode, blob
        return 0, self.store.tree(entries).encode()


def _id(kind: bytes, data: bytes) -> str:
    return hashlib.sha1(kind + b"\0" + data, usedforsecurity=False).hexdigest()
