"""The check of files, ``haishin validate``: each file of a source through tree checks, reader and rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from haishin.check.document import oversize, read
from haishin.check.document.decoding import MAX_BYTES
from haishin.check.document.forming import place_of
from haishin.check.engine import check_all
from haishin.check.reading import Tree
from haishin.check.rules.tree import check_tree, readable
from haishin.core.catalogue import Message
from haishin.core.contract import Contract
from haishin.core.errors import Refusal
from haishin.core.model import Document, Finding
from haishin.core.repository.git import Git, blob_sizes, blobs
from haishin.core.repository.sources import REGULAR, Entry, FileSource

FOLDER = "alerts"


def check_files(
    source: FileSource, contract: Contract, paths: Sequence[str] | None = None
) -> tuple[list[Document], tuple[Finding, ...]]:
    """Check all files of ``alerts/``, or the paths named: the documents without their items' places, and all findings.

    A file named is read wherever it lies; of ``alerts/`` only named paths are reported, though twins and ids are
    compared with the whole. Raises Refusal if a path leads nowhere, RuleError if a rule crashed.
    """
    everything = source.entries(FOLDER)
    files, misplaced = _files(source, everything, contract, paths)
    kept: dict[str, Document] = {}  # those that others follow, too; the places of items would be most of what is kept

    def read_once(entry: Entry) -> Document:
        document = _read(source, contract, entry)
        kept[entry.path] = replace(document, places={}, keys={})
        return document

    tree = _tree(everything, lambda entry: kept.get(entry.path) or read_once(entry))
    findings = [*misplaced, *chain.from_iterable(check_all(map(read_once, files), contract, tree))]
    findings.sort(key=lambda finding: finding.order)
    return [kept[entry.path] for entry in files], tuple(findings)


def tree_of(source: FileSource, contract: Contract, recorded: Collection[str] = ()) -> Tree:
    """Gather the other files of a source, for the rules; ``recorded``: ids that the ledger knows."""
    return _tree(source.entries(FOLDER), partial(_read, source, contract), recorded)


def read_blob(git: Git, path: str, blob: str, contract: Contract) -> Document:
    """Read the document of a blob, whose size is asked for first (T26). Raises GitError."""
    return next(read_blobs(git, [(path, blob)], contract))


def read_blobs(git: Git, files: Sequence[tuple[str, str]], contract: Contract) -> Iterator[Document]:
    """Read the documents of several paths and blobs, by two processes in all. Raises GitError."""
    sizes = dict(zip(files, blob_sizes(git, [blob for _, blob in files]), strict=True))
    small = [blob for (_, blob), size in sizes.items() if size <= MAX_BYTES]
    data = dict(zip(small, blobs(git, small), strict=True))
    for path, blob in files:
        if blob in data:
            yield read(path, data[blob], contract)
        else:
            yield oversize(path, sizes[path, blob])


def alert_entries(
    source: FileSource, contract: Contract, paths: Sequence[str] | None = None
) -> tuple[list[Entry], tuple[Finding, ...]]:
    """List the files that ``check_files`` would read, and its findings on names and modes.

    Raises Refusal if a path leads nowhere.
    """
    return _files(source, source.entries(FOLDER), contract, paths)


def _files(
    source: FileSource, everything: Sequence[Entry], contract: Contract, paths: Sequence[str] | None
) -> tuple[list[Entry], tuple[Finding, ...]]:
    """Choose the files; outside ``alerts/`` the name is the user's own."""
    known = {entry.path for entry in everything}
    chosen = _chosen(source, everything, paths)
    wanted = {entry.path for entry in chosen}
    outside = [entry for entry in chosen if entry.path not in known and entry.mode != REGULAR]
    files = [entry for entry in chosen if readable(entry) or (entry.path not in known and entry.mode == REGULAR)]
    misplaced = [finding for finding in check_tree(everything, contract) if finding.path in wanted]
    return files, (*misplaced, *check_tree(outside, contract))


def _tree(everything: Sequence[Entry], read_entry: Callable[[Entry], Document], recorded: Collection[str] = ()) -> Tree:
    by_id = {place_of(entry.path)[2]: entry for entry in everything if readable(entry)}

    def find(alert_id: str) -> Document | None:
        if alert_id not in by_id:
            return None
        return read_entry(by_id[alert_id])

    return Tree(frozenset(entry.path for entry in everything), find, recorded)


def _chosen(source: FileSource, everything: Sequence[Entry], paths: Sequence[str] | None) -> Sequence[Entry]:
    if paths is None:
        return everything
    known = {entry.path: entry for entry in everything}
    chosen: dict[str, Entry] = {}
    for path in paths:
        if path in known:
            chosen[path] = known[path]
            continue
        entries = source.entries(path)
        if not entries:
            raise no_file(path)
        chosen |= {entry.path: entry for entry in entries}
    return list(chosen.values())


def no_file(path: str) -> Refusal:
    """Refuse a path that leads nowhere: to find nothing wrong with it would mislead."""
    return Refusal(Message("check/no-file", path=path))


def _read(source: FileSource, contract: Contract, entry: Entry) -> Document:
    if entry.size > MAX_BYTES:
        return oversize(entry.path, entry.size)
    return read(entry.path, source.read(entry), contract)
