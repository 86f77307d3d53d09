"""The upgrade itself: a tree of the force's repository with the release in it, then one commit and its branch.

All is made and tried in a scratch clone. Nothing of the repository changes before the last command, which makes the
branch: whenever this is killed, the branch is whole or not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass

from haishin.core.catalogue import Message, listed
from haishin.core.contract.loading import FILES, ContractError, load_blobs, own_schemas
from haishin.core.errors import Refusal
from haishin.core.model import Language, Text
from haishin.core.repository.git import Git
from haishin.core.repository.history import obtain
from haishin.core.repository.sources import REGULAR, CommitSource
from haishin.office import product
from haishin.office.made import made
from haishin.office.upgrading.migrations import MIGRATIONS, Migrations, Texts, migrated, standing_on
from haishin.office.upgrading.news import EXAMPLE, duties, news
from haishin.office.upgrading.release import Found, ProductFile, Release, product_files

Files = Mapping[str, ProductFile]  # by path
Changes = Mapping[str, ProductFile | None]  # by path; None: removed
_SCHEMA = "schema/"
_CHANGELOG = "CHANGELOG.md"
_RESULT = "refs/haishin/result"  # in the scratch clone
_MAKER = ("-c", "user.name=haishin", "-c", "user.email=haishin@localhost.invalid")


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade brings, before anything of the repository has changed."""

    found: Found
    commit: str  # of the scratch clone, with the tree of the branch
    said: tuple[Text | str, ...]  # the comparison, the duties, the open decisions; a str: how a file differs
    order: Text  # the next steps


def takeover(base: Files, force: Files, release: Files, take: Set[str]) -> tuple[Changes, list[str]]:
    """Compare three lists; return the changes, and the paths that stay because the force changed them.

    A file that the force changed stays as it is unless ``take`` names it. A file that neither release knows is the
    force's own. Raises Refusal if ``take`` names anything else.
    """
    changes, kept = dict[str, ProductFile | None](), []
    for path in sorted({*base, *release}):
        old, own, new = base.get(path), force.get(path), release.get(path)
        if own == new:
            continue
        if own != old and path not in take:
            kept.append(path)
        else:
            changes[path] = new
    if idle := sorted(take - changes.keys()):
        raise Refusal(Message("office/upgrading/nothing-to-take", paths=listed(idle)))
    return changes, kept


def prepare(found: Found, take: Set[str], table: Migrations = MIGRATIONS) -> Upgrade:
    """Make the tree in the scratch clone, and check it out there.

    Raises Refusal for a form without a migration, and if ``take`` names a file that the force has not changed.
    """
    release, clone, base = found.release, found.release.git, f"refs/tags/v{found.standing}"
    schema = _yaml(clone, found.head, _SCHEMA)
    moved = migrated(schema, table)
    texts = standing_on(moved, release.version)
    old, own, new = (product_files(clone, at, release.paths) for at in (base, found.head, release.commit))
    changes, kept = takeover(old, own, new, take)
    generated = _generated(release, texts)
    written = {_SCHEMA + name: text for name, text in texts.items() if text != schema.get(name)} | generated
    for path in kept:
        written.pop(path, None)
    commit = _commit(found, changes, written)
    clone.run("reset", "--hard", "--quiet", commit)

    said, waits = [found.compared, *_taken(found, changes, kept)], Text("", "")
    if moved != schema:
        said += [Message("office/upgrading/migrated"), _difference(clone, found.head, commit, _SCHEMA + "*.yaml")]
        waits = Message("office/upgrading/nothing-begins")
    before = standing_on(migrated(_yaml(clone, base, EXAMPLE), table), release.version)
    for name, text in _yaml(clone, release.commit, EXAMPLE).items():
        if before.get(name) != text:
            schema_of_it = own_schemas().get(name.replace(".yaml", ".schema.json"), b"{}")
            said += news(name, before.get(name), text, texts.get(name), schema_of_it)
            said.append(_difference(clone, base, release.commit, EXAMPLE + name))
    if not generated:
        said.append(Message("office/upgrading/not-generated"))
    order = Message("office/upgrading/order", branch=found.branch, waits=waits)
    return Upgrade(found, commit, tuple(filter(None, said)), order)


