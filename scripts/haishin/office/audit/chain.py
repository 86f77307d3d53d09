"""The ledger held against itself: each commit of its branch says which records it brought, and the digest of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from haishin.core.repository.git import Git, records
from haishin.office.audit.findings import Difference
from haishin.send.ledger.records import moment

_BROUGHT = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, as the commit that brought it says or as a line of the ledger has it now."""

    id: str  # empty if it cannot be read
    digest: str
    place: str  # the commit, or the line by its number
    at: int | None  # seconds; None for a record that came with another, and for a line that cannot be read

    @property
    def shown(self) -> str:
        """The place and the digest."""
        return f"{self.place} sha256:{self.digest}"


def chain(git: Git, tip: str, data: bytes) -> Iterator[Difference]:
    """Compare the ledger's lines with those that the commits up to its tip brought. Raises GitError."""
    said, lines = _numbered(_brought(git, tip)), _numbered(_standing(data))
    for key, line in lines.items():
        if key not in said:
            yield "ledger-added", None, line.shown
    for key, origin in said.items():
        if key not in lines:
            yield "ledger-dropped", f"{origin.place} {origin.id}", None
            continue
        line = lines[key]
        if line.digest != origin.digest:
            yield "ledger-edited", origin.shown, line.shown
        if origin.at not in (None, line.at):
            yield "ledger-redated", line.at, f"{origin.place} {origin.at}"
    was, now = ([key for key in side if key in said and key in lines] for side in (said, lines))
    moved = next((pair for pair in zip(was, now, strict=True) if pair[0] != pair[1]), None)
    if moved is not None:
        yield "ledger-reordered", moved[0][0], moved[1][0]


def _brought(git: Git, tip: str) -> Iterator[Entry]:
    """Read the lines that the commits of the branch brought, the oldest first."""
    for said in records(git.run("log", "--first-parent", "--reverse", "-z", "--format=%H %ct%n%B", tip)):
        head, *message = said.split("\n")
        commit, when = head.split(" ")
        for number, match in enumerate(filter(None, map(_BROUGHT.fullmatch, message))):
            yield Entry(match[1], match[2], commit, None if number else int(when))


def _standing(data: bytes) -> Iterator[Entry]:
    """Cut the ledger's bytes into lines."""
    for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n"), 1):
        identity, at = "", None
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            record = json.loads(raw)
            identity, at = str(record["id"]), int(moment(record["at"]).timestamp())
        yield Entry(identity, sha256(raw + b"\n").hexdigest(), f"{number}:", at)


def _numbered(entries: Iterable[Entry]) -> Mapping[tuple[str, int], Entry]:
    """Find each by its id; 0: the first of that id."""
    times = Counter[str]()
    found = {}
    for entry in entries:
        found[entry.id, times[entry.id]] = entry
        times[entry.id] += 1
    return found
