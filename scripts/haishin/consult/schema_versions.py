"""``schema/`` as a commit holds it, or as a change would make it: read from git, by this program's JSON Schemas."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from haishin.consult import codeowners
from haishin.consult.upkeep import Proposals
from haishin.core import contract as contracts
from haishin.core.catalogue import Message
from haishin.core.contract import Contract, ContractError, Mistake
from haishin.core.repository.git import Git, blobs, records
from haishin.core.repository.history import object_id


def contracts_at(git: Git) -> Callable[[str], Contract]:
    """Make the reader of ``schema/`` at a commit; the same tree is read once."""

    @cache
    def of_tree(tree: str | None) -> Contract:
        return contracts.load_blobs(_blobs(git, tree), tree)

    return lambda commit: of_tree(object_id(git, commit, "schema"))


def proposals(git: Git) -> Proposals:
    """Make the reader of changes."""
    return Proposals(git, contracts_at(git), generated)


def generated(contract: Contract) -> dict[str, str]:
    """Make path → text of each file that this program generates from a contract."""
    from haishin.check import pages  # not before: it loads every rule

    return {
        codeowners.PATH: codeowners.render(contract.organization, contract.roster),
        "schema/RULES.md": pages.render(contract),
    }


def _blobs(git: Git, tree: str | None) -> dict[str, bytes]:
    """Read file name → bytes of the files of a contract; none without a tree. Raises ContractError."""
    ids, sizes, listed = dict[str, str](), dict[str, int](), list[str]()
    if tree is not None:
        listed = records(git.run("ls-tree", "-zl", tree))
    for line in listed:
        told, _, name = line.partition("\t")
        _, kind, blob, size = told.split()
        if name in ids:
            raise ContractError((Mistake(name, 1, Message("consult/file-twice")),))
        if kind == "blob" and name in contracts.FILES:
            ids[name], sizes[name] = blob, int(size)
    contracts.measure(sizes)
    return dict(zip(ids, blobs(git, list(ids.values())), strict=True))
