"""What the next commit would hold: the files of git's index, and which of them it changes."""

from __future__ import annotations

from haishin.repository.blobs import REGULAR, Entry
from haishin.repository.git import Git

_EMPTY_TREE = ("hash-object", "-t", "tree", "--stdin")


class IndexSource:
    """Files as they are staged; the work tree is not looked at. One that is in conflict stands as nobody's yet."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def entries(self, prefix: str) -> list[Entry]:
        """All staged files at or under that path, sorted by path."""
        listed = self._git.run("ls-files", "--stage", "-z", "--full-name", "--", f":(top,literal){prefix}")
        found = [_record(record) for record in listed.split(b"\0") if record and b" 0\t" in record]
        blobs = "\n".join(blob for _, mode, blob in found if mode == REGULAR)
        sizes = self._git.run("cat-file", "--batch-check=%(objectsize)", data=blobs.encode() + b"\n" if blobs else b"")
        size = iter(sizes.split())
        return sorted(
            (Entry(path, mode, blob, int(next(size)) if mode == REGULAR else 0) for path, mode, blob in found),
            key=lambda entry: entry.path,
        )

    def read(self, entry: Entry) -> bytes:
        """The bytes of a staged file."""
        return self._git.run("cat-file", "blob", str(entry.blob))

    def changed(self, prefix: str) -> list[str]:
        """Paths under the prefix that the commit would add or change; what it takes away is not among them."""
        born = self._git.attempt("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode == 0
        base = "HEAD" if born else self._git.run(*_EMPTY_TREE).decode().strip()
        listed = self._git.run(
            "diff-index", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", base,
            "--", f":(top,literal){prefix}",
        )  # fmt: skip
        return [path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0") if path]


def _record(record: bytes) -> tuple[str, str, str]:
    head, _, path = record.partition(b"\t")
    mode, blob, _ = head.decode("ascii").split(" ")
    return path.decode("utf-8", "surrogateescape"), mode, blob
