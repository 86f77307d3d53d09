"""The upgrade itself: a tree of the force's repository with the release in it, then one commit and its branch.

All is made and tried in a scratch clone. Nothing of the repository changes before the last command, which makes the
branch: whenever this is killed, the branch is whole or not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass

from haishin.core.catalogue import Message
from haishin.core.contract.loading import FILES, ContractError, load_blobs, own_schemas
from haishin.core.errors import Refusal
from haishin.core.repository.git import Git, object_ids
from haishin.core.repository.history import obtain
from haishin.core.repository.sources import REGULAR, CommitSource
from haishin.office import product
from haishin.office.made import made
from haishin.office.upgrading.migrations import MIGRATIONS, Migrations, migrated, standing_on
from haishin.office.upgrading.news import EXAMPLE, News, difference, duties, news
from haishin.office.upgrading.release import Found, ProductFile, product_files
from haishin.office.upgrading.takeover import Files, Takeover, takeover

_SCHEMA = "schema/"
_CHANGELOG = "CHANGELOG.md"
_RESULT = "refs/haishin/result"  # in the scratch clone
_MAKER = ("-c", "user.name=haishin", "-c", "user.email=haishin@localhost.invalid")


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade brings, before anything of the repository has changed."""

    found: Found
    commit: str  # of the scratch clone, with the tree of the branch
    files: Takeover
    kept: Mapping[str, str]  # path → how the release's text differs from the force's
    migrated: str  # how ``schema/`` differs; empty if its form stays
    news: tuple[News, ...]
    duties: tuple[tuple[str, str], ...]  # version → what must be done
    generated: bool  # the files made of ``schema/`` were made anew; not if it has mistakes now

    @property
    def branch(self) -> str:
        """The name of the branch."""
        return f"upgrade-{self.found.release.version}"


def prepare(found: Found, take: Set[str], table: Migrations = MIGRATIONS) -> Upgrade:
    """Make the tree in the scratch clone, and check it out there.

    Raises Refusal for a form without a migration, and if ``take`` names a file that the force has not changed.
    """
    clone, release, base = found.clone, found.release, f"refs/tags/v{found.standing}"
    schema = _yaml(clone, found.head, _SCHEMA)
    moved = migrated(schema, table)
    texts = standing_on(moved, release.version)
    old, own, new = (product_files(clone, at, release.paths) for at in (base, found.head, release.commit))
    files = takeover(old, own, new, take)
    generated = {}
    with suppress(ContractError):
        contract = load_blobs({name: text.encode() for name, text in texts.items() if name in FILES})
        generated = made(contract, _text(clone, new.get(product.MARKED)))
    written = {_SCHEMA + name: text for name, text in texts.items() if text != schema.get(name)} | generated
    for path in files.kept:
        written.pop(path, None)
    commit = _commit(found, files, new, written)
    clone.run("reset", "--hard", "--quiet", commit)
    before, after = (_yaml(clone, at, EXAMPLE) for at in (base, release.commit))
    differences = (difference(_SCHEMA + name, schema.get(name, ""), text) for name, text in moved.items())
    changelog = _text(clone, new.get(_CHANGELOG))
    return Upgrade(
        found,
        commit,
        files,
        {path: difference(path, *(_text(clone, side.get(path)) for side in (own, new))) for path in files.kept},
        "\n".join(filter(None, differences)),
        news(standing_on(migrated(before, table), release.version), after, texts, own_schemas()),
        duties(changelog, found.standing, release.version),
        bool(generated),
    )


def is_there(root: Git, upgrade: Upgrade) -> bool:
    """Whether the repository has that branch already. Raises Refusal if it has another one of that name."""
    name = f"refs/heads/{upgrade.branch}"
    tip, tree, parent = object_ids(root, [name, f"{name}^{{tree}}", f"{name}^1"])
    if tip is None:
        return False
    if (tree, parent) != (upgrade.found.clone.text("rev-parse", f"{upgrade.commit}^{{tree}}"), upgrade.found.head):
        raise Refusal(Message("office/upgrading/other-branch", branch=upgrade.branch))
    return True


def leave(root: Git, upgrade: Upgrade, description: str) -> None:
    """Put one commit with that message on a branch of its own; last of all the branch."""
    obtain(root, str(upgrade.found.clone.folder), upgrade.commit, _RESULT)
    signed = ["-S"] * (root.attempt("config", "--bool", "commit.gpgsign").stdout == b"true\n")
    made = ("commit-tree", *signed, "-p", upgrade.found.head, "-F", "-", f"{upgrade.commit}^{{tree}}")
    commit = root.run(*made, data=description.encode()).decode("ascii").strip()
    root.run("update-ref", f"refs/heads/{upgrade.branch}", commit, "0" * len(commit))


def _yaml(git: Git, commit: str, folder: str) -> dict[str, str]:
    """Read name → text of the YAML files of a folder."""
    source = CommitSource(git, commit)
    entries = [entry for entry in source.entries(folder) if entry.path.endswith(".yaml")]
    return {entry.path.removeprefix(folder): source.read(entry).decode("utf-8", "replace") for entry in entries}


def _text(git: Git, file: ProductFile | None) -> str:
    """Read a file as text; empty if there is none."""
    if file is None:
        return ""
    return git.run("cat-file", "blob", file.blob).decode("utf-8", "replace")


def _commit(found: Found, files: Takeover, new: Files, written: Mapping[str, str]) -> str:
    """Commit the force's tree with these files to the scratch clone."""
    clone, gone = found.clone, "0" * len(found.head)
    rows = [f"0 {gone}\t{path}" for path in files.removed]
    rows += [f"{new[path].mode} {new[path].blob}\t{path}" for path in files.put]
    for path, text in written.items():
        blob = clone.run("hash-object", "-w", "--stdin", data=text.encode()).decode("ascii").strip()
        rows.append(f"{REGULAR} {blob}\t{path}")
    clone.run("read-tree", found.head)
    listed = "".join(f"{row}\0" for row in rows)
    clone.run("update-index", "-z", "--index-info", data=listed.encode("utf-8", "surrogateescape"))
    commit = clone.text(*_MAKER, "commit-tree", "-p", found.head, "-m", found.release.version, clone.text("write-tree"))
    clone.run("update-ref", _RESULT, commit)
    return commit