def _generated(release: Release, texts: Texts) -> dict[str, str]:
    """Make path → text of all that is made of ``schema/``; nothing while that has lines to mend."""
    with suppress(ContractError):
        contract = load_blobs({name: text.encode() for name, text in texts.items() if name in FILES})
        return made(contract, release.text(product.MARKED))
    return {}


def _taken(found: Found, changes: Changes, kept: Sequence[str]) -> Iterator[Text | str]:
    """Tell how many product files come and go, the duties, and how those that stay differ from the release's."""
    release, removed = found.release, sum(file is None for file in changes.values())
    yield Message("office/upgrading/brings", commit=release.commit, put=len(changes) - removed, removed=removed)
    yield from duties(release.text(_CHANGELOG), found.standing, release.version)
    for path in kept:
        yield Message("office/upgrading/kept", path=path)
        yield _difference(release.git, found.head, release.commit, f":(literal){path}")


def results(passed: Mapping[str, bool]) -> Iterator[Text]:
    """Say of each verb that was run on the branch whether it found nothing."""
    for verb, fine in passed.items():
        yield Message("office/upgrading/passed" if fine else "office/upgrading/failed", verb=verb)


def description(upgrade: Upgrade, passed: Mapping[str, bool], language: Language) -> str:
    """Write the message of the commit, which the forge offers as the pull request's; ``passed``: verb → its result."""
    title = Message("office/upgrading/title", version=upgrade.found.release.version)
    said = [line for line in upgrade.said if isinstance(line, Text)]
    lines = [line[language] for line in (*said, *results(passed), upgrade.order)]
    return "\n".join([title[language], "", *lines, ""])


def leave(root: Git, upgrade: Upgrade, description: str) -> None:
    """Put one commit with that message on a branch of its own; last of all the branch."""
    obtain(root, str(upgrade.found.release.git.folder), upgrade.commit, _RESULT)
    signed = ["-S"] * (root.attempt("config", "--bool", "commit.gpgsign").stdout == b"true\n")
    made = ("commit-tree", *signed, "-p", upgrade.found.head, "-F", "-", f"{upgrade.commit}^{{tree}}")
    commit = root.run(*made, data=description.encode()).decode("ascii").strip()
    root.run("update-ref", f"refs/heads/{upgrade.found.branch}", commit, "0" * len(commit))


def _yaml(git: Git, commit: str, folder: str) -> dict[str, str]:
    """Read name → text of the YAML files of a folder."""
    source = CommitSource(git, commit)
    entries = [entry for entry in source.entries(folder) if entry.path.endswith(".yaml")]
    return {entry.path.removeprefix(folder): source.read(entry).decode("utf-8", "replace") for entry in entries}


def _difference(git: Git, old: str, new: str, path: str) -> str:
    return git.run("diff", "--no-ext-diff", "--no-color", old, new, "--", path).decode("utf-8", "replace")


def _commit(found: Found, changes: Changes, written: Mapping[str, str]) -> str:
    """Commit the force's tree with these files to the scratch clone."""
    clone, rows = found.release.git, list[str]()
    for path, file in changes.items():
        rows.append(f"0 {'0' * len(found.head)}\t{path}" if file is None else f"{file.mode} {file.blob}\t{path}")
    for path, text in written.items():
        blob = clone.run("hash-object", "-w", "--stdin", data=text.encode()).decode("ascii").strip()
        rows.append(f"{REGULAR} {blob}\t{path}")
    clone.run("read-tree", found.head)
    listed = "".join(f"{row}\0" for row in rows)
    clone.run("update-index", "-z", "--index-info", data=listed.encode("utf-8", "surrogateescape"))
    commit = clone.text(*_MAKER, "commit-tree", "-p", found.head, "-m", found.release.version, clone.text("write-tree"))
    clone.run("update-ref", _RESULT, commit)
    return commit
