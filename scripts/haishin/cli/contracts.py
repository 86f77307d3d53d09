"""``schema/`` as a commit holds it, read from git."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from haishin import contract as contracts
from haishin.contract import Contract
from haishin.errors import Refusal
from haishin.model import Text
from haishin.report.escaping import visible
from haishin.repository.git import Git

_LARGEST = 4 * 1024 * 1024  # bytes of one file


def contracts_at(git: Git) -> Callable[[str], Contract]:
    """The contract as a commit holds it; the same tree is read once."""

    @cache
    def of_tree(tree: str) -> Contract:
        blobs = {}
        for line in git.run("ls-tree", "-zl", tree).split(b"\0")[:-1]:
            meta, raw = line.split(b"\t", 1)
            _, kind, blob, size = meta.split()
            name = raw.decode("utf-8", "replace")
            if kind != b"blob":
                continue
            if int(size) > _LARGEST:
                raise _too_large(name)
            blobs[name] = git.run("cat-file", "blob", blob.decode())
        return contracts.load_blobs(blobs, tree)

    return lambda commit: of_tree(git.text("rev-parse", "--verify", f"{commit}:schema"))


def _too_large(name: str) -> Refusal:
    return Refusal(
        Text(
            f"main の schema/{visible(name)} が大きすぎます({_LARGEST} バイトまで)。",
            f"schema/{visible(name)} on main is too large; at most {_LARGEST} bytes are read.",
        ),
        Text("main から取り除いてください。", "Take it away from main."),
    )
